// Blocks of records: their borders, and what is told of records that have no place in a table.
#include <gtest/gtest.h>

#include "codec/csv_parser.h"

namespace slipway::codec {
namespace {

std::unique_ptr<CsvParser> parser(std::string_view bytes) {
  const auto parsers = csv_parsers().find("arrow");
  EXPECT_TRUE(parsers.ok()) << parsers.status().text();
  auto made = (*parsers)->make(base::memory_stream(std::string(bytes), "test"), ',');
  EXPECT_TRUE(made.ok());
  return *std::move(made);
}

// "a|b;c|d;": values of a record, records of a block; a quoted value in quotes.
std::string show(const CsvBlock& block) {
  std::string text;
  for (std::int64_t row = 0; row < block.rows; ++row) {
    for (const auto& column : block.columns) {
      const CsvValue& value = column[static_cast<std::size_t>(row)];
      if (&column != &block.columns.front()) text += '|';
      text += value.quoted ? '"' + std::string(value.text()) + '"' : std::string(value.text());
    }
    text += ';';
  }
  return text;
}

TEST(ArrowCsvParser, HandsOutSoManySoundRecords) {
  const auto csv = parser("a,b\n1,\"x\"\n2,\n\"\",y\n");
  CsvBlock block;
  ASSERT_TRUE(*csv->next(1, block));
  EXPECT_EQ(show(block), "a|b;");
  ASSERT_TRUE(*csv->next(2, block));
  EXPECT_EQ(show(block), "1|\"x\";2|;");
  ASSERT_TRUE(*csv->next(2, block));
  EXPECT_EQ(show(block), "\"\"|y;");
  EXPECT_FALSE(*csv->next(2, block));
  EXPECT_EQ(block.rows, 0);
}

TEST(ArrowCsvParser, RaggedRecordsKeepTheirPlace) {
  const auto csv = parser("a,b\n1\n2,2\n3,3,3\n4,4\n5\n");
  CsvBlock block;
  ASSERT_TRUE(*csv->next(1, block));
  ASSERT_TRUE(*csv->next(10, block));
  EXPECT_EQ(show(block), "|;2|2;|;4|4;|;");
  ASSERT_EQ(block.ragged.size(), 3u);
  EXPECT_EQ(block.ragged[0].row, 0);
  EXPECT_EQ(block.ragged[0].values, 1);
  EXPECT_EQ(block.ragged[1].row, 2);
  EXPECT_EQ(block.ragged[1].values, 3);
  EXPECT_EQ(block.ragged[2].row, 4);
}

TEST(ArrowCsvParser, TheLastLineNeedsNoEnd) {
  const auto csv = parser(
      "\xef\xbb\xbf"
      "a\n1");
  CsvBlock block;
  ASSERT_TRUE(*csv->next(10, block));
  EXPECT_EQ(show(block), "a;");
  ASSERT_TRUE(*csv->next(10, block));
  EXPECT_EQ(show(block), "1;");
}

TEST(ArrowCsvParser, AQuoteThatIsNeverClosedNamesTheLine) {
  const auto csv = parser("a\n1\n\"2\n3\n");
  CsvBlock block;
  ASSERT_TRUE(*csv->next(10, block));
  EXPECT_EQ(show(block), "a;1;");
  const auto more = csv->next(10, block);
  EXPECT_EQ(more.status().text(), "test: line 3: a quoted value is never closed (BAD_CSV)");
}

TEST(ArrowCsvParser, NothingAtAll) {
  CsvBlock block;
  for (const char* bytes : {"", "\n", "\r\n\r\n", "\xef\xbb\xbf"}) {
    const auto more = parser(bytes)->next(10, block);
    ASSERT_TRUE(more.ok()) << more.status().text();
    EXPECT_FALSE(*more);
  }
}

}  // namespace
}  // namespace slipway::codec
