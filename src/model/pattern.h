// Pattern: a regular expression of Python's `re`, as transformers of texts keep it, run by PCRE2.
//
//   SLIPWAY_ASSIGN(auto pattern, Pattern::compile(R"((?u)\b\w\w+\b)"));
//   pattern->find_all(text, [&](std::string_view token) { … });
//   pattern->contains(text);                      // re.search()
//   pattern->replace(text, *parse_replacement(R"(\2-\1)"), changed);       // re.sub()
//
// compile() rewrites the syntax where the two differ (\s, \d, \uXXXX, {,n}, what is in brackets) and
// refuses what it can't carry over exactly: flags other than u, s and m, names and conditions,
// groups that capture inside of a repetition or a look-around (where it matters what they captured),
// patterns that match nothing at all (but for contains()).
// A \w is a letter, a number or "_" as in Python; characters that Unicode has added since version
// 14.0 are none of them here (least_word() tells patterns that need no such table).
//
// Immutable: any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace slipway::model {

// What re.sub() puts in place of a match: texts and groups.
struct Replacement {
  struct Piece {
    std::string text;
    std::uint32_t group = 0;  // what follows the text; kNone: nothing
  };
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::vector<Piece> pieces;
  std::uint32_t groups = 0;  // the highest one that it asks for
};
// Of Python's syntax (\1, \g<1>, \n); UNIMPLEMENTED/UNSUPPORTED_OPTION of names, and of escapes that
// Python does not know.
base::Result<Replacement> parse_replacement(std::string_view python);

class Pattern {
 public:
  // What it is for, and the option that it is the value of, for messages.
  struct Use {
    enum class For : std::uint8_t { kFindAll, kContains, kReplace };
    For what = For::kFindAll;
    const char* option = "token_pattern";
    std::uint32_t groups = 0;  // that a replacement asks for
  };
  // UNIMPLEMENTED/UNSUPPORTED_OPTION names what is in the way.
  static base::Result<std::shared_ptr<const Pattern>> compile(std::string_view python, Use use);
  static base::Result<std::shared_ptr<const Pattern>> compile(std::string_view python) {
    return compile(python, Use());
  }
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  const std::string& python() const { return python_; }

  // Of a pattern that finds all words (runs of \w) of so many characters and more, so many; else 0.
  std::uint32_t least_word() const { return least_word_; }

  // What re.findall() gives: each match from left to right, or what its group captured ("" if
  // nothing). RESOURCE_EXHAUSTED/PATTERN_LIMIT if the pattern goes back too often on this text.
  // REQUIRES: `text` is UTF-8.
  base::Status find_all(std::string_view text,
                        const std::function<void(std::string_view)>& see) const;
  // Whether there is a match, and each replaced (appended to `into`); what a group did not capture is
  // empty. The failures are the same, and of texts that grow beyond 16 MiB. REQUIRES: compiled for it.
  base::Result<bool> contains(std::string_view text) const;
  base::Status replace(std::string_view text, const Replacement& by, std::string& into) const;

 private:
  struct Code;
  class Matcher;
  Pattern(std::string_view python, std::unique_ptr<const Code> code);
  const std::string python_;
  const std::unique_ptr<const Code> code_;
  std::uint32_t least_word_ = 0;
};

// The pattern in PCRE2's syntax; UNIMPLEMENTED/UNSUPPORTED_OPTION. `groups` is how many capture: at
// most so many as may; if none may, all groups are without.
struct Translated {
  std::string text;
  std::uint32_t groups = 0;
};
base::Result<Translated> translate_pattern(std::string_view python, std::uint32_t groups_max = 1,
                                           const char* option = "token_pattern");

}  // namespace slipway::model
