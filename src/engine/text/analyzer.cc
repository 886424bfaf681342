#include "engine/text/analyzer.h"

#include <algorithm>

#include "engine/text/unicode.h"
#include "model/stages/text.h"

namespace slipway::engine {
namespace {

using Accents = model::Analysis::Accents;

// REQUIRES: UTF-8. Calls see(code point, where it begins, where it ends).
template <class See>
void each_character(std::string_view text, See see) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    char32_t c = length == 1 ? first : first & (0xffu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
      c = (c << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3fu);
    see(c, at, at + length);
    at += length;
  }
}

// Runs of word characters, `least` and more of them.
template <class See>
void each_run(std::string_view text, std::uint32_t least, See see) {
  std::size_t begin = 0;
  std::uint32_t length = 0;
  each_character(text, [&](char32_t c, std::size_t from, std::size_t) {
    if (is_word(c)) {
      if (length++ == 0) begin = from;
      return;
    }
    if (length >= least) see(text.substr(begin, from - begin));
    length = 0;
  });
  if (length >= least) see(text.substr(begin));
}

// re.sub(r"\s\s+", " ", text)
std::string one_space(std::string_view text) {
  std::string out;
  std::size_t spaces = 0, first = 0;
  const auto end_run = [&](std::size_t at) {
    if (spaces == 1) out.append(text, first, at - first);
    if (spaces > 1) out += ' ';
    spaces = 0;
  };
  each_character(text, [&](char32_t c, std::size_t from, std::size_t to) {
    if (is_space(c)) {
      if (spaces++ == 0) first = from;
      return;
    }
    end_run(from);
    out.append(text, from, to - from);
  });
  end_run(text.size());
  return out;
}

void character_starts(std::string_view text, std::vector<std::uint32_t>& starts) {
  starts.clear();
  each_character(text, [&](char32_t, std::size_t from, std::size_t) {
    starts.push_back(static_cast<std::uint32_t>(from));
  });
  starts.push_back(static_cast<std::uint32_t>(text.size()));
}

}  // namespace

Analyzer::Analyzer(const model::Analysis& analysis)
    : analysis_(analysis), stop_words_(analysis.stop_words.begin(), analysis.stop_words.end()) {}

base::Status Analyzer::each_term(std::string_view text, Scratch& scratch, const See& see) const {
  SLIPWAY_ASSIGN(const std::string_view ready, preprocess(text, scratch));
  switch (analysis_.unit) {
    case model::Analysis::Unit::kWords:
      return words(ready, scratch, see);
    case model::Analysis::Unit::kChars:
      characters(ready, scratch, see);
      break;
    case model::Analysis::Unit::kCharsInWords:
      characters_in_words(ready, scratch, see);
      break;
  }
  return {};
}

base::Result<std::string_view> Analyzer::preprocess(std::string_view text, Scratch& scratch) const {
  if (is_ascii(text)) {  // has no accents
    if (!analysis_.lowercase) return text;
    scratch.text.assign(text);
    for (char& c : scratch.text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return std::string_view(scratch.text);
  }
  std::u32string& codes = scratch.codes;
  codes.clear();
  if (!decode_utf8(text, codes)) return base::invalid_argument("BAD_TEXT", "the text is not UTF-8");
  if (analysis_.lowercase) codes = lower(codes);
  const bool strip = analysis_.accents == Accents::kStrip ||
                     (analysis_.accents == Accents::kStripIfComposed && !is_decomposed(codes));
  if (strip) codes = strip_accents(codes);
  if (analysis_.accents == Accents::kAscii) codes = to_ascii(codes);
  scratch.text.clear();
  encode_utf8(codes, scratch.text);
  return std::string_view(scratch.text);
}

base::Status Analyzer::words(std::string_view text, Scratch& scratch, const See& see) const {
  auto& words = scratch.words;
  words.clear();
  const auto take = [&](std::string_view word) {
    if (!stop_words_.contains(word)) words.push_back(word);
  };
  const model::Pattern& pattern = *analysis_.token_pattern;
  if (pattern.least_word() > 0)
    each_run(text, pattern.least_word(), take);
  else
    SLIPWAY_TRY(pattern.find_all(text, take));
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (analysis_.ngram_min == 1) see(words[i]);
    if (analysis_.ngram_max == 1) continue;
    scratch.joined.assign(words[i]);
    for (std::size_t n = 2; n <= analysis_.ngram_max && i + n <= words.size(); ++n) {
      scratch.joined += ' ';
      scratch.joined += words[i + n - 1];
      if (n >= analysis_.ngram_min) see(scratch.joined);
    }
  }
  return {};
}

void Analyzer::characters(std::string_view text, Scratch& scratch, const See& see) const {
  const std::string spaced = one_space(text);
  const std::string_view all = spaced;
  character_starts(all, scratch.starts);
  const auto& starts = scratch.starts;
  const std::size_t length = starts.size() - 1;
  for (std::size_t n = analysis_.ngram_min; n <= analysis_.ngram_max && n <= length; ++n)
    for (std::size_t i = 0; i + n <= length; ++i)
      see(all.substr(starts[i], starts[i + n] - starts[i]));
}

void Analyzer::characters_in_words(std::string_view text, Scratch& scratch, const See& see) const {
  std::string padded;
  const auto windows = [&](std::string_view word) {
    padded.assign(" ").append(word).append(" ");
    const std::string_view all = padded;
    character_starts(all, scratch.starts);
    const auto& starts = scratch.starts;
    const std::size_t length = starts.size() - 1;
    for (std::size_t n = analysis_.ngram_min; n <= analysis_.ngram_max; ++n) {
      if (n >= length) {  // a short word counts once
        see(all);
        return;
      }
      for (std::size_t i = 0; i + n <= length; ++i)
        see(all.substr(starts[i], starts[i + n] - starts[i]));
    }
  };
  std::size_t begin = 0;
  bool open = false;
  each_character(text, [&](char32_t c, std::size_t from, std::size_t) {
    const bool space = is_space(c);
    if (!space && !open) begin = from;
    if (space && open) windows(text.substr(begin, from - begin));
    open = !space;
  });
  if (open) windows(text.substr(begin));
}

}  // namespace slipway::engine
