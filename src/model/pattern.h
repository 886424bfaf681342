// Pattern: a regular expression of Python's `re`, as text vectorizers keep it, run by PCRE2.
//
//   SLIPWAY_ASSIGN(auto pattern, Pattern::compile(R"((?u)\b\w\w+\b)"));
//   pattern->find_all(text, [&](std::string_view token) { … });
//
// compile() rewrites the syntax where the two differ (\s, \d, \uXXXX, {,n}, what is in brackets) and
// refuses what it can't carry over exactly: flags other than u, s and m, names and conditions,
// groups that capture inside of a repetition or a look-around, patterns that match nothing at all.
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

#include "base/status.h"

namespace slipway::model {

class Pattern {
 public:
  // UNIMPLEMENTED/UNSUPPORTED_OPTION names what is in the way.
  static base::Result<std::shared_ptr<const Pattern>> compile(std::string_view python);
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

 private:
  struct Code;
  Pattern(std::string_view python, std::unique_ptr<const Code> code);
  const std::string python_;
  const std::unique_ptr<const Code> code_;
  std::uint32_t least_word_ = 0;
};

// The pattern in PCRE2's syntax; UNIMPLEMENTED/UNSUPPORTED_OPTION. `groups` is how many capture: 0
// or 1.
struct Translated {
  std::string text;
  std::uint32_t groups = 0;
};
base::Result<Translated> translate_pattern(std::string_view python);

}  // namespace slipway::model
