// UBJSON, draft 12 (ubjson.org), as far as XGBoost writes it: objects, strings, numbers, typed and
// plain arrays. Numbers of arrays stay where they are.
#include <fmt/format.h>

#include "base/limits.h"
#include "format/xgboost/document.h"
#include "format/xgboost/ubjson_types.h"

namespace slipway::format::xgboost {
namespace {

using base::Result;
using base::Status;

class Parser {
 public:
  explicit Parser(std::string_view bytes) : bytes_(bytes) {}

  Status run(Node& root) {
    SLIPWAY_ASSIGN(const char type, take());
    SLIPWAY_TRY(value(type, root, 0));
    while (at_ < bytes_.size() && bytes_[at_] == 'N') ++at_;
    return at_ == bytes_.size() ? Status() : bad("something follows the document");
  }

 private:
  Status bad(std::string what) const {
    return base::invalid_argument("BAD_FILE", std::move(what)).at(fmt::format("offset {}", at_));
  }
  Status truncated() const {
    return base::invalid_argument("TRUNCATED",
                                  fmt::format("ends after {} bytes, in the middle", bytes_.size()))
        .remedy("copy the file again");
  }

  Result<char> take() {
    if (at_ == bytes_.size()) return truncated();
    return bytes_[at_++];
  }
  Result<std::string_view> take(std::size_t count) {
    if (bytes_.size() - at_ < count) return truncated();
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }
  // Also skips no-ops, which may stand before any value.
  Result<char> type_of_next() {
    SLIPWAY_ASSIGN(char type, take());
    while (type == 'N') {
      SLIPWAY_ASSIGN(type, take());
    }
    return type;
  }
  bool next_is(char c) {
    if (at_ == bytes_.size() || bytes_[at_] != c) return false;
    ++at_;
    return true;
  }

  Result<double> number(char type) {
    const std::size_t size = number_bytes(type);
    if (size == 0)
      return bad(fmt::format("0x{:02x} is no type of number", static_cast<unsigned char>(type)));
    SLIPWAY_ASSIGN(const std::string_view stored, take(size));
    return load_number(type, stored.data());
  }
  Result<std::size_t> length() {
    SLIPWAY_ASSIGN(const char type, take());
    SLIPWAY_ASSIGN(const double count, number(type));
    if (type == 'd' || type == 'D' || count < 0 || count > static_cast<double>(bytes_.size()))
      return bad("a length that cannot be");
    return static_cast<std::size_t>(count);
  }
  Result<std::string_view> string() {
    SLIPWAY_ASSIGN(const std::size_t count, length());
    return take(count);
  }

  Status value(char type, Node& node, std::uint32_t depth) {
    if (depth > base::kNestingMax) return bad("nested too deeply");
    if (type == '{') return object(node, depth);
    if (type == '[') return array(node, depth);
    switch (type) {
      case 'Z':
        return {};
      case 'T':
      case 'F':
        node.kind = Node::Kind::kNumber, node.number = type == 'T' ? 1 : 0;
        return {};
      case 'S': {
        node.kind = Node::Kind::kText;
        SLIPWAY_ASSIGN(node.text, string());
        return {};
      }
      default:
        break;
    }
    node.kind = Node::Kind::kNumber;
    SLIPWAY_ASSIGN(node.number, number(type));
    return {};
  }

  Status object(Node& node, std::uint32_t depth) {
    node.kind = Node::Kind::kObject;
    if (at_ < bytes_.size() && (bytes_[at_] == '$' || bytes_[at_] == '#'))
      return bad("an object of a fixed length, which XGBoost does not write");
    while (!next_is('}')) {
      SLIPWAY_ASSIGN(const std::string_view key, string());
      SLIPWAY_ASSIGN(const char type, type_of_next());
      node.names.push_back(key);
      SLIPWAY_TRY(value(type, node.items.emplace_back(), depth + 1));
    }
    return {};
  }

  Status array(Node& node, std::uint32_t depth) {
    node.kind = Node::Kind::kArray;
    char element = 0;
    if (next_is('$')) {
      SLIPWAY_ASSIGN(element, take());
      if (number_bytes(element) == 0) return bad("an array of a fixed type that is no number");
      if (!next_is('#')) return bad("a typed array without its length");
      SLIPWAY_ASSIGN(const std::size_t count, length());
      node.kind = Node::Kind::kNumbers;
      node.element = element;
      if (count > bytes_.size() / number_bytes(element)) return truncated();
      SLIPWAY_ASSIGN(node.text, take(count * number_bytes(element)));
      return {};
    }
    if (next_is('#')) {
      SLIPWAY_ASSIGN(const std::size_t count, length());
      for (std::size_t i = 0; i < count; ++i) SLIPWAY_TRY(item(node, depth));
    } else {
      while (!next_is(']')) SLIPWAY_TRY(item(node, depth));
    }
    fold(node);
    return {};
  }

  Status item(Node& node, std::uint32_t depth) {
    SLIPWAY_ASSIGN(const char type, type_of_next());
    return value(type, node.items.emplace_back(), depth + 1);
  }

  // An array of nothing but numbers.
  static void fold(Node& node) {
    for (const Node& item : node.items)
      if (item.kind != Node::Kind::kNumber) return;
    node.kind = Node::Kind::kNumbers;
    for (const Node& item : node.items) node.numbers.push_back(item.number);
    node.items.clear();
  }

  const std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Document> parse_ubjson(std::string_view bytes) {
  Document document;
  SLIPWAY_TRY(Parser(bytes).run(document.root));
  return document;
}

}  // namespace slipway::format::xgboost
