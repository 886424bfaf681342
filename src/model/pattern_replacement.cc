// What re.sub() is told to put in place of a match (Lib/re/_parser.py, parse_template).
#include <algorithm>

#include <fmt/format.h>

#include "model/pattern.h"

namespace slipway::model {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_octal(char c) { return c >= '0' && c <= '7'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Reader {
 public:
  explicit Reader(std::string_view python) : rest_(python), python_(python) {}

  base::Result<Replacement> run() {
    while (!rest_.empty()) {
      if (rest_[0] != '\\' || rest_.size() == 1) {
        text_ += rest_[0];
        rest_.remove_prefix(1);
      } else {
        SLIPWAY_TRY(escape());
      }
    }
    if (!text_.empty()) out_.pieces.push_back({std::move(text_), Replacement::kNone});
    return std::move(out_);
  }

 private:
  base::Status refuse(std::string_view what) const {
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("replacement={}: {}", python_, what));
  }
  void group(std::uint32_t number) {
    out_.pieces.push_back({std::move(text_), number});
    text_.clear();
    out_.groups = std::max(out_.groups, number);
  }

  base::Status escape() {
    static constexpr std::string_view kNames = "abfnrtv\\";
    static constexpr std::string_view kCodes = "\x07\x08\x0c\n\r\t\x0b\\";
    const char c = rest_[1];
    if (is_digit(c)) return number();
    if (c == 'g') return in_brackets();
    const std::size_t name = kNames.find(c);
    if (name == kNames.npos && is_letter(c)) return refuse(fmt::format("\\{} in it", c));
    if (name != kNames.npos)
      text_ += kCodes[name];
    else
      text_ += rest_.substr(0, 2);
    rest_.remove_prefix(2);
    return {};
  }

  // \1, \12; \0, \012 and \123 are characters.
  base::Status number() {
    const auto digit = [&](std::size_t at) { return rest_.size() > at ? rest_[at] : ' '; };
    const bool three = is_octal(digit(1)) && is_octal(digit(2)) && is_octal(digit(3));
    if (digit(1) == '0' || three) return refuse("a character by its number");
    auto value = static_cast<std::uint32_t>(digit(1) - '0');
    const bool two = is_digit(digit(2));
    if (two) value = value * 10 + static_cast<std::uint32_t>(digit(2) - '0');
    rest_.remove_prefix(two ? 3 : 2);
    group(value);
    return {};
  }

  base::Status in_brackets() {  // \g<1>
    std::size_t at = 3;
    std::uint32_t value = 0;
    while (at < rest_.size() && at < 5 && is_digit(rest_[at]))
      value = value * 10 + static_cast<std::uint32_t>(rest_[at++] - '0');
    if (at == 3 || at >= rest_.size() || rest_[2] != '<' || rest_[at] != '>')
      return refuse("a group that is not called by its number");
    rest_.remove_prefix(at + 1);
    group(value);
    return {};
  }

  std::string_view rest_;
  const std::string_view python_;
  std::string text_;
  Replacement out_;
};

}  // namespace

base::Result<Replacement> parse_replacement(std::string_view python) {
  return Reader(python).run();
}

}  // namespace slipway::model
