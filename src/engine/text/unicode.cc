#include "engine/text/unicode.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <utf8proc.h>

namespace slipway::engine {
namespace {

struct Range {
  char32_t first, last;
};

template <std::size_t n>
bool among(char32_t c, const std::array<Range, n>& ranges) {
  return std::ranges::any_of(ranges, [&](Range r) { return c >= r.first && c <= r.last; });
}

utf8proc_category_t category(char32_t c) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

// Case_Ignorable of Unicode 15.0: some categories, and what WordBreakProperty.txt calls MidLetter,
// MidNumLet and Single_Quote.
bool is_case_ignorable(char32_t c) {
  static constexpr std::array<Range, 16> kOthers = {{{0x27, 0x27},
                                                     {0x2e, 0x2e},
                                                     {0x3a, 0x3a},
                                                     {0xb7, 0xb7},
                                                     {0x387, 0x387},
                                                     {0x55f, 0x55f},
                                                     {0x5f4, 0x5f4},
                                                     {0x2018, 0x2019},
                                                     {0x2024, 0x2024},
                                                     {0x2027, 0x2027},
                                                     {0xfe13, 0xfe13},
                                                     {0xfe52, 0xfe52},
                                                     {0xfe55, 0xfe55},
                                                     {0xff07, 0xff07},
                                                     {0xff0e, 0xff0e},
                                                     {0xff1a, 0xff1a}}};
  switch (category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
      return true;
    default:
      return among(c, kOthers);
  }
}

// Cased of Unicode 15.0, of what is not Case_Ignorable: letters with case, and Other_Lowercase and
// Other_Uppercase of PropList.txt.
bool is_cased(char32_t c) {
  static constexpr std::array<Range, 7> kOthers = {{{0xaa, 0xaa},
                                                    {0xba, 0xba},
                                                    {0x2160, 0x217f},
                                                    {0x24b6, 0x24e9},
                                                    {0x1f130, 0x1f149},
                                                    {0x1f150, 0x1f169},
                                                    {0x1f170, 0x1f189}}};
  switch (category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
      return true;
    default:
      return among(c, kOthers);
  }
}

// Unicode's Final_Sigma: a cased letter before it, none after it, whatever case-ignorable characters
// lie between.
bool ends_word(std::u32string_view text, std::size_t at) {
  std::size_t before = at;
  while (before > 0 && is_case_ignorable(text[before - 1])) --before;
  if (before == 0 || !is_cased(text[before - 1])) return false;
  std::size_t after = at + 1;
  while (after < text.size() && is_case_ignorable(text[after])) ++after;
  return after == text.size() || !is_cased(text[after]);
}

std::uint16_t combining_class(char32_t c) {
  return static_cast<std::uint16_t>(
      utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class);
}

// NFKD of one character.
template <class See>
void decompose(char32_t c, See see) {
  std::array<utf8proc_int32_t, 32> parts{};  // 18 is the longest, of U+FDFA
  int boundary = 0;
  const utf8proc_ssize_t count = utf8proc_decompose_char(
      static_cast<utf8proc_int32_t>(c), parts.data(), static_cast<utf8proc_ssize_t>(parts.size()),
      static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE), &boundary);
  for (utf8proc_ssize_t i = 0; i < count && i < std::ssize(parts); ++i)
    see(static_cast<char32_t>(parts[static_cast<std::size_t>(i)]));
}

}  // namespace

bool decode_utf8(std::string_view text, std::u32string& into) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, left, &c);
    if (length <= 0) return false;
    into.push_back(static_cast<char32_t>(c));
    bytes += length, left -= length;
  }
  return true;
}

void encode_utf8(std::u32string_view text, std::string& into) {
  utf8proc_uint8_t bytes[4];
  for (const char32_t c : text) {
    const utf8proc_ssize_t length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes);
    into.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  }
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_word(char32_t c) {
  if (c < 0x80)
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  switch (category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

bool is_space(char32_t c) {
  static constexpr std::array<Range, 10> kSpaces = {{{0x9, 0xd},
                                                     {0x1c, 0x20},
                                                     {0x85, 0x85},
                                                     {0xa0, 0xa0},
                                                     {0x1680, 0x1680},
                                                     {0x2000, 0x200a},
                                                     {0x2028, 0x2029},
                                                     {0x202f, 0x202f},
                                                     {0x205f, 0x205f},
                                                     {0x3000, 0x3000}}};
  return among(c, kSpaces);
}

std::u32string lower(std::u32string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (c == 0x3a3)
      out.push_back(ends_word(text, i) ? 0x3c2 : 0x3c3);
    else if (c == 0x130)  // the one character that becomes two: İ
      out.append({U'i', 0x307});
    else
      out.push_back(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
  }
  return out;
}

std::u32string strip_accents(std::u32string_view text) {
  std::u32string out;
  for (const char32_t c : text)
    decompose(c, [&](char32_t part) {
      if (combining_class(part) == 0) out.push_back(part);
    });
  return out;
}

bool is_decomposed(std::u32string_view text) {
  std::uint16_t last = 0;
  for (const char32_t c : text) {
    std::size_t parts = 0;
    bool itself = false;
    decompose(c, [&](char32_t part) { ++parts, itself = part == c; });
    if (parts != 1 || !itself) return false;
    const std::uint16_t order = combining_class(c);
    if (order != 0 && order < last) return false;
    last = order;
  }
  return true;
}

std::u32string to_ascii(std::u32string_view text) {
  std::u32string out;
  for (const char32_t c : text)
    decompose(c, [&](char32_t part) {
      if (part < 0x80) out.push_back(part);
    });
  return out;
}

}  // namespace slipway::engine
