// What every codec keeps, whatever its format. A codec that is added is held to all of it; what a
// format has no means for is said of it in promises_of(), by name.
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "codec/codec.h"
#include "codec/codec_test.h"
#include "codec/compression.h"
#include "codec/json_text.h"

namespace slipway::codec {
namespace {

using data::Kind;

struct Promises {
  bool nan = true;                 // else NaN is a missing value
  bool infinities = true;          // else they are missing values
  bool all_times = true;           // else those of years with four digits
  bool has_columns = true;         // else every row has names of its own
  bool has_end = true;             // a file that is cut off is noticed, wherever that is
  bool nothing_is_a_file = false;  // of no rows
};

Promises promises_of(const std::string& codec) {
  if (codec == "csv" || codec == "tsv") return {.nan = false, .all_times = false, .has_end = false};
  if (codec == "json")
    return {.nan = false, .infinities = false, .all_times = false, .has_columns = false};
  if (codec == "jsonl")
    return {.nan = false,
            .infinities = false,
            .all_times = false,
            .has_columns = false,
            .has_end = false,
            .nothing_is_a_file = true};
  return {};
}

const std::vector<data::Field> kFields = {
    field("flag", Kind::kBool), field("n", Kind::kInt64),  field("f", Kind::kFloat32),
    field("x", Kind::kFloat64), field("s", Kind::kString), field("t", Kind::kTimestamp),
};

std::vector<std::string> texts() {
  return {"plain",
          "",
          " blanks ",
          "a,b;c\td|e",
          "\"quoted\"",
          "it's",
          "\r",
          "two\r\nlines\n",
          "NA",
          "null",
          "nan",
          "true",
          "0012",
          "K\xc3\xb8"
          "benhavn \xf0\x9f\x98\x80 \xe4\xb8\xad",
          "e\xcc\x81",
          "\\n\\",
          "{\"json\": [1]}",
          "\x01\x7f",
          std::string("a\0b", 3),
          "\xef\xbb\xbfmark",
          std::string(5000, 'x'),
          "#",
          "''",
          "-",
          "/"};
}

// The shortest text of this one, read as a double and rounded to a float, is its neighbour.
constexpr float kRoundsTwice = std::bit_cast<float>(0x15AE43FDu);

template <class T>
std::vector<T> numbers() {
  using Limits = std::numeric_limits<T>;
  return {T(0.0),
          T(-0.0),
          T(0.1),
          T(-1.5),
          T(1) / T(3),
          Limits::max(),
          Limits::lowest(),
          Limits::min(),
          -Limits::min(),
          Limits::denorm_min(),
          -Limits::denorm_min(),
          Limits::epsilon(),
          T(1e10),
          T(123456789.0),
          kRoundsTwice,
          Limits::infinity(),
          -Limits::infinity(),
          Limits::quiet_NaN()};
}

// Each kind's hardest values, and a missing one every seventh row, elsewhere in each column.
data::Chunk hard_rows(const Promises& promises, std::size_t rows = 60) {
  constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();
  const std::vector<std::int64_t> integers = {
      0, -1, 1, kInt64Max, -kInt64Max - 1, 9007199254740993, -9007199254740993, 1000000};
  std::vector<std::int64_t> times = {0,
                                     -1,
                                     1,
                                     1'795'489'512'123'456,
                                     253'402'300'799'999'999,
                                     -62'135'596'800'000'000,
                                     951'827'696'000'000};
  if (promises.all_times) times.insert(times.end(), {kInt64Max, -kInt64Max - 1});
  const auto floats = numbers<float>();
  const auto doubles = numbers<double>();
  const auto strings = texts();
  data::Chunk chunk(std::make_shared<const data::Schema>(kFields));
  const auto pick = [](const auto& of, std::size_t i) { return of[i % of.size()]; };
  for (std::size_t i = 0; i < rows; ++i) {
    std::size_t column = 0;
    const auto next = [&](auto append) {
      data::Column& into = chunk.column(column);
      (i + column++) % 7 == 6 ? into.append_null() : append(into);
    };
    next([&](data::Column& c) { c.append_bool(i % 3 == 0); });
    next([&](data::Column& c) { c.append_int64(pick(integers, i)); });
    next([&](data::Column& c) { c.append_float32(pick(floats, i)); });
    next([&](data::Column& c) { c.append_float64(pick(doubles, i)); });
    next([&](data::Column& c) { c.append_string(pick(strings, i)); });
    next([&](data::Column& c) { c.append_int64(pick(times, i)); });
  }
  return chunk;
}

// A value with all its bits; what the format has no number for as it reads back.
std::string show(const data::ColumnView& column, std::int64_t row, const Promises& promises) {
  if (!column.valid(row)) return "missing";
  const auto number = [&](auto value) {
    if (std::isnan(value) && !promises.nan) return std::string("missing");
    if (std::isinf(value) && !promises.infinities) return std::string("missing");
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return std::to_string(value) + " of bits " + std::to_string(bits);
  };
  switch (column.kind) {
    case Kind::kBool:
      return column.boolean(row) ? "true" : "false";
    case Kind::kFloat32:
      return number(column.float32s()[row]);
    case Kind::kFloat64:
      return number(column.float64s()[row]);
    case Kind::kString:
      return "\"" + std::string(column.string(row)) + "\"";
    default:
      return std::to_string(column.int64s()[row]);
  }
}

using Row = std::vector<std::string>;

std::vector<Row> show(const data::Chunk& chunk, const Promises& promises) {
  std::vector<Row> rows(static_cast<std::size_t>(chunk.rows()));
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t i = 0; i < chunk.width(); ++i)
      rows[row].push_back(show(chunk.column(i).view(), static_cast<std::int64_t>(row), promises));
  return rows;
}

data::Chunk integers(const char* name, std::int64_t rows) {
  data::Chunk chunk(
      std::make_shared<const data::Schema>(std::vector<data::Field>{field(name, Kind::kInt64)}));
  for (std::int64_t i = 0; i < rows; ++i) chunk.column(0).append_int64(i);
  return chunk;
}

struct Back {
  base::Status status;
  std::vector<Row> rows;
  data::RowErrors errors;  // by row of the file
  data::SchemaPtr schema;
};

class EveryCodec : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const auto found = codecs().find(GetParam());
    ASSERT_TRUE(found.ok()) << found.status().text();
    codec_ = *found;
  }

  std::string write(const data::Chunk& rows, const data::RowErrors& skip = {}) const {
    StringWriter out;
    auto encoder = codec_->encoder(out, rows.schema(), {});
    EXPECT_TRUE(encoder.ok()) << encoder.status().text();
    if (!encoder.ok()) return {};
    EXPECT_TRUE((*encoder)->write(rows.view(), skip).ok());
    EXPECT_TRUE((*encoder)->finish().ok());
    return out.text;
  }

  base::Result<std::unique_ptr<Decoder>> open(const std::string& bytes,
                                              const DecodeOptions& options,
                                              std::uint64_t drop) const {
    if (codec_->needs_reader())
      return codec_->reader_decoder(base::memory_reader(bytes, "file"), options);
    return codec_->decoder(std::make_unique<Drops>(bytes, drop, "file"), options);
  }

  Back read(const std::string& bytes, const DecodeOptions& options,
            std::uint64_t drop = 1 << 20) const {
    Back back;
    const auto decoder = open(bytes, options, drop);
    if (!decoder.ok()) return back.status = decoder.status(), back;
    back.schema = (*decoder)->schema();
    data::Chunk chunk(back.schema);
    data::RowErrors errors;
    for (;;) {
      const auto more = (*decoder)->next(chunk, errors);
      if (!more.ok()) return back.status = more.status(), back;
      if (!*more) break;
      EXPECT_GT(chunk.rows(), 0);
      EXPECT_LE(chunk.rows(), options.chunk_rows_max);
      for (data::RowError& error : errors) {
        error.row += std::ssize(back.rows);
        back.errors.push_back(std::move(error));
      }
      for (Row& row : show(chunk, promises_)) back.rows.push_back(std::move(row));
    }
    const auto after = (*decoder)->next(chunk, errors);
    EXPECT_TRUE(after.ok() && !*after) << "the end is not the end: " << after.status().text();
    return back;
  }

  const Promises promises_ = promises_of(GetParam());
  const Codec* codec_ = nullptr;
};

TEST_P(EveryCodec, WhatIsWrittenReadsBackBitByBit) {
  const data::Chunk chunk = hard_rows(promises_);
  const std::vector<Row> expected = show(chunk, promises_);
  const Back back = read(write(chunk), {.wanted = kFields});
  ASSERT_TRUE(back.status.ok()) << back.status.text();
  for (const data::RowError& error : back.errors)
    ADD_FAILURE() << "row " << error.row << " " << error.column << ": " << error.status.text();
  ASSERT_EQ(back.rows.size(), expected.size());
  for (std::size_t row = 0; row < expected.size(); ++row)
    EXPECT_EQ(back.rows[row], expected[row]) << "row " << row;
}

TEST_P(EveryCodec, ChunksAndDropsDoNotMatter) {
  const data::Chunk chunk = hard_rows(promises_);
  const std::string bytes = write(chunk);
  const std::vector<Row> expected = show(chunk, promises_);
  for (const std::int64_t rows_max : {1, 7, 2048})
    for (const std::uint64_t drop : {1, 3, 4096}) {
      const Back back = read(bytes, {.wanted = kFields, .chunk_rows_max = rows_max}, drop);
      ASSERT_TRUE(back.status.ok()) << back.status.text();
      EXPECT_TRUE(back.rows == expected) << rows_max << " rows, " << drop << " bytes";
      if (codec_->needs_reader()) break;
    }
}

TEST_P(EveryCodec, IsReadThroughEveryCompression) {
  if (codec_->needs_reader()) return;  // is read from its end
  const data::Chunk chunk = hard_rows(promises_);
  for (const CompressionName& known : compression_names()) {
    const std::string name = "file" + std::string(known.extension);
    std::string bytes;
    class Into final : public base::Writer {
     public:
      explicit Into(std::string& bytes) : bytes_(bytes) {}
      base::Status write(std::string_view more) override { return bytes_ += more, base::Status(); }
      base::Status commit() override { return {}; }

     private:
      std::string& bytes_;
    };
    auto writer = compressed(std::make_unique<Into>(bytes), name);
    ASSERT_TRUE(writer.ok()) << writer.status().text();
    ASSERT_TRUE((*writer)->write(write(chunk)).ok() && (*writer)->commit().ok());
    auto stream = decompressed(std::make_unique<Drops>(bytes, 100, name));
    ASSERT_TRUE(stream.ok()) << stream.status().text();
    std::string text;
    for (;;) {
      const auto got = (*stream)->read(1000, text);
      ASSERT_TRUE(got.ok()) << got.status().text();
      if (*got == 0) break;
    }
    EXPECT_TRUE(read(text, {.wanted = kFields}).rows == show(chunk, promises_)) << known.name;
    // Rows that are cut off with their compression are never taken for the end.
    auto cut = decompressed(std::make_unique<Drops>(bytes.substr(0, bytes.size() - 1), 100, name));
    ASSERT_TRUE(cut.ok());
    const DecodeOptions options{.wanted = kFields};
    auto decoder = codec_->decoder(*std::move(cut), options);
    base::Status status = decoder.status();
    data::RowErrors errors;
    for (data::Chunk rows(chunk.schema()); status.ok();) {
      const auto more = (*decoder)->next(rows, errors);
      status = more.status();
      ASSERT_FALSE(more.ok() && !*more) << known.name << ": a silent end";
    }
    EXPECT_STREQ(status.reason(), "TRUNCATED") << known.name;
    EXPECT_NE(status.place().find(name), std::string::npos) << status.text();
  }
}

TEST_P(EveryCodec, RowsToSkipAreNotWritten) {
  const base::Status why = base::invalid_argument("BAD_VALUE", "x");
  const data::RowErrors skip = {{0, why, "", ""}, {2, why, "", ""}, {5, why, "", ""}};
  const Back back = read(write(integers("n", 6), skip), {.wanted = {field("n", Kind::kInt64)}});
  EXPECT_EQ(back.rows, (std::vector<Row>{{"1"}, {"3"}, {"4"}})) << back.status.text();
}

// A row of one missing value is a row: CSV must not write it as a blank line.
TEST_P(EveryCodec, AColumnAloneMayMissItsValues) {
  for (const Kind kind : {Kind::kFloat64, Kind::kString}) {
    data::Chunk chunk(
        std::make_shared<const data::Schema>(std::vector<data::Field>{field("only", kind)}));
    for (int i = 0; i < 3; ++i) chunk.column(0).append_null();
    const Back back = read(write(chunk), {.wanted = {field("only", kind)}});
    EXPECT_EQ(back.rows, (std::vector<Row>(3, {"missing"}))) << back.status.text();
  }
}

TEST_P(EveryCodec, NoRowsIsAFileToo) {
  const Back back = read(write(integers("n", 0)), {.wanted = {field("n", Kind::kInt64)}});
  EXPECT_TRUE(back.status.ok()) << back.status.text();
  EXPECT_TRUE(back.rows.empty());
}

TEST_P(EveryCodec, NoBytesAreRefusedByNameUnlessTheyAreNoRows) {
  const Back back = read("", {.wanted = {field("n", Kind::kInt64)}});
  EXPECT_EQ(back.status.ok(), promises_.nothing_is_a_file) << back.status.text();
  EXPECT_EQ(back.status.place(), promises_.nothing_is_a_file ? "" : "file");
  EXPECT_TRUE(back.rows.empty());
}

TEST_P(EveryCodec, BindsByNameInTheModelsOrder) {
  const data::Chunk chunk = hard_rows(promises_);
  const Back back = read(write(chunk), {.wanted = {kFields[4], kFields[1]}});
  ASSERT_EQ(back.rows.size(), 60u) << back.status.text();
  const std::vector<Row> all = show(chunk, promises_);
  for (std::size_t row = 0; row < all.size(); ++row)
    EXPECT_EQ(back.rows[row], (Row{all[row][4], all[row][1]})) << row;
}

TEST_P(EveryCodec, EveryMissingColumnIsNamed) {
  const std::string bytes = write(hard_rows(promises_));
  const DecodeOptions options{
      .wanted = {field("flagg", Kind::kBool), kFields[1], field("elsewhere", Kind::kInt64)}};
  const Back back = read(bytes, options);
  if (promises_.has_columns) {
    EXPECT_STREQ(back.status.reason(), "MISSING_COLUMN");
    EXPECT_EQ(back.status.place(), "file");
    EXPECT_EQ(back.status.message(),
              "there is no column \"flagg\" (near: \"flag\"), \"elsewhere\"");
    return;
  }
  ASSERT_TRUE(back.status.ok()) << back.status.text();
  ASSERT_EQ(back.errors.size(), back.rows.size());
  for (std::size_t row = 0; row < back.errors.size(); ++row) {
    EXPECT_EQ(back.errors[row].row, static_cast<std::int64_t>(row));
    EXPECT_STREQ(back.errors[row].status.reason(), "MISSING_COLUMN");
    EXPECT_EQ(back.errors[row].column, "flagg");
  }
}

TEST_P(EveryCodec, ByPositionNamesDoNotMatterWhereColumnsHaveOne) {
  const std::string bytes = write(integers("n", 3));
  const Back back = read(bytes, {.wanted = {field("other", Kind::kInt64)}, .by_position = true});
  if (!promises_.has_columns) {  // names are all there is
    ASSERT_FALSE(back.errors.empty());
    EXPECT_STREQ(back.errors[0].status.reason(), "MISSING_COLUMN");
    return;
  }
  EXPECT_EQ(back.rows, (std::vector<Row>{{"0"}, {"1"}, {"2"}})) << back.status.text();
  const Back more = read(bytes, {.wanted = {field("a"), field("b")}, .by_position = true});
  EXPECT_STREQ(more.status.reason(), "MISSING_COLUMN");
  EXPECT_EQ(more.status.place(), "file");
}

TEST_P(EveryCodec, KeptColumnsComeBehindTheWantedOnes) {
  const data::Chunk chunk = hard_rows(promises_);
  const std::string bytes = write(chunk);
  const std::vector<Row> all = show(chunk, promises_);
  const Back back = read(bytes, {.wanted = {kFields[1]}, .keep = {"s", "flag"}});
  ASSERT_EQ(back.rows.size(), all.size()) << back.status.text();
  EXPECT_EQ((*back.schema)[1].name, "s");
  EXPECT_EQ((*back.schema)[2].name, "flag");
  for (std::size_t row = 0; row < all.size(); ++row) {
    std::string flag = all[row][0];
    if ((*back.schema)[2].type.kind == Kind::kString && flag != "missing") flag = '"' + flag + '"';
    EXPECT_EQ(back.rows[row], (Row{all[row][1], all[row][4], flag})) << row;
  }
  const Back rest = read(bytes, {.wanted = {kFields[1], kFields[4]}, .keep = {"*"}});
  if (!promises_.has_columns) {
    EXPECT_STREQ(rest.status.reason(), "KEEP_ALL");
    return;
  }
  ASSERT_TRUE(rest.status.ok()) << rest.status.text();
  std::string names;
  for (const data::Field& each : rest.schema->fields()) names += each.name + " ";
  EXPECT_EQ(names, "n s flag f x t ");
}

TEST_P(EveryCodec, GoesOnBehindRows) {
  const std::string bytes = write(integers("n", 10));
  for (const std::int64_t skip : {0, 1, 3, 9, 10, 11})
    for (const std::int64_t rows_max : {1, 4, 2048}) {
      const Back back = read(
          bytes,
          {.wanted = {field("n", Kind::kInt64)}, .skip_rows = skip, .chunk_rows_max = rows_max});
      ASSERT_TRUE(back.status.ok()) << back.status.text();
      ASSERT_EQ(std::ssize(back.rows), std::max<std::int64_t>(0, 10 - skip));
      for (std::size_t i = 0; i < back.rows.size(); ++i)
        EXPECT_EQ(back.rows[i][0], std::to_string(skip + static_cast<std::int64_t>(i)));
    }
}

TEST_P(EveryCodec, AValueThatIsNoneOfItsColumnIsItsRowsError) {
  data::Chunk chunk(std::make_shared<const data::Schema>(
      std::vector<data::Field>{field("a"), field("b", Kind::kInt64)}));
  for (const double value : {1.0, 0.5, 3.0, 4.0, 2.5}) {
    chunk.column(0).append_float64(value);
    chunk.column(1).append_int64(7);
  }
  const std::string bytes = write(chunk);
  for (const std::int64_t rows_max : {1, 2, 2048}) {
    const Back back = read(bytes, {.wanted = {field("a", Kind::kInt64), field("b", Kind::kInt64)},
                                   .chunk_rows_max = rows_max});
    ASSERT_TRUE(back.status.ok()) << back.status.text();
    EXPECT_EQ(
        back.rows,
        (std::vector<Row>{{"1", "7"}, {"missing", "7"}, {"3", "7"}, {"4", "7"}, {"missing", "7"}}));
    ASSERT_EQ(back.errors.size(), 2u);
    EXPECT_EQ(back.errors[0].row, 1);
    EXPECT_STREQ(back.errors[0].status.reason(), "BAD_VALUE");
    EXPECT_EQ(back.errors[0].column, "a");
    EXPECT_EQ(back.errors[0].value, "0.5");
    EXPECT_EQ(back.errors[1].row, 4);
    EXPECT_EQ(back.errors[1].value, "2.5");
  }
}

// Cut off anywhere, a file ends in a Status that names it, or gives the rows before the cut; in
// fewer rows and no word only if the format has nothing that says where it ends.
TEST_P(EveryCodec, AFileThatIsCutOff) {
  const data::Chunk chunk = hard_rows(promises_, 6);
  const std::string bytes = write(chunk);
  const std::vector<Row> all = show(chunk, promises_);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    const Back back = read(bytes.substr(0, cut), {.wanted = kFields});
    ASSERT_LE(back.rows.size(), all.size()) << cut;
    for (std::size_t row = 0; row + 1 < back.rows.size(); ++row)
      ASSERT_EQ(back.rows[row], all[row]) << cut;
    if (!back.status.ok()) {
      ASSERT_TRUE(back.status.place().starts_with("file")) << cut << ": " << back.status.text();
    } else if (promises_.has_end) {
      ASSERT_EQ(back.rows, all) << cut << " of " << bytes.size() << " bytes";
    }
  }
}

TEST_P(EveryCodec, UnknownSettingsAreRefusedWithTheNearest) {
  const std::string name = codec_->fields().front().name;
  const base::Value unknown(
      base::Value::Map{{name.substr(0, name.size() - 1), base::Value(std::string("x"))}});
  const std::string remedy = "did you mean \"" + name + "\"?";
  const auto decoder = open(write(integers("n", 1)),
                            {.wanted = {field("n", Kind::kInt64)}, .settings = unknown}, 1 << 20);
  EXPECT_STREQ(decoder.status().reason(), "UNKNOWN_KEY");
  EXPECT_EQ(decoder.status().remedy(), remedy);
  StringWriter out;
  const auto encoder = codec_->encoder(out, integers("n", 1).schema(), unknown);
  EXPECT_STREQ(encoder.status().reason(), "UNKNOWN_KEY");
  EXPECT_EQ(encoder.status().remedy(), remedy);
}

TEST_P(EveryCodec, WhatIsKnownWithoutOpeningItIsTrue) {
  const std::vector<CodecName> names = codec_names();
  const auto known = std::ranges::find(names, GetParam(), &CodecName::name);
  ASSERT_NE(known, names.end());
  EXPECT_EQ(known->about, codec_->about());
  EXPECT_EQ(known->extensions, codec_->extensions());
  for (const std::string& extension : codec_->extensions())
    EXPECT_EQ(*codec_of("a" + extension + ".gz"), codec_);
}

// A format of two directions: read front to back, or from its end, and never half of either.
TEST_P(EveryCodec, IsReadOneWayAndSaysSoOfTheOther) {
  if (codec_->needs_reader())
    EXPECT_STREQ(codec_->decoder(base::memory_stream("", "file"), {}).status().reason(),
                 "NEEDS_FILE");
  else
    EXPECT_STREQ(codec_->reader_decoder(base::memory_reader(""), {}).status().reason(),
                 "NEEDS_STREAM");
}

INSTANTIATE_TEST_SUITE_P(Codecs, EveryCodec, ::testing::ValuesIn(codecs().names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace slipway::codec
