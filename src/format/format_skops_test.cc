#include <gtest/gtest.h>

#include "codec/archive_test.h"
#include "format/format.h"
#include "format/one_file_test.h"

namespace slipway::format {
namespace {

int sure(const std::string& name) {
  return (*formats().find("skops"))->sniff(*codec::archive({{name, "x"}}), 100);
}

TEST(FormatSkops, KnowsItsFilesByTheNameOfTheFirst) {
  for (const char* name :
       {"schema.json", "140235.npy", "7.npz", "0f8fad5b-d9cb-469f-a165-70867728950e.bin"})
    EXPECT_GT(sure(name), 0) << name;
  for (const char* name :
       {"data.pkl", "archive/data.pkl", "x.npy", "metadata.json", "weights.bin", ".npy"})
    EXPECT_EQ(sure(name), 0) << name;
}

TEST(FormatSkops, WhatIsNoEstimatorIsRefused) {
  const auto read = [](const std::string& root) {
    return read_model(OneFile(*codec::archive({{"schema.json", root}}), "model.skops")).status();
  };
  EXPECT_STREQ(
      read(
          R"({"__loader__":"JsonNode","__module__":"builtins","__class__":"str","content":"1","protocol":2})")
          .reason(),
      "NOT_A_MODEL");
  const auto own = read(
      R"({"__loader__":"ObjectNode","__module__":"my.own","__class__":"Model","content":null,"protocol":2})");
  EXPECT_STREQ(own.reason(), "UNKNOWN_SYMBOL");
  EXPECT_NE(own.message().find("my.own.Model"), std::string::npos);
}

}  // namespace
}  // namespace slipway::format
