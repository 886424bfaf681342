// What Parquet and Arrow IPC share when they are written.
#include "codec/arrow/table_test.h"

namespace slipway::codec {
namespace {

using data::Kind;

class Written : public ::testing::TestWithParam<const char*> {};

data::Chunk many_rows(std::int64_t rows) {
  data::Chunk chunk(std::make_shared<const data::Schema>(
      std::vector<data::Field>{field("n", Kind::kInt64),
                               field("s", Kind::kString),
                               {"p", {Kind::kFloat64, {2}}, {"no", "yes"}}}));
  for (std::int64_t i = 0; i < rows; ++i) {
    chunk.column(0).append_int64(i);
    if (i % 3 == 0)
      chunk.column(1).append_null();
    else
      chunk.column(1).append_string(std::to_string(i));
  }
  chunk.column(2).resize(rows);
  for (std::int64_t i = 0; i < 2 * rows; ++i)
    chunk.column(2).float64s()[i] = static_cast<double>(i) / 4;
  return chunk;
}

TEST_P(Written, VectorsBecomeColumnsAndRowsAreLeftOut) {
  const data::RowErrors skip = {{1, base::invalid_argument("BAD_VALUE", "x"), "", ""},
                                {3, base::invalid_argument("BAD_VALUE", "x"), "", ""}};
  const std::string bytes = encode(GetParam(), many_rows(4), {}, skip);
  const Read back = read(GetParam(), bytes,
                         {.wanted = {field("p_yes"), field("n", Kind::kInt64)}, .keep = {"*"}});
  ASSERT_TRUE(back.status.ok()) << back.status.text();
  EXPECT_EQ(back.rows, "0.25,0,,0\n1.25,2,2,1\n");
  EXPECT_EQ((*back.schema)[3].name, "p_no");
}

TEST_P(Written, MoreRowsThanABatchHolds) {
  constexpr std::int64_t kRows = 150'001;
  const data::Chunk rows = many_rows(kRows);
  const data::RowErrors skip = {{65'535, base::invalid_argument("BAD_VALUE", "x"), "", ""}};
  const Read back =
      read(GetParam(), encode(GetParam(), rows, {}, skip), {.wanted = {field("n", Kind::kInt64)}});
  ASSERT_TRUE(back.status.ok()) << back.status.text();
  std::string expected;
  for (std::int64_t i = 0; i < kRows; ++i)
    if (i != 65'535) expected += std::to_string(i) + "\n";
  EXPECT_TRUE(back.rows == expected);
  for (const std::int64_t chunk : back.chunks) EXPECT_LE(chunk, base::kChunkRowsMax);
}

TEST_P(Written, NoRowsIsAFileToo) {
  const Read back = read(GetParam(), encode(GetParam(), many_rows(0)),
                         {.wanted = {field("n", Kind::kInt64), field("p_no")}});
  EXPECT_TRUE(back.status.ok()) << back.status.text();
  EXPECT_EQ(back.rows, "");
}

TEST_P(Written, SettingsAreChecked) {
  StringWriter out;
  const Codec& codec = **codecs().find(GetParam());
  const auto unknown = codec.encoder(out, many_rows(0).schema(), map({{"compresion", "zstd"}}));
  EXPECT_STREQ(unknown.status().reason(), "UNKNOWN_KEY");
  const auto bad = codec.encoder(out, many_rows(0).schema(), map({{"compression", "rar"}}));
  EXPECT_STREQ(bad.status().reason(), "BAD_VALUE");
}

INSTANTIATE_TEST_SUITE_P(Codecs, Written, ::testing::Values("parquet", "arrow"));

}  // namespace
}  // namespace slipway::codec
