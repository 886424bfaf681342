#include "serve/row_stream.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "codec/compression.h"
#include "codec/json_text.h"
#include "flow/reply.h"
#include "serve/payload_log.h"
#include "serve/row_errors.h"

namespace slipway::serve {

using base::Status;

namespace {

constexpr std::uint64_t kPartBytesMax = 64u << 20;  // of what must be in memory at once

// The body as a Stream that may be given away.
class Rows final : public base::LiveStream {
 public:
  explicit Rows(Duplex& body) : body_(body) {}
  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    if (count > kPartBytesMax)
      return base::invalid_argument("PART_TOO_LARGE",
                                    fmt::format("a part of {} bytes, at most {} are read at once",
                                                count, kPartBytesMax))
          .remedy("send smaller record batches");
    return body_.read(count, into);
  }
  bool ready() const override { return body_.ready(); }
  const std::string& name() const override { return body_.name(); }

 private:
  Duplex& body_;
};

class TextWriter final : public base::Writer {
 public:
  Status write(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  Status commit() override { return {}; }
  std::string text;
};

class Answerer {
 public:
  Answerer(RowStream& stream, Response& head, Duplex& body)
      : stream_(stream), head_(head), body_(body), lines_(*stream.outputs.schema()) {
    reply_.delivery.rows = data::Chunk(stream.model->columns);
    reply_.delivery.trace = stream.trace;
    reply_.delivery.priority = stream.priority;
  }

  void run() {
    ModelStatistics& statistics = *stream_.model->statistics;
    statistics.in_flight.fetch_add(1, std::memory_order_relaxed);
    Status status = answer_all();
    if (status.code() == base::Code::kDataLoss)  // what came packed is broken: the caller's doing
      status = base::invalid_argument("BAD_ENCODING", status.message());
    (status.ok() ? statistics.success : statistics.fail).add(busy_);
    statistics.answered(status.code());
    statistics.in_flight.fetch_sub(1, std::memory_order_relaxed);
    if (stream_.span != nullptr) note(*stream_.span, status);
    if (status.ok())
      body_.end(trailers());
    else
      break_off(stream_.terse ? terse_error(status) : status);
  }

 private:
  Status answer_all() {
    auto bytes = std::unique_ptr<base::Stream>(std::make_unique<Rows>(body_));
    if (!stream_.encoding.empty()) {
      SLIPWAY_ASSIGN(const codec::Compression* packed,
                     codec::compressions().find(stream_.encoding));
      SLIPWAY_ASSIGN(bytes, packed->decompress(std::move(bytes)));
    }
    SLIPWAY_ASSIGN(
        const auto decoder,
        row_decoder(*stream_.in, std::move(bytes), stream_.model->columns,
                    std::min<std::int64_t>(stream_.model->rows_max, base::kChunkRowsMax)));
    if (!in_lines()) {
      SLIPWAY_ASSIGN(encoder_, row_encoder(*stream_.out, writer_, stream_.outputs.schema()));
    }
    head_.content_type = stream_.out->media;
    head_.more = fmt::format("X-Slipway-Model: {}\r\nTrailer: X-Slipway-Rows, X-Slipway-Errors\r\n",
                             stream_.model->version);
    data::Chunk rows(decoder->schema());
    data::RowErrors rejected;
    while (true) {
      SLIPWAY_ASSIGN(const bool more, decoder->next(rows, rejected));
      if (!more) break;
      SLIPWAY_TRY(answer(rows, rejected));
      SLIPWAY_TRY(send());
    }
    if (in_lines())
      writer_.text += fmt::format("{{\"end\":{{\"rows\":{},\"errors\":{}}}}}\n", rows_, errors_);
    else
      SLIPWAY_TRY(encoder_->finish());
    return send();
  }

  Status answer(const data::Chunk& rows, data::RowErrors& rejected) {
    const base::TimePoint began = stream_.clock->now();
    flow::Delivery& delivery = reply_.delivery;
    delivery.rows.clear();
    for (std::size_t j = 0; j < rows.width(); ++j)
      delivery.rows.column(j).append_rows(rows.column(j).view(), 0, rows.rows());
    delivery.rejected.swap(rejected);
    delivery.deadline = began + stream_.patience;
    SLIPWAY_TRY(score());
    if (stream_.terse) make_terse(delivery.answer.errors);
    const base::TimePoint scored = stream_.clock->now();
    SLIPWAY_TRY(encode());
    const base::TimePoint written = stream_.clock->now();
    stream_.model->statistics->scored(
        rows.rows(), Scored::between(began, delivery.scoring_began(), scored, written),
        stream_.clock->wall());
    if (PayloadLog* log = stream_.model->payload_log; log != nullptr && log->wanted())
      log->add({*stream_.model, stream_.span, delivery});
    busy_ += written - began;
    rows_ += rows.rows();
    errors_ += std::ssize(delivery.answer.errors);
    return {};
  }

  // What is too much now is not too much for ever: the caller waits, as its rows do.
  Status score() {
    constexpr base::Duration kLongest = std::chrono::milliseconds(20);
    base::Duration pause = std::chrono::microseconds(200);
    while (true) {
      const Status status = reply_.call(stream_.outputs.path(), *stream_.clock);
      if (!status.transient() || stream_.clock->now() + pause >= reply_.delivery.deadline)
        return status;
      stream_.clock->sleep(pause);
      pause = std::min(2 * pause, kLongest);
    }
  }

  Status encode() {
    const data::RowErrors& errors = reply_.delivery.answer.errors;
    const data::Chunk& predictions = stream_.outputs.of(reply_.delivery.answer.predictions);
    if (!in_lines()) return encode_rows(*encoder_, predictions, errors);
    auto error = errors.begin();
    for (std::int64_t row = 0; row < reply_.delivery.rows.rows(); ++row) {
      if (error != errors.end() && error->row == row) {
        append_row_error(writer_.text += "{\"error\":", *error++, rows_ + row);
        writer_.text += "}\n";
      } else {
        lines_.append(writer_.text, predictions.view(), row);
        writer_.text += '\n';
      }
    }
    return {};
  }

  Status send() {
    if (writer_.text.empty()) return {};
    sent_ = true;
    const Status status = body_.write(writer_.text);
    writer_.text.clear();
    return status;
  }

  void break_off(const Status& status) {
    if (!sent_) {
      head_.clear();
      return respond_error(status, head_);
    }
    if (!in_lines()) return;
    Response told;
    respond_error(status, told);
    if (body_.write(told.body + "\n").ok()) body_.end(trailers());
  }

  void note(RequestSpan& span, const Status& status) const {
    span.model = stream_.model->name, span.version = stream_.model->version;
    span.rows = rows_;
    span.reason = status.reason();
  }

  bool in_lines() const { return std::string_view(stream_.out->codec) == "jsonl"; }
  std::string trailers() const {
    return fmt::format("X-Slipway-Rows: {}\r\nX-Slipway-Errors: {}\r\n", rows_, errors_);
  }

  RowStream& stream_;
  Response& head_;
  Duplex& body_;
  const codec::JsonRowWriter lines_;
  TextWriter writer_;                        // what is not sent yet
  std::unique_ptr<codec::Encoder> encoder_;  // of tables; writes to writer_
  flow::Reply reply_;
  base::Duration busy_{};  // without waiting for the caller
  std::int64_t rows_ = 0, errors_ = 0;
  bool sent_ = false;
};

}  // namespace

void answer_rows(RowStream& stream, Response& head, Duplex& body) {
  Answerer(stream, head, body).run();
}

}  // namespace slipway::serve
