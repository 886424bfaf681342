// Arrow's block parser as a CsvParser. It keeps a window of the stream: what is parsed is dropped, the
// record that is cut off at the end stays until the rest of it has come.
#include <algorithm>
#include <optional>

#include <arrow/csv/options.h>
#include <arrow/csv/parser.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include "base/limits.h"
#include "codec/csv_parser.h"

namespace slipway::codec {
namespace {

constexpr std::uint64_t kReadBytes = 1u << 20;
constexpr std::size_t kPatientBytes = 1u << 16;
constexpr std::string_view kMark = "\xef\xbb\xbf";  // of UTF-8, at the start

class ArrowCsvParser final : public CsvParser {
 public:
  ArrowCsvParser(std::unique_ptr<base::Stream> stream, char separator)
      : stream_(std::move(stream)) {
    options_.delimiter = separator;
    options_.newlines_in_values = true;
    options_.ignore_empty_lines = true;
    options_.invalid_row_handler = [this](const arrow::csv::InvalidRow& row) {
      ragged_.push_back({row.number, row.actual_columns});
      return arrow::csv::InvalidRowResult::Skip;
    };
  }

  const std::string& name() const override { return stream_->name(); }

  base::Result<bool> next(std::int64_t rows_max, CsvBlock& block) override {
    for (;;) {
      if (at_ < window_.size()) {
        SLIPWAY_TRY(parse(static_cast<std::int32_t>(rows_max)));
        if (parser_->total_num_rows() > 0) return hand_over(block), true;
        if (ended_ && at_ < window_.size()) return bad("BAD_CSV", "a quoted value is never closed");
        if (window_.size() - at_ > base::kRecordBytesMax)
          return bad("RECORD_TOO_LONG",
                     fmt::format("a record has more than {} bytes; is a quote not closed?",
                                 base::kRecordBytesMax));
      } else if (ended_) {
        block.rows = 0;
        return false;
      }
      SLIPWAY_TRY(read());
    }
  }

 private:
  base::Status bad(const char* reason, std::string message) const {
    return base::invalid_argument(reason, std::move(message))
        .at(fmt::format("{}: line {}", name(), lines_ + 1));
  }

  base::Status read() {
    window_.erase(0, at_);
    at_ = 0;
    // A record that does not fit is parsed again when it has doubled, not with every drop.
    const std::size_t enough = window_.size() < kPatientBytes ? 0 : 2 * window_.size();
    do {
      SLIPWAY_ASSIGN(const std::uint64_t got,
                     stream_->read(std::max<std::uint64_t>(kReadBytes, enough), window_));
      ended_ = got == 0;
    } while (!ended_ && window_.size() < enough);
    if (ended_ && !window_.empty() && window_.back() != '\n') window_ += '\n';
    if (!began_ && (window_.size() >= kMark.size() || ended_)) {
      began_ = true;
      if (window_.starts_with(kMark)) at_ = kMark.size();
    }
    return {};
  }

  // Whole records from at_ on; at_ is then behind them.
  base::Status parse(std::int32_t rows_max) {
    ragged_.clear();
    parser_.emplace(options_, columns_, /*first_row=*/0, rows_max);
    if (!began_) return {};
    if (columns_ < 0) skip_blank_lines();
    std::uint32_t parsed = 0;
    const arrow::Status status = parser_->Parse(std::string_view(window_).substr(at_), &parsed);
    if (!status.ok()) {
      if (columns_ < 0) return {};  // the first record is not whole yet
      return bad("BAD_CSV", status.message());
    }
    skip(parsed);
    return {};
  }

  void skip_blank_lines() {
    std::size_t blank = 0;
    while (at_ + blank < window_.size() &&
           (window_[at_ + blank] == '\n' || window_[at_ + blank] == '\r'))
      ++blank;
    skip(blank);
  }

  void skip(std::size_t bytes) {
    lines_ += std::count(window_.data() + at_, window_.data() + at_ + bytes, '\n');
    at_ += bytes;
  }

  // Ragged records are counted, but have no values: they are put where they were.
  void hand_over(CsvBlock& block) {
    if (columns_ < 0) columns_ = parser_->num_cols();
    block.rows = parser_->total_num_rows();
    block.ragged = ragged_;
    block.columns.resize(static_cast<std::size_t>(columns_));
    for (std::int32_t column = 0; column < columns_; ++column) {
      auto& values = block.columns[static_cast<std::size_t>(column)];
      values.clear();
      auto ragged = ragged_.begin();
      const auto fill_ragged = [&] {
        for (; ragged != ragged_.end() && ragged->row == std::ssize(values); ++ragged)
          values.emplace_back();
      };
      (void)parser_->VisitColumn(
          column, [&](const std::uint8_t* data, std::uint32_t size, bool quoted, bool) {
            fill_ragged();
            values.push_back({reinterpret_cast<const char*>(data), size, quoted});
            return arrow::Status::OK();
          });
      fill_ragged();
    }
  }

  const std::unique_ptr<base::Stream> stream_;
  arrow::csv::ParseOptions options_ = arrow::csv::ParseOptions::Defaults();
  std::string window_;
  std::size_t at_ = 0;  // of window_: the first byte that is not parsed
  bool began_ = false, ended_ = false;
  std::int32_t columns_ = -1;                      // of the first record; -1: not known yet
  std::int64_t lines_ = 0;                         // parsed
  std::optional<arrow::csv::BlockParser> parser_;  // holds the values of the block
  std::vector<CsvRagged> ragged_;
};

class ArrowCsvParsers final : public CsvParsers {
 public:
  base::Result<std::unique_ptr<CsvParser>> make(std::unique_ptr<base::Stream> stream,
                                                char separator) const override {
    return std::unique_ptr<CsvParser>(
        std::make_unique<ArrowCsvParser>(std::move(stream), separator));
  }
};

base::Status register_arrow(base::Kinds<CsvParsers>& kinds) {
  return kinds.add("arrow", std::make_unique<ArrowCsvParsers>());
}

}  // namespace
}  // namespace slipway::codec

SLIPWAY_MODULE(slipway::codec::CsvParsers, slipway::codec::register_arrow)
