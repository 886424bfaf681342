// Recognising a compression: no module is opened here, and none is needed.
#include "codec/compression.h"

#include <gtest/gtest.h>

namespace slipway::codec {
namespace {

std::string all_of(base::Stream& stream) {
  std::string text;
  for (;;) {
    const auto read = stream.read(3, text);
    if (!read.ok() || *read == 0) return text;
  }
}

TEST(Compression, IsKnownByItsName) {
  EXPECT_EQ(compression_of("a.csv"), nullptr);
  EXPECT_EQ(compression_of("a.csv.gz")->name, "gzip");
  EXPECT_EQ(compression_of("a.zst")->name, "zstd");
  EXPECT_EQ(compression_of("gz"), nullptr);
}

TEST(Compression, PlainBytesPassWhateverTheirName) {
  for (const char* name : {"a.csv", "a.csv.gz"})
    for (const char* text : {"", "a", "a,b\n1,2\n", "BZ"}) {
      auto stream = decompressed(base::memory_stream(text, name));
      ASSERT_TRUE(stream.ok());
      EXPECT_EQ((*stream)->name(), name);
      EXPECT_EQ(all_of(**stream), text);
    }
}

TEST(Compression, WhatIsMissingIsNamed) {
  // This test is linked without the core, so there are no modules beside it.
  const auto stream = decompressed(base::memory_stream("\x1f\x8b\x08\x00", "a.csv"));
  ASSERT_FALSE(stream.ok());
  EXPECT_STREQ(stream.status().reason(), "MODULE_MISSING");
  EXPECT_NE(stream.status().remedy().find("bin/ and lib/"), std::string::npos);
}

TEST(Compression, AnOutputIsCompressedByItsNameOnly) {
  class Nothing final : public base::Writer {
    base::Status write(std::string_view) override { return {}; }
    base::Status commit() override { return {}; }
  };
  EXPECT_TRUE(compressed(std::make_unique<Nothing>(), "out.csv").ok());
  EXPECT_FALSE(compressed(std::make_unique<Nothing>(), "out.csv.gz").ok());
}

}  // namespace
}  // namespace slipway::codec
