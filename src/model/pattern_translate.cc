// The syntax of Python's `re` (Lib/re/_parser.py) in that of PCRE2 (pcre2pattern): what means the same
// is passed on, what is written in another way is rewritten, the rest is refused.
#include <vector>

#include <fmt/format.h>

#include "model/pattern.h"

namespace slipway::model {
namespace {

// What str.isspace() says, for the inside of brackets.
constexpr const char* kSpaces =
    R"(\x{09}-\x{0d}\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_octal(char c) { return c >= '0' && c <= '7'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Translator {
 public:
  Translator(std::string_view python, std::uint32_t groups_max, const char* option)
      : rest_(python), python_(python), groups_max_(groups_max), option_(option) {}

  base::Result<Translated> run() {
    SLIPWAY_TRY(flags());
    while (!rest_.empty()) SLIPWAY_TRY(one());
    if (!open_.empty()) return refuse("a group is not closed");
    return out_;
  }

 private:
  struct Group {
    bool captures = false;  // it, or one inside it
    bool looks = false;     // it, or one around it, is a look-around
  };

  base::Status refuse(std::string_view what) const {
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("{}={}: {}", option_, python_, what))
        .remedy("use a pattern of plain classes, groups and repetitions");
  }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void literal(std::uint32_t c) { out_.text += fmt::format("\\x{{{:x}}}", c); }

  // (?u), (?s), (?m) in front; u says nothing that is not so anyway.
  base::Status flags() {
    while (rest_.size() > 2 && rest_.starts_with("(?") && is_letter(rest_[2]) && rest_[2] != 'P') {
      const std::size_t end = rest_.find(')');
      const std::string_view letters = rest_.substr(2, end == rest_.npos ? end : end - 2);
      if (end == rest_.npos || letters.find_first_not_of("usm") != letters.npos)
        return refuse("the flags of a pattern may be u, s and m");
      if (letters.find('s') != letters.npos) out_.text += "(?s)";
      if (letters.find('m') != letters.npos) out_.text += "(?m)";
      rest_.remove_prefix(end + 1);
    }
    return {};
  }

  base::Status one() {
    const char c = rest_[0];
    switch (c) {
      case '\\':
        return escape();
      case '[':
        return brackets();
      case '(':
        return open();
      case ')':
        return close();
      case '{':
        return braces();
      default:
        break;
    }
    rest_.remove_prefix(1);
    if (c == '}' || c == ']' || c == '#' || c == ' ')
      literal(static_cast<unsigned char>(c));
    else
      out_.text += c;  // a literal, a part of one in UTF-8, or . ^ $ | * + ?
    return {};
  }

  base::Status open() {
    Group group;
    if (!open_.empty()) group.looks = open_.back().looks;
    rest_.remove_prefix(1);
    if (rest_.starts_with('*')) return refuse("a group starts with *");
    if (groups_max_ == 0 && take("?P<")) {
      const std::size_t end = rest_.find('>');
      if (end == rest_.npos) return refuse("a group's name is not closed");
      rest_.remove_prefix(end + 1);
      out_.text += "(?:";
      open_.push_back(group);
      return {};
    }
    if (!take("?")) {
      if (groups_max_ == 0) {
        out_.text += "(?:";
        open_.push_back(group);
        return {};
      }
      group.captures = true;
      if (group.looks) return refuse("a group captures inside of a look-around");
      if (++out_.groups > groups_max_)
        return refuse(groups_max_ == 1 ? "more than one group captures"
                                       : fmt::format("more than {} groups capture", groups_max_));
      out_.text += '(';
      open_.push_back(group);
      return {};
    }
    for (const char* kind : {":", ">", "=", "!", "<=", "<!"}) {
      if (!take(kind)) continue;
      out_.text += fmt::format("(?{}", kind);
      group.looks = group.looks || (*kind != ':' && *kind != '>');
      open_.push_back(group);
      return {};
    }
    return refuse("a group of a kind that Slipway does not know");
  }

  base::Status close() {
    if (open_.empty()) return refuse("a group is closed that is not open");
    const Group group = open_.back();
    open_.pop_back();
    rest_.remove_prefix(1);
    out_.text += ')';
    const bool repeated =
        !rest_.empty() && std::string_view("*+?{").find(rest_[0]) != std::string_view::npos;
    if (group.captures && repeated) return refuse("a group captures inside of a repetition");
    if (!open_.empty()) open_.back().captures = open_.back().captures || group.captures;
    return {};
  }

  // {m}, {m,}, {,n}, {m,n}; anything else is a brace.
  base::Status braces() {
    std::size_t at = 1;
    const auto digits = [&] {
      const std::size_t from = at;
      while (at < rest_.size() && is_digit(rest_[at])) ++at;
      return rest_.substr(from, at - from);
    };
    const std::string_view low = digits();
    const bool comma = at < rest_.size() && rest_[at] == ',';
    if (comma) ++at;
    const std::string_view high = comma ? digits() : low;
    if (at == rest_.size() || rest_[at] != '}' || (!comma && low.empty())) {
      rest_.remove_prefix(1);
      literal('{');
      return {};
    }
    rest_.remove_prefix(at + 1);
    out_.text += fmt::format("{{{},{}}}", low.empty() ? "0" : low, high);
    return {};
  }

  // The number of an escape that stands for one character: \n, \x41, \u00e9, \0, \012. False if it
  // is something else.
  bool character(std::uint32_t& into) {
    static constexpr std::string_view kNames = "abfnrtv";
    static constexpr std::string_view kCodes = "\x07\x08\x0c\n\r\t\x0b";
    const char c = rest_.size() < 2 ? '\0' : rest_[1];
    if (const std::size_t name = kNames.find(c); name != kNames.npos && c != 'b') {
      into = static_cast<unsigned char>(kCodes[name]);
      rest_.remove_prefix(2);
      return true;
    }
    const std::size_t length = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (length > 0) return number(2, length, 16, into);
    if (c == '0') {  // and up to two more
      std::size_t end = 2;
      while (end < 4 && end < rest_.size() && is_octal(rest_[end])) ++end;
      return number(1, end - 1, 8, into);
    }
    if (rest_.size() >= 4 && is_octal(c) && c <= '3' && is_octal(rest_[2]) && is_octal(rest_[3]))
      return number(1, 3, 8, into);
    return false;
  }

  bool number(std::size_t from, std::size_t length, std::uint32_t base, std::uint32_t& into) {
    if (rest_.size() < from + length) return false;
    std::uint64_t value = 0;
    for (const char c : rest_.substr(from, length)) {
      const int digit = is_digit(c)            ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : 16;
      if (digit >= static_cast<int>(base)) return false;
      value = value * base + static_cast<std::uint64_t>(digit);
    }
    if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return false;
    into = static_cast<std::uint32_t>(value);
    rest_.remove_prefix(from + length);
    return true;
  }

  base::Status escape() {
    std::uint32_t c = 0;
    if (character(c)) {
      literal(c);
      return {};
    }
    if (rest_.size() < 2) return refuse("it ends with a backslash");
    const char kind = rest_[1];
    rest_.remove_prefix(2);
    switch (kind) {
      case 'w':
      case 'W':
      case 'b':
      case 'B':
      case 'A':
        out_.text += {'\\', kind};
        return {};
      case 'Z':
        out_.text += "\\z";
        return {};
      case 'd':
        out_.text += "\\p{Nd}";
        return {};
      case 'D':
        out_.text += "\\P{Nd}";
        return {};
      case 's':
        out_.text += fmt::format("[{}]", kSpaces);
        return {};
      case 'S':
        out_.text += fmt::format("[^{}]", kSpaces);
        return {};
      default:
        break;
    }
    if (is_letter(kind) || is_digit(kind)) return refuse(fmt::format("\\{} in it", kind));
    if (static_cast<unsigned char>(kind) < 0x80)
      literal(static_cast<unsigned char>(kind));
    else
      out_.text += kind;  // the rest of the character follows
    return {};
  }

  // One character of a set, in UTF-8 or as an escape; false if it is a class like \w.
  bool member(std::uint32_t& into) {
    if (rest_.starts_with("\\")) {
      if (take("\\b")) {
        into = 8;
        return true;
      }
      if (character(into)) return true;
      if (rest_.size() < 2 || is_letter(rest_[1]) || is_digit(rest_[1])) return false;
      rest_.remove_prefix(1);
    }
    const auto first = static_cast<unsigned char>(rest_[0]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (rest_.size() < length) return false;
    into = length == 1 ? first : first & (0xffu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
      into = (into << 6) | (static_cast<unsigned char>(rest_[i]) & 0x3f);
    rest_.remove_prefix(length);
    return true;
  }

  base::Status brackets() {
    rest_.remove_prefix(1);
    out_.text += '[';
    if (take("^")) out_.text += '^';
    for (bool first = true; first || !rest_.starts_with("]"); first = false) {
      if (rest_.empty()) return refuse("a set is not closed");
      std::uint32_t low = 0;
      if (!member(low)) {
        SLIPWAY_TRY(class_in_set());
        continue;
      }
      literal(low);
      if (!rest_.starts_with("-") || rest_.starts_with("-]")) continue;
      rest_.remove_prefix(1);
      std::uint32_t high = 0;
      if (rest_.empty() || !member(high)) return refuse("a range of a set has no end");
      out_.text += '-';
      literal(high);
    }
    rest_.remove_prefix(1);
    out_.text += ']';
    return {};
  }

  base::Status class_in_set() {
    if (take("\\w"))
      out_.text += "\\w";
    else if (take("\\W"))
      out_.text += "\\W";
    else if (take("\\d"))
      out_.text += "\\p{Nd}";
    else if (take("\\D"))
      out_.text += "\\P{Nd}";
    else if (take("\\s"))
      out_.text += kSpaces;
    else
      return refuse(fmt::format("{} in a set", rest_.substr(0, 2)));
    return {};
  }

  std::string_view rest_;
  const std::string_view python_;
  const std::uint32_t groups_max_;
  const char* option_;
  std::vector<Group> open_;
  Translated out_;
};

}  // namespace

base::Result<Translated> translate_pattern(std::string_view python, std::uint32_t groups_max,
                                           const char* option) {
  return Translator(python, groups_max, option).run();
}

}  // namespace slipway::model
