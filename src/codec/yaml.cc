#include "codec/yaml.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "base/limits.h"
#include "codec/text_value.h"

namespace slipway::codec {
namespace {

using base::Result;
using base::Value;

class Reader {
 public:
  Reader(const std::string& name, std::size_t nodes_max) : name_(name), nodes_left_(nodes_max) {}

  Result<Value> read(const YAML::Node& node, std::uint32_t depth) {
    const std::string place =
        fmt::format("{}:{}:{}", name_, node.Mark().line + 1, node.Mark().column + 1);
    if (depth > base::kNestingMax) return bad("nested too deeply", place);
    if (nodes_left_-- == 0)
      return bad("anchors make this larger than any configuration needs to be", place);
    switch (node.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        return Value();
      case YAML::NodeType::Scalar:
        return scalar(node, place);
      case YAML::NodeType::Sequence:
        return list(node, place, depth);
      case YAML::NodeType::Map:
        return map(node, place, depth);
    }
    return Value();
  }

 private:
  static base::Status bad(const std::string& what, const std::string& place) {
    return base::invalid_argument("BAD_YAML", what).at(place);
  }

  static Value scalar(const YAML::Node& node, const std::string& place) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return Value(text, place);  // quoted
    if (text == "true" || text == "True" || text == "TRUE") return Value(true, place);
    if (text == "false" || text == "False" || text == "FALSE") return Value(false, place);
    const char* end = text.data() + text.size();
    std::int64_t whole = 0;
    if (auto [at, error] = std::from_chars(text.data(), end, whole);
        error == std::errc() && at == end)
      return Value(whole, place);
    double number = 0;
    const bool digit = !text.empty() && text.find_first_of("0123456789") != std::string::npos;
    if (auto [at, error] = std::from_chars(text.data(), end, number);
        digit && error == std::errc() && at == end)
      return Value(number, place);
    return Value(text, place);
  }

  Result<Value> list(const YAML::Node& node, const std::string& place, std::uint32_t depth) {
    Value::List items;
    for (const YAML::Node& item : node) {
      SLIPWAY_ASSIGN(Value value, read(item, depth + 1));
      items.push_back(std::move(value));
    }
    return Value(std::move(items), place);
  }

  Result<Value> map(const YAML::Node& node, const std::string& place, std::uint32_t depth) {
    Value::Map members;
    std::set<std::string> seen;
    for (const auto& pair : node) {
      const YAML::Node& key = pair.first;
      const YAML::Node& member = pair.second;
      if (!key.IsScalar()) return bad("a key must be text", place);
      if (!seen.insert(key.Scalar()).second)
        return bad(fmt::format("\"{}\" is given twice", key.Scalar()),
                   fmt::format("{}:{}:{}", name_, key.Mark().line + 1, key.Mark().column + 1));
      SLIPWAY_ASSIGN(Value value, read(member, depth + 1));
      members.emplace_back(key.Scalar(), std::move(value));
    }
    return Value(std::move(members), place);
  }

  const std::string& name_;
  std::size_t nodes_left_;
};

// How many lines there are before the first that is not UTF-8; npos if all are.
std::size_t sound_lines(std::string_view text) {
  for (std::size_t line = 0, at = 0; at < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (!valid_utf8(text.substr(at, end - at))) return line;
    at = end + 1;
  }
  return std::string_view::npos;
}

// What a file can make yaml-cpp take: half a kilobyte for a value, and as much for a bracket or comma,
// for of lists in lists it reads all before it gives the first. No configuration needs as many; of
// the signature of 17,000 columns MLmodel has half of these.
constexpr std::size_t kValuesMax = 100'000;
constexpr std::ptrdiff_t kMarksMax = 1 << 17;

base::Status check_marks(std::string_view text, const std::string& name) {
  const auto marks =
      std::ranges::count_if(text, [](char c) { return c == '[' || c == '{' || c == ','; });
  if (marks <= kMarksMax) return {};
  return base::invalid_argument("BAD_YAML",
                                fmt::format("{} brackets and commas, at most {}", marks, kMarksMax))
      .at(name);
}

// Where the first thing of a document stands; throws a YAML::Exception at the value that is one too
// many.
class FirstThing final : public YAML::EventHandler {
 public:
  const std::optional<YAML::Mark>& mark() const { return mark_; }
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& at, YAML::anchor_t) override { note(at); }
  void OnAlias(const YAML::Mark& at, YAML::anchor_t) override { note(at); }
  void OnScalar(const YAML::Mark& at, const std::string&, YAML::anchor_t,
                const std::string&) override {
    note(at);
  }
  void OnSequenceStart(const YAML::Mark& at, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    note(at);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& at, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    note(at);
  }
  void OnMapEnd() override {}

 private:
  void note(const YAML::Mark& at) {
    if (!mark_) mark_ = at;
    if (++values_ > kValuesMax)
      throw YAML::ParserException(at, fmt::format("more than {} values", kValuesMax));
  }
  std::size_t values_ = 0;
  std::optional<YAML::Mark> mark_;
};

// At most two documents are parsed: of some broken texts yaml-cpp finds one empty document after the
// other at the same place, without end (LoadAll).
std::optional<YAML::Mark> second_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  FirstThing first, second;
  if (!parser.HandleNextDocument(first) || !parser.HandleNextDocument(second)) return std::nullopt;
  return second.mark().value_or(YAML::Mark());
}

}  // namespace

Result<Value> parse_yaml(std::string_view text, const std::string& name) {
  if (const std::size_t lines = sound_lines(text); lines != text.npos)
    return base::invalid_argument("BAD_YAML", "is not UTF-8")
        .at(fmt::format("{}:{}:1", name, lines + 1));
  SLIPWAY_TRY(check_marks(text, name));
  try {
    const std::string held(text);
    if (const std::optional<YAML::Mark> second = second_document(held); second)
      return base::invalid_argument("BAD_YAML", "there is a second document: only one is read")
          .at(fmt::format("{}:{}:{}", name, second->line + 1, second->column + 1));
    return Reader(name, text.size() + 1000).read(YAML::Load(held), 0);
  } catch (const YAML::Exception& error) {
    return base::invalid_argument("BAD_YAML", error.msg)
        .at(fmt::format("{}:{}:{}", name, error.mark.line + 1, error.mark.column + 1));
  }
}

}  // namespace slipway::codec
