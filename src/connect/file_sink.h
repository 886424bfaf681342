// FileSink: predictions into one file, and the rows that failed into another beside it. Used by
// service/score_job for what a person names on the command line.
//
// The file is complete or absent. Where its codec can be appended to (CSV, JSON Lines), what is
// written is kept in OUT.partial, and OUT.progress says how far it goes: position and bytes,
// written together a few times a minute, so that `--resume` goes on there.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "codec/codec.h"
#include "flow/sink.h"
#include "storage/storage.h"

namespace slipway::connect {

struct FileSinkOptions {
  std::string uri;          // "-": standard output
  std::string rejects;      // path of the rejected rows; empty: they are only counted
  std::size_t wanted = 0;   // columns of the rows before the kept ones
  base::Value settings;     // of the codec
  std::string fingerprint;  // of input, model and options: what a resumed run must share
  bool resume = false;
  bool appendable = false;  // the codec's output may be cut off and gone on with
  const base::Clock* clock = nullptr;
  data::SchemaPtr schema;  // of the table: table_schema()
};

class FileSink final : public flow::Sink, public flow::DeadLetter {
 public:
  FileSink(const codec::Codec& codec, FileSinkOptions options);
  ~FileSink() override;

  flow::Transactions transactions() const override { return flow::Transactions::kWithPosition; }
  base::Result<std::unique_ptr<flow::SinkPartition>> open(std::uint32_t partition) override;
  base::Status put(const flow::Delivery& d, std::int64_t row, const base::Status& why) override;

  // Everything is committed: gives the files their names.
  base::Status finish();
  // Makes what was written durable, for a later --resume.
  base::Status checkpoint();

  std::uint64_t resumed_at() const { return resumed_at_; }
  std::int64_t rejected() const { return rejected_; }
  const std::string& first_reject() const { return first_reject_; }

 private:
  class Partition;
  friend class Partition;
  base::Status prepare();
  base::Status read_progress(std::uint64_t& bytes, std::uint64_t& reject_bytes);
  base::Status open_rejects(std::uint64_t keep);
  std::string progress_path() const { return options_.uri + ".progress"; }

  const codec::Codec& codec_;
  const FileSinkOptions options_;
  std::unique_ptr<base::Writer> writer_;
  storage::PartialWriter* partial_ = nullptr;  // writer_, if it is one
  std::unique_ptr<storage::PartialWriter> rejects_;
  std::unique_ptr<codec::Encoder> encoder_;
  std::uint64_t position_ = 0, resumed_at_ = 0;
  base::TimePoint checkpoint_at_{};
  std::int64_t rejected_ = 0;
  std::string first_reject_;
};

}  // namespace slipway::connect
