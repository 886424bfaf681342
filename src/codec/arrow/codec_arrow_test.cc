#include "codec/arrow/table_test.h"

namespace slipway::codec {
namespace {

data::Chunk ten_rows() {
  data::Chunk rows(std::make_shared<const data::Schema>(std::vector<data::Field>{field("x")}));
  for (int i = 0; i < 10; ++i) rows.column(0).append_float64(i);
  return rows;
}

TEST(ArrowIpc, FileAndStreamInEveryCompression) {
  for (const char* form : {"file", "stream"})
    for (const char* compression : {"none", "zstd", "lz4"}) {
      const std::string bytes =
          encode("arrow", ten_rows(), map({{"form", form}, {"compression", compression}}));
      EXPECT_EQ(bytes.starts_with("ARROW1"), std::string_view(form) == "file");
      EXPECT_EQ(read("arrow", bytes, {.wanted = {field("x")}}).rows,
                "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n")
          << form << compression;
    }
  StringWriter out;
  EXPECT_STREQ((*codecs().find("arrow"))
                   ->encoder(out, ten_rows().schema(), map({{"form", "scroll"}}))
                   .status()
                   .reason(),
               "BAD_VALUE");
}

TEST(ArrowIpc, BrokenBytesAreRefusedOrRead) {
  const std::string whole = golden_bytes("types.arrow");
  const DecodeOptions options{.wanted = {field("f64"), field("coded", data::Kind::kString),
                                         field("s", data::Kind::kString)}};
  for (const std::size_t cut : {0, 1, 7, 8, 12, 100, 1000}) {
    const Read cut_short = read("arrow", whole.substr(0, cut), options);
    ASSERT_FALSE(cut_short.status.ok()) << cut;
    EXPECT_STREQ(cut_short.status.reason(), "BAD_FILE");
  }
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ 0xff);
    (void)read("arrow", broken, options);  // no crash: the sanitizers see to it
  }
}

// Behind whole batches a stream may simply end, a file may not: without its end it has lost rows.
TEST(ArrowIpc, AFileThatIsCutOffBetweenBatchesIsNoticed) {
  data::Chunk rows(std::make_shared<const data::Schema>(std::vector<data::Field>{field("x")}));
  for (int i = 0; i < 64 * 1024; ++i) rows.column(0).append_float64(i);
  const std::size_t end = encode("arrow", rows, map({{"form", "stream"}})).size();
  rows.column(0).append_float64(1);  // the first of a second batch
  const DecodeOptions options{.wanted = {field("x")}};
  const Read cut = read("arrow", encode("arrow", rows).substr(0, end), options);
  EXPECT_EQ(cut.status.text(), "test: is cut off: there is no end of an Arrow file (BAD_FILE)");
  EXPECT_EQ(std::ssize(cut.chunks), 64 * 1024 / base::kChunkRowsMax);
  const std::string stream = encode("arrow", rows, map({{"form", "stream"}}));
  EXPECT_TRUE(read("arrow", stream.substr(0, end - 8), options).status.ok());
}

TEST(ArrowIpc, TheEndStaysTheEndBehindRowsThatWereSkipped) {
  const auto decoder = (*codecs().find("arrow"))
                           ->decoder(base::memory_stream(encode("arrow", ten_rows())),
                                     {.wanted = {field("x")}, .skip_rows = 10});
  ASSERT_TRUE(decoder.ok());
  data::Chunk chunk((*decoder)->schema());
  data::RowErrors errors;
  for (int i = 0; i < 2; ++i) {
    const auto more = (*decoder)->next(chunk, errors);
    EXPECT_TRUE(more.ok() && !*more) << i;
  }
}

TEST(ArrowIpc, WhoWaitsForRowsGetsThemAtOnce) {
  StringWriter out;
  const data::Chunk rows = ten_rows();
  const auto encoder =
      *(*codecs().find("arrow"))
           ->encoder(out, rows.schema(), map({{"form", "stream"}, {"gather", "false"}}));
  ASSERT_TRUE(encoder->write(rows.view(0, 4), {}).ok());
  EXPECT_EQ(read("arrow", out.text, {.wanted = {field("x")}}).rows, "0\n1\n2\n3\n");
  ASSERT_TRUE(encoder->write(rows.view(4, 6), {}).ok());
  ASSERT_TRUE(encoder->finish().ok());
  const Read all = read("arrow", out.text, {.wanted = {field("x")}});
  EXPECT_EQ(all.rows, "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  EXPECT_EQ(all.chunks, (std::vector<std::int64_t>{4, 6}));
}

}  // namespace
}  // namespace slipway::codec
