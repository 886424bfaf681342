#include "connect/file_sink.h"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include "codec/compression.h"
#include "codec/json_text.h"
#include "connect/table.h"

namespace slipway::connect {
namespace {

constexpr base::Duration kCheckpointEvery = std::chrono::seconds(2);
constexpr std::uint64_t kProgressBytesMax = 64u << 10;

}  // namespace

// The one partition. Its transaction is the chunk being written: rows go to the file at once, and a
// run that stops before a checkpoint cuts them off again.
class FileSink::Partition final : public flow::SinkPartition {
 public:
  explicit Partition(FileSink& sink) : sink_(sink) {}
  std::uint64_t position() const override { return sink_.position_; }
  base::Status write(const flow::Delivery& d) override {
    const data::Chunk table = table_of(d, sink_.options_.wanted, sink_.options_.schema);
    return sink_.encoder_->write(table.view(), d.answer.errors);
  }
  base::Status commit(std::uint64_t position) override {
    sink_.position_ = position;
    if (sink_.partial_ == nullptr || sink_.options_.clock->now() < sink_.checkpoint_at_) return {};
    return sink_.checkpoint();
  }
  void abort() override {}

 private:
  FileSink& sink_;
};

FileSink::FileSink(const codec::Codec& codec, FileSinkOptions options)
    : codec_(codec), options_(std::move(options)) {}
FileSink::~FileSink() = default;

base::Result<std::unique_ptr<flow::SinkPartition>> FileSink::open(std::uint32_t) {
  SLIPWAY_TRY(prepare());
  return std::unique_ptr<flow::SinkPartition>(std::make_unique<Partition>(*this));
}

base::Status FileSink::prepare() {
  if (encoder_) return {};
  std::uint64_t bytes = 0, reject_bytes = 0;
  if (options_.resume) SLIPWAY_TRY(read_progress(bytes, reject_bytes));
  if (options_.appendable) {
    SLIPWAY_ASSIGN(auto partial, storage::create_partial_writer(options_.uri, bytes));
    partial_ = partial.get();
    writer_ = std::move(partial);
  } else {
    SLIPWAY_ASSIGN(auto plain, storage::create_writer(options_.uri));
    SLIPWAY_ASSIGN(writer_, codec::compressed(std::move(plain), options_.uri));
  }
  if (options_.resume && reject_bytes > 0) SLIPWAY_TRY(open_rejects(reject_bytes));
  base::Value settings = options_.settings;
  if (bytes > 0 && settings.find("header") == nullptr && codec_.extensions().front() == ".csv") {
    base::Value::Map map = settings.as_map() != nullptr ? *settings.as_map() : base::Value::Map();
    map.emplace_back("header", base::Value(false));  // it is there already
    settings = base::Value(std::move(map));
  }
  SLIPWAY_ASSIGN(encoder_, codec_.encoder(*writer_, options_.schema, settings));
  checkpoint_at_ = options_.clock->now() + kCheckpointEvery;
  return {};
}

base::Status FileSink::read_progress(std::uint64_t& bytes, std::uint64_t& reject_bytes) {
  auto reader = storage::open_reader(progress_path());
  if (!reader.ok()) return {};  // nothing was checkpointed: begin
  SLIPWAY_ASSIGN(const std::string text, base::read_all(**reader, kProgressBytesMax));
  rapidjson::Document json;
  json.Parse(text.data(), text.size());
  const auto number = [&json](const char* key) {
    return json.HasMember(key) && json[key].IsUint64() ? json[key].GetUint64() : 0;
  };
  if (!json.IsObject() || !json.HasMember("fingerprint") || !json["fingerprint"].IsString())
    return base::data_loss("BAD_PROGRESS", "is not what an interrupted run leaves")
        .at(progress_path())
        .remedy("remove it to begin anew");
  if (options_.fingerprint != json["fingerprint"].GetString())
    return base::failed_precondition("OTHER_RUN",
                                     "the interrupted run had another input, model or options")
        .at(progress_path())
        .remedy("run without --resume to begin anew");
  position_ = resumed_at_ = number("position");
  rejected_ = static_cast<std::int64_t>(number("rejected"));
  bytes = number("bytes");
  reject_bytes = number("reject_bytes");
  return {};
}

base::Status FileSink::open_rejects(std::uint64_t keep) {
  SLIPWAY_ASSIGN(rejects_, storage::create_partial_writer(options_.rejects, keep));
  return {};
}

base::Status FileSink::put(const flow::Delivery& d, std::int64_t row, const base::Status& why) {
  ++rejected_;
  const data::RowError* error = nullptr;
  for (const data::RowError& known : d.answer.errors)
    if (known.row == row) error = &known;
  const std::uint64_t number =
      d.origin.position + static_cast<std::uint64_t>(row) + 1;  // people count from 1
  if (first_reject_.empty())
    first_reject_ =
        fmt::format("row {}{}: {} ({})", number,
                    error != nullptr && !error->column.empty() ? ", column " + error->column : "",
                    why.message(), why.reason());
  if (options_.rejects.empty()) return {};
  if (!rejects_) SLIPWAY_TRY(open_rejects(0));
  std::string line = fmt::format("{{\"row\":{}", number);
  if (error != nullptr && !error->column.empty())
    codec::append_json_string(line += ",\"column\":", error->column);
  if (error != nullptr && !error->value.empty())
    codec::append_json_string(line += ",\"value\":", error->value);
  line += fmt::format(",\"reason\":\"{}\",\"message\":", why.reason());
  codec::append_json_string(line, why.message());
  return rejects_->write(line += "}\n");
}

base::Status FileSink::checkpoint() {
  checkpoint_at_ = options_.clock->now() + kCheckpointEvery;
  if (partial_ == nullptr) return {};
  SLIPWAY_TRY(partial_->checkpoint());
  if (rejects_) SLIPWAY_TRY(rejects_->checkpoint());
  std::string text = "{\"fingerprint\":";
  codec::append_json_string(text, options_.fingerprint);
  text += fmt::format(",\"position\":{},\"bytes\":{},\"reject_bytes\":{},\"rejected\":{}}}\n",
                      position_, partial_->bytes(), rejects_ ? rejects_->bytes() : 0, rejected_);
  return storage::replace_file(progress_path(), text);
}

base::Status FileSink::finish() {
  SLIPWAY_TRY(prepare());
  SLIPWAY_TRY(encoder_->finish());
  if (rejects_) SLIPWAY_TRY(rejects_->commit());
  SLIPWAY_TRY(writer_->commit());
  return partial_ != nullptr ? storage::remove_file(progress_path()) : base::Status();
}

}  // namespace slipway::connect
