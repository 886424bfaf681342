// A zip archive of stored files, as Python's zipfile writes it. For tests.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <zlib.h>

namespace slipway::codec {

inline void put(std::string& out, std::uint64_t value, int bytes) {
  for (; bytes > 0; --bytes, value >>= 8) out += static_cast<char>(value & 0xff);
}

inline std::shared_ptr<const std::string> archive(
    const std::vector<std::pair<std::string, std::string>>& files) {
  std::string out, directory;
  for (const auto& [name, bytes] : files) {
    std::string common;
    put(common, 20, 2), put(common, 0, 8);
    put(common,
        crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())), 4);
    put(common, bytes.size(), 4), put(common, bytes.size(), 4), put(common, name.size(), 2),
        put(common, 0, 2);
    directory += "PK\x01\x02";
    put(directory, 20, 2);
    directory += common;
    put(directory, 0, 10), put(directory, out.size(), 4);
    directory += name;
    out += "PK\x03\x04" + common + name + bytes;
  }
  const std::size_t at = out.size();
  out += directory + "PK\x05\x06";
  put(out, 0, 4), put(out, files.size(), 2), put(out, files.size(), 2);
  put(out, directory.size(), 4), put(out, at, 4), put(out, 0, 2);
  return std::make_shared<const std::string>(std::move(out));
}

}  // namespace slipway::codec
