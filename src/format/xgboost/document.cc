#include "format/xgboost/document.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "format/xgboost/json_tree.h"
#include "format/xgboost/ubjson_types.h"

namespace slipway::format::xgboost {
namespace {

base::Status wrong_type(std::string what) {
  return base::invalid_argument("WRONG_TYPE", std::move(what));
}

template <class Stored>
double load(const char* at) {
  if constexpr (sizeof(Stored) == 1) return static_cast<double>(static_cast<Stored>(*at));
  std::uint64_t bits = 0;  // big-endian
  for (std::size_t i = 0; i < sizeof(Stored); ++i)
    bits = bits << 8 | static_cast<unsigned char>(at[i]);
  if constexpr (std::is_same_v<Stored, float>)
    return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  if constexpr (std::is_same_v<Stored, double>) return std::bit_cast<double>(bits);
  return static_cast<double>(static_cast<Stored>(bits));
}

}  // namespace

double load_number(char type, const char* at) {
  switch (type) {
    case 'i':
      return load<std::int8_t>(at);
    case 'U':
      return load<std::uint8_t>(at);
    case 'I':
      return load<std::int16_t>(at);
    case 'l':
      return load<std::int32_t>(at);
    case 'L':
      return load<std::int64_t>(at);
    case 'd':
      return load<float>(at);
    default:
      return load<double>(at);
  }
}

std::size_t number_bytes(char type) {
  switch (type) {
    case 'i':
    case 'U':
      return 1;
    case 'I':
      return 2;
    case 'l':
    case 'd':
      return 4;
    case 'L':
    case 'D':
      return 8;
    default:
      return 0;
  }
}

const Node* Node::find(std::string_view name) const {
  for (std::size_t i = names.size(); i-- > 0;)
    if (names[i] == name) return &items[i];
  return nullptr;
}

base::Result<const Node*> Node::need(std::string_view name) const {
  const Node* node = find(name);
  if (node == nullptr)
    return base::invalid_argument("MISSING_KEY", fmt::format("there is no \"{}\"", name));
  return node;
}

std::size_t Node::size() const {
  if (kind == Kind::kArray) return items.size();
  if (kind != Kind::kNumbers) return 0;
  return element == 0 ? numbers.size() : text.size() / number_bytes(element);
}

base::Result<std::vector<double>> Node::doubles(std::size_t count) const {
  if (kind != Kind::kNumbers) return wrong_type("is not an array of numbers");
  if (size() != count)
    return base::invalid_argument("WRONG_LENGTH",
                                  fmt::format("has {} values, wanted {}", size(), count));
  if (element == 0) return numbers;
  std::vector<double> values(count);
  const std::size_t bytes = number_bytes(element);
  for (std::size_t i = 0; i < count; ++i) values[i] = load_number(element, text.data() + i * bytes);
  return values;
}

base::Result<std::vector<std::int64_t>> Node::integers(std::size_t count) const {
  SLIPWAY_ASSIGN(const auto values, doubles(count));
  std::vector<std::int64_t> whole;
  whole.reserve(count);
  for (const double value : values) {
    if (!(std::abs(value) < 9e15) || value != std::trunc(value))
      return wrong_type("has a value that is no integer");
    whole.push_back(static_cast<std::int64_t>(value));
  }
  return whole;
}

namespace {

template <class Value>
bool fits(double value) {
  if constexpr (std::is_floating_point_v<Value>) return true;
  if constexpr (sizeof(Value) == 8) return std::abs(value) < 9e15 && value == std::trunc(value);
  return value >= static_cast<double>(std::numeric_limits<Value>::min()) &&
         value <= static_cast<double>(std::numeric_limits<Value>::max()) &&
         value == std::trunc(value);
}

template <class Stored, class Value>
bool copy_stored(std::string_view bytes, std::vector<Value>& values) {
  bool all = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = load<Stored>(bytes.data() + i * sizeof(Stored));
    const bool fit = fits<Value>(value);
    all &= fit;
    values[i] = fit ? static_cast<Value>(value) : Value();
  }
  return all;
}

}  // namespace

template <class Value>
base::Status Node::copy(std::size_t count, std::vector<Value>& values) const {
  if (kind != Kind::kNumbers) return wrong_type("is not an array of numbers");
  if (size() != count)
    return base::invalid_argument("WRONG_LENGTH",
                                  fmt::format("has {} values, wanted {}", size(), count));
  values.resize(count);
  bool fit = true;
  if (element == 0) {
    for (std::size_t i = 0; i < count; ++i) {
      fit &= fits<Value>(numbers[i]);
      values[i] = fits<Value>(numbers[i]) ? static_cast<Value>(numbers[i]) : Value();
    }
  } else if (element == 'l') {
    fit = copy_stored<std::int32_t>(text, values);
  } else if (element == 'd') {
    fit = copy_stored<float>(text, values);
  } else if (element == 'U') {
    fit = copy_stored<std::uint8_t>(text, values);
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      const double value = load_number(element, text.data() + i * number_bytes(element));
      fit &= fits<Value>(value);
      values[i] = fits<Value>(value) ? static_cast<Value>(value) : Value();
    }
  }
  return fit ? base::Status() : wrong_type("has a value that is out of range");
}

template base::Status Node::copy(std::size_t, std::vector<std::int32_t>&) const;
template base::Status Node::copy(std::size_t, std::vector<std::int64_t>&) const;
template base::Status Node::copy(std::size_t, std::vector<std::uint8_t>&) const;
template base::Status Node::copy(std::size_t, std::vector<float>&) const;

base::Result<std::vector<std::string>> Node::texts() const {
  std::vector<std::string> values;
  if (kind == Kind::kNumbers && size() == 0) return values;  // an empty array
  if (kind != Kind::kArray) return wrong_type("is not an array of texts");
  for (const Node& item : items) {
    if (item.kind != Kind::kText) return wrong_type("is not an array of texts");
    values.emplace_back(item.text);
  }
  return values;
}

base::Result<Document> read_document(const base::Reader& file) {
  std::string head;
  SLIPWAY_TRY(file.read(0, 2, head));
  // Both start with a brace; in UBJSON the type of the first key's length follows.
  if (head.size() > 1 && head[0] == '{' && number_bytes(head[1]) != 0) return read_ubjson(file);
  return read_json(file);
}

base::Result<Document> parse_tree(std::string_view bytes, Form form) {
  return form == Form::kUbjson ? parse_ubjson(bytes) : parse_json_tree(bytes);
}

base::Result<float> parse_float(std::string_view text) {
  float value = 0;
  const char* const end = text.data() + text.size();
  const auto [next, error] = std::from_chars(text.data(), end, value);
  // Too small or too great for a float32: what strtof makes of it.
  if (error == std::errc::result_out_of_range && next == end)
    return std::strtof(std::string(text).c_str(), nullptr);
  if (error != std::errc() || next != end)
    return base::invalid_argument("BAD_NUMBER",
                                  fmt::format("\"{}\" is no number", text.substr(0, 40)));
  return value;
}

base::Result<std::int64_t> parameter(const Node& object, std::string_view name,
                                     std::int64_t otherwise) {
  const Node* node = object.find(name);
  if (node == nullptr) return otherwise;
  if (node->kind == Node::Kind::kNumber && node->number == std::trunc(node->number) &&
      std::abs(node->number) < 9e15)
    return static_cast<std::int64_t>(node->number);
  std::int64_t value = 0;
  const char* const end = node->text.data() + node->text.size();
  const auto [next, error] = std::from_chars(node->text.data(), end, value);
  if (node->kind != Node::Kind::kText || error != std::errc() || next != end)
    return base::invalid_argument("BAD_NUMBER", fmt::format("{} is no whole number", name));
  return value;
}

std::string_view text_of(const Node& object, std::string_view name) {
  const Node* node = object.find(name);
  return node == nullptr || node->kind != Node::Kind::kText ? std::string_view() : node->text;
}

}  // namespace slipway::format::xgboost
