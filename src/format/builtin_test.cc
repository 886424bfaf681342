// The formats there are, and what each says of itself.
#include <set>

#include <gtest/gtest.h>

#include "format/format.h"

namespace slipway::format {
namespace {

TEST(BuiltinFormats, AreTheSameForAll) {
  EXPECT_EQ(&formats(), &formats());
  EXPECT_FALSE(formats().names().empty());
  EXPECT_EQ(formats().find("pikle").status().message(), "no format is called pikle");
}

TEST(BuiltinFormats, SayWhatTheyAreInOneLine) {
  for (const std::string& name : formats().names()) {
    const std::string about = (*formats().find(name))->about();
    EXPECT_GT(about.size(), 10u) << name;
    EXPECT_EQ(about.find('\n'), std::string::npos) << name;
  }
}

// … or the name of the one file that leads the others.
TEST(BuiltinFormats, HaveExtensionsForPeople) {
  for (const std::string& name : formats().names()) {
    const Format& format = **formats().find(name);
    for (const std::string& extension : format.extensions())
      EXPECT_TRUE((extension.starts_with('.') && extension.size() > 1) ||
                  extension == format.leads())
          << name << ": " << extension;
  }
}

// Two that lead a folder by the same file could not both.
TEST(BuiltinFormats, LeadByFilesOfTheirOwn) {
  std::set<std::string_view> leading;
  for (const std::string& name : formats().names()) {
    const std::string_view leads = (*formats().find(name))->leads();
    EXPECT_TRUE(leads.empty() || leading.insert(leads).second) << leads;
  }
}

// They are asked about files of every kind: an empty one is nobody's.
TEST(BuiltinFormats, NoneTakesAnEmptyFile) {
  for (const std::string& name : formats().names())
    EXPECT_EQ((*formats().find(name))->sniff("", 0), 0) << name;
}

}  // namespace
}  // namespace slipway::format
