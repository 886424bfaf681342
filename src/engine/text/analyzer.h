// Analyzer: a text to its terms, as model::Analysis says: what kernel_text.cc counts.
//
//   Analyzer::Scratch scratch;                        // one a thread, used again and again
//   SLIPWAY_TRY(analyzer.each_term(text, scratch, [&](std::string_view term) { … }));
//
// Immutable: any thread. Terms are views that live for the call of `see` only.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/status.h"
#include "model/stages/text.h"

namespace slipway::engine {

class Analyzer {
 public:
  using See = std::function<void(std::string_view)>;
  struct Scratch {
    std::u32string codes;
    std::string text;
    std::string joined;
    std::vector<std::string_view> words;
    std::vector<std::uint32_t> starts;  // of characters, in bytes; and the end
  };

  // `analysis` outlives it.
  explicit Analyzer(const model::Analysis& analysis);

  // INVALID_ARGUMENT/BAD_TEXT of what is no UTF-8; RESOURCE_EXHAUSTED/PATTERN_LIMIT.
  base::Status each_term(std::string_view text, Scratch& scratch, const See& see) const;

 private:
  // Lower case and accents; a view of `text` or scratch.text.
  base::Result<std::string_view> preprocess(std::string_view text, Scratch& scratch) const;
  base::Status words(std::string_view text, Scratch& scratch, const See& see) const;
  void characters(std::string_view text, Scratch& scratch, const See& see) const;
  void characters_in_words(std::string_view text, Scratch& scratch, const See& see) const;

  const model::Analysis& analysis_;
  std::unordered_set<std::string_view> stop_words_;
};

}  // namespace slipway::engine
