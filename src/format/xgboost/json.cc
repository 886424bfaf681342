// JSON. RapidJSON rather than simdjson, because it hands over numbers as they are written: a
// float32 must be rounded once, from its digits, and NaN and Infinity are allowed.
#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "base/limits.h"
#include "format/xgboost/document.h"
#include "format/xgboost/json_tree.h"

namespace slipway::format::xgboost {
namespace {

// Builds the tree. Every method returns false to stop the parser.
class Builder {
 public:
  Builder(Document& document, Node& root) : document_(document), root_(root) {}

  bool Null() { return add(Node()); }
  bool Bool(bool value) { return number(value ? 1 : 0); }
  bool Int(int value) { return number(value); }
  bool Uint(unsigned value) { return number(value); }
  bool Int64(std::int64_t value) { return number(static_cast<double>(value)); }
  bool Uint64(std::uint64_t value) { return number(static_cast<double>(value)); }
  bool Double(double value) { return number(value); }  // NaN and Infinity
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    return raw(std::string_view(text, length));
  }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    Node node;
    node.kind = Node::Kind::kText;
    if (!count_in(length)) return false;
    node.text = document_.strings.emplace_back(text, length);
    return add(std::move(node));
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    if (!count_in(length)) return false;
    open_.back()->names.emplace_back(document_.strings.emplace_back(text, length));
    return true;
  }
  bool StartObject() { return start(Node::Kind::kObject); }
  bool EndObject(rapidjson::SizeType) { return open_.pop_back(), true; }
  // Takes its elements for numbers until one is not.
  bool StartArray() { return start(Node::Kind::kNumbers); }
  bool EndArray(rapidjson::SizeType) {
    return open_.back()->numbers.shrink_to_fit(), open_.pop_back(), true;
  }

  const std::string& failure() const { return failure_; }

 private:
  bool fail(std::string what) { return failure_ = std::move(what), false; }

  // A node takes a hundred times the room of "{}" in the file, and twice that as its array grows.
  bool count_in(std::size_t bytes) {
    kept_ += bytes + 2 * sizeof(Node);
    return kept_ <= kSkeletonBytesMax || fail("too many things beside the trees");
  }

  // An integer as it is, anything else as the nearest float32.
  bool raw(std::string_view text) {
    if (text.find_first_of(".eEnN") == std::string_view::npos) {
      double value = 0;
      std::from_chars(text.data(), text.data() + text.size(), value);
      return number(value);
    }
    const auto value = parse_float(text);
    if (!value.ok()) return fail(fmt::format("\"{}\" is no number", text.substr(0, 40)));
    return number(static_cast<double>(*value));
  }

  bool number(double value) {
    if (!open_.empty() && open_.back()->kind == Node::Kind::kNumbers)
      return open_.back()->numbers.push_back(value), true;
    Node node;
    node.kind = Node::Kind::kNumber;
    node.number = value;
    return add(std::move(node));
  }

  Node* place(Node node) {
    if (open_.empty()) return &(root_ = std::move(node));
    Node& parent = *open_.back();
    if (parent.kind == Node::Kind::kNumbers) {
      parent.kind = Node::Kind::kArray;
      for (const double value : parent.numbers) {
        Node& item = parent.items.emplace_back();
        item.kind = Node::Kind::kNumber;
        item.number = value;
      }
      parent.numbers = {};
    }
    return &parent.items.emplace_back(std::move(node));
  }
  bool add(Node node) { return count_in(0) && (place(std::move(node)), true); }
  bool start(Node::Kind kind) {
    if (open_.size() > base::kNestingMax) return fail("nested too deeply");
    if (!count_in(0)) return false;
    Node node;
    node.kind = kind;
    Node* placed = place(std::move(node));
    open_.push_back(placed);
    return true;
  }

  Document& document_;
  Node& root_;
  std::size_t kept_ = 0;
  std::vector<Node*>
      open_;  // a node's address is stable while it is open: only the innermost one grows
  std::string failure_;
};

// Copies all of a file but its trees, whose places it notes. Looks at nothing but texts and braces:
// what else is wrong with the JSON, its parser finds.
class Splitter {
 public:
  Splitter(const base::Reader& file, Document& document) : window_(file), document_(document) {}

  base::Result<std::string> run() {
    while (true) {
      SLIPWAY_ASSIGN(const std::string_view hand, window_.at_hand());
      if (hand.empty()) return std::move(rest_);
      const std::uint64_t begin = window_.offset();
      for (std::size_t i = 0; i < hand.size(); ++i) {
        if (depth_ > 0 && !in_text_) i = next_of_interest(hand, i);
        if (i < hand.size()) SLIPWAY_TRY(take(hand[i], begin + i));
      }
      if (rest_.size() > kSkeletonBytesMax)
        return base::resource_exhausted(
            "TOO_LARGE", fmt::format("more than {} MiB beside the trees", kSkeletonBytesMax >> 20));
      window_.drop(hand.size());
    }
  }

 private:
  // text ─▶ "trees" ─▶ : ─▶ [ ─▶ { … } ─▶ ]
  enum class At : std::uint8_t { kRest, kAfterName, kAfterColon, kTrees };

  base::Status take(char c, std::uint64_t offset) {
    if (at_ == At::kTrees) return take_of_trees(c, offset);
    rest_.push_back(c);
    if (in_text_) {
      take_of_text(c);
      if (!in_text_ && rest_.ends_with("\"trees\"")) at_ = At::kAfterName;
      return {};
    }
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') return {};
    if (at_ == At::kAfterColon && c == '[') {
      if (!document_.trees.empty()) return bad("a second array of trees", offset);
      at_ = At::kTrees;
      return {};
    }
    at_ = at_ == At::kAfterName && c == ':' ? At::kAfterColon : At::kRest;
    in_text_ = c == '"';
    return {};
  }

  void take_of_text(char c) {
    if (escaped_)
      escaped_ = false;
    else if (c == '\\')
      escaped_ = true;
    else if (c == '"')
      in_text_ = false;
  }

  // Nearly all bytes are digits of a tree.
  static std::size_t next_of_interest(std::string_view hand, std::size_t i) {
    static constexpr auto kOfInterest = [] {
      std::array<bool, 256> table{};
      table['"'] = table['{'] = table['}'] = true;
      return table;
    }();
    while (i < hand.size() && !kOfInterest[static_cast<unsigned char>(hand[i])]) ++i;
    return i;
  }

  base::Status take_of_trees(char c, std::uint64_t offset) {
    if (in_text_) return take_of_text(c), base::Status();
    switch (c) {
      case '"':
        in_text_ = true;
        return {};
      case '{':
        if (depth_++ == 0) begin_ = offset;
        return {};
      case '}':
        return depth_ == 0     ? bad("a brace too many", offset)
               : --depth_ == 0 ? end_tree(offset + 1)
                               : base::Status();
      case ']':
        if (depth_ == 0) rest_.push_back(c), at_ = At::kRest;
        return {};
      case ',':
      case ' ':
      case '\n':
      case '\r':
      case '\t':
        return {};
      default:
        return depth_ == 0 ? bad("a tree is no object", offset) : base::Status();
    }
  }

  base::Status end_tree(std::uint64_t end) {
    if (end - begin_ < kTreeBytesMin) return bad("a tree without nodes", begin_);
    if (document_.trees.size() == kTreesMax) return bad("too many trees", begin_);
    document_.trees.push_back({begin_, end - begin_});
    return {};
  }

  static base::Status bad(std::string what, std::uint64_t offset) {
    return base::invalid_argument("BAD_FILE", std::move(what)).at(fmt::format("offset {}", offset));
  }

  Window window_;
  Document& document_;
  std::string rest_;
  At at_ = At::kRest;
  bool in_text_ = false, escaped_ = false;
  std::size_t depth_ = 0;
  std::uint64_t begin_ = 0;
};

}  // namespace

base::Status parse_json_into(std::string_view bytes, Document& document, Node& root) {
  Builder builder(document, root);
  rapidjson::MemoryStream stream(bytes.data(), bytes.size());
  rapidjson::Reader reader;
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
      rapidjson::kParseNanAndInfFlag | rapidjson::kParseValidateEncodingFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (!result.IsError() && stream.Tell() == bytes.size()) return {};
  if (!result.IsError())  // RapidJSON takes a zero byte for the end
    return base::invalid_argument("TRAILING_BYTES", "bytes follow the end of the JSON")
        .at(fmt::format("offset {}", stream.Tell()));
  const std::string what =
      builder.failure().empty() ? rapidjson::GetParseError_En(result.Code()) : builder.failure();
  const bool cut = result.Offset() >= bytes.size();
  return base::invalid_argument(cut ? "TRUNCATED" : "BAD_FILE",
                                fmt::format("is not JSON: {}", what))
      .at(fmt::format("offset {}", result.Offset()));
}

base::Result<Document> parse_json(std::string_view bytes) {
  Document document;
  SLIPWAY_TRY(parse_json_into(bytes, document, document.root));
  return document;
}

base::Result<Document> read_json(const base::Reader& file) {
  Document document;
  SLIPWAY_ASSIGN(const std::string rest, Splitter(file, document).run());
  SLIPWAY_TRY(parse_json_into(rest, document, document.root));
  return document;
}

}  // namespace slipway::format::xgboost
