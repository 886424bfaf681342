// Schemas that are wrong; what sound files hold is compared in doors/golden_test.cc on golden/skops.
#include "format/skops/document.h"

#include <gtest/gtest.h>

#include "codec/archive_test.h"

namespace slipway::format::skops {
namespace {

std::string reason(const std::string& schema) {
  const auto read = read_document(codec::archive({{"schema.json", schema}}));
  return read.ok() ? "" : read.status().reason();
}

TEST(SkopsDocument, ReadsItsRootAndVersion) {
  const auto read = read_document(codec::archive(
      {{"schema.json",
        R"({"__class__":"str","__module__":"builtins","__loader__":"JsonNode","content":"1.5","protocol":2,"_skops_version":"0.11.0"})"}}));
  ASSERT_TRUE(read.ok()) << read.status().text();
  EXPECT_EQ(read->version, "0.11.0");
  EXPECT_EQ(read->document.root->number, 1.5);
}

TEST(SkopsDocument, RefusesWhatIsNoSchema) {
  EXPECT_EQ(reason(""), "BAD_SCHEMA");
  EXPECT_EQ(reason("[]"), "BAD_SCHEMA");
  EXPECT_EQ(reason("{}"), "BAD_SCHEMA");
  EXPECT_EQ(reason(R"({"protocol":3})"), "UNKNOWN_PROTOCOL");
  EXPECT_EQ(reason(R"({"protocol":-1})"), "BAD_SCHEMA");
  EXPECT_EQ(reason(R"({"protocol":2})"), "BAD_SCHEMA");
  const auto read = read_document(codec::archive({{"1.npy", "x"}}));
  EXPECT_STREQ(read.status().reason(), "MISSING_FILE");
}

}  // namespace
}  // namespace slipway::format::skops
