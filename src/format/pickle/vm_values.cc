// Literals: numbers, strings and bytes, as the binary opcodes and the text ones of protocol 0 write
// them.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <simdjson.h>

#include "format/pickle/text.h"
#include "format/pickle/vm.h"

namespace slipway::format::pickle {

template <class T>
bool Vm::op_int() {
  T value;
  if (!take_number(value) || !push_new(Tag::kInt)) return false;
  stack_.back()->integer = value;
  return true;
}

template <class T>
bool Vm::op_long() {
  T count;
  std::string_view raw;
  if (!take_number(count)) return false;
  if (std::cmp_less(count, 0)) return bad_pickle("a negative length");
  if (std::cmp_greater(count, shared_.limits.integer_bytes_max)) {
    return limit("LIMIT_INTEGER", "bytes in an integer", shared_.limits.integer_bytes_max);
  }
  return take(static_cast<std::uint64_t>(count), raw) && push_two_complement(raw);
}

bool Vm::push_two_complement(std::string_view bytes) {
  bytes = shortest_two_complement(bytes);
  if (bytes.size() > sizeof(std::int64_t)) {
    if (!push_new(Tag::kBigInt)) return false;
    stack_.back()->text = bytes;
    return true;
  }
  std::uint64_t value = !bytes.empty() && (bytes.back() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  if (!push_new(Tag::kInt)) return false;
  stack_.back()->integer = static_cast<std::int64_t>(value);
  return true;
}

bool Vm::push_decimal(std::string_view digits) {
  std::int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error == std::errc() && stop == end) {
    if (!push_new(Tag::kInt)) return false;
    stack_.back()->integer = value;
    return true;
  }
  if (digits.size() > 2 * shared_.limits.integer_bytes_max) {  // 2.4 digits a byte
    return limit("LIMIT_INTEGER", "bytes in an integer", shared_.limits.integer_bytes_max);
  }
  std::string bytes;
  if (!decimal_to_two_complement(digits, bytes)) return bad_pickle("no decimal integer");
  shared_.document.text.push_back(std::move(bytes));
  return push_two_complement(shared_.document.text.back());
}

bool Vm::op_int_text() {
  std::string_view line;
  if (!take_line(line)) return false;
  if (line == "00") return push(shared_.no);
  if (line == "01") return push(shared_.yes);
  return push_decimal(line);
}

bool Vm::op_long_text() {
  std::string_view line;
  if (!take_line(line)) return false;
  if (line.ends_with('L')) line.remove_suffix(1);
  return push_decimal(line);
}

bool Vm::op_float() {
  std::uint64_t raw = 0;
  if (!take_number(raw) || !push_new(Tag::kFloat)) return false;
  stack_.back()->number = std::bit_cast<double>(__builtin_bswap64(raw));
  return true;
}

bool Vm::op_float_text() {
  std::string_view line;
  if (!take_line(line)) return false;
  double value = 0;
  const char* end = line.data() + line.size();
  const auto [stop, error] = std::from_chars(line.data(), end, value);
  if (error != std::errc() || stop != end) return bad_pickle("no decimal number");
  if (!push_new(Tag::kFloat)) return false;
  stack_.back()->number = value;
  return true;
}

// What a line of the stream says, which is mostly what stands there, kept once.
std::string_view Vm::keep(std::string text, std::string_view line) {
  if (text == line) return line;
  return shared_.document.text.emplace_back(std::move(text));
}

bool Vm::push_text(Tag tag, std::string_view text) {
  if (text.size() > shared_.limits.string_bytes_max) {
    return limit("LIMIT_STRING", "bytes in a string", shared_.limits.string_bytes_max);
  }
  if (tag == Tag::kString && !simdjson::validate_utf8(text.data(), text.size())) {
    return bad("BAD_TEXT", "the string is not UTF-8");
  }
  shared_.by_texts += std::min<std::uint64_t>(text.size() / 2, shared_.limits.objects_a_text);
  if (!push_new(tag)) return false;
  stack_.back()->text = text;
  return true;
}

template <class T, Tag tag>
bool Vm::op_text() {
  T count;
  std::string_view text;
  return take_number(count) && take(count, text) && push_text(tag, text);
}

// A str of Python 2 is bytes; one of ASCII characters only is a string here, as attribute names
// must be.
template <class T>
bool Vm::op_string() {
  T count;
  std::string_view text;
  if (!take_number(count)) return false;
  if (std::cmp_less(count, 0)) return bad_pickle("a negative length");
  if (!take(static_cast<std::uint64_t>(count), text)) return false;
  return push_text(is_ascii(text) ? Tag::kString : Tag::kBytes, text);
}

bool Vm::op_string_text() {
  std::string_view line;
  if (!take_line(line)) return false;
  while (line.ends_with(' ') || line.ends_with('\r')) line.remove_suffix(1);
  std::string text;
  if (!unquote(line, text)) return bad_pickle("no quoted string");
  const std::string_view kept = keep(std::move(text), line.substr(1, line.size() - 2));
  return push_text(is_ascii(kept) ? Tag::kString : Tag::kBytes, kept);
}

bool Vm::op_unicode_text() {
  std::string_view line;
  if (!take_line(line)) return false;
  std::string text;
  if (!raw_unicode_unescape(line, text)) return bad("BAD_TEXT", "a broken \\u escape");
  return push_text(Tag::kString, keep(std::move(text), line));
}

template bool Vm::op_int<std::uint8_t>();
template bool Vm::op_int<std::uint16_t>();
template bool Vm::op_int<std::int32_t>();
template bool Vm::op_long<std::uint8_t>();
template bool Vm::op_long<std::int32_t>();
template bool Vm::op_text<std::uint8_t, Tag::kString>();
template bool Vm::op_text<std::uint32_t, Tag::kString>();
template bool Vm::op_text<std::uint64_t, Tag::kString>();
template bool Vm::op_text<std::uint8_t, Tag::kBytes>();
template bool Vm::op_text<std::uint32_t, Tag::kBytes>();
template bool Vm::op_text<std::uint64_t, Tag::kBytes>();
template bool Vm::op_string<std::uint8_t>();
template bool Vm::op_string<std::int32_t>();

}  // namespace slipway::format::pickle
