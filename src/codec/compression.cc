#include "codec/compression.h"

#include <algorithm>

namespace slipway::codec {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint64_t kMagicBytes = 6;

// Gives back what was read ahead, then the rest.
class Peeked final : public base::Stream {
 public:
  Peeked(std::string head, bool ended, std::unique_ptr<base::Stream> rest)
      : head_(std::move(head)), ended_(ended), rest_(std::move(rest)) {}
  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    if (at_ < head_.size()) {
      const std::uint64_t part = std::min<std::uint64_t>(count, head_.size() - at_);
      into.append(head_, at_, part);
      at_ += part;
      return part;
    }
    return ended_ ? base::Result<std::uint64_t>(std::uint64_t{0}) : rest_->read(count, into);
  }
  const std::string& name() const override { return rest_->name(); }

 private:
  const std::string head_;
  const bool ended_;
  const std::unique_ptr<base::Stream> rest_;
  std::size_t at_ = 0;
};

}  // namespace

Compression::~Compression() = default;

const std::vector<CompressionName>& compression_names() {
  static const std::vector<CompressionName> names = {{"gzip", ".gz", "\x1f\x8b"sv},
                                                     {"zstd", ".zst", "\x28\xb5\x2f\xfd"sv},
                                                     {"bz2", ".bz2", "BZh"sv},
                                                     {"lz4", ".lz4", "\x04\x22\x4d\x18"sv},
                                                     {"brotli", ".br", ""sv}};
  return names;
}

base::Kinds<Compression>& compressions() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<Compression>;  // never freed: modules may use it at exit
    for (const CompressionName& known : compression_names())
      all->add_module(std::string(known.name), "codec_compression");
    return all;
  }();
  return *kinds;
}

const CompressionName* compression_of(std::string_view file_name) {
  for (const CompressionName& known : compression_names())
    if (file_name.ends_with(known.extension)) return &known;
  return nullptr;
}

base::Result<std::unique_ptr<base::Stream>> decompressed(std::unique_ptr<base::Stream> stream) {
  std::string head;
  bool ended = false;
  while (head.size() < kMagicBytes && !ended) {
    SLIPWAY_ASSIGN(const std::uint64_t read, stream->read(kMagicBytes - head.size(), head));
    ended = read == 0;
  }
  const CompressionName* by_name = compression_of(stream->name());
  const auto begins = [&head](const CompressionName& known) {
    return !known.magic.empty() && head.starts_with(known.magic);
  };
  const auto& names = compression_names();
  const auto found = std::ranges::find_if(names, begins);
  std::unique_ptr<base::Stream> whole =
      std::make_unique<Peeked>(std::move(head), ended, std::move(stream));
  const CompressionName* use = found != names.end()                           ? &*found
                               : by_name != nullptr && by_name->magic.empty() ? by_name
                                                                              : nullptr;
  if (use == nullptr) return whole;
  SLIPWAY_ASSIGN(const Compression* compression, compressions().find(use->name));
  return compression->decompress(std::move(whole));
}

base::Result<std::unique_ptr<base::Writer>> compressed(std::unique_ptr<base::Writer> writer,
                                                       std::string_view file_name) {
  const CompressionName* known = compression_of(file_name);
  if (known == nullptr) return writer;
  SLIPWAY_ASSIGN(const Compression* compression, compressions().find(known->name));
  return compression->compress(std::move(writer));
}

}  // namespace slipway::codec
