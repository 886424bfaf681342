// sklearn2pmml.preprocessing: what needs no Python code of the model's own; look-ups, bins, powers,
// numbers made whole.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/pmml_steps.h"
#include "format/sklearn/values.h"
#include "model/stages/basis.h"
#include "model/stages/columns.h"
#include "model/stages/domain.h"
#include "model/stages/elementwise.h"
#include "model/stages/lookup.h"
#include "model/stages/texts.h"

namespace slipway::format::sklearn {
namespace {

using model::Category;
using model::Domain;
using model::Function;
using pickle::Tag;
using Kind = Category::Kind;

const double kNan = std::numeric_limits<double>::quiet_NaN();

base::Result<Emitted> passed(Context&, Attributes&, const Value& in) {
  Emitted emitted;
  emitted.transform = in;
  return emitted;
}

// --- CastTransformer, MultiCastTransformer ---

base::Result<std::string> dtype_name(Ref dtype) {
  if (is_none(dtype)) return std::string();
  std::string name;
  if (dtype->tag == Tag::kString) name = std::string(dtype->text);
  if (dtype->tag == Tag::kSymbol) name = pickle::symbol_name(dtype);
  if (dtype->tag == Tag::kRecord)
    if (const auto read = pickle::as_dtype(dtype); read.ok())
      name = fmt::format("{}{}", read->kind, read->itemsize);
  for (const char* package : {"builtins.", "numpy."})
    if (name.starts_with(package)) name.erase(0, std::string_view(package).size());
  static const std::map<std::string, std::string, std::less<>> kNames = {
      {"float", "float64"}, {"f8", "float64"},    {"f4", "float32"}, {"int", "int64"},
      {"i8", "int64"},      {"i4", "int32"},      {"i2", "int16"},   {"i1", "int8"},
      {"u8", "uint64"},     {"u4", "uint32"},     {"u2", "uint16"},  {"u1", "uint8"},
      {"bool_", "bool"},    {"b1", "bool"},       {"str_", "str"},   {"unicode", "str"},
      {"U", "str"},         {"object_", "object"}};
  const auto other = kNames.find(name);
  return other == kNames.end() ? name : other->second;
}

// The numbers that a type of integers has room for: above `least`, and up to `greatest`. Integers have
// no -0.
struct Whole {
  const char* name;
  double least, greatest;
};
constexpr double before(double power) { return power * (1 - 0x1p-53); }
constexpr Whole kWholes[] = {{"int64", -0x1.0000000000001p63, before(0x1p63)},
                             {"int32", -0x1p31 - 1, before(0x1p31)},
                             {"int16", -0x1p15 - 1, before(0x1p15)},
                             {"int8", -0x1p7 - 1, before(0x1p7)},
                             {"uint64", -1, before(0x1p64)},
                             {"uint32", -1, before(0x1p32)},
                             {"uint16", -1, before(0x1p16)},
                             {"uint8", -1, before(0x1p8)}};

base::Result<Value> cast_to_whole(Context& context, const Whole& type, const Value& in) {
  SLIPWAY_ASSIGN(
      ValueId id,
      context.add(in, model::Require{.least = type.least, .greatest = type.greatest, .above = true},
                  "whole"));
  SLIPWAY_ASSIGN(id, context.add(id, model::Elementwise{Function::kTrunc, {}}, "trunc"));
  SLIPWAY_ASSIGN(id, context.add(id, model::Elementwise{Function::kAdd, {0.0}}));
  return computed(id, in.names);
}

// A missing text stays missing in newer releases, in others it becomes "None" or "nan".
base::Result<Value> cast_to_text(Context& context, const Value& in) {
  SLIPWAY_TRY(want_texts(context, in));
  SLIPWAY_ASSIGN(ValueId id, context.block(in));
  SLIPWAY_ASSIGN(id, present(context, id));
  return computed(id, in.names);
}

base::Result<Value> cast_to(Context& context, Ref dtype, const Value& in) {
  SLIPWAY_ASSIGN(const std::string name, dtype_name(dtype));
  if (name == "object") return in;
  if (name == "str") return cast_to_text(context, in);
  if (name == "datetime64[D]") return as_times(context, in, model::ReadTimes::Down::kToDays);
  if (name == "datetime64[s]") return as_times(context, in, model::ReadTimes::Down::kToSeconds);
  if (name == "float32" || (name == "float64" && in.single)) {
    if (in.single && name == "float32") return in;
    const bool single = name == "float32";
    SLIPWAY_ASSIGN(const ValueId id, context.add(in, model::Cast{single ? model::Element::kF32
                                                                        : model::Element::kF64}));
    Value out = computed(id, in.names);
    out.single = single;
    return out;
  }
  if (name.empty() || in.single) return context.unsupported("dtype");
  if (name == "float64") return in;
  for (const Whole& type : kWholes)
    if (name == type.name) return cast_to_whole(context, type, in);
  if (name != "bool") return context.unsupported("dtype");
  // NaN is true
  SLIPWAY_ASSIGN(ValueId id, context.add(in, model::Elementwise{Function::kLogicalNot, {}}, "not"));
  SLIPWAY_ASSIGN(id, context.add(id, model::Elementwise{Function::kLogicalNot, {}}));
  return computed(id, in.names);
}

base::Result<Emitted> cast(Context& context, Attributes& state, const Value& in) {
  Ref fitted = state.get("dtype_");
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, cast_to(context, fitted ? fitted : state.get("dtype"), in));
  return emitted;
}

base::Result<Emitted> multi_cast(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("dtypes_"));
  SLIPWAY_ASSIGN(const std::vector<Ref> dtypes, pickle::as_refs(held));
  SLIPWAY_TRY(want_width("dtypes_", dtypes.size(), in.width()));
  std::vector<Value> parts;
  for (std::uint32_t j = 0; j < in.width(); ++j) {
    SLIPWAY_ASSIGN(const Value part, context.gather(in, {j}));
    SLIPWAY_ASSIGN(parts.emplace_back(), cast_to(context, dtypes[j], part));
  }
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, context.concat(parts));
  return emitted;
}

// SeriesConstructor, DataFrameConstructor: other names, and a type.
base::Result<Emitted> constructed(Context& context, Attributes& state, const Value& in) {
  Value out = in;
  Ref dtype = state.get("dtype");
  if (!is_none(dtype)) {
    SLIPWAY_ASSIGN(out, cast_to(context, dtype, in));
  }
  std::vector<std::string> names;
  if (Ref columns = state.get("columns"); !is_none(columns)) {
    SLIPWAY_ASSIGN(names, pickle::as_strings(columns));
    SLIPWAY_TRY(want_width("columns", names.size(), in.width()));
  } else {
    SLIPWAY_ASSIGN(names.emplace_back(), state.text("name", ""));
    if (names[0].empty()) names.clear();
  }
  if (names.size() == out.width()) out.names = std::move(names);
  Emitted emitted;
  emitted.transform = std::move(out);
  return emitted;
}

base::Result<std::optional<Inputs>> inputs_of_columns(Ref record) {
  Ref held = pickle::attribute(record, "columns");
  if (is_none(held)) return one_input(record);
  SLIPWAY_ASSIGN(const std::vector<Ref> columns, pickle::as_refs(held));
  SLIPWAY_ASSIGN(Inputs all, numbered_inputs(static_cast<std::int64_t>(columns.size())));
  return std::optional(std::move(all));
}

base::Result<std::optional<Inputs>> inputs_of_dtypes(Ref record) {
  Ref held = pickle::attribute(record, "dtypes_");
  if (is_none(held)) return std::optional<Inputs>();
  SLIPWAY_ASSIGN(const std::vector<Ref> dtypes, pickle::as_refs(held));
  SLIPWAY_ASSIGN(Inputs all, numbered_inputs(static_cast<std::int64_t>(dtypes.size())));
  return std::optional(std::move(all));
}

// --- PMMLLabelEncoder, PMMLLabelBinarizer ---

// classes_, an array or a list.
base::Result<Categories> read_classes(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_one(context, in));
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  SLIPWAY_ASSIGN(Categories categories, read_categories(classes, context));
  SLIPWAY_TRY(expect_texts(context, in, {categories}));
  return categories;
}

// Of a missing or unknown value it is missing_values.
base::Result<Emitted> label_encoder(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Categories classes, read_classes(context, state, in));
  double otherwise = kNan;
  if (Ref held = state.get("missing_values"); !is_none(held)) {
    auto number = pickle::as_double(held);
    if (!number.ok()) return context.unsupported("missing_values that is no number");
    otherwise = *number;
  }
  model::Ordinal::Column column{.unknown = model::Unknown::kIgnore, .unknown_code = otherwise};
  for (std::size_t i = 0; i < classes.values.size(); ++i) {
    column.categories.push_back(classes.values[i]);
    column.code.push_back(is_null(classes.values[i]) ? otherwise : static_cast<double>(i));
  }
  column.categories.push_back(missing_of(classes.text));
  column.code.push_back(otherwise);
  return one_column(context, in, model::Ordinal{{std::move(column)}});
}

base::Result<Emitted> label_binarizer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Categories classes, read_classes(context, state, in));
  model::OneHot::Column column{.slots = static_cast<std::int32_t>(classes.values.size()),
                               .unknown = model::Unknown::kIgnore};
  for (std::size_t i = 0; i < classes.values.size(); ++i) {
    column.categories.push_back(classes.values[i]);
    column.slot.push_back(is_null(classes.values[i]) ? model::OneHot::kNoSlot
                                                     : static_cast<std::int32_t>(i));
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, model::OneHot{{std::move(column)}}));
  std::vector<std::string> names;
  for (const std::string& shown : classes.shown) names.push_back(in.names[0] + "_" + shown);
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  emitted.transform->finite = true;
  return emitted;
}

// --- CutTransformer ---

// What each bin (by how many edges lie below) is called: its label, or else its place.
base::Result<Categories> bin_labels(Context& context, Ref labels, std::size_t bins) {
  Categories all;
  if (labels != nullptr && labels->tag == Tag::kBool && !labels->boolean) {
    for (std::size_t i = 0; i < bins; ++i)
      all.values.push_back({Kind::kNumber, static_cast<double>(i), {}});
    return all;
  }
  if (is_none(labels))  // they are intervals
    return context.unsupported("labels=None").remedy("fit with labels=False or labels of your own");
  SLIPWAY_ASSIGN(all, read_categories(labels, context));
  SLIPWAY_TRY(want_width("labels", all.values.size(), bins));
  return all;
}

// pandas.cut: a bin lies in (edge, next edge], or in [edge, next edge) unless `right`; the lowest
// edge itself is in the first bin if include_lowest. Elsewhere there is nothing.
base::Result<Emitted> cut(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_one(context, in));
  if (!is_none(state.get("dtype"))) return context.unsupported("dtype");
  SLIPWAY_ASSIGN(Ref held, state.need("bins"));
  if (held->tag == Tag::kInt)
    return context.unsupported("bins that is a number: they would depend on the rows asked");
  SLIPWAY_ASSIGN(std::vector<double> edges, pickle::as_doubles(held));
  constexpr double kMax = std::numeric_limits<double>::max();
  const bool rises =
      std::ranges::adjacent_find(edges, [](double a, double b) { return !(a < b); }) == edges.end();
  if (edges.size() < 2 || !rises) return base::invalid_argument("BAD_MODEL", "bins do not rise");
  if (std::ranges::any_of(edges, [](double edge) { return std::abs(edge) == kMax; }))
    return context.unsupported("bins of the greatest numbers");
  SLIPWAY_ASSIGN(const bool right, state.flag("right", true));
  SLIPWAY_ASSIGN(const bool lowest, state.flag("include_lowest", true));
  SLIPWAY_ASSIGN(const auto labels, bin_labels(context, state.get("labels"), edges.size() - 1));
  std::vector<Category> places;
  for (std::size_t i = 0; i < labels.values.size(); ++i)
    places.push_back({Kind::kNumber, static_cast<double>(i + 1), {}});
  SLIPWAY_ASSIGN(ValueId id, context.block(in));
  if (right) {
    // Edges below x are those at or below that follow them; an infinite x is in a bin up to there.
    for (std::size_t i = lowest ? 1 : 0; i < edges.size(); ++i)
      edges[i] = std::nextafter(edges[i], Domain::kInfinite);
    if (std::isinf(edges.back())) {
      Domain::Column finite{.high = kMax};
      finite.above = {Domain::Do::kReplace, {Kind::kNumber, kMax, {}}};
      SLIPWAY_ASSIGN(id, context.add(id, Domain{{std::move(finite)}}, "finite"));
    }
  }
  SLIPWAY_ASSIGN(id, context.add(id, model::Bins{.edges = {std::move(edges)}}, "bins"));
  if (labels.text) {
    SLIPWAY_ASSIGN(id, context.add(id, model::LookupTexts{{{.numbers = std::move(places),
                                                            .texts = labels.values,
                                                            .otherwise = missing_of(true)}}}));
    return transformed(id, in.names);
  }
  model::Ordinal::Column numbered{
      .categories = std::move(places), .unknown = model::Unknown::kIgnore, .unknown_code = kNan};
  for (const Category& label : labels.values) numbered.code.push_back(label.number);
  SLIPWAY_ASSIGN(id, context.add(id, model::Ordinal{{std::move(numbered)}}));
  return transformed(id, in.names);
}

// --- PowerFunctionTransformer ---

base::Result<Emitted> power(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("power"));
  SLIPWAY_ASSIGN(const std::int64_t exponent, pickle::as_int64(held));
  if (in.single) return context.unsupported("a power of float32");
  return one_column(context, in,
                    model::Elementwise{Function::kPower, {static_cast<double>(exponent)}});
}

}  // namespace

std::vector<Adapter> sklearn2pmml_preprocessing_adapters() {
  return {
      pmml_adapter({"IdentityTransformer"}, passed, {}),
      pmml_adapter({"CastTransformer"}, cast, {"dtype", "dtype_"}),
      pmml_adapter({"MultiCastTransformer"}, multi_cast, {"dtypes_"}, {"dtypes"}, inputs_of_dtypes),
      pmml_adapter({"SeriesConstructor"}, constructed, {"name", "columns", "dtype"}, {}, one_input),
      pmml_adapter({"DataFrameConstructor"}, constructed, {"name", "columns", "dtype"}, {},
                   inputs_of_columns),
      pmml_adapter({"PMMLLabelEncoder"}, label_encoder, {"classes_", "missing_values"}, {},
                   one_input),
      pmml_adapter({"PMMLLabelBinarizer"}, label_binarizer, {"classes_"}, {"sparse_output"},
                   one_input),
      pmml_adapter({"CutTransformer"}, cut, {"bins", "right", "labels", "include_lowest", "dtype"},
                   {}, one_input),
      pmml_adapter({"PowerFunctionTransformer"}, power, {"power"}),
  };
}

}  // namespace slipway::format::sklearn
