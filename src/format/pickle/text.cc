#include "format/pickle/text.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace slipway::format::pickle {
namespace {

// `count` hexadecimal digits at `at`.
bool hex(std::string_view text, std::size_t at, std::size_t count, std::uint32_t& into) {
  if (count > text.size() - std::min(at, text.size())) return false;
  const char* first = text.data() + at;
  const auto [end, error] = std::from_chars(first, first + count, into, 16);
  return error == std::errc() && end == first + count;
}

// The character of a one-letter escape of Python 2, or 0 and false.
bool simple_escape(char letter, char& into) {
  constexpr std::string_view kLetters = "\\'\"abfnrtv";
  constexpr std::string_view kValues = "\\'\"\a\b\f\n\r\t\v";
  const std::size_t found = kLetters.find(letter);
  if (found == std::string_view::npos) return false;
  into = kValues[found];
  return true;
}

// One \u or \U escape at `at`: its code, and `at` moves behind it.
bool unicode_escape(std::string_view line, std::size_t& at, std::uint32_t& code) {
  const std::size_t digits = line[at + 1] == 'u' ? 4 : 8;
  if (!hex(line, at + 2, digits, code)) return false;
  at += 2 + digits;
  return true;
}

}  // namespace

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

bool append_utf8(std::uint32_t code, std::string& into) {
  const auto add = [&into](std::uint32_t byte) { into.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0 | code >> 6), add(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    if (code >= 0xd800 && code < 0xe000) return false;
    add(0xe0 | code >> 12), add(0x80 | (code >> 6 & 0x3f)), add(0x80 | (code & 0x3f));
  } else {
    if (code > 0x10ffff) return false;
    add(0xf0 | code >> 18), add(0x80 | (code >> 12 & 0x3f));
    add(0x80 | (code >> 6 & 0x3f)), add(0x80 | (code & 0x3f));
  }
  return true;
}

bool utf8_to_latin1(std::string_view text, std::string& into) {
  into.reserve(into.size() + text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<std::uint8_t>(text[i]);
    if (lead < 0x80) {
      into.push_back(text[i]);
    } else {  // U+0080 to U+00FF: C2 or C3 and one more byte
      if ((lead != 0xc2 && lead != 0xc3) || i + 1 == text.size()) return false;
      into.push_back(static_cast<char>((lead & 3) << 6 | (text[++i] & 0x3f)));
    }
  }
  return true;
}

bool unquote(std::string_view line, std::string& into) {
  if (line.size() < 2 || line.front() != line.back()) return false;
  if (line.front() != '\'' && line.front() != '"') return false;
  line = line.substr(1, line.size() - 2);
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    if (c == '\\') {
      if (++i == line.size()) return false;
      std::uint32_t code = 0;
      if (line[i] == 'x') {
        if (!hex(line, i + 1, 2, code)) return false;
        c = static_cast<char>(code);
        i += 2;
      } else if (!simple_escape(line[i], c)) {
        return false;
      }
    }
    into.push_back(c);
  }
  return true;
}

bool raw_unicode_unescape(std::string_view line, std::string& into) {
  for (std::size_t i = 0; i < line.size();) {
    const bool escape =
        line[i] == '\\' && i + 1 < line.size() && (line[i + 1] == 'u' || line[i + 1] == 'U');
    std::uint32_t code = static_cast<std::uint8_t>(line[i]);
    if (!escape) {
      // A backslash behind it is none of its own.
      if (line[i++] == '\\' && i < line.size() && line[i] == '\\') into.push_back(line[i++]);
    } else if (!unicode_escape(line, i, code)) {
      return false;
    }
    if (code >= 0xd800 && code < 0xdc00 && i + 1 < line.size() && line[i] == '\\') {
      std::uint32_t low = 0;
      if (line[i + 1] != 'u' || !unicode_escape(line, i, low)) return false;
      if (low < 0xdc00 || low >= 0xe000) return false;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    if (!append_utf8(code, into)) return false;
  }
  return true;
}

bool decimal_to_two_complement(std::string_view digits, std::string& into) {
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  if (digits.empty()) return false;
  std::vector<std::uint8_t> value{0};  // little-endian magnitude, with a spare byte for the sign
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return false;
    std::uint32_t carry = static_cast<std::uint32_t>(digit - '0');
    for (std::uint8_t& byte : value) {
      carry += byte * 10u;
      byte = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) value.push_back(static_cast<std::uint8_t>(carry));
  }
  value.push_back(0);
  std::uint32_t carry = negative ? 1 : 0;
  for (std::uint8_t byte : value) {
    carry += negative ? static_cast<std::uint8_t>(~byte) : byte;
    into.push_back(static_cast<char>(carry));
    carry >>= 8;
  }
  return true;
}

std::string_view shortest_two_complement(std::string_view bytes) {
  while (bytes.size() > 1) {
    const auto last = static_cast<std::uint8_t>(bytes.back());
    const bool sign = (bytes[bytes.size() - 2] & 0x80) != 0;
    if (last != (sign ? 0xff : 0x00)) break;
    bytes.remove_suffix(1);
  }
  return bytes;
}

}  // namespace slipway::format::pickle
