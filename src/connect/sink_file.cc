#include "connect/sink_file.h"

#include <vector>

#include <fmt/format.h>
#include <rapidjson/document.h>

#include "codec/compression.h"
#include "codec/json_text.h"
#include "connect/connect.h"
#include "connect/table.h"

namespace slipway::connect {
namespace {

constexpr std::uint64_t kProgressBytesMax = 64u << 10;

// Whether an output may be cut off anywhere between rows and gone on with.
bool appendable(const codec::Codec& codec, const std::string& uri) {
  return codec.appendable() && storage::replaceable(uri) && codec::compression_of(uri) == nullptr;
}

}  // namespace

class FileSink::Staged final : public base::Writer {
 public:
  base::Status write(std::string_view bytes) override { return text += bytes, base::Status(); }
  base::Status commit() override { return {}; }
  std::string text;
};

// Its transaction is a list of Deliveries, encoded at commit: an abort leaves nothing behind.
class FileSink::Partition final : public flow::SinkPartition {
 public:
  explicit Partition(FileSink& sink) : sink_(sink) {}
  ~Partition() override {
    (void)sink_.checkpoint();  // what is not made durable now is scored again by the next run
  }
  std::uint64_t position() const override { return sink_.position_; }
  base::Status write(const flow::Delivery& d) override {
    pending_.push_back(&d);
    return {};
  }
  base::Status commit(std::uint64_t position) override {
    const base::Status status = commit_all(position);
    pending_.clear();
    sink_.broken_ = !status.ok();
    // Part of it may be in the file: opening it again cuts that off.
    return status.ok() ? status
                       : base::Status(base::Code::kUnknown, status.reason(), status.text());
  }
  void abort() override { pending_.clear(); }
  base::Status finish() override { return sink_.finish(); }

 private:
  base::Status commit_all(std::uint64_t position) {
    for (const flow::Delivery* d : pending_) SLIPWAY_TRY(sink_.encode(*d));
    return sink_.commit(position);
  }

  FileSink& sink_;
  std::vector<const flow::Delivery*> pending_;
};

FileSink::FileSink(const codec::Codec& codec, FileSinkOptions options)
    : codec_(codec), options_(std::move(options)), appendable_(appendable(codec_, options_.uri)) {}
FileSink::~FileSink() = default;

base::Result<std::unique_ptr<flow::SinkPartition>> FileSink::open(std::uint32_t) {
  SLIPWAY_TRY(prepare());
  return std::unique_ptr<flow::SinkPartition>(std::make_unique<Partition>(*this));
}

base::Status FileSink::prepare() {
  encoder_.reset();
  rejects_.reset();
  writer_.reset();  // before it is opened anew: what it holds goes to the file first
  partial_ = nullptr;
  position_ = kept_bytes_ = 0;
  rejected_ = 0;
  broken_ = false;
  std::uint64_t reject_bytes = 0;
  if (appendable_ && (options_.resume || opened_)) {
    SLIPWAY_TRY(read_progress(kept_bytes_, reject_bytes));
  } else if (appendable_) {
    SLIPWAY_TRY(storage::remove_file(progress_path()));  // of a run before this one
  }
  if (!opened_) resumed_at_ = position_;
  opened_ = true;
  if (appendable_) {
    SLIPWAY_ASSIGN(auto partial, storage::create_partial_writer(options_.uri, kept_bytes_));
    partial_ = partial.get();
    writer_ = std::move(partial);
  } else {
    SLIPWAY_ASSIGN(auto plain, storage::create_writer(options_.uri));
    SLIPWAY_ASSIGN(writer_, codec::compressed(std::move(plain), options_.uri));
  }
  if (reject_bytes > 0) SLIPWAY_TRY(open_rejects(reject_bytes));
  checkpoint_at_ = options_.clock->now() + options_.checkpoint_every;
  return schema_ != nullptr ? make_encoder() : base::Status();
}

base::Status FileSink::make_encoder() {
  const base::Value settings =
      kept_bytes_ > 0 ? codec_.settings_behind_rows(options_.settings) : options_.settings;
  staged_ = std::make_unique<Staged>();
  SLIPWAY_ASSIGN(encoder_, codec_.encoder(*staged_, schema_, settings));
  return {};
}

base::Status FileSink::encode(const flow::Delivery& d) {
  if (schema_ == nullptr)
    schema_ = table_schema(*d.rows.schema(), options_.wanted, *d.answer.predictions.schema());
  if (encoder_ == nullptr) SLIPWAY_TRY(make_encoder());
  const data::Chunk table = table_of(d, options_.wanted, schema_);
  return encoder_->write(table.view(), d.answer.errors);
}

base::Status FileSink::commit(std::uint64_t position) {
  if (staged_ != nullptr) {
    SLIPWAY_TRY(writer_->write(staged_->text));
    staged_->text.clear();
  }
  SLIPWAY_TRY(write_rejects(position));
  position_ = position;
  if (options_.clock->now() >= checkpoint_at_) SLIPWAY_TRY(checkpoint());
  open_rejects_.erase(open_rejects_.begin(), open_rejects_.upper_bound(position));
  return {};
}

// Those of the rows before `position`. They stay open until the commit has succeeded: the pump puts
// each once, and what a failed commit has written is cut off again.
base::Status FileSink::write_rejects(std::uint64_t position) {
  const auto end = open_rejects_.upper_bound(position);
  for (auto reject = open_rejects_.begin(); reject != end; ++reject, ++rejected_) {
    if (options_.rejects.empty()) continue;
    if (!rejects_) SLIPWAY_TRY(open_rejects(0));
    SLIPWAY_TRY(rejects_->write(reject->second));
  }
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
        .remedy("remove it, or run without --resume, to begin anew");
  position_ = number("position");
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
  std::string line = fmt::format("{{\"row\":{}", number);
  if (error != nullptr && !error->column.empty())
    codec::append_json_string(line += ",\"column\":", error->column);
  if (error != nullptr && !error->value.empty())
    codec::append_json_string(line += ",\"value\":", error->value);
  line += fmt::format(",\"reason\":\"{}\",\"message\":", why.reason());
  codec::append_json_string(line, why.message());
  open_rejects_[number] = line + "}\n";
  return {};
}

base::Status FileSink::checkpoint() {
  checkpoint_at_ = options_.clock->now() + options_.checkpoint_every;
  if (partial_ == nullptr || broken_) return {};
  SLIPWAY_TRY(partial_->checkpoint());
  if (rejects_) SLIPWAY_TRY(rejects_->checkpoint());
  std::string text = "{\"fingerprint\":";
  codec::append_json_string(text, options_.fingerprint);
  text += fmt::format(",\"position\":{},\"bytes\":{},\"reject_bytes\":{},\"rejected\":{}}}\n",
                      position_, partial_->bytes(), rejects_ ? rejects_->bytes() : 0, rejected_);
  return storage::replace_file(progress_path(), text);
}

// What fails for want of space fails before the progress is removed: another run can still go on there.
// After it the run is complete, or begins anew.
base::Status FileSink::finish() {
  broken_ = true;  // for a checkpoint: the files may have their names already
  if (encoder_ != nullptr) {
    SLIPWAY_TRY(encoder_->finish());
    SLIPWAY_TRY(writer_->write(staged_->text));
  }
  if (partial_ != nullptr) {
    SLIPWAY_TRY(partial_->checkpoint());
    if (rejects_) SLIPWAY_TRY(rejects_->checkpoint());
    SLIPWAY_TRY(storage::remove_file(progress_path()));
  }
  if (rejects_) {
    SLIPWAY_TRY(rejects_->commit());
  } else if (!options_.rejects.empty()) {
    for (const char* of_a_run_before : {"", ".partial"})
      SLIPWAY_TRY(storage::remove_file(options_.rejects + of_a_run_before));
  }
  return writer_->commit();
}

namespace {

const base::Fields kFields = {
    {"path", base::FieldType::kText, nullptr,
     "the file: complete or absent; the codec is that of its extension"},
};

class FileKind final : public SinkKind {
 public:
  const char* about() const override {
    return "a file, complete or absent, of a source that has an end";
  }
  const base::Fields& fields() const override { return kFields; }
  base::Result<std::unique_ptr<flow::Sink>> make(const base::Settings& settings,
                                                 const SinkContext& context) const override {
    FileSinkOptions options;
    options.uri = resolve_path(context.folder, settings.text("path"));
    SLIPWAY_TRY(storage::want_folder_of(options.uri));
    SLIPWAY_ASSIGN(const codec::Codec* codec, context.codec.empty()
                                                  ? codec::codec_of(options.uri)
                                                  : codec::codecs().find(context.codec));
    options.wanted = context.wanted;
    options.settings = context.codec_settings;
    options.fingerprint = context.pipeline;
    options.resume = true;
    options.clock = context.clock;
    return std::unique_ptr<flow::Sink>(std::make_unique<FileSink>(*codec, std::move(options)));
  }
};

}  // namespace

base::Status register_sink_file(base::Kinds<SinkKind>& kinds) {
  return kinds.add("file", std::make_unique<FileKind>());
}

}  // namespace slipway::connect
