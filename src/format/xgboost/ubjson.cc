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
  Parser(Window window, Document& document) : window_(std::move(window)), document_(document) {}

  Status run() {
    SLIPWAY_ASSIGN(const char type, window_.take());
    SLIPWAY_TRY(value(type, document_.root, 0));
    while (window_.peek() == 'N') window_.drop(1);
    return window_.left() == 0 ? Status() : bad("something follows the document");
  }

 private:
  Status bad(std::string what) const {
    return base::invalid_argument("BAD_FILE", std::move(what))
        .at(fmt::format("offset {}", window_.offset()));
  }
  Result<char> take() { return window_.take(); }
  // Bytes that a node may keep: those of a file are copied.
  Result<std::string_view> keep(std::size_t count) {
    if (window_.in_memory()) return window_.take(count);
    SLIPWAY_TRY(count_in(count));
    SLIPWAY_ASSIGN(const std::string_view bytes, window_.take(count));
    return std::string_view(document_.strings.emplace_back(bytes));
  }
  // What is not trees is small, and so is one tree but for its arrays of numbers.
  Status count_in(std::size_t bytes) {
    kept_ += bytes;
    if (kept_ <= kSkeletonBytesMax) return {};
    return base::resource_exhausted(
        "TOO_LARGE", fmt::format("more than {} MiB beside the trees", kSkeletonBytesMax >> 20));
  }
  // Also skips no-ops, which may stand before any value.
  Result<char> type_of_next() {
    SLIPWAY_ASSIGN(char type, window_.take());
    while (type == 'N') {
      SLIPWAY_ASSIGN(type, take());
    }
    return type;
  }
  bool next_is(char c) {
    if (window_.peek() != c) return false;
    window_.drop(1);
    return true;
  }

  Result<double> number(char type) {
    const std::size_t size = number_bytes(type);
    if (size == 0)
      return bad(fmt::format("0x{:02x} is no type of number", static_cast<unsigned char>(type)));
    SLIPWAY_ASSIGN(const std::string_view stored, window_.take(size));
    return load_number(type, stored.data());
  }
  Result<std::size_t> length() {
    SLIPWAY_ASSIGN(const char type, take());
    SLIPWAY_ASSIGN(const double count, number(type));
    if (type == 'd' || type == 'D' || count < 0 || count != count)
      return bad("a length that cannot be");
    if (count > static_cast<double>(window_.left())) return window_.take(UINT64_MAX).status();
    return static_cast<std::size_t>(count);
  }
  Result<std::string_view> string() {
    SLIPWAY_ASSIGN(const std::size_t count, length());
    return keep(count);
  }

  Status value(char type, Node& node, std::uint32_t depth) {
    if (depth > base::kNestingMax) return bad("nested too deeply");
    SLIPWAY_TRY(count_in(sizeof(Node)));
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
    if (window_.peek() == '$' || window_.peek() == '#')
      return bad("an object of a fixed length, which XGBoost does not write");
    while (!next_is('}')) {
      SLIPWAY_ASSIGN(const std::string_view key, string());
      SLIPWAY_ASSIGN(const char type, type_of_next());
      node.names.push_back(key);
      Node& item = node.items.emplace_back();
      if (key == "trees" && type == '[' && !window_.in_memory()) {
        item.kind = Node::Kind::kNumbers;
        SLIPWAY_TRY(trees(depth));
        continue;
      }
      SLIPWAY_TRY(value(type, item, depth + 1));
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
      if (count > window_.left() / number_bytes(element)) return window_.take(UINT64_MAX).status();
      SLIPWAY_ASSIGN(node.text, keep(count * number_bytes(element)));
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

  // Notes where each tree stands, and passes over it.
  Status trees(std::uint32_t depth) {
    if (!document_.trees.empty()) return bad("a second array of trees");
    std::size_t counted = kTreesMax;
    const bool counts = next_is('#');
    if (counts) {
      SLIPWAY_ASSIGN(counted, length());
    }
    while (counts ? document_.trees.size() < counted : !next_is(']')) {
      SLIPWAY_ASSIGN(const char type, type_of_next());
      const std::uint64_t begin = window_.offset() - 1;
      if (type != '{') return bad("a tree is no object");
      SLIPWAY_TRY(pass(type, depth));
      const std::uint64_t size = window_.offset() - begin;
      if (size < kTreeBytesMin) return bad("a tree without nodes");
      if (document_.trees.size() == kTreesMax) return bad("too many trees");
      document_.trees.push_back({begin, size});
    }
    return {};
  }

  Status pass(char type, std::uint32_t depth) {
    if (depth > base::kNestingMax) return bad("nested too deeply");
    switch (type) {
      case 'Z':
      case 'T':
      case 'F':
        return {};
      case 'S': {
        SLIPWAY_ASSIGN(const std::size_t count, length());
        return window_.skip(count);
      }
      case '{':
        if (window_.peek() == '$' || window_.peek() == '#')
          return bad("an object of a fixed length, which XGBoost does not write");
        while (!next_is('}')) {
          SLIPWAY_ASSIGN(const std::size_t count, length());
          SLIPWAY_TRY(window_.skip(count));
          SLIPWAY_ASSIGN(const char next, type_of_next());
          SLIPWAY_TRY(pass(next, depth + 1));
        }
        return {};
      case '[':
        return pass_array(depth);
      default:
        return number(type).status();
    }
  }

  Status pass_array(std::uint32_t depth) {
    if (next_is('$')) {
      SLIPWAY_ASSIGN(const char element, take());
      if (number_bytes(element) == 0) return bad("an array of a fixed type that is no number");
      if (!next_is('#')) return bad("a typed array without its length");
      SLIPWAY_ASSIGN(const std::size_t count, length());
      if (count > window_.left() / number_bytes(element)) return window_.take(UINT64_MAX).status();
      return window_.skip(count * number_bytes(element));
    }
    const bool counts = next_is('#');
    std::size_t count = 0;
    if (counts) {
      SLIPWAY_ASSIGN(count, length());
    }
    for (std::size_t i = 0; counts ? i < count : !next_is(']'); ++i) {
      SLIPWAY_ASSIGN(const char next, type_of_next());
      SLIPWAY_TRY(pass(next, depth + 1));
    }
    return {};
  }

  Window window_;
  Document& document_;
  std::uint64_t kept_ = 0;
};

Result<Document> run(Window window) {
  Document document;
  document.form = Form::kUbjson;
  SLIPWAY_TRY(Parser(std::move(window), document).run());
  return document;
}

}  // namespace

Result<Document> parse_ubjson(std::string_view bytes) { return run(Window(bytes)); }
Result<Document> read_ubjson(const base::Reader& file) { return run(Window(file)); }

}  // namespace slipway::format::xgboost
