#include "format/sklearn/values.h"

#include <cmath>
#include <map>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"

namespace slipway::format::sklearn {
namespace {

using model::Category;
using pickle::Tag;

bool is_whole(Ref value) {
  if (value->tag == Tag::kArray)
    return value->array()->dtype.kind == 'i' || value->array()->dtype.kind == 'u';
  return value->tag == Tag::kInt;
}

bool is_truth(Ref value) {
  return value->tag == Tag::kBool ||
         (value->tag == Tag::kArray && value->array()->dtype.kind == 'b');
}

bool is_text_array(Ref value) {
  return value->tag == Tag::kArray && value->array()->dtype.kind == 'U';
}

std::string shown(const Category& category, Ref value) {
  if (category.kind == Category::Kind::kString) return category.text;
  if (category.kind == Category::Kind::kMissing) return "None";
  if (is_truth(value)) return category.number != 0 ? "True" : "False";
  return python_number(category.number, is_whole(value));
}

}  // namespace

base::Status want_width(const char* what, std::size_t size, std::size_t width) {
  if (size == width) return {};
  return base::invalid_argument("WRONG_SHAPE",
                                fmt::format("{} has {} values for {} columns", what, size, width));
}

base::Status refuse_repeats(const char* what, const std::vector<Ref>& list) {
  std::map<Ref, int> times;
  for (Ref value : list)
    if (!is_none(value) && ++times[value] > kEntersMax)
      return base::invalid_argument("BAD_MODEL", fmt::format("{} holds one array too often", what));
  return {};
}

std::string python_number(double number, bool integer) {
  if (std::isnan(number)) return "nan";
  if (integer || std::isinf(number)) return fmt::format("{:.0f}", number);
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

base::Result<Category> read_category(Ref value) {
  Category category;
  if (value->tag == Tag::kNone) {
    category.kind = Category::Kind::kMissing;
  } else if (value->tag == Tag::kString || is_text_array(value)) {
    category.kind = Category::Kind::kString;
    SLIPWAY_ASSIGN(category.text, pickle::as_string(value));
  } else {
    SLIPWAY_ASSIGN(category.number, pickle::as_double(value));
  }
  return category;
}

base::Result<Categories> read_categories(Ref array, const Context& context) {
  Categories all;
  bool numbers = false;
  if (array->tag == Tag::kArray && array->array()->dtype.kind != 'O' &&
      array->array()->dtype.kind != 'U') {
    SLIPWAY_ASSIGN(const std::vector<double> values, pickle::as_doubles(array));
    for (const double number : values) {
      all.values.push_back({Category::Kind::kNumber, number, {}});
      all.shown.push_back(shown(all.values.back(), array));
    }
    return all;
  }
  if (is_text_array(array)) {
    SLIPWAY_ASSIGN(all.shown, pickle::as_strings(array));
    for (const std::string& text : all.shown)
      all.values.push_back({Category::Kind::kString, 0, text});
    all.text = true;
    return all;
  }
  SLIPWAY_ASSIGN(const std::vector<Ref> values, pickle::as_refs(array));
  for (Ref value : values) {
    SLIPWAY_ASSIGN(Category category, read_category(value));
    all.text = all.text || category.kind == Category::Kind::kString;
    numbers = numbers || (category.kind == Category::Kind::kNumber && !std::isnan(category.number));
    all.shown.push_back(shown(category, value));
    all.values.push_back(std::move(category));
  }
  if (all.text && numbers) return context.unsupported("a column's categories mix text and numbers");
  return all;
}

base::Result<model::Labels> read_labels(Ref classes) {
  model::Labels labels;
  if (classes->tag != Tag::kArray)
    return base::invalid_argument("WRONG_TYPE",
                                  fmt::format("classes_ is {}", pickle::describe(classes)));
  const char kind = classes->array()->dtype.kind;
  if (kind == 'U' || kind == 'O') {
    auto text = pickle::as_strings(classes);
    if (text.ok()) {
      labels.kind = data::Kind::kString;
      labels.text = *std::move(text);
      return labels;
    }
    if (kind == 'U') return text.status().at("classes_");
  }
  auto numbers = pickle::as_doubles(classes);
  if (!numbers.ok()) return numbers.status().at("classes_");
  labels.number = *std::move(numbers);
  bool whole = kind == 'i' || kind == 'u', truth = kind == 'b';
  if (kind == 'O') {
    SLIPWAY_ASSIGN(const std::vector<Ref> values, pickle::as_refs(classes));
    whole = truth = !values.empty();
    for (Ref value : values) whole = whole && is_whole(value), truth = truth && is_truth(value);
  }
  labels.kind = truth ? data::Kind::kBool : whole ? data::Kind::kInt64 : data::Kind::kFloat64;
  for (const double number : labels.number)
    labels.text.push_back(truth ? (number != 0 ? "True" : "False") : python_number(number, whole));
  return labels;
}

model::Labels outlier_labels() {
  return {.kind = data::Kind::kInt64, .text = {"-1", "1"}, .number = {-1, 1}};
}

base::Status expect_texts(Context& context, const Value& in,
                          const std::vector<Categories>& categories) {
  base::Status again;
  for (std::size_t j = 0; j < in.width(); ++j) {
    if (!categories[j].text) continue;
    std::vector<std::string> known;
    for (const auto& category : categories[j].values)
      if (category.kind == Category::Kind::kString) known.push_back(category.text);
    base::Status status = context.expect_kind(in, j, data::Kind::kString, std::move(known));
    if (!status.ok() && status.reason() != std::string_view(kReadAgain)) return status;
    if (!status.ok()) again = status;
  }
  return again;
}

base::Status expect_all_texts(Context& context, const Value& in,
                              const std::vector<Category>& known) {
  Categories texts;
  texts.text = true;
  texts.values = known;
  return expect_texts(context, in, std::vector<Categories>(in.width(), texts));
}

base::Result<Value> encoder_input(Context& context, const Value& in,
                                  const std::vector<Categories>& categories, bool allow_nan) {
  if (categories.size() != in.width())
    return base::invalid_argument(
        "WRONG_SHAPE",
        fmt::format("categories_ has {} arrays for {} columns", categories.size(), in.width()));
  SLIPWAY_TRY(expect_texts(context, in, categories));
  return context.require(in, model::Element::kF64, allow_nan);
}

base::Status read_output_dtype(Context& context, Attributes& state, Value& out) {
  SLIPWAY_ASSIGN(Ref dtype, state.need("dtype"));
  std::string name = dtype->tag == Tag::kSymbol ? pickle::symbol_name(dtype) : std::string();
  if (name == "builtins.float" || name == "builtins.int" || name == "builtins.bool") return {};
  if (name.starts_with("numpy.")) name.erase(0, 6);
  if (dtype->tag == Tag::kRecord) {
    SLIPWAY_ASSIGN(const pickle::DType type, pickle::as_dtype(dtype));
    name = fmt::format("{}{}", type.kind, type.itemsize);
  }
  if (dtype->tag == Tag::kString) name = std::string(dtype->text);
  out.single = name == "float32" || name == "f4";
  if (name == "float64" || name == "f8" || name == "float" || out.single) return {};
  if (name.starts_with("int") || name.starts_with("uint") || name.starts_with("bool") ||
      name == "i8" || name == "i4")
    return {};
  return context.unsupported(
      fmt::format("dtype {}", name.empty() ? pickle::describe(dtype) : name));
}

}  // namespace slipway::format::sklearn
