// What Parquet and Arrow IPC share when they are read: types, names, errors, chunks. The files were
// written by pyarrow (golden/codec/HOW).
#include <fstream>
#include <iterator>

#include "codec/arrow/table_test.h"

namespace slipway::codec {

std::string golden_bytes(const std::string& name) {
  std::ifstream file(std::string(SLIPWAY_SOURCE_DIR "/golden/codec/") + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

namespace {

using data::Kind;

struct File {
  const char* codec;
  const char* name;
};

class Types : public ::testing::TestWithParam<File> {
 protected:
  Read read(const DecodeOptions& options) {
    return codec::read(GetParam().codec, golden_bytes(GetParam().name), options);
  }
};

TEST_P(Types, EveryNumberIsReadAsFloat64) {
  const Read all = read({.wanted = {field("i8"), field("u8"), field("i16"), field("u32"),
                                    field("f16"), field("f32"), field("f64"), field("b")}});
  ASSERT_TRUE(all.status.ok()) << all.status.text();
  EXPECT_EQ(all.rows,
            "1,1,1,1,1.5,0.10000000149011612,0.1,1\n,2,,2,,,,0\n-3,255,-300,4294967295,-2,inf,-0,"
            "\n4,,4,,65504,,,1\n");
  EXPECT_EQ(all.errors, "");
}

TEST_P(Types, TextAndItsDictionaries) {
  const Read all = read({.wanted = {field("s", Kind::kString), field("large", Kind::kString),
                                    field("coded", Kind::kString)}});
  ASSERT_TRUE(all.status.ok()) << all.status.text();
  EXPECT_EQ(all.rows,
            "a,a,x\n\"\",\"\",\n,,y\nK\xc3\xb8"
            "benhavn,\xf0\x9f\x98\x80,x\n");
}

TEST_P(Types, KeptColumnsKeepTheirType) {
  const Read all = read({.wanted = {field("after")}, .keep = {"i64", "ms", "day", "b"}});
  ASSERT_TRUE(all.status.ok()) << all.status.text();
  EXPECT_EQ(all.rows,
            "1,1,2026-11-24T01:02:03.004000Z,2026-11-24T00:00:00Z,true\n2,,,,false\n3,-"
            "4611686018427387904,1969-12-31T23:59:59Z,1969-12-31T00:00:00Z,\n"
            "4,4,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,true\n");
}

TEST_P(Types, AValueThatIsNoneOfItsColumnIsItsRowsError) {
  const Read all = read({.wanted = {field("digits"), field("f64", Kind::kInt64)}});
  ASSERT_TRUE(all.status.ok()) << all.status.text();
  EXPECT_EQ(all.rows, "1.5,\n2,\n,0\n,\n");
  // Rows count within their chunk; a file's batches are its chunks.
  EXPECT_TRUE(all.errors.starts_with("0 BAD_VALUE f64 0.1;")) << all.errors;
  EXPECT_TRUE(all.errors.ends_with(" BAD_VALUE digits x;")) << all.errors;
}

TEST_P(Types, MissingAndForeignColumnsAreNamed) {
  const Read missing = read({.wanted = {field("f46"), field("s", Kind::kString)}});
  EXPECT_STREQ(missing.status.reason(), "MISSING_COLUMN");
  EXPECT_NE(missing.status.message().find("\"f46\""), std::string::npos) << missing.status.text();
  const Read money = read({.wanted = {field("money")}});
  EXPECT_STREQ(money.status.reason(), "BAD_TYPE");
  EXPECT_NE(money.status.text().find("money"), std::string::npos) << money.status.text();
  const Read text = read({.wanted = {field("f64", Kind::kString)}});
  EXPECT_STREQ(text.status.reason(), "BAD_TYPE");
  EXPECT_EQ(text.status.message(), "column \"f64\" is float64, the model takes string");
}

TEST_P(Types, ByPositionAndFromRow) {
  const Read all = read({.wanted = {field("x"), field("y")}, .by_position = true, .skip_rows = 2});
  ASSERT_TRUE(all.status.ok()) << all.status.text();
  EXPECT_EQ(all.rows, "-3,255\n4,\n");
  EXPECT_EQ(read({.wanted = {field("after")}, .skip_rows = 9}).rows, "");
}

TEST_P(Types, ChunksAreAsLongAsAsked) {
  const Read all = read({.wanted = {field("after")}, .chunk_rows_max = 2});
  EXPECT_EQ(all.rows, "1\n2\n3\n4\n");
  for (const std::int64_t rows : all.chunks) EXPECT_LE(rows, 2);
}

INSTANTIATE_TEST_SUITE_P(Files, Types,
                         ::testing::Values(File{"parquet", "types.parquet"},
                                           File{"arrow", "types.arrow"},
                                           File{"arrow", "types.arrows"}),
                         [](const auto& info) {
                           return std::string(info.param.name).replace(5, 1, "_");
                         });

}  // namespace
}  // namespace slipway::codec
