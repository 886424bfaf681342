#include "format/pickle/decompress.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include <bzlib.h>
#include <fmt/format.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>

namespace slipway::format::pickle {
namespace {

using base::Result;
using base::Status;

constexpr std::uint64_t kPiece = 1 << 20;
constexpr std::size_t kMemoryMax = 1u << 30;  // of an xz or lzma dictionary

Status broken(std::string message) {
  return base::invalid_argument("BAD_COMPRESSION", std::move(message));
}

// One library's decoder. step() moves bytes from `in` to `out`, shortening both; kDone at the end
// of data.
class Decoder {
 public:
  enum class Step : std::uint8_t { kMore, kDone, kBroken };
  virtual ~Decoder() = default;
  virtual Step step(std::string_view& in, char*& out, std::size_t& room) = 0;
};

unsigned narrow(std::size_t count) {
  return static_cast<unsigned>(std::min<std::size_t>(count, 1u << 30));
}

class Zlib : public Decoder {
 public:
  explicit Zlib(int window) { ready_ = inflateInit2(&stream_, window) == Z_OK; }
  ~Zlib() override {
    if (ready_) inflateEnd(&stream_);
  }
  Step step(std::string_view& in, char*& out, std::size_t& room) override {
    if (!ready_) return Step::kBroken;
    const unsigned given = narrow(in.size()), space = narrow(room);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = given;
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = space;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(given - stream_.avail_in);
    out += space - stream_.avail_out;
    room -= space - stream_.avail_out;
    if (code == Z_STREAM_END) return Step::kDone;
    return code == Z_OK || code == Z_BUF_ERROR ? Step::kMore : Step::kBroken;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

class Bzip2 : public Decoder {
 public:
  Bzip2() { ready_ = BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK; }
  ~Bzip2() override {
    if (ready_) BZ2_bzDecompressEnd(&stream_);
  }
  Step step(std::string_view& in, char*& out, std::size_t& room) override {
    if (!ready_) return Step::kBroken;
    const unsigned given = narrow(in.size()), space = narrow(room);
    stream_.next_in = const_cast<char*>(in.data());
    stream_.avail_in = given;
    stream_.next_out = out;
    stream_.avail_out = space;
    const int code = BZ2_bzDecompress(&stream_);
    in.remove_prefix(given - stream_.avail_in);
    out += space - stream_.avail_out;
    room -= space - stream_.avail_out;
    if (code == BZ_STREAM_END) return Step::kDone;
    return code == BZ_OK ? Step::kMore : Step::kBroken;
  }

 private:
  bz_stream stream_{};
  bool ready_ = false;
};

class Lzma : public Decoder {  // xz and lzma alone
 public:
  Lzma() { ready_ = lzma_auto_decoder(&stream_, kMemoryMax, 0) == LZMA_OK; }
  ~Lzma() override { lzma_end(&stream_); }
  Step step(std::string_view& in, char*& out, std::size_t& room) override {
    if (!ready_) return Step::kBroken;
    const std::size_t given = in.size(), space = room;
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = given;
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out);
    stream_.avail_out = space;
    const lzma_ret code = lzma_code(&stream_, LZMA_RUN);
    in.remove_prefix(given - stream_.avail_in);
    out += space - stream_.avail_out;
    room -= space - stream_.avail_out;
    if (code == LZMA_STREAM_END) return Step::kDone;
    return code == LZMA_OK || code == LZMA_BUF_ERROR ? Step::kMore : Step::kBroken;
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ready_ = false;
};

class Lz4 : public Decoder {
 public:
  Lz4() { ready_ = !LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)); }
  ~Lz4() override {
    if (ready_) LZ4F_freeDecompressionContext(context_);
  }
  Step step(std::string_view& in, char*& out, std::size_t& room) override {
    if (!ready_) return Step::kBroken;
    std::size_t given = in.size(), space = room;
    const std::size_t hint = LZ4F_decompress(context_, out, &space, in.data(), &given, nullptr);
    if (LZ4F_isError(hint)) return Step::kBroken;
    in.remove_prefix(given);
    out += space;
    room -= space;
    return hint == 0 ? Step::kDone : Step::kMore;
  }

 private:
  LZ4F_dctx* context_ = nullptr;
  bool ready_ = false;
};

std::unique_ptr<Decoder> decoder_of(Compression compression) {
  switch (compression) {
    case Compression::kZlib:
    case Compression::kZf:
      return std::make_unique<Zlib>(15);
    case Compression::kGzip:
      return std::make_unique<Zlib>(15 + 16);
    case Compression::kBzip2:
      return std::make_unique<Bzip2>();
    case Compression::kXz:
    case Compression::kLzma:
      return std::make_unique<Lzma>();
    case Compression::kLz4:
      return std::make_unique<Lz4>();
    case Compression::kNone:
      break;
  }
  return nullptr;
}

// Pulls a file through a decoder.
class Pull {
 public:
  Pull(const base::Reader& file, std::uint64_t at, const DecompressLimits& limits)
      : file_(file), start_(at), at_(at), limits_(limits) {}

  Result<std::string> run(Decoder& decoder) {
    Decoder::Step step = Decoder::Step::kMore;
    while (step == Decoder::Step::kMore) {
      SLIPWAY_TRY(refill());
      SLIPWAY_TRY(make_room());
      const std::size_t given = in_.size();
      char* out = out_.data() + used_;
      std::size_t room = out_.size() - used_;
      const std::size_t space = room;
      step = decoder.step(in_, out, room);
      used_ += space - room;
      if (step == Decoder::Step::kBroken) return broken("the compressed data are broken");
      if (step == Decoder::Step::kMore && room == space && in_.size() == given) {
        return broken("the compressed data end too early");
      }
      SLIPWAY_TRY(check());
    }
    if (!in_.empty() || at_ != file_.size()) {
      return base::invalid_argument("TRAILING_BYTES", "bytes after the end of the compressed data");
    }
    out_.resize(used_);
    return std::move(out_);
  }

 private:
  Status refill() {
    if (!in_.empty() || at_ == file_.size()) return {};
    SLIPWAY_TRY(file_.read(at_, kPiece, piece_));
    if (piece_.empty()) return broken("the file became shorter");
    at_ += piece_.size();
    in_ = piece_;
    return {};
  }
  Status make_room() {
    if (used_ < out_.size()) return {};
    // One byte above the limit, so that reaching it shows.
    const std::uint64_t more = std::max<std::uint64_t>(kPiece, out_.size() / 2);
    out_.resize(std::min(out_.size() + more, limits_.bytes_max + 1));
    return {};
  }
  Status check() const {
    if (used_ > limits_.bytes_max) {
      return base::resource_exhausted(
          "LIMIT_BYTES", fmt::format("more than {} bytes, decompressed", limits_.bytes_max));
    }
    const std::uint64_t taken = at_ - start_ - in_.size();
    if (used_ > kPiece && used_ / limits_.ratio_max > taken) {
      return base::resource_exhausted(
          "LIMIT_RATIO",
          fmt::format("more than {} bytes from each compressed one", limits_.ratio_max));
    }
    return {};
  }

  const base::Reader& file_;
  const std::uint64_t start_;
  std::uint64_t at_;  // of the file: read so far
  const DecompressLimits limits_;
  std::string piece_;
  std::string_view in_;  // of piece_: not yet decoded
  std::string out_;
  std::size_t used_ = 0;
};

// joblib <= 0.9: "ZF", the decompressed length as 19 characters of hexadecimal text (and one space
// more in Python 2 with joblib <= 0.8.4), then zlib.
Result<std::uint64_t> zf_length(std::string_view head, std::uint64_t& data_at) {
  constexpr std::size_t kHeader = 2 + 19;
  if (head.size() < kHeader + 1) return broken("the ZF header is cut");
  std::string_view text = head.substr(2, 19);
  while (text.ends_with(' ') || text.ends_with('L')) text.remove_suffix(1);
  if (text.starts_with("0x")) text.remove_prefix(2);
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length, 16);
  if (error != std::errc() || end != text.data() + text.size())
    return broken("no length in the ZF header");
  data_at = head[kHeader] == ' ' ? kHeader + 1 : kHeader;
  return length;
}

}  // namespace

Compression compression_of(std::string_view head) {
  using namespace std::string_view_literals;
  if (head.starts_with("ZF"sv)) return Compression::kZf;
  if (head.starts_with("\x1f\x8b"sv)) return Compression::kGzip;
  if (head.starts_with("BZh"sv)) return Compression::kBzip2;
  if (head.starts_with("\xfd"
                       "7zXZ\0"sv))
    return Compression::kXz;
  if (head.starts_with("]\0"sv)) return Compression::kLzma;
  if (head.starts_with("\x04\x22\x4d\x18"sv)) return Compression::kLz4;
  if (head.starts_with("x"sv)) return Compression::kZlib;  // no pickle begins so
  return Compression::kNone;
}

Result<std::string> read_decompressed(const base::Reader& file, const DecompressLimits& limits) {
  std::string head;
  SLIPWAY_TRY(file.read(0, 32, head));
  const Compression compression = compression_of(head);
  if (compression == Compression::kNone) {
    Result<std::string> all = base::read_all(file, limits.bytes_max);
    return all.ok() || all.status().code() != base::Code::kResourceExhausted
               ? std::move(all)
               : base::resource_exhausted("LIMIT_BYTES", all.status().message());
  }
  std::uint64_t at = 0, length = 0;
  if (compression == Compression::kZf) {
    SLIPWAY_ASSIGN(length, zf_length(head, at));
  }
  SLIPWAY_ASSIGN(std::string out, Pull(file, at, limits).run(*decoder_of(compression)));
  if (compression == Compression::kZf && out.size() != length) {
    return broken(fmt::format("{} bytes decompressed, {} announced", out.size(), length));
  }
  return out;
}

}  // namespace slipway::format::pickle
