// In process: the real Path and Pump between a source and a sink in memory, on a clock that only
// the test moves.
#include <map>

#include <fmt/format.h>

#include "codec/codec.h"
#include "doors/door.h"
#include "flow/pump.h"
#include "service/model_file.h"
#include "testing/fake_clock.h"

namespace slipway::doors {
namespace {

using base::Status;

// Line i has position i.
class LinesSource final : public flow::Source {
 public:
  LinesSource(const std::vector<std::string>& lines, codec::PayloadDecoder& decoder,
              std::int64_t rows, bool torn)
      : lines_(lines), decoder_(decoder), rows_(static_cast<std::size_t>(rows)), torn_(torn) {}

  flow::Position position_kind() const override { return flow::Position::kOffset; }
  Status connect() override { return assign_ = true, Status(); }
  const data::SchemaPtr& schema() const override { return decoder_.schema(); }
  flow::Event next(flow::Delivery& into) override {
    if (std::exchange(assign_, false)) return {flow::Pull::kAssigned, 0};
    if (at_ > 0 && std::exchange(torn_, false)) return {flow::Pull::kDisconnected};
    if (at_ == lines_.size()) return {flow::Pull::kEnd};
    const std::size_t end = std::min(lines_.size(), at_ + rows_);
    const std::vector<std::string_view> payloads(lines_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                 lines_.begin() + static_cast<std::ptrdiff_t>(end));
    into.rows = data::Chunk(decoder_.schema());
    if (!decoder_.decode_rows(payloads, into.rows, into.rejected).ok())
      return {flow::Pull::kDisconnected};
    into.origin = {0, at_, end, {}};
    at_ = end;
    return {flow::Pull::kDelivery};
  }
  void seek(std::uint32_t, std::uint64_t position) override { at_ = position; }
  void ack(const flow::Origin&) override {}
  void release(std::uint32_t) override {}

 private:
  const std::vector<std::string>& lines_;
  codec::PayloadDecoder& decoder_;
  const std::size_t rows_;
  bool torn_, assign_ = false;
  std::size_t at_ = 0;
};

// Answers by position; a position that is written twice is a failure.
class AnswerSink final : public flow::Sink, public flow::DeadLetter {
 public:
  AnswerSink(std::size_t rows, bool nack) : answers(rows), nack_(nack) {}
  flow::Transactions transactions() const override { return flow::Transactions::kWithPosition; }
  base::Result<std::unique_ptr<flow::SinkPartition>> open(std::uint32_t) override {
    return std::unique_ptr<flow::SinkPartition>(std::make_unique<Held>(*this));
  }
  Status put(const flow::Delivery& d, std::int64_t row, const Status& why) override {
    answers[d.origin.position + static_cast<std::uint64_t>(row)].reason = why.reason();
    return {};
  }

  std::vector<RowAnswer> answers;
  bool repeated = false;

 private:
  class Held final : public flow::SinkPartition {
   public:
    explicit Held(AnswerSink& sink) : sink_(sink) {}
    std::uint64_t position() const override { return sink_.position_; }
    Status write(const flow::Delivery& d) override {
      auto error = d.answer.errors.begin();
      for (std::int64_t row = 0; row < d.rows.rows(); ++row) {
        if (error != d.answer.errors.end() && error->row == row) {
          ++error;
          continue;
        }
        RowAnswer answer;
        const data::Chunk& out = d.answer.predictions;
        for (std::size_t i = 0; i < out.width(); ++i)
          for (std::int64_t k = 0; k < out.column(i).view().width; ++k)
            answer.cells.push_back(cell_at(out.column(i).view(), row, k));
        pending_[d.origin.position + static_cast<std::uint64_t>(row)] = std::move(answer);
      }
      return {};
    }
    Status commit(std::uint64_t position) override {
      if (std::exchange(sink_.nack_, false)) return base::unavailable("BUSY", "try again");
      for (auto& [at, answer] : pending_) {
        sink_.repeated = sink_.repeated || !sink_.answers[at].cells.empty();
        sink_.answers[at] = std::move(answer);
      }
      pending_.clear();
      sink_.position_ = position;
      return {};
    }
    void abort() override { pending_.clear(); }

   private:
    AnswerSink& sink_;
    std::map<std::uint64_t, RowAnswer> pending_;
  };

  bool nack_;
  std::uint64_t position_ = 0;
};

class Process final : public Door {
 public:
  Process(std::int64_t rows, Fault fault)
      : rows_(rows),
        fault_(fault),
        name_(fmt::format("in process, {} rows a delivery, fault {}", rows,
                          static_cast<int>(fault))) {}
  const char* name() const override { return name_.c_str(); }

  base::Result<std::vector<RowAnswer>> score(const std::string& path,
                                             const std::vector<std::string>& lines,
                                             const std::vector<Column>&) const override {
    SLIPWAY_ASSIGN(const service::LoadedModel loaded, service::load_model(path, ""));
    const score::Version* version = score::intern("m", loaded.digest);
    score::FixedProvider provider;
    provider.add(version, loaded.model);
    testing::FakeClock clock;
    flow::Path flow_path(provider, clock,
                         {.outputs = service::default_outputs(loaded.model->signature())});
    SLIPWAY_TRY(flow_path.route({{version, 1}}));
    codec::DecodeOptions options;
    options.wanted = service::wanted_fields(loaded.model->signature());
    SLIPWAY_ASSIGN(const codec::Codec* json, codec::codecs().find("json"));
    SLIPWAY_ASSIGN(const auto decoder, json->payload_decoder(options));
    LinesSource source(lines, *decoder, rows_, fault_ == Fault::kTornRead);
    AnswerSink sink(lines.size(), fault_ == Fault::kNackOnce);
    SLIPWAY_TRY(run(source, flow_path, sink, clock));
    if (sink.repeated) return base::internal("REPEATED", "a row was committed twice");
    return sink.answers;
  }

 private:
  Status run(flow::Source& source, flow::Path& flow_path, AnswerSink& sink,
             testing::FakeClock& clock) const {
    flow::Pump pump(source, flow_path, sink, sink, clock, {});
    for (int steps = 0; steps < 1'000'000; ++steps) {
      if (pump.step() == flow::Pump::Step::kEnded) return {};
      flow_path.tick();
      clock.advance(std::chrono::milliseconds(1));
      if (fault_ == Fault::kClockJump && steps % 3 == 1)
        clock.jump_wall(std::chrono::hours(steps % 2 == 0 ? 30 : -50)),
            clock.advance(std::chrono::hours(5));
    }
    return base::internal("STUCK", "the pump does not end");
  }

  const std::int64_t rows_;
  const Fault fault_;
  const std::string name_;
};

}  // namespace

std::unique_ptr<Door> process_door(std::int64_t rows_of_a_delivery, Fault fault) {
  return std::make_unique<Process>(rows_of_a_delivery, fault);
}

}  // namespace slipway::doors
