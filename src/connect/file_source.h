// FileSource: the rows of one file or pipe, in order; a row's position is its number. One
// partition. Used by service/score_job for what a person names on the command line.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "codec/codec.h"
#include "flow/source.h"

namespace slipway::connect {

class FileSource final : public flow::Source {
 public:
  FileSource(std::string uri, const codec::Codec& codec, codec::DecodeOptions options);

  flow::Position position_kind() const override { return flow::Position::kOffset; }
  base::Status connect() override;
  const data::SchemaPtr& schema() const override { return decoder_->schema(); }
  flow::Event next(flow::Delivery& into) override;
  void seek(std::uint32_t partition, std::uint64_t position) override;
  void ack(const flow::Origin&) override {}
  void release(std::uint32_t) override {}

  // Why the file can't be read on: it says kEnd then, and this must be looked at.
  const base::Status& failure() const { return failure_; }
  std::uint64_t bytes_total() const { return bytes_total_; }  // 0: not known
  std::uint64_t bytes_read() const;

 private:
  class Counted;
  class CountedReader;
  base::Status open(std::int64_t skip_rows);
  base::Status open_reader();

  const std::string uri_;
  const codec::Codec& codec_;
  codec::DecodeOptions options_;
  std::unique_ptr<codec::Decoder> decoder_;
  std::shared_ptr<std::uint64_t> bytes_read_;
  std::uint64_t bytes_total_ = 0;
  std::uint64_t at_ = 0;  // row
  bool assigned_ = false;
  base::Status failure_;
};

}  // namespace slipway::connect
