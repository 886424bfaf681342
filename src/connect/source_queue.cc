// queue: the built-in durable queue. Each record is one row, JSON by default; a position is a
// record's. Partitions that another worker holds are asked for again every second.
#include <map>

#include "codec/codec.h"
#include "connect/connect.h"

namespace slipway::connect {
namespace {

const base::Fields kFields = {
    {"name", base::FieldType::kText, nullptr, "the queue"},
    {"group", base::FieldType::kText, "", "the consumer group; left out: the pipeline's name"},
    {"batch_rows", base::FieldType::kInt, "2048", "records of one delivery, at most"},
    {"poll", base::FieldType::kDuration, "20ms", "how long to wait for a record"},
};

constexpr base::Duration kLeaseEvery = std::chrono::seconds(1);

class QueueSource final : public flow::Source {
 public:
  QueueSource(const base::Settings& settings, const SourceContext& context)
      : settings_(settings), context_(context) {}

  flow::Position position_kind() const override { return flow::Position::kOffset; }

  base::Status connect() override {
    if (queue_ != nullptr) return {};
    SLIPWAY_ASSIGN(const auto* codec,
                   codec::codecs().find(context_.codec.empty() ? "json" : context_.codec));
    SLIPWAY_ASSIGN(decoder_, codec->payload_decoder({.wanted = context_.wanted,
                                                     .keep = context_.keep,
                                                     .settings = context_.codec_settings}));
    SLIPWAY_ASSIGN(queue_, context_.queues->open(settings_.text("name")));
    return {};
  }

  const data::SchemaPtr& schema() const override { return decoder_->schema(); }

  flow::Event next(flow::Delivery& into) override {
    const std::uint64_t seen = queue_->changes();
    if (context_.clock->now() >= lease_at_) {
      const auto partition = lease_one();
      if (!partition.ok()) return {flow::Pull::kDisconnected, 0, partition.status()};
      if (partition->has_value()) return {flow::Pull::kAssigned, **partition};
    }
    for (std::size_t tried = 0; tried < held_.size(); ++tried) {
      auto it = held_.upper_bound(turn_);
      if (it == held_.end()) it = held_.begin();
      turn_ = it->first;
      if (!it->second.seeked) continue;
      const base::Status status = read(it->first, it->second, into);
      if (!status.ok()) return {flow::Pull::kDisconnected, 0, status};
      if (into.rows.rows() > 0) return {flow::Pull::kDelivery};
    }
    queue_->wait(seen, settings_.duration("poll"));
    return {flow::Pull::kIdle};
  }

  void seek(std::uint32_t partition, std::uint64_t position) override {
    Held& held = held_.at(partition);
    // The sink's position is the truth. Where it has none yet, the group's own is where it begins.
    held.at = std::max(position, held.lease->committed());
    held.seeked = true;
    if (held.at != 0) return;
    // A group that is new begins with the oldest record that is still there.
    if (const auto all = queue_->describe(); all.ok()) held.at = (*all)[partition].begin;
  }

  void ack(const flow::Origin& origin) override {
    const auto it = held_.find(origin.partition);
    if (it != held_.end())
      (void)it->second.lease->commit(
          origin.next);  // follows the sink; a failure is made good by the next
  }

  void release(std::uint32_t partition) override {
    held_.erase(partition);
    lease_at_ = context_.clock->now() + kLeaseEvery;
  }

 private:
  struct Held {
    std::unique_ptr<queue::Lease> lease;
    std::uint64_t at = 0;
    bool seeked = false;
  };

  // Nothing if other workers have the rest.
  base::Result<std::optional<std::uint32_t>> lease_one() {
    const std::string& group =
        settings_.text("group").empty() ? context_.pipeline : settings_.text("group");
    for (std::uint32_t partition = 0; partition < queue_->partitions(); ++partition) {
      if (held_.contains(partition)) continue;
      auto lease = queue_->lease(group, partition);
      if (lease.status().transient()) continue;
      if (!lease.ok()) return lease.status();
      held_[partition].lease = *std::move(lease);
      return std::optional(partition);
    }
    lease_at_ =
        held_.size() == queue_->partitions() ? base::kNever : context_.clock->now() + kLeaseEvery;
    return std::optional<std::uint32_t>();
  }

  base::Status read(std::uint32_t partition, Held& held, flow::Delivery& into) {
    SLIPWAY_TRY(held.lease->read(
        held.at, {.records_max = static_cast<std::uint32_t>(settings_.integer("batch_rows"))},
        batch_));
    payloads_.clear();
    into.raw = {};
    for (const queue::Record& record : batch_.records) {
      payloads_.push_back(record.payload);
      into.raw.bytes += record.payload;
      into.raw.ends.push_back(into.raw.bytes.size());
    }
    into.rows = data::Chunk(decoder_->schema());
    if (payloads_.empty()) return {};
    SLIPWAY_TRY(decoder_->decode_rows(payloads_, into.rows, into.rejected));
    into.origin.partition = partition;
    into.origin.position = held.at;
    into.origin.next = held.at = batch_.records.back().position + 1;
    return {};
  }

  const base::Settings settings_;
  const SourceContext context_;
  queue::Queue* queue_ = nullptr;
  std::unique_ptr<codec::PayloadDecoder> decoder_;
  std::map<std::uint32_t, Held> held_;
  std::uint32_t turn_ = 0;
  base::TimePoint lease_at_{};
  queue::Batch batch_;
  std::vector<std::string_view> payloads_;
};

class QueueKind final : public SourceKind {
 public:
  const char* about() const override { return "the built-in durable queue"; }
  const base::Fields& fields() const override { return kFields; }
  base::Result<std::unique_ptr<flow::Source>> make(const base::Settings& settings,
                                                   const SourceContext& context) const override {
    if (settings.integer("batch_rows") < 1 || settings.integer("batch_rows") > base::kChunkRowsMax)
      return base::invalid_argument("BAD_VALUE", "batch_rows must be between 1 and 2048");
    return std::unique_ptr<flow::Source>(std::make_unique<QueueSource>(settings, context));
  }
};

}  // namespace

base::Status register_source_queue(base::Kinds<SourceKind>& kinds) {
  return kinds.add("queue", std::make_unique<QueueKind>());
}

}  // namespace slipway::connect
