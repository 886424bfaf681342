// FileSink: predictions into one file, and the rows that failed into another beside it. The sink `file`
// of slipway.yaml; service/score_job makes it itself, for what a person names on the command line.
//
// The file is complete or absent. Where its codec can be appended to (CSV, JSON Lines), what is written
// is kept in OUT.partial, and OUT.progress says how far it goes: position and bytes, made durable
// together, so that another run goes on there. Anywhere else an interrupted run begins anew.
//
//   open ─write, commit…─▶ finish ─▶ OUT        destroyed before finish() ─▶ OUT.partial, OUT.progress
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/clock.h"
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
  base::Duration checkpoint_every = base::Duration(0);  // 0: with each commit
  const base::Clock* clock = nullptr;
};

// One thread. One partition: positions are those of one run through one source.
class FileSink final : public flow::Sink, public flow::DeadLetter {
 public:
  FileSink(const codec::Codec& codec, FileSinkOptions options);
  ~FileSink() override;

  flow::Transactions transactions() const override { return flow::Transactions::kWithPosition; }
  base::Result<std::unique_ptr<flow::SinkPartition>> open(std::uint32_t partition) override;
  base::Status put(const flow::Delivery& d, std::int64_t row, const base::Status& why) override;

  // An output of no rows at all has this schema. Otherwise that of the first Delivery counts.
  void expect(data::SchemaPtr schema) { schema_ = std::move(schema); }

  // Whether an interrupted run can be gone on with.
  bool can_resume() const { return appendable_; }
  std::uint64_t resumed_at() const { return resumed_at_; }           // row
  std::int64_t rejected() const { return rejected_; }                // as of the last commit
  const std::string& first_reject() const { return first_reject_; }  // "row 7, column age: …"

 private:
  class Partition;
  friend class Partition;
  class Staged;

  base::Status prepare();
  base::Status make_encoder();
  base::Status encode(const flow::Delivery& d);
  base::Status commit(std::uint64_t position);
  base::Status checkpoint();
  base::Status finish();
  base::Status read_progress(std::uint64_t& bytes, std::uint64_t& reject_bytes);
  base::Status open_rejects(std::uint64_t keep);
  base::Status write_rejects(std::uint64_t position);
  std::string progress_path() const { return options_.uri + ".progress"; }

  const codec::Codec& codec_;
  const FileSinkOptions options_;
  const bool appendable_;
  bool opened_ = false;  // once before: what it left is gone on with
  bool broken_ = false;  // the file may hold part of a transaction
  data::SchemaPtr schema_;
  std::unique_ptr<base::Writer> writer_;
  storage::PartialWriter* partial_ = nullptr;  // writer_, if it is one
  std::unique_ptr<storage::PartialWriter> rejects_;
  std::unique_ptr<Staged> staged_;  // what the encoder has written since the last commit
  std::unique_ptr<codec::Encoder> encoder_;
  std::uint64_t position_ = 0, resumed_at_ = 0, kept_bytes_ = 0;
  base::TimePoint checkpoint_at_{};
  std::map<std::uint64_t, std::string> open_rejects_;  // not committed yet: row number, line
  std::int64_t rejected_ = 0;
  std::string first_reject_;
};

}  // namespace slipway::connect
