#include "serve/content_encoding.h"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include "serve/header_text.h"

namespace slipway::serve {

using base::Status;

namespace {

constexpr std::size_t kBlockBytes = 64 << 10;
constexpr int kGzipWindow = 15 + 16;                       // zlib: with gzip's header
constexpr int kAnyWindow = 15 + 32;                        // zlib: gzip or zlib, as the header says
constexpr std::array kOurs = {"zstd", "gzip", "deflate"};  // the fastest first

bool same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x | 32) == (y | 32); });
}

Status broken() {
  return base::invalid_argument("BAD_ENCODING", "the body is not what its Content-Encoding says");
}

Status too_large(std::uint64_t bytes_max) {
  return base::resource_exhausted(
      "BODY_TOO_LARGE", fmt::format("the body has more than {} bytes, unpacked", bytes_max));
}

Status inflate_body(std::string_view body, std::uint64_t bytes_max, std::string& out) {
  z_stream stream{};
  if (inflateInit2(&stream, kAnyWindow) != Z_OK)
    return base::resource_exhausted("NO_MEMORY", "a body can't be unpacked");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  std::string block(kBlockBytes, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(body.size(), UINT32_MAX));
  if (stream.avail_in != body.size()) return too_large(bytes_max);
  const std::size_t before = out.size();
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = kBlockBytes;
    code = inflate(&stream, Z_NO_FLUSH);
    out.append(block, 0, kBlockBytes - stream.avail_out);
    if (out.size() - before > bytes_max) return too_large(bytes_max);
  }
  return code == Z_STREAM_END && stream.avail_in == 0 ? Status() : broken();
}

Status unpack_zstd(std::string_view body, std::uint64_t bytes_max, std::string& out) {
  constexpr int kWindowLogMax = 27;  // 128 MiB: what decoders must allow at least is 8
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                        ZSTD_freeDCtx);
  if (context == nullptr) return base::resource_exhausted("NO_MEMORY", "a body can't be unpacked");
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kWindowLogMax);
  std::string block(kBlockBytes, '\0');
  ZSTD_inBuffer in{body.data(), body.size(), 0};
  const std::size_t before = out.size();
  std::size_t left = 1;
  while (left != 0) {
    ZSTD_outBuffer to{block.data(), block.size(), 0};
    const std::size_t at = in.pos;
    left = ZSTD_decompressStream(context.get(), &to, &in);
    if (ZSTD_isError(left) != 0 || (to.pos == 0 && in.pos == at)) return broken();
    out.append(block, 0, to.pos);
    if (out.size() - before > bytes_max) return too_large(bytes_max);
  }
  return in.pos == in.size ? Status() : broken();
}

// Whether one item of Accept-Encoding, "gzip;q=0.5", allows `encoding`.
bool allows(std::string_view item, std::string_view encoding) {
  const bool weighed = item.find(';') != std::string_view::npos;
  if (!same(next_item(item, ';'), encoding)) return false;
  return !weighed || item.find_first_of("123456789") != std::string_view::npos;
}

}  // namespace

Status decode_content(std::string_view encoding, std::string_view body, std::uint64_t bytes_max,
                      std::string& out) {
  if (same(encoding, "gzip") || same(encoding, "deflate"))
    return inflate_body(body, bytes_max, out);
  if (same(encoding, "zstd")) return unpack_zstd(body, bytes_max, out);
  return base::unimplemented("UNKNOWN_ENCODING",
                             fmt::format("there is no Content-Encoding \"{}\" here", encoding))
      .remedy("gzip, deflate and zstd are known");
}

std::string_view choose_encoding(std::string_view accepted) {
  for (const std::string_view encoding : kOurs)
    for (std::string_view rest = accepted; !rest.empty();)
      if (allows(next_item(rest, ','), encoding)) return encoding;
  return {};
}

bool encode_content(std::string_view encoding, std::string_view body, std::string& out) {
  if (encoding == "zstd") {
    out.resize(ZSTD_compressBound(body.size()));
    const std::size_t size = ZSTD_compress(out.data(), out.size(), body.data(), body.size(), 1);
    if (ZSTD_isError(size) != 0) return false;
    out.resize(size);
    return true;
  }
  if (body.size() > UINT32_MAX / 2) return false;
  z_stream stream{};
  if (deflateInit2(&stream, 1, Z_DEFLATED, encoding == "gzip" ? kGzipWindow : 15, 8,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    return false;
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, deflateEnd);
  out.resize(deflateBound(&stream, body.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) return false;
  out.resize(stream.total_out);
  return true;
}

}  // namespace slipway::serve
