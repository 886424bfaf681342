#include "codec/npy.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "codec/python_literal.h"

namespace slipway::codec {
namespace {

base::Status bad_npy(const char* message) { return base::invalid_argument("BAD_NPY", message); }

base::Status parse_header(std::string_view text, NpyHeader& header) {
  PythonLiteral literal(text);
  unsigned found = 0;  // a bit a key
  if (!literal.skip('{')) return bad_npy("the header is no dict");
  while (!literal.skip('}')) {
    std::string_view key;
    if (!literal.quoted(key) || !literal.skip(':')) return bad_npy("the header is broken");
    bool sound = false;
    unsigned bit = 0;
    if (key == "descr") {
      bit = 1;
      sound = literal.text_or_list(header.descr);
    } else if (key == "fortran_order") {
      bit = 2;
      sound = literal.boolean(header.fortran);
    } else if (key == "shape") {
      bit = 4;
      sound = literal.shape(header.shape);
    }
    if (!sound || (found & bit) != 0) return bad_npy("the header is broken");
    found |= bit;
    literal.skip(',');
  }
  return found == 7 && literal.end() ? base::Status() : bad_npy("the header is broken");
}

struct ElementType {
  DataType type = DataType::kFp64;
  char kind = 'f';        // S and U: texts
  std::size_t bytes = 0;  // of an element
  bool swapped = false;
};

// "<f8" and so on; false: of no numbers or texts.
bool element_type(std::string_view descr, ElementType& into) {
  static constexpr std::pair<std::string_view, DataType> kNumbers[] = {
      {"b1", DataType::kBool},   {"?", DataType::kBool},    {"i1", DataType::kInt8},
      {"i2", DataType::kInt16},  {"i4", DataType::kInt32},  {"i8", DataType::kInt64},
      {"u1", DataType::kUint8},  {"u2", DataType::kUint16}, {"u4", DataType::kUint32},
      {"u8", DataType::kUint64}, {"f2", DataType::kFp16},   {"f4", DataType::kFp32},
      {"f8", DataType::kFp64}};
  if (descr.empty()) return false;
  into.swapped = descr[0] == '>';
  if (std::string_view("<>|=").find(descr[0]) != std::string_view::npos) descr.remove_prefix(1);
  for (const auto& [name, type] : kNumbers) {
    if (descr != name) continue;
    into.type = type, into.bytes = datatype_bytes(type);
    return true;
  }
  if (descr.size() < 2 || (descr[0] != 'S' && descr[0] != 'U')) return false;
  std::uint32_t size = 0;
  const auto [end, error] = std::from_chars(descr.data() + 1, descr.data() + descr.size(), size);
  if (error != std::errc() || end != descr.data() + descr.size() || size > (1 << 24)) return false;
  into.type = DataType::kBytes, into.kind = descr[0];
  into.bytes = into.kind == 'U' ? std::size_t{4} * size : size;
  return true;
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6), tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12), tail(6), tail(0);
  } else if (c < 0x110000) {
    out += static_cast<char>(0xf0 | c >> 18), tail(12), tail(6), tail(0);
  } else {
    out += '\xff';  // is no UTF-8 either: an error of its row
  }
}

std::uint32_t load32(const char* from, bool swapped) {
  std::uint32_t value = 0;
  std::memcpy(&value, from, sizeof value);
  return swapped ? __builtin_bswap32(value) : value;
}

// An element as raw bytes of the tensor.
void append_element(std::string& out, std::string_view element, const ElementType& type) {
  if (type.type != DataType::kBytes) {
    out += element;
    if (type.swapped)
      std::reverse(out.end() - static_cast<std::ptrdiff_t>(element.size()), out.end());
    return;
  }
  const std::size_t begin = out.size();
  out.append(4, '\0');
  if (type.kind == 'S') {
    out += element.substr(0, element.find_last_not_of('\0') + 1);
  } else {
    std::size_t end = element.size();
    while (end > 0 && load32(element.data() + end - 4, false) == 0) end -= 4;
    for (std::size_t i = 0; i < end; i += 4)
      append_utf8(out, load32(element.data() + i, type.swapped));
  }
  const auto size = static_cast<std::uint32_t>(out.size() - begin - 4);
  std::memcpy(out.data() + begin, &size, sizeof size);
}

// Row by row, also of an array that came column by column.
void append_all(std::string& out, std::string_view data, const NpyHeader& header,
                const ElementType& type, std::int64_t count) {
  const bool turned = header.fortran && header.shape.size() == 2;
  const std::int64_t rows = turned ? header.shape[0] : count, width = turned ? header.shape[1] : 1;
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t k = 0; k < width; ++k)
      append_element(out,
                     data.substr(static_cast<std::size_t>(row + k * rows) * type.bytes, type.bytes),
                     type);
}

void append_header(std::string& out, const std::string& descr, const std::string& shape) {
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", descr, shape);
  constexpr std::size_t kBefore = 10, kAligned = 64;  // of the header, and where the data begin
  header.append((kAligned - (kBefore + header.size() + 1) % kAligned) % kAligned, ' ');
  header += '\n';
  out += "\x93NUMPY\x01";
  out += '\0';
  out += static_cast<char>(header.size() & 0xff);
  out += static_cast<char>(header.size() >> 8);
  out += header;
}

// Texts as '<U', with room for the longest.
std::vector<std::uint32_t> utf32(std::string_view text) {
  std::vector<std::uint32_t> out;
  for (const char byte : text) {
    const auto c = static_cast<std::uint8_t>(byte);
    if (c < 0x80)
      out.push_back(c);
    else if (c >= 0xc0)
      out.push_back(c & (c >= 0xf0 ? 0x07u : c >= 0xe0 ? 0x0fu : 0x1fu));
    else if (!out.empty())
      out.back() = out.back() << 6 | (c & 0x3fu);
  }
  return out;
}

void append_texts(std::string& out, const data::ColumnView& column) {
  std::vector<std::vector<std::uint32_t>> texts;
  std::size_t longest = 1;  // numpy has no <U0 in files
  for (std::int64_t row = 0; row < column.length; ++row) {
    texts.push_back(column.valid(row) ? utf32(column.string(row)) : std::vector<std::uint32_t>());
    longest = std::max(longest, texts.back().size());
  }
  append_header(out, fmt::format("<U{}", longest), fmt::format("({},)", column.length));
  for (std::vector<std::uint32_t>& text : texts) {
    text.resize(longest);
    out.append(reinterpret_cast<const char*>(text.data()), longest * 4);
  }
}

}  // namespace

base::Result<NpyHeader> read_npy_header(std::string_view bytes) {
  if (bytes.size() < 12 || !bytes.starts_with("\x93NUMPY")) return bad_npy("no .npy file");
  const auto byte = [bytes](std::size_t at) {
    return static_cast<std::size_t>(static_cast<std::uint8_t>(bytes[at]));
  };
  const std::size_t version = byte(6);
  if (version < 1 || version > 3) return bad_npy("an unknown version of .npy");
  const std::size_t start = version == 1 ? 10 : 12;
  std::size_t length = byte(8) | byte(9) << 8;
  if (version > 1) length |= byte(10) << 16 | byte(11) << 24;
  if (length > bytes.size() - start) return bad_npy("the header is cut");
  NpyHeader header;
  SLIPWAY_TRY(parse_header(bytes.substr(start, length), header));
  header.data_at = start + length;
  return header;
}

base::Result<Tensor> npy_tensor(std::string_view bytes, std::string& room) {
  SLIPWAY_ASSIGN(const NpyHeader header, read_npy_header(bytes));
  ElementType type;
  if (!element_type(header.descr, type))
    return base::unimplemented("UNSUPPORTED_DTYPE",
                               fmt::format("an array of the dtype {} in a .npy file", header.descr))
        .remedy("send numbers, flags or texts");
  Tensor tensor{.datatype = type.type, .shape = header.shape};
  SLIPWAY_ASSIGN(const std::int64_t count, elements_of(tensor.shape));
  const std::string_view data = bytes.substr(header.data_at);
  std::uint64_t size = 0;
  if (__builtin_mul_overflow(static_cast<std::uint64_t>(count), type.bytes, &size) ||
      size != data.size() || std::cmp_greater(count, bytes.size()))
    return bad_npy("the data are not what the header says");
  if (header.fortran && header.shape.size() > 2)
    return base::invalid_argument("BAD_SHAPE", "an array of more than two dimensions");
  const bool as_it_is = type.type != DataType::kBytes && !type.swapped &&
                        !(header.fortran && header.shape.size() == 2);
  if (!as_it_is) {
    room.clear();
    append_all(room, data, header, type, count);
  }
  tensor.raw = as_it_is ? data : room;
  return tensor;
}

void append_npy(std::string& out, const data::ColumnView& column, bool vector) {
  const char* descr = "<f8";
  switch (column.kind) {
    case data::Kind::kString:
      return append_texts(out, column);
    case data::Kind::kFloat32:
      descr = "<f4";
      break;
    case data::Kind::kBool:
      descr = "|b1";
      break;
    case data::Kind::kInt64:
    case data::Kind::kTimestamp:
      descr = "<i8";
      break;
    case data::Kind::kFloat64:
      break;
  }
  append_header(out, descr,
                vector ? fmt::format("({}, {})", column.length, column.width)
                       : fmt::format("({},)", column.length));
  append_raw_values(out, column, datatype_of(column.kind));
}

}  // namespace slipway::codec
