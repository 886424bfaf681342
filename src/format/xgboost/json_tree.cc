#include "format/xgboost/json_tree.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

namespace slipway::format::xgboost {
namespace {

using base::Status;

// Statistics of training, most of the bytes of a tree.
constexpr std::array<std::string_view, 3> kPassedOver = {"loss_changes", "parents", "sum_hessian"};

class Parser {
 public:
  Parser(std::string_view bytes, Document& document) : bytes_(bytes), document_(document) {}

  Status run() {
    Node& tree = document_.root;
    tree.kind = Node::Kind::kObject;
    SLIPWAY_TRY(expect('{'));
    if (next_is('}')) return end();
    do {
      SLIPWAY_ASSIGN(const std::string_view name, text());
      SLIPWAY_TRY(expect(':'));
      if (std::ranges::find(kPassedOver, name) != kPassedOver.end()) {
        SLIPWAY_TRY(pass_over());
        continue;
      }
      tree.names.push_back(name);
      Node& item = tree.items.emplace_back();
      if (name != "base_weights") {
        SLIPWAY_TRY(value(item));
        continue;
      }
      skip_spaces();  // only leaf vectors stand there: left as it is written
      const std::size_t begin = at_;
      SLIPWAY_TRY(pass_over());
      item.kind = Node::Kind::kText;
      item.text = bytes_.substr(begin, at_ - begin);
    } while (next_is(','));
    SLIPWAY_TRY(expect('}'));
    return end();
  }

 private:
  Status bad(std::string what) const {
    return base::invalid_argument(at_ >= bytes_.size() ? "TRUNCATED" : "BAD_FILE", std::move(what))
        .at(fmt::format("offset {}", at_));
  }
  void skip_spaces() {
    while (at_ < bytes_.size() && (bytes_[at_] == ' ' || bytes_[at_] == '\n' ||
                                   bytes_[at_] == '\r' || bytes_[at_] == '\t'))
      ++at_;
  }
  bool next_is(char c) {
    skip_spaces();
    if (at_ >= bytes_.size() || bytes_[at_] != c) return false;
    ++at_;
    return true;
  }
  Status expect(char c) { return next_is(c) ? Status() : bad(fmt::format("wants a '{}'", c)); }
  Status end() {
    skip_spaces();
    return at_ == bytes_.size() ? Status() : bad("something follows the tree");
  }

  // The names of a tree's parts have no escapes.
  base::Result<std::string_view> text() {
    SLIPWAY_TRY(expect('"'));
    const std::size_t close = bytes_.find('"', at_);
    const std::string_view text = bytes_.substr(at_, close - at_);
    if (close == std::string_view::npos || text.find('\\') != std::string_view::npos)
      return bad("a name that does not end");
    at_ = close + 1;
    return text;
  }

  Status value(Node& node) {
    skip_spaces();
    const std::size_t begin = at_;
    if (next_is('[')) {
      SLIPWAY_ASSIGN(const bool all_numbers, numbers(node));
      if (all_numbers) return {};
      at_ = begin;
    }
    return other(node);
  }

  // Whether the array holds nothing else. From behind its bracket on.
  base::Result<bool> numbers(Node& node) {
    node.kind = Node::Kind::kNumbers;
    if (next_is(']')) return true;
    const char* at = bytes_.data() + at_;
    const char* const end = bytes_.data() + bytes_.size();
    node.numbers.reserve(expected_);
    while (true) {
      double number = 0;
      const char* next = number_at(at, end, number);
      if (next == nullptr) return false;
      node.numbers.push_back(number);
      while (next != end && (*next == ' ' || *next == '\n' || *next == '\r' || *next == '\t'))
        ++next;
      if (next == end || (*next != ',' && *next != ']')) {
        at_ = static_cast<std::size_t>(next - bytes_.data());
        return bad("an array of numbers that does not go on");
      }
      at = next + 1;
      if (*next == ']') break;
    }
    at_ = static_cast<std::size_t>(at - bytes_.data());
    expected_ = node.numbers.size();
    return true;
  }

  // What stands behind the number; null if none is there. Integers as they are, anything else as
  // the nearest float32.
  static const char* number_at(const char* at, const char* end, double& number) {
    while (at != end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
    const char* digit = at != end && *at == '-' ? at + 1 : at;
    std::int64_t whole = 0;
    const char* stop = digit;
    while (stop != end && *stop >= '0' && *stop <= '9' && stop - digit < 18)
      whole = whole * 10 + (*stop++ - '0');
    const bool ends = stop != end && (*stop == ',' || *stop == ']');
    if (ends && stop != digit && !(whole == 0 && digit != at)) {  // "-0" is a float
      number = static_cast<double>(digit == at ? whole : -whole);
      return stop;
    }
    return other_number_at(at, end, number);
  }

  static const char* other_number_at(const char* at, const char* end, double& number) {
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    for (const auto& [name, value] : {std::pair{std::string_view("true"), 1.0}, {"false", 0.0}})
      if (rest.starts_with(name)) return number = value, at + name.size();
    if (at == end || !(*at == '-' || (*at >= '0' && *at <= '9') || *at == 'N' || *at == 'I'))
      return nullptr;
    float single = 0;
    const auto [next, error] = std::from_chars(at, end, single);
    if (error == std::errc::result_out_of_range) {
      const auto parsed = parse_float(std::string_view(at, static_cast<std::size_t>(next - at)));
      if (!parsed.ok()) return nullptr;
      single = *parsed;
    } else if (error != std::errc()) {
      return nullptr;
    }
    number = static_cast<double>(single);
    return next;
  }

  Status pass_over() {
    SLIPWAY_TRY(expect('['));
    const std::size_t close = bytes_.find(']', at_);
    if (close == std::string_view::npos)
      return at_ = bytes_.size(), bad("an array without its end");
    for (const char c : {'"', '[', '{'})
      if (std::memchr(bytes_.data() + at_, c, close - at_) != nullptr)
        return bad("an array of statistics that holds something else");
    at_ = close + 1;
    return {};
  }

  // tree_param, and whatever a later version may add.
  Status other(Node& node) {
    const std::size_t begin = at_;
    std::size_t depth = 0;
    for (bool in_text = false; at_ < bytes_.size(); ++at_) {
      const char c = bytes_[at_];
      if (in_text) {
        if (c == '\\') ++at_;
        in_text = c != '"';
        continue;
      }
      if (c == '"') in_text = true;
      if ((c == ',' || c == '}' || c == ']') && depth == 0) break;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
    }
    if (at_ >= bytes_.size()) return bad("ends in the middle");
    node = Node();
    auto status = parse_json_into(bytes_.substr(begin, at_ - begin), document_, node);
    if (!status.ok()) at_ = begin;
    return status.ok() ? Status() : bad(status.message());
  }

  const std::string_view bytes_;
  Document& document_;
  std::size_t at_ = 0;
  std::size_t expected_ = 0;  // numbers in an array: as many as in the one before
};

}  // namespace

base::Result<Document> parse_json_tree(std::string_view bytes) {
  Document document;
  document.form = Form::kJson;
  SLIPWAY_TRY(Parser(bytes, document).run());
  return document;
}

}  // namespace slipway::format::xgboost
