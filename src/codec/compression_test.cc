// Recognising a compression, and opening its module only then.
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

TEST(Compression, IsKnownByItsFirstBytesWhateverItsName) {
  const auto stream = decompressed(base::memory_stream("\x1f\x8b\x08", "a.csv"));
  ASSERT_TRUE(stream.ok()) << stream.status().text();
  std::string text;
  EXPECT_STREQ((*stream)->read(10, text).status().reason(), "TRUNCATED");
}

TEST(Compression, AnOutputIsCompressedByItsNameOnly) {
  class Kept final : public base::Writer {
   public:
    explicit Kept(std::string& bytes) : bytes_(bytes) {}
    base::Status write(std::string_view bytes) override { return bytes_ += bytes, base::Status(); }
    base::Status commit() override { return {}; }

   private:
    std::string& bytes_;
  };
  const auto written = [](std::string_view name) {
    std::string bytes;
    auto writer = compressed(std::make_unique<Kept>(bytes), name);
    EXPECT_TRUE(writer.ok() && (*writer)->write("abc").ok() && (*writer)->commit().ok()) << name;
    return bytes;
  };
  EXPECT_EQ(written("out.csv"), "abc");
  EXPECT_TRUE(written("out.csv.gz").starts_with("\x1f\x8b"));
}

}  // namespace
}  // namespace slipway::codec
