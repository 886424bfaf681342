// JSON. RapidJSON rather than simdjson, because it hands over numbers as they are written: a
// float32 must be rounded once, from its digits, and NaN and Infinity are allowed.
#include <charconv>
#include <limits>

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "base/limits.h"
#include "format/xgboost/document.h"

namespace slipway::format::xgboost {
namespace {

// Builds the tree. Every method returns false to stop the parser.
class Builder {
 public:
  explicit Builder(Document& document) : document_(document) {}

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
    node.text = document_.strings.emplace_back(text, length);
    return add(std::move(node));
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
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
    if (open_.empty()) return &(document_.root = std::move(node));
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
  bool add(Node node) { return place(std::move(node)), true; }
  bool start(Node::Kind kind) {
    if (open_.size() > base::kNestingMax) return fail("nested too deeply");
    Node node;
    node.kind = kind;
    Node* placed = place(std::move(node));
    open_.push_back(placed);
    return true;
  }

  Document& document_;
  std::vector<Node*>
      open_;  // a node's address is stable while it is open: only the innermost one grows
  std::string failure_;
};

}  // namespace

base::Result<Document> parse_json(std::string_view bytes) {
  Document document;
  Builder builder(document);
  rapidjson::MemoryStream stream(bytes.data(), bytes.size());
  rapidjson::Reader reader;
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
      rapidjson::kParseNanAndInfFlag | rapidjson::kParseValidateEncodingFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (!result.IsError() && stream.Tell() == bytes.size()) return document;
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

}  // namespace slipway::format::xgboost
