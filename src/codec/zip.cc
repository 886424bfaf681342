#include "codec/zip.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <minizip/unzip.h>

namespace slipway::codec {
namespace {

constexpr std::size_t kEndBytes = 22;       // of the end of the central directory
constexpr std::size_t kNameBytesMax = 255;  // of one file's name
constexpr std::uint64_t kRatioFromBytes = 1u << 20;

base::Status bad(std::string what) { return base::invalid_argument("BAD_ZIP", std::move(what)); }

// minizip reads through these; a stream is a place in the bytes.
struct Stream {
  const std::string* bytes;
  std::uint64_t at = 0;
};

voidpf open_stream(voidpf bytes, const void*, int) {
  return new Stream{.bytes = static_cast<const std::string*>(bytes)};
}
uLong read_stream(voidpf, voidpf stream, void* into, uLong count) {
  auto& from = *static_cast<Stream*>(stream);
  const std::uint64_t left =
      from.bytes->size() - std::min<std::uint64_t>(from.at, from.bytes->size());
  const std::uint64_t taken = std::min<std::uint64_t>(count, left);
  if (taken > 0) std::memcpy(into, from.bytes->data() + from.at, taken);
  from.at += taken;
  return taken;
}
uLong write_stream(voidpf, voidpf, const void*, uLong) { return 0; }
ZPOS64_T tell_stream(voidpf, voidpf stream) { return static_cast<Stream*>(stream)->at; }
long seek_stream(voidpf, voidpf stream, ZPOS64_T offset, int origin) {
  auto& from = *static_cast<Stream*>(stream);
  const std::uint64_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? from.at
                             : origin == ZLIB_FILEFUNC_SEEK_END ? from.bytes->size()
                                                                : 0;
  if (offset > from.bytes->size() || base > from.bytes->size() - offset) return -1;
  from.at = base + offset;
  return 0;
}
int close_stream(voidpf, voidpf stream) {
  delete static_cast<Stream*>(stream);
  return 0;
}
int no_error(voidpf, voidpf) { return 0; }

using Archive = std::unique_ptr<void, decltype(&unzClose)>;

Archive open_archive(const std::string& bytes) {
  zlib_filefunc64_def functions{.zopen64_file = open_stream,
                                .zread_file = read_stream,
                                .zwrite_file = write_stream,
                                .ztell64_file = tell_stream,
                                .zseek64_file = seek_stream,
                                .zclose_file = close_stream,
                                .zerror_file = no_error,
                                .opaque = const_cast<std::string*>(&bytes)};
  return {unzOpen2_64("", &functions), unzClose};
}

base::Status judge_name(const std::string& name) {
  const bool plain = !name.empty() && name.size() <= kNameBytesMax && name.front() != '/' &&
                     name.find_first_of(std::string_view("\\:\0", 3)) == name.npos &&
                     ("/" + name + "/").find("/../") == std::string::npos;
  return plain ? base::Status() : bad("a file in the archive has no plain name");
}

base::Status judge_file(const unz_file_info64& info, const std::string& name) {
  if ((info.flag & 1) != 0)
    return base::unimplemented("UNSUPPORTED_ZIP", fmt::format("{} is encrypted", name));
  if (info.compression_method != 0 && info.compression_method != Z_DEFLATED)
    return base::unimplemented("UNSUPPORTED_ZIP", fmt::format("{} is compressed by method {}", name,
                                                              info.compression_method))
        .remedy("save it uncompressed, or with ZIP_DEFLATED");
  if (info.compression_method == 0 && info.compressed_size != info.uncompressed_size)
    return bad(fmt::format("{} is of two sizes", name));
  return {};
}

}  // namespace

base::Result<Zip> Zip::open(std::shared_ptr<const std::string> bytes, const ZipLimits& limits) {
  if (bytes->size() < kEndBytes || !bytes->starts_with("PK\x03\x04")) return bad("no zip archive");
  if (bytes->compare(bytes->size() - kEndBytes, 4, "PK\x05\x06") != 0)
    return base::invalid_argument("TRAILING_BYTES",
                                  "the archive is cut, has a comment, or bytes follow it");
  const Archive archive = open_archive(*bytes);
  if (archive == nullptr) return bad("the directory of the archive is broken");
  Zip zip;
  std::uint64_t total = 0;
  for (int step = unzGoToFirstFile(archive.get()); step != UNZ_END_OF_LIST_OF_FILE;
       step = unzGoToNextFile(archive.get())) {
    unz_file_info64 info{};
    char text[kNameBytesMax + 1] = {};
    if (step != UNZ_OK || unzGetCurrentFileInfo64(archive.get(), &info, text, sizeof(text), nullptr,
                                                  0, nullptr, 0) != UNZ_OK)
      return bad("the directory of the archive is broken");
    const std::string name(text, std::min<std::size_t>(info.size_filename, sizeof(text)));
    SLIPWAY_TRY(judge_name(name));
    SLIPWAY_TRY(judge_file(info, name));
    unz64_file_pos at{};
    unzGetFilePos64(archive.get(), &at);
    const File file{.position = at.pos_in_zip_directory,
                    .number = at.num_of_file,
                    .size = info.uncompressed_size};
    if (!zip.files_.emplace(name, file).second) return bad(fmt::format("{} is there twice", name));
    if (zip.files_.size() > limits.files_max)
      return base::resource_exhausted("LIMIT_FILES", "too many files in the archive");
    if (file.size > limits.bytes_max - total)
      return base::resource_exhausted("LIMIT_BYTES",
                                      fmt::format("more than {} bytes unpacked", limits.bytes_max));
    total += file.size;
  }
  if (total > kRatioFromBytes && total / limits.ratio_max > bytes->size())
    return base::resource_exhausted("LIMIT_RATIO",
                                    "the archive unpacks to too many times its size");
  zip.bytes_ = std::move(bytes);
  return zip;
}

base::Result<std::string> Zip::read(std::string_view name) const {
  const auto found = files_.find(name);
  if (found == files_.end())
    return base::invalid_argument("MISSING_FILE",
                                  fmt::format("there is no file {} in the archive", name));
  const Archive archive = open_archive(*bytes_);
  const unz64_file_pos at{.pos_in_zip_directory = found->second.position,
                          .num_of_file = found->second.number};
  if (archive == nullptr || unzGoToFilePos64(archive.get(), &at) != UNZ_OK ||
      unzOpenCurrentFile(archive.get()) != UNZ_OK)
    return bad(fmt::format("{} is broken", name));
  // What is stored can't be longer than the archive; what is deflated grows as it is read.
  constexpr std::uint64_t kBlock = 1u << 20;
  std::string out;
  while (out.size() < found->second.size) {
    const std::size_t before = out.size();
    const std::uint64_t wanted = std::min(kBlock, found->second.size - before);
    out.resize(before + wanted);
    const int got =
        unzReadCurrentFile(archive.get(), out.data() + before, static_cast<unsigned>(wanted));
    if (got <= 0) return bad(fmt::format("{} is broken", name));
    out.resize(before + static_cast<std::size_t>(got));
  }
  if (unzCloseCurrentFile(archive.get()) != UNZ_OK)
    return bad(fmt::format("{} has another checksum", name));
  return out;
}

}  // namespace slipway::codec
