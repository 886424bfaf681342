// The one dict literal that numpy writes as the header of a .npy file, piece by piece; no other Python. For the
// .cc files that read such headers.
//   {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

namespace slipway::codec {

// Each member skips what it is asked for; false: something else is there. One thread.
class PythonLiteral {
 public:
  explicit PythonLiteral(std::string_view text) : text_(text) {}

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
  // A quoted text, without its quotes, or a whole list, with its brackets.
  bool text_or_list(std::string_view& into) {
    if (!at('[')) return quoted(into);
    int depth = 0;
    bool text = false;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\'') text = !text;
      if (text) continue;
      depth += text_[i] == '[' ? 1 : text_[i] == ']' ? -1 : 0;
      if (depth > 0) continue;
      into = text_.substr(0, i + 1);
      text_.remove_prefix(i + 1);
      return true;
    }
    return false;
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

}  // namespace slipway::codec
