// CSV: RFC 4180, and what pandas and R write. Read with a small reader of our own: it must not
// infer types, must keep going behind a bad row, and must be there without Arrow.
//
//   quoted newlines, "" for a quote, CRLF, LF or CR, a byte order mark; blank lines are skipped
//   an unquoted value that is one of `na` is missing; "" in quotes is the empty text, and missing
//     as a number
//   a row with too few or too many values, or a value that its column can't hold, is that row's
//     error
#include <algorithm>
#include <charconv>
#include <cstring>
#include <unordered_set>

#include <fmt/format.h>

#include "codec/codec.h"
#include "codec/json_text.h"
#include "codec/text_value.h"

namespace slipway::codec {
namespace {

using base::Result;
using base::Status;

constexpr std::uint64_t kBlockBytes = 1u << 20;

const base::Fields kFields = {
    {"separator", base::FieldType::kText, ",", "one character between values; \"tab\" for a tab"},
    {"header", base::FieldType::kBool, "true", "the first row has the names"},
    {"na", base::FieldType::kList, "",
     "spellings of a missing value, instead of pandas' list (empty, NA, NaN, null, None, …)"},
};

const std::vector<std::string>& default_na() {
  static const std::vector<std::string> na = {"",         "#N/A", "#N/A N/A", "#NA",    "-1.#IND",
                                              "-1.#QNAN", "-NaN", "-nan",     "1.#IND", "1.#QNAN",
                                              "<NA>",     "N/A",  "NA",       "NULL",   "NaN",
                                              "None",     "n/a",  "nan",      "null"};
  return na;
}

struct Dialect {
  char separator = ',';
  bool header = true;
  std::unordered_set<std::string> na;
  std::size_t na_longest = 0;
};

Result<Dialect> dialect_of(const base::Value& value) {
  SLIPWAY_ASSIGN(const base::Settings settings, base::read_fields(kFields, value, "codec csv"));
  Dialect dialect;
  const std::string separator =
      settings.text("separator") == "tab" ? "\t" : settings.text("separator");
  if (separator.size() != 1 || separator == "\"" || separator == "\n" || separator == "\r")
    return base::invalid_argument("BAD_VALUE",
                                  fmt::format("separator \"{}\" is not one character", separator));
  dialect.separator = separator[0];
  dialect.header = settings.boolean("header");
  for (const std::string& na : settings.given("na") ? settings.list("na") : default_na()) {
    dialect.na.insert(na);
    dialect.na_longest = std::max(dialect.na_longest, na.size());
  }
  return dialect;
}

// Records of a stream: bounded memory, one record and one block at a time.
class Records {
 public:
  struct Value {
    std::string_view text;  // inside the buffer, without its quotes; "" is not yet one quote
    bool quoted = false;
    bool escaped = false;  // has ""
  };

  Records(std::unique_ptr<base::Stream> stream, char separator)
      : stream_(std::move(stream)), separator_(separator) {}

  const std::string& name() const { return stream_->name(); }
  std::uint64_t line() const { return line_; }  // of the record that was read last, from 1

  // Reads a record into values(); false at the end. Blank lines are skipped.
  Result<bool> next() {
    for (;;) {
      SLIPWAY_ASSIGN(const bool more, ensure_record());
      if (!more) return false;
      line_ = line_next_;
      line_next_ += lines_in_record_;
      at_ = record_end_;
      if (values_.size() != 1 || !values_[0].text.empty() || values_[0].quoted) return true;
    }
  }
  const std::vector<Value>& values() const { return values_; }
  bool malformed() const { return malformed_; }  // text behind a closing quote

 private:
  // Parses from at_; reads more until the record is whole.
  Result<bool> ensure_record() {
    for (;;) {
      if (at_ == 0 && !began_ && buffer_.size() >= 3) {
        began_ = true;
        if (buffer_.starts_with("\xef\xbb\xbf")) at_ = 3;
      }
      if (at_ < buffer_.size() && parse()) return true;
      if (ended_) {
        if (at_ >= buffer_.size()) return false;
        if (open_quote_)
          return base::invalid_argument("BAD_CSV", "a quoted value is never closed")
              .at(fmt::format("{}: line {}", name(), line_next_));
        return true;
      }
      if (buffer_.size() - at_ > base::kRecordBytesMax)
        return base::invalid_argument(
                   "RECORD_TOO_LONG",
                   fmt::format("a record has more than {} bytes; is a quote not closed?",
                               base::kRecordBytesMax))
            .at(fmt::format("{}: line {}", name(), line_next_));
      buffer_.erase(0, at_);
      at_ = 0;
      SLIPWAY_ASSIGN(const std::uint64_t read, stream_->read(kBlockBytes, buffer_));
      if (read == 0) ended_ = true, began_ = true;
    }
  }

  // One record from at_. Returns false if its end may lie behind the buffer; at the stream's end
  // what there is is the record.
  bool parse() {
    values_.clear();
    malformed_ = open_quote_ = false;
    lines_in_record_ = 1;
    const char* p = buffer_.data() + at_;
    const char* const end = buffer_.data() + buffer_.size();
    for (;;) {
      Value value;
      const char* begin = p;
      if (p != end && *p == '"') {
        value.quoted = true;
        if (!parse_quoted(p, end, value)) return open_quote_ = true, false;
        if (p != end && *p != separator_ && *p != '\n' && *p != '\r') malformed_ = true;
        while (p != end && *p != separator_ && *p != '\n' && *p != '\r') ++p;
      } else {
        while (p != end && *p != separator_ && *p != '\n' && *p != '\r') ++p;
        value.text = {begin, static_cast<std::size_t>(p - begin)};
      }
      values_.push_back(value);
      if (p == end) return record_end_ = buffer_.size(), ended_;
      if (*p == separator_) {
        ++p;
        continue;
      }
      if (*p == '\r' && p + 1 == end && !ended_) return false;  // CRLF may be cut in two
      if (*p == '\r' && p + 1 != end && p[1] == '\n') ++p;
      record_end_ = static_cast<std::size_t>(p + 1 - buffer_.data());
      return true;
    }
  }

  bool parse_quoted(const char*& p, const char* end, Value& value) {
    const char* const begin = ++p;
    for (;;) {
      p = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
      if (p == nullptr) return p = end, false;
      if (p + 1 == end && !ended_) return false;  // "" may be cut in two
      if (p + 1 == end || p[1] != '"') break;
      value.escaped = true;
      p += 2;
    }
    value.text = {begin, static_cast<std::size_t>(p - begin)};
    lines_in_record_ += static_cast<std::uint64_t>(std::ranges::count(value.text, '\n'));
    ++p;
    return true;
  }

  const std::unique_ptr<base::Stream> stream_;
  const char separator_;
  std::string buffer_;
  std::size_t at_ = 0;  // the next record
  std::size_t record_end_ = 0;
  bool began_ = false, ended_ = false, malformed_ = false, open_quote_ = false;
  std::uint64_t line_ = 0, line_next_ = 1, lines_in_record_ = 1;
  std::vector<Value> values_;
};

class CsvDecoder final : public Decoder {
 public:
  CsvDecoder(std::unique_ptr<base::Stream> stream, Dialect dialect, const DecodeOptions& options)
      : dialect_(std::move(dialect)),
        records_(std::move(stream), dialect_.separator),
        rows_max_(options.chunk_rows_max) {}

  Status open(const DecodeOptions& options) {
    SLIPWAY_ASSIGN(const bool more, records_.next());
    std::vector<std::string> names;
    if (more)
      for (const auto& value : records_.values())
        names.push_back(dialect_.header ? unescape(value) : fmt::format("{}", names.size()));
    pending_ = more && !dialect_.header;
    if (!more && dialect_.header)
      return base::invalid_argument("NO_HEADER", "is empty: the first row must have the names")
          .at(records_.name());
    if (!more) names.resize(options.wanted.size());
    for (std::size_t i = 0; dialect_.header && i < names.size(); ++i)
      if (std::ranges::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i),
                            names[i]) != names.begin() + static_cast<std::ptrdiff_t>(i))
        return base::invalid_argument("DUPLICATE_COLUMN",
                                      fmt::format("two columns are called \"{}\"", names[i]))
            .at(records_.name());
    auto columns = resolve_columns(names, options.wanted, options.by_position || !dialect_.header,
                                   options.keep);
    if (!columns.ok()) return columns.status().at(records_.name());
    columns_ = *std::move(columns);
    wanted_ = options.wanted.size();
    for (std::int64_t skipped = 0; skipped < options.skip_rows; ++skipped) {
      SLIPWAY_ASSIGN(const bool there, next_record());
      if (!there) break;
    }
    return {};
  }

  const data::SchemaPtr& schema() const override { return columns_.schema; }

  Result<bool> next(data::Chunk& into, data::RowErrors& errors) override {
    into.clear();
    errors.clear();
    std::int64_t rows = 0;
    for (std::uint64_t bytes = 0; rows < rows_max_ && bytes < base::kChunkBytesMax; ++rows) {
      SLIPWAY_ASSIGN(const bool more, next_record());
      if (!more) break;
      for (const auto& value : records_.values()) bytes += value.text.size();
      decode(rows, into, errors);
    }
    return rows > 0;
  }

 private:
  Result<bool> next_record() {
    if (pending_) return pending_ = false, true;
    return records_.next();
  }

  void decode(std::int64_t row, data::Chunk& into, data::RowErrors& errors) {
    const auto& values = records_.values();
    const std::size_t expected = columns_.targets.size();
    if (values.size() != expected || records_.malformed()) {
      const Status status =
          records_.malformed()
              ? base::invalid_argument(
                    "BAD_QUOTES",
                    fmt::format("line {}: text behind a closing quote", records_.line()))
              : base::invalid_argument("RAGGED_ROW",
                                       fmt::format("line {}: {} values, the header has {}",
                                                   records_.line(), values.size(), expected));
      add_error(errors, row, status, "", "");
      for (std::size_t i = 0; i < into.width(); ++i) into.column(i).append_null();
      return;
    }
    for (std::size_t at = 0; at < expected; ++at)
      for (const std::size_t target : columns_.targets[at])
        decode_value(row, values[at], target, into.column(target), errors);
  }

  void decode_value(std::int64_t row, const Records::Value& value, std::size_t target,
                    data::Column& column, data::RowErrors& errors) {
    const bool text = column.type().kind == data::Kind::kString;
    const bool missing = target >= wanted_ ? value.text.empty() && !value.quoted
                                           : is_na(value) && !(text && value.quoted);
    if (missing) return column.append_null();
    const std::string_view plain =
        value.escaped ? std::string_view(unescaped_ = unescape(value)) : value.text;
    if (const Status status = append_text(column, plain); !status.ok()) {
      const std::string& name = (*columns_.schema)[target].name;
      add_error(
          errors, row,
          base::invalid_argument(status.reason(), fmt::format("line {}: \"{}\" {}", records_.line(),
                                                              printable(plain), status.message())),
          name, plain);
    }
  }

  bool is_na(const Records::Value& value) const {
    return value.text.size() <= dialect_.na_longest &&
           dialect_.na.contains(std::string(value.text));
  }

  static std::string printable(std::string_view text) {
    std::string out(text.substr(0, 80));
    for (char& c : out)
      if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
    return out;
  }

  static std::string unescape(const Records::Value& value) {
    std::string out;
    for (std::size_t i = 0; i < value.text.size(); ++i) {
      out += value.text[i];
      if (value.escaped && value.text[i] == '"') ++i;
    }
    return out;
  }

  const Dialect dialect_;
  Records records_;
  const std::int64_t rows_max_;
  Columns columns_;
  std::size_t wanted_ = 0;
  bool pending_ = false;  // the first record is a row, and is read
  std::string unescaped_;
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
      for (std::int64_t k = 0; k < column.width; ++k) separate();
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
    if (number != number) return;  // NaN is a missing value
    char text[32];
    line_.append(text, std::to_chars(text, text + sizeof text, number).ptr);
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
  const char* about() const override { return "comma-separated values, with a header"; }
  const base::Fields& fields() const override { return kFields; }
  std::vector<std::string> extensions() const override { return {".csv", ".tsv"}; }

  Result<std::unique_ptr<Decoder>> decoder(std::unique_ptr<base::Stream> stream,
                                           const DecodeOptions& options) const override {
    SLIPWAY_ASSIGN(Dialect dialect, dialect_of(options.settings));
    if (options.settings.find("separator") == nullptr &&
        stream->name().find(".tsv") != std::string::npos)
      dialect.separator = '\t';
    auto decoder = std::make_unique<CsvDecoder>(std::move(stream), std::move(dialect), options);
    SLIPWAY_TRY(decoder->open(options));
    return std::unique_ptr<Decoder>(std::move(decoder));
  }

  Result<std::unique_ptr<Encoder>> encoder(base::Writer& writer, data::SchemaPtr schema,
                                           const base::Value& settings) const override {
    SLIPWAY_ASSIGN(Dialect dialect, dialect_of(settings));
    const bool header = dialect.header;
    auto encoder = std::make_unique<CsvEncoder>(writer, std::move(schema), std::move(dialect));
    SLIPWAY_TRY(encoder->start(header));
    return std::unique_ptr<Encoder>(std::move(encoder));
  }
};

}  // namespace

Status register_codec_csv(base::Kinds<Codec>& kinds) {
  return kinds.add("csv", std::make_unique<Csv>());
}

}  // namespace slipway::codec
