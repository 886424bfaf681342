#include "codec/arrow/table_test.h"

namespace slipway::codec {
namespace {

using data::Kind;

TEST(Parquet, EveryCompression) {
  for (const char* name : {"snappy", "zstd", "gzip", "lz4", "brotli"}) {
    const Read all = read("parquet", golden_bytes(std::string(name) + ".parquet"),
                          {.wanted = {field("f64"), field("s", Kind::kString)}});
    EXPECT_EQ(all.rows,
              "0.1,a\n,\"\"\n-0,\n,K\xc3\xb8"
              "benhavn\n")
        << name << all.status.text();
  }
  const Read types = read("parquet", golden_bytes("types.parquet"), {.wanted = {field("f64")}});
  for (const char* name : {"none", "snappy", "zstd", "gzip", "lz4", "brotli"}) {
    data::Chunk rows(std::make_shared<const data::Schema>(std::vector<data::Field>{field("x")}));
    for (int i = 0; i < 100; ++i) rows.column(0).append_float64(i);
    const std::string bytes = encode("parquet", rows, map({{"compression", name}}));
    EXPECT_EQ(read("parquet", bytes, {.wanted = {field("x")}}).chunks,
              std::vector<std::int64_t>{100})
        << name;
  }
}

TEST(Parquet, EveryCutAndEveryFlippedByteIsRefusedOrRead) {
  const std::string whole = golden_bytes("snappy.parquet");
  const DecodeOptions options{.wanted = {field("f64"), field("s", Kind::kString)}};
  for (std::size_t cut = 0; cut < whole.size(); cut += 7) {
    const Read cut_short = read("parquet", whole.substr(0, cut), options);
    ASSERT_FALSE(cut_short.status.ok());
    EXPECT_STREQ(cut_short.status.reason(), "BAD_FILE");
    EXPECT_EQ(cut_short.status.place(), "test");
  }
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ 0x5a);
    refused += read("parquet", broken, options).status.ok() ? 0 : 1;
  }
  EXPECT_GT(refused, 100);
}

TEST(Parquet, APipeIsRefusedWithTheRemedy) {
  const auto decoder = (*codecs().find("parquet"))->decoder(base::memory_stream("PAR1", "-"), {});
  EXPECT_STREQ(decoder.status().reason(), "NEEDS_FILE");
  EXPECT_EQ(decoder.status().remedy(), "name the file");
}

}  // namespace
}  // namespace slipway::codec
