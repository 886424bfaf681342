#include "format/pickle/side_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "format/pickle/decompress.h"
#include "format/pickle/npy.h"

namespace slipway::format::pickle {
namespace {

base::Status bad_file(std::string message) {
  return base::invalid_argument("BAD_SIDE_FILE", std::move(message));
}

}  // namespace

bool is_plain_file_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\\:\0", 4)) == std::string_view::npos;
}

base::Result<std::string_view> read_side_file(const base::Folder& folder, JoblibArray& found,
                                              VmShared& shared) {
  if (!is_plain_file_name(found.file)) {
    return bad_file("the side file is not named by a plain file name");
  }
  base::Result<std::unique_ptr<base::Reader>> reader = folder.open(found.file);
  if (!reader.ok()) return reader.status().at(found.file);
  const std::uint64_t left =
      shared.limits.bytes_max - std::min(shared.limits.bytes_max, shared.side_bytes);
  base::Result<std::string> read =
      read_decompressed(**reader, {.bytes_max = left, .ratio_max = shared.limits.ratio_max});
  if (!read.ok()) return read.status().at(found.file);
  shared.side_bytes += read->size();
  const std::string& bytes = shared.document.text.emplace_back(*std::move(read));
  std::string_view data = bytes;
  if (!found.zipped) {
    base::Result<NpyHeader> header = read_npy_header(bytes);
    if (!header.ok()) return header.status().at(found.file);
    found.array = std::make_unique<Array>(std::move(header->array));
    data.remove_prefix(header->data_at);
  }
  std::uint64_t size = 0;
  if (found.array->dtype.kind == 'O') return data;
  if (!array_bytes(*found.array, size) || size != data.size()) {
    return bad_file(fmt::format("{} bytes do not fill the shape", data.size())).at(found.file);
  }
  return data;
}

}  // namespace slipway::format::pickle
