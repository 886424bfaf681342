// CSV: RFC 4180, and what pandas and R write. Where a value begins and ends is Arrow's parser's to say
// (csv_parser.h); what it means is said here, by the type of its column, never inferred.
//
//   quoted newlines, "" for a quote, CRLF, LF or CR, a byte order mark; blank lines are skipped
//   an unquoted value that is one of `na` is missing; "" in quotes is the empty text, and missing as
//     a number
//   a row with too few or too many values, or a value that its column can't hold, is that row's error
#include "codec/codec_csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <unordered_set>

#include <fmt/format.h>

#include "codec/codec.h"
#include "codec/csv_parser.h"
#include "codec/json_text.h"
#include "codec/text_value.h"

namespace slipway::codec {
namespace {

using base::Result;
using base::Status;

base::Fields fields_of(const char* separator) {
  return {
      {"separator", base::FieldType::kText, separator,
       "one character between values; \"tab\" for a tab"},
      {"header", base::FieldType::kBool, "true", "the first row has the names"},
      {"na", base::FieldType::kList, "",
       "spellings of a missing value, instead of pandas' list (empty, NA, NaN, null, None, …)"},
  };
}

const std::vector<std::string>& default_na() {
  static const std::vector<std::string> na = {
      "",        "NA",   "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND",
      "1.#QNAN", "<NA>", "N/A",  "NULL",     "NaN", "None",    "n/a",      "nan",  "null"};
  return na;
}

struct Dialect {
  char separator = ',';
  bool header = true;
  std::unordered_set<std::string> na;
  std::size_t na_longest = 0;
  std::string missing;        // as it is written: nothing, if that is one of `na`
  std::string missing_alone;  // in a record of one value, which must not be a blank line
};

// The first spelling that is not quoted when it is written.
std::string spelling(const Dialect& dialect, const std::vector<std::string>& spellings) {
  for (const std::string& na : spellings)
    if (!na.empty() && na.find_first_of("\"\r\n") == std::string::npos &&
        na.find(dialect.separator) == std::string::npos)
      return na;
  return {};
}

Result<Dialect> dialect_of(const base::Fields& fields, const base::Value& value) {
  SLIPWAY_ASSIGN(const base::Settings settings, base::read_fields(fields, value, "codec csv"));
  Dialect dialect;
  const std::string separator =
      settings.text("separator") == "tab" ? "\t" : settings.text("separator");
  if (separator.size() != 1 || separator == "\"" || separator == "\n" || separator == "\r")
    return base::invalid_argument("BAD_VALUE",
                                  fmt::format("separator \"{}\" is not one character", separator));
  dialect.separator = separator[0];
  dialect.header = settings.boolean("header");
  const std::vector<std::string>& spellings =
      settings.given("na") ? settings.list("na") : default_na();
  for (const std::string& na : spellings) {
    dialect.na.insert(na);
    dialect.na_longest = std::max(dialect.na_longest, na.size());
  }
  dialect.missing_alone = spelling(dialect, spellings);
  if (!dialect.na.contains("")) dialect.missing = dialect.missing_alone;
  if (dialect.missing_alone.empty()) dialect.missing_alone = "\"\"";
  return dialect;
}

// What keeps the errors of a block in the order of its rows, the first of each row.
class ErrorsByColumn {
 public:
  void add(std::int64_t row, Status status, std::string_view column, std::string_view value) {
    found_.push_back({row, std::move(status), column, value});
  }
  void move_to(data::RowErrors& errors) {
    std::ranges::stable_sort(found_, {}, &Found::row);
    for (const Found& f : found_) add_error(errors, f.row, f.status, f.column, f.value);
    found_.clear();
  }

 private:
  struct Found {
    std::int64_t row;
    Status status;
    std::string_view column, value;
  };
  std::vector<Found> found_;
};

class CsvDecoder final : public Decoder {
 public:
  CsvDecoder(std::unique_ptr<CsvParser> parser, Dialect dialect, const DecodeOptions& options)
      : dialect_(std::move(dialect)),
        parser_(std::move(parser)),
        rows_max_(options.chunk_rows_max) {}

  Status open(const DecodeOptions& options) {
    SLIPWAY_ASSIGN(const bool more, parser_->next(1, block_));
    if (!more && dialect_.header)
      return base::invalid_argument("NO_HEADER", "is empty: the first row must have the names")
          .at(parser_->name());
    SLIPWAY_ASSIGN(const auto names, names_of_block(options));
    auto columns = resolve_columns(names, options.wanted, options.by_position || !dialect_.header,
                                   options.keep);
    if (!columns.ok()) return columns.status().at(parser_->name());
    columns_ = *std::move(columns);
    wanted_ = options.wanted.size();
    at_ = dialect_.header ? block_.rows : 0;
    for (std::int64_t left = options.skip_rows; left > 0;) {
      SLIPWAY_ASSIGN(const bool there, fill());
      if (!there) break;
      const std::int64_t skipped = std::min(left, block_.rows - at_);
      at_ += skipped, left -= skipped;
    }
    return {};
  }

  const data::SchemaPtr& schema() const override { return columns_.schema; }

  Result<bool> next(data::Chunk& into, data::RowErrors& errors) override {
    into.clear();
    errors.clear();
    SLIPWAY_ASSIGN(const bool there, fill());
    if (!there) return false;
    const std::int64_t rows = std::min(rows_max_, block_.rows - at_);
    auto ragged = std::ranges::lower_bound(block_.ragged, at_, {}, &CsvRagged::row);
    for (; ragged != block_.ragged.end() && ragged->row < at_ + rows; ++ragged)
      errors_.add(ragged->row - at_,
                  base::invalid_argument("RAGGED_ROW",
                                         fmt::format("{} values, the header has {}", ragged->values,
                                                     columns_.targets.size())),
                  "", "");
    for (std::size_t column = 0; column < columns_.targets.size(); ++column)
      for (const std::size_t target : columns_.targets[column])
        decode(std::span(block_.columns[column])
                   .subspan(static_cast<std::size_t>(at_), static_cast<std::size_t>(rows)),
               target, into.column(target));
    errors_.move_to(errors);
    into.set_rows(rows);
    at_ += rows;
    return true;
  }

 private:
  // The first record has them; without a header they are numbers.
  Result<std::vector<std::string>> names_of_block(const DecodeOptions& options) const {
    std::vector<std::string> names;
    for (const auto& column : block_.columns)
      names.push_back(dialect_.header ? std::string(column[0].text())
                                      : std::to_string(names.size()));
    if (names.empty()) names.resize(options.wanted.size());
    std::unordered_set<std::string_view> seen;
    for (const std::string& name : names)
      if (dialect_.header && !seen.insert(name).second)
        return base::invalid_argument("DUPLICATE_COLUMN",
                                      fmt::format("two columns are called \"{}\"", name))
            .at(parser_->name());
    return names;
  }

  // Whether there is a row at at_.
  Result<bool> fill() {
    if (at_ < block_.rows) return true;
    at_ = 0;
    return parser_->next(rows_max_, block_);
  }

  void decode(std::span<const CsvValue> values, std::size_t target, data::Column& column) {
    const bool number = column.type().kind == data::Kind::kFloat64;
    const bool text = column.type().kind == data::Kind::kString;
    const bool kept = target >= wanted_;
    std::int64_t row = -1;
    for (const CsvValue& value : values) {
      ++row;
      if (double parsed = 0; number && plain_number(value.text(), parsed)) {
        column.append_float64(parsed);
        continue;
      }
      const bool missing =
          kept ? value.size == 0 && !value.quoted : is_na(value) && !(text && value.quoted);
      if (missing) {
        column.append_null();
        continue;
      }
      if (const Status status = append_text(column, value.text()); !status.ok())
        errors_.add(row,
                    base::invalid_argument(
                        status.reason(),
                        fmt::format("\"{}\" {}", printable(value.text()), status.message())),
                    (*columns_.schema)[target].name, value.text());
    }
  }

  // What nearly every number looks like; the rest is for append_text() and is_na() to judge.
  static bool plain_number(std::string_view text, double& number) {
    if (text.empty()) return false;
    const char first = text[0] == '-' && text.size() > 1 ? text[1] : text[0];
    if (first < '0' || first > '9') return false;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    return at == end && error == std::errc();
  }

  bool is_na(const CsvValue& value) const {
    return value.size <= dialect_.na_longest && dialect_.na.contains(std::string(value.text()));
  }

  static std::string printable(std::string_view text) {
    std::string out(text.substr(0, 80));
    for (char& c : out)
      if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
    return out;
  }

  const Dialect dialect_;
  const std::unique_ptr<CsvParser> parser_;
  const std::int64_t rows_max_;
  Columns columns_;
  std::size_t wanted_ = 0;
  CsvBlock block_;
  std::int64_t at_ = 0;  // of block_: the next row
  ErrorsByColumn errors_;
};

class CsvEncoder final : public Encoder {
 public:
  CsvEncoder(base::Writer& writer, data::SchemaPtr schema, Dialect dialect)
      : writer_(writer), schema_(std::move(schema)), dialect_(std::move(dialect)) {}

  Status start(bool header) {
    if (!header) return {};
    for (const data::Field& field : schema_->fields()) {
      if (field.type.shape.empty()) {
        put(field.name);
        continue;
      }
      for (std::int64_t k = 0; k < field.type.width(); ++k)
        put(fmt::format("{}_{}", field.name,
                        std::cmp_less(k, field.labels.size())
                            ? field.labels[static_cast<std::size_t>(k)]
                            : std::to_string(k)));
    }
    return end_line();
  }

  Status write(const data::ChunkView& rows, const data::RowErrors& skip) override {
    auto skipped = skip.begin();
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      if (skipped != skip.end() && skipped->row == row) {
        ++skipped;
        continue;
      }
      for (std::size_t i = 0; i < schema_->size(); ++i) put_values(rows.column(i), row);
      SLIPWAY_TRY(end_line());
    }
    return {};
  }
  Status finish() override { return {}; }

 private:
  void put_values(const data::ColumnView& column, std::int64_t row) {
    if (!column.valid(row)) {
      for (std::int64_t k = 0; k < column.width; ++k) separate(), line_ += dialect_.missing;
      return;
    }
    switch (column.kind) {
      case data::Kind::kString:
        return put(column.string(row));
      case data::Kind::kBool:
        return put(column.boolean(row) ? "true" : "false");
      case data::Kind::kTimestamp:
        return put(rfc3339(column.int64s()[row]));
      default:
        break;
    }
    for (std::int64_t k = 0; k < column.width; ++k) {
      separate();
      const std::int64_t at = row * column.width + k;
      if (column.kind == data::Kind::kFloat64)
        put_number(column.float64s()[at]);
      else if (column.kind == data::Kind::kFloat32)
        put_number(column.float32s()[at]);
      else
        fmt::format_to(std::back_inserter(line_), "{}", column.int64s()[at]);
    }
  }

  template <class Number>
  void put_number(Number number) {
    if (std::isfinite(number)) return append_json_number(line_, number);
    line_ += std::isnan(number) ? dialect_.missing : number < 0 ? "-inf" : "inf";
  }

  void separate() {
    if (!first_) line_ += dialect_.separator;
    first_ = false;
  }

  void put(std::string_view text) {
    separate();
    const bool plain =
        !text.empty() && text.find_first_of("\"\r\n") == std::string_view::npos &&
        text.find(dialect_.separator) == std::string_view::npos &&
        !(text.size() <= dialect_.na_longest && dialect_.na.contains(std::string(text)));
    if (plain) {
      line_ += text;
      return;
    }
    line_ += '"';
    for (const char c : text) {
      if (c == '"') line_ += '"';
      line_ += c;
    }
    line_ += '"';
  }

  Status end_line() {
    if (line_.empty()) line_ = dialect_.missing_alone;
    line_ += '\n';
    const Status status = writer_.write(line_);
    line_.clear();
    first_ = true;
    return status;
  }

  base::Writer& writer_;
  const data::SchemaPtr schema_;
  const Dialect dialect_;
  std::string line_;
  bool first_ = true;
};

class Csv final : public Codec {
 public:
  explicit Csv(const CsvKind& kind) : kind_(kind), fields_(fields_of(kind.separator)) {}

  const char* about() const override { return kind_.about; }
  const base::Fields& fields() const override { return fields_; }
  std::vector<std::string> extensions() const override { return kind_.extensions; }
  bool appendable() const override { return true; }
  base::Value settings_behind_rows(const base::Value& settings) const override {
    base::Value::Map map = settings.as_map() != nullptr ? *settings.as_map() : base::Value::Map();
    std::erase_if(map, [](const auto& member) { return member.first == "header"; });
    map.emplace_back("header", base::Value(false));
    return base::Value(std::move(map));
  }

  Result<std::unique_ptr<Decoder>> decoder(std::unique_ptr<base::Stream> stream,
                                           const DecodeOptions& options) const override {
    SLIPWAY_ASSIGN(Dialect dialect, dialect_of(fields_, options.settings));
    SLIPWAY_ASSIGN(const CsvParsers* parsers, csv_parsers().find("arrow"));
    SLIPWAY_ASSIGN(auto parser, parsers->make(std::move(stream), dialect.separator));
    auto decoder = std::make_unique<CsvDecoder>(std::move(parser), std::move(dialect), options);
    SLIPWAY_TRY(decoder->open(options));
    return std::unique_ptr<Decoder>(std::move(decoder));
  }

  Result<std::unique_ptr<Encoder>> encoder(base::Writer& writer, data::SchemaPtr schema,
                                           const base::Value& settings) const override {
    SLIPWAY_ASSIGN(Dialect dialect, dialect_of(fields_, settings));
    const bool header = dialect.header;
    auto encoder = std::make_unique<CsvEncoder>(writer, std::move(schema), std::move(dialect));
    SLIPWAY_TRY(encoder->start(header));
    return std::unique_ptr<Encoder>(std::move(encoder));
  }

 private:
  const CsvKind kind_;
  const base::Fields fields_;
};

}  // namespace

std::unique_ptr<const Codec> make_csv(const CsvKind& kind) { return std::make_unique<Csv>(kind); }

CsvParser::~CsvParser() = default;
CsvParsers::~CsvParsers() = default;

base::Kinds<CsvParsers>& csv_parsers() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<CsvParsers>;  // never freed: modules may use it at exit
    all->add_module("arrow", "codec_csv");
    return all;
  }();
  return *kinds;
}

Status register_codec_csv(base::Kinds<Codec>& kinds) {
  return kinds.add("csv", make_csv({",", "comma-separated values, with a header", {".csv"}}));
}

}  // namespace slipway::codec
