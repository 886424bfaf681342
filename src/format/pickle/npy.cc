#include "format/pickle/npy.h"

#include <charconv>

#include "format/pickle/dtype.h"

namespace slipway::format::pickle {
namespace {

// Reads the one dict literal that numpy writes; no other Python.
//   {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
class Literal {
 public:
  explicit Literal(std::string_view text) : text_(text) {}

  bool skip(char c) {
    spaces();
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool skip(std::string_view word) {
    spaces();
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  bool quoted(std::string_view& into) {
    if (!skip('\'')) return false;
    const std::size_t end = text_.find('\'');
    if (end == std::string_view::npos) return false;
    into = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return true;
  }
  bool number(std::int64_t& into) {
    spaces();
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), into);
    if (error != std::errc() || into < 0) return false;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    skip('L');  // Python 2's long
    return true;
  }
  bool boolean(bool& into) {
    into = skip("True");
    return into || skip("False");
  }
  bool shape(std::vector<std::int64_t>& into) {
    if (!skip('(')) return false;
    while (!skip(')')) {
      std::int64_t dim = 0;
      if (into.size() == 64 || !number(dim)) return false;
      into.push_back(dim);
      if (!skip(',')) return skip(')');
    }
    return true;
  }
  bool end() {
    spaces();
    return text_.empty();
  }
  bool at(char c) {
    spaces();
    return text_.starts_with(c);
  }

 private:
  void spaces() {
    while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\n')) text_.remove_prefix(1);
  }
  std::string_view text_;
};

constexpr std::size_t kFieldsMax = 1024;  // of one dtype

base::Status bad_npy(const char* message) { return base::invalid_argument("BAD_NPY", message); }

// [('left_child', '<i8'), ('', '|V7'), …]: fields one after another, those without a name being
// padding. Fields of several dimensions, of fields, and with titles are refused.
base::Status parse_fields(Literal& literal, DType& into) {
  into = DType{};
  into.kind = 'V';
  into.itemsize = 0;
  literal.skip('[');
  while (!literal.skip(']')) {
    std::string_view name, descr;
    auto type = std::make_shared<DType>();
    if (into.fields.size() == kFieldsMax) return bad_npy("a dtype of too many fields");
    if (!literal.skip('(') || !literal.quoted(name) || !literal.skip(',') ||
        !literal.quoted(descr) || !literal.skip(')') || !parse_dtype(descr, *type))
      return base::unimplemented("UNSUPPORTED_DTYPE", "a dtype of nested fields in a .npy file");
    literal.skip(',');
    const std::int64_t offset = into.itemsize;
    into.itemsize += type->itemsize;
    if (!name.empty()) into.fields.push_back({std::string(name), offset, std::move(type)});
  }
  return into.fields.empty() ? bad_npy("a dtype without fields") : base::Status();
}

base::Status parse_header(std::string_view text, Array& array) {
  Literal literal(text);
  unsigned found = 0;  // a bit a key
  if (!literal.skip('{')) return bad_npy("the header is no dict");
  while (!literal.skip('}')) {
    std::string_view key, descr;
    if (!literal.quoted(key) || !literal.skip(':')) return bad_npy("the header is broken");
    bool sound = false;
    unsigned bit = 0;
    if (key == "descr") {
      bit = 1;
      if (literal.at('[')) {
        SLIPWAY_TRY(parse_fields(literal, array.dtype));
        sound = true;
      } else {
        sound = literal.quoted(descr) && parse_dtype(descr, array.dtype);
      }
    } else if (key == "fortran_order") {
      bit = 2;
      sound = literal.boolean(array.fortran);
    } else if (key == "shape") {
      bit = 4;
      sound = literal.shape(array.shape);
    }
    if (!sound || (found & bit) != 0) return bad_npy("the header is broken");
    found |= bit;
    literal.skip(',');
  }
  return found == 7 && literal.end() ? base::Status() : bad_npy("the header is broken");
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
  SLIPWAY_TRY(parse_header(bytes.substr(start, length), header.array));
  header.data_at = start + length;
  return header;
}

}  // namespace slipway::format::pickle
