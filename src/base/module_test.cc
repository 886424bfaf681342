// Registries, and modules that are not there. Modules of other builds: codec/codec_test.cc.
#include "base/module.h"

#include <gtest/gtest.h>

#include "base/kinds.h"

namespace slipway::base {
namespace {

struct Animal {
  static constexpr const char* kKind = "animal";
  explicit Animal(int legs_) : legs(legs_) {}
  int legs;
};

TEST(Module, OneThatIsMissingIsNamedWithTheRemedy) {
  const auto module = open_module("no_such_module", "animal");
  EXPECT_EQ(module.status().code(), Code::kFailedPrecondition);
  EXPECT_STREQ(module.status().reason(), "MODULE_MISSING");
  EXPECT_NE(module.status().message().find("no_such_module"), std::string::npos);
  EXPECT_NE(module.status().remedy(), "");
}

TEST(Kinds, MembersAreFoundByName) {
  Kinds<Animal> kinds;
  ASSERT_TRUE(kinds.add("dog", std::make_unique<Animal>(4)).ok());
  ASSERT_TRUE(kinds.add("ant", std::make_unique<Animal>(6)).ok());
  EXPECT_EQ((*kinds.find("ant"))->legs, 6);
  EXPECT_EQ(kinds.find("cat").status().text(), "no animal is called cat (UNKNOWN_KIND)");
  EXPECT_EQ(kinds.add("dog", std::make_unique<Animal>(3)).text(),
            "animal dog is registered twice (TWICE)");
  EXPECT_EQ((*kinds.find("dog"))->legs, 4);
}

TEST(Kinds, AModuleIsOpenedOnlyWhenItsMemberIsWanted) {
  Kinds<Animal> kinds;
  kinds.add_module("yeti", "no_such_module");
  ASSERT_TRUE(kinds.add("dog", std::make_unique<Animal>(4)).ok());
  EXPECT_EQ(kinds.names(), (std::vector<std::string>{"dog", "yeti"}));
  EXPECT_STREQ(kinds.find("yeti").status().reason(), "MODULE_MISSING");
  EXPECT_TRUE(kinds.find("dog").ok());
  ASSERT_TRUE(kinds.add("yeti", std::make_unique<Animal>(2)).ok());  // as a module would
  EXPECT_EQ((*kinds.find("yeti"))->legs, 2);
}

}  // namespace
}  // namespace slipway::base
