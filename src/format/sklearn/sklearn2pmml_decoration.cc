// sklearn2pmml.decoration: domains, which say what values a column may have and what becomes of
// others, and names for what transformers make.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/pandas.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/pmml_steps.h"
#include "format/sklearn/values.h"
#include "model/stages/domain.h"

namespace slipway::format::sklearn {
namespace {

using model::Category;
using model::Domain;
using pickle::Tag;
using Kind = Category::Kind;

bool is_float64(Ref dtype) {
  if (dtype->tag == Tag::kString) return dtype->text == "float" || dtype->text == "float64";
  if (pickle::is_symbol(dtype, "builtins.float") || pickle::is_symbol(dtype, "numpy.float64"))
    return true;
  const auto read = pickle::as_dtype(dtype);
  return read.ok() && read->kind == 'f' && read->itemsize == 8;
}

// pandas' own texts, whose missing values stay what they are.
bool is_texts(Ref dtype) {
  return !is_none(dtype) && pickle::is_pandas(pickle::record_class(dtype), "StringDtype");
}

// One of the values that a domain replaces by; None: nothing is replaced.
base::Result<std::optional<Category>> replacement(Context& context, Attributes& state,
                                                  const char* name, bool text, bool whole) {
  Ref held = state.get(name);
  if (is_none(held)) return std::optional<Category>();
  auto value = read_category(held);
  if (!value.ok()) return context.unsupported(fmt::format("{} that is no single value", name));
  const bool fits =
      text ? value->kind == Kind::kString
           : value->kind == Kind::kNumber && (!whole || value->number == std::trunc(value->number));
  if (!fits) return context.unsupported(fmt::format("{} of another kind than the column's", name));
  return std::optional(*std::move(value));
}

// What all domains have: the treatments of missing and invalid values.
class Treatments {
 public:
  // `old`: of a release before 0.101, which the attribute that came with it tells.
  static base::Result<Treatments> read(Context& context, Attributes& state, bool text, bool old) {
    Treatments all;
    all.old_ = old;
    SLIPWAY_ASSIGN(const DType dtype, read_dtype(context, state));
    all.text_ = text;
    SLIPWAY_TRY(all.read_missing(context, state));
    SLIPWAY_TRY(all.on_missing(context, state, dtype));
    SLIPWAY_TRY(all.on_invalid(context, state, dtype.whole));
    all.whole_ = dtype.whole;
    return all;
  }

  bool whole() const { return whole_; }
  // What a value becomes that counts as missing from then on.
  base::Result<Domain::Then> as_missing(Context& context) const {
    if (column_.on_missing.what != Domain::Do::kKeep) return column_.on_missing;
    if (old_) return Domain::Then{};  // it counts as missing, and stays what it is
    if (whole_) return context.unsupported("missing values of whole numbers");
    return Domain::Then{Domain::Do::kReplace, missing_};
  }
  // … and what an outlier does that becomes missing: it did so in all releases.
  base::Result<Domain::Then> outlier(Context& context) const {
    Treatments newer = *this;
    newer.old_ = false;
    return newer.as_missing(context);
  }
  Domain::Column column() const { return column_; }

 private:
  struct DType {
    bool object = false, whole = false;
  };

  // The column's own type, as it was fitted; `dtype` may ask for another.
  static base::Result<DType> read_dtype(Context& context, Attributes& state) {
    if (Ref asked = state.get("dtype"); !is_none(asked) && !is_float64(asked))
      return context.unsupported("dtype");
    Ref fitted = state.get("dtype_");
    if (is_none(fitted) || is_texts(fitted)) return DType{};
    auto dtype = pickle::as_dtype(fitted);
    if (!dtype.ok()) return context.unsupported(fmt::format("dtype_={}", pickle::describe(fitted)));
    if (dtype->kind == 'f' && dtype->itemsize != 8) return context.unsupported("dtype_ of float32");
    return DType{.object = dtype->kind == 'O',
                 .whole = dtype->kind == 'i' || dtype->kind == 'u' || dtype->kind == 'b'};
  }

  base::Status read_missing(Context& context, Attributes& state) {
    Ref held = state.get("missing_values");
    missing_ = missing_of(text_);
    if (is_none(held)) {
      column_.missing = {missing_};
      return {};
    }
    std::vector<Ref> values = {held};
    if (held->tag == Tag::kList) {
      SLIPWAY_ASSIGN(values, pickle::as_refs(held));
    }
    if (values.empty()) return context.unsupported("missing_values without values");
    for (Ref value : values) {
      auto category = read_category(value);
      if (!category.ok()) return context.unsupported("missing_values");
      const bool null = is_null(*category);
      if (!null && (category->kind == Kind::kString) != text_)
        return context.unsupported("missing_values of another kind than the column's");
      column_.missing.push_back(null ? missing_of(text_) : *category);
    }
    missing_ = column_.missing[0];
    return {};
  }

  base::Status on_missing(Context& context, Attributes& state, const DType& dtype) {
    SLIPWAY_ASSIGN(const std::string treatment, state.text("missing_value_treatment", "as_is"));
    SLIPWAY_ASSIGN(const auto with,
                   replacement(context, state, "missing_value_replacement", text_, dtype.whole));
    if (treatment == "return_invalid")
      column_.on_missing.what = Domain::Do::kReject;
    else if (treatment != "as_is" && treatment != "as_mean" && treatment != "as_mode" &&
             treatment != "as_median" && treatment != "as_value")
      return context.unsupported(fmt::format("missing_value_treatment={}", treatment));
    else if (with)
      column_.on_missing = {Domain::Do::kReplace, *with};
    else if (dtype.object && !old_)  // … become None, whatever stood for missing
      column_.on_missing = {Domain::Do::kReplace, missing_of(text_)};
    return {};
  }

  base::Status on_invalid(Context& context, Attributes& state, bool whole) {
    SLIPWAY_ASSIGN(const std::string treatment,
                   state.text("invalid_value_treatment", "return_invalid"));
    SLIPWAY_ASSIGN(const auto with,
                   replacement(context, state, "invalid_value_replacement", text_, whole));
    whole_ = whole;
    if (treatment == "return_invalid") {
      column_.on_invalid.what = Domain::Do::kReject;
    } else if (treatment == "as_missing") {
      SLIPWAY_ASSIGN(column_.on_invalid, as_missing(context));
    } else if (treatment == "as_value" || treatment == "as_is") {  // the latter until 0.56
      if (with) column_.on_invalid = {Domain::Do::kReplace, *with};
    } else {
      return context.unsupported(fmt::format("invalid_value_treatment={}", treatment));
    }
    return {};
  }

  Domain::Column column_;
  Category missing_;  // what a value that becomes missing is
  bool text_ = false, whole_ = false, old_ = false;
};

base::Result<Emitted> judged(Context& context, const Value& in, Domain domain) {
  if (in.single) return context.unsupported("a domain of float32");
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, std::move(domain)));
  return transformed(id, in.names);
}

// As many columns as there are limits, of releases that did not count them.
base::Result<std::optional<Inputs>> inputs_of_limits(Ref record) {
  Ref limits = pickle::attribute(record, "data_min_");
  if (is_none(limits) || pickle::attribute(record, "n_features_in_") != nullptr)
    return std::optional<Inputs>();
  const auto shape = pickle::shape_of(limits);
  if (!shape.ok() || shape->size() != 1) return std::optional<Inputs>();
  SLIPWAY_ASSIGN(Inputs inputs, numbered_inputs(shape->front()));
  return std::optional(std::move(inputs));
}

base::Result<std::optional<Inputs>> inputs_of_domains(Ref record) {
  Ref domains = pickle::attribute(record, "domains");
  if (is_none(domains) || pickle::attribute(record, "feature_names_in_") != nullptr)
    return std::optional<Inputs>();
  SLIPWAY_ASSIGN(Inputs inputs,
                 numbered_inputs(static_cast<std::int64_t>(domains->items().size())));
  return std::optional(std::move(inputs));
}

// One limit for all columns, or one each; none if the domain was fitted without data.
base::Result<std::vector<double>> limits(Attributes& state, const char* name, std::size_t width) {
  if (is_none(state.get(name))) return std::vector<double>();
  SLIPWAY_ASSIGN(std::vector<double> all, state.doubles(name));
  if (all.size() == 1) all.resize(width, all[0]);
  SLIPWAY_TRY(want_width(name, all.size(), width));
  return all;
}

// What becomes of valid numbers that lie outside of low_value and high_value.
base::Status outliers(Context& context, Attributes& state, const Treatments& treatments,
                      Domain::Column& column) {
  SLIPWAY_ASSIGN(const std::string treatment, state.text("outlier_treatment", "as_is"));
  if (treatment == "as_is") return {};
  if (treatment != "as_missing_values" && treatment != "as_extreme_values")
    return context.unsupported(fmt::format("outlier_treatment={}", treatment));
  const bool extreme = treatment == "as_extreme_values";
  SLIPWAY_ASSIGN(const auto low,
                 replacement(context, state, "low_value", false, extreme && treatments.whole()));
  SLIPWAY_ASSIGN(const auto high,
                 replacement(context, state, "high_value", false, extreme && treatments.whole()));
  if (!low || !high) return context.unsupported("outlier_treatment without values");
  column.low = low->number;
  column.high = high->number;
  if (!extreme) {
    SLIPWAY_ASSIGN(column.below, treatments.outlier(context));
    column.above = column.below;
    return {};
  }
  // the high ones are looked for among what the low ones became
  column.below = {Domain::Do::kReplace, low->number > high->number ? *high : *low};
  column.above = {Domain::Do::kReplace, *high};
  return {};
}

base::Result<Emitted> continuous(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Treatments treatments,
                 Treatments::read(context, state, false, !state.has("data_min")));
  SLIPWAY_ASSIGN(const auto least, limits(state, "data_min_", in.width()));
  SLIPWAY_ASSIGN(const auto greatest, limits(state, "data_max_", in.width()));
  Domain domain;
  for (std::size_t j = 0; j < in.width(); ++j) {
    Domain::Column column = treatments.column();
    if (!least.empty() && !greatest.empty()) {
      column.valid = Domain::Valid::kRange;
      column.least = least[j];
      column.greatest = greatest[j];
    }
    SLIPWAY_TRY(outliers(context, state, treatments, column));
    domain.columns.push_back(std::move(column));
  }
  return judged(context, in, std::move(domain));
}

// data_values_: an array, or of several columns a list of them.
base::Result<std::vector<Categories>> known_values(Context& context, Attributes& state,
                                                   std::size_t width) {
  std::vector<Categories> all;
  Ref held = state.get(state.has("data_") ? "data_" : "data_values_");  // data_ until 0.100
  if (is_none(held)) return all;
  std::vector<Ref> arrays = {held};
  if (held->tag == Tag::kList) {
    SLIPWAY_ASSIGN(arrays, pickle::as_refs(held));
  }
  SLIPWAY_TRY(want_width("data_values_", arrays.size(), width));
  for (Ref array : arrays) {
    if (array->tag != Tag::kArray) return context.unsupported("data_values_ of pandas");
    SLIPWAY_ASSIGN(Categories categories, read_categories(array, context));
    all.push_back(std::move(categories));
  }
  return all;
}

base::Result<Emitted> discrete(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const auto known, known_values(context, state, in.width()));
  Domain domain;
  std::vector<Categories> texts(in.width());
  for (std::size_t j = 0; j < in.width(); ++j) {
    bool text = !known.empty() && known[j].text;
    if (known.empty()) {
      Ref fitted = state.get("dtype_");
      const auto dtype =
          is_none(fitted) ? base::Result<pickle::DType>(pickle::DType{}) : pickle::as_dtype(fitted);
      text = is_texts(fitted) || (dtype.ok() && (dtype->kind == 'O' || dtype->kind == 'U'));
    }
    texts[j].text = text;
    if (text && !known.empty()) texts[j].values = known[j].values;
    SLIPWAY_ASSIGN(const Treatments treatments,
                   Treatments::read(context, state, text, !state.has("data_values")));
    Domain::Column column = treatments.column();
    if (!known.empty()) {
      column.valid = Domain::Valid::kKnown;
      column.known = known[j].values;
    }
    domain.columns.push_back(std::move(column));
  }
  SLIPWAY_TRY(expect_texts(context, in, texts));
  return judged(context, in, std::move(domain));
}

// A domain for each column, or None.
base::Result<Emitted> multi_domain(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("domains"));
  SLIPWAY_ASSIGN(const std::vector<Ref> domains, pickle::as_refs(held));
  SLIPWAY_TRY(want_width("domains", domains.size(), in.width()));
  std::vector<Value> parts;
  base::Status again;
  for (std::uint32_t j = 0; j < in.width(); ++j) {
    SLIPWAY_ASSIGN(Value part, context.gather(in, {j}));
    if (!is_none(domains[j])) {
      auto emitted = context.convert(domains[j], fmt::format("domains{}", j), part);
      if (!emitted.ok()) {
        if (emitted.status().reason() != std::string_view(kReadAgain)) return emitted.status();
        again = emitted.status();
        continue;
      }
      if (!emitted->transform) return context.unsupported("a domain that does not transform");
      part = *emitted->transform;
    }
    parts.push_back(std::move(part));
  }
  if (!again.ok()) return again;
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, context.concat(parts));
  return emitted;
}

base::Result<Emitted> passed(Context&, Attributes&, const Value& in) {
  Emitted emitted;
  emitted.transform = in;
  return emitted;
}

// Dates are read off texts, and all are valid. A missing one has no date to be read.
base::Result<Emitted> temporal(Context& context, Attributes& state, const Value& in) {
  for (const char* name : {"missing_values", "missing_value_replacement"})
    if (!is_none(state.get(name))) return context.unsupported(name);
  SLIPWAY_ASSIGN(const std::string dtype, state.text("dtype", ""));
  const bool days = dtype == "datetime64[D]";
  if (!days && dtype != "datetime64[s]") return context.unsupported("dtype");
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, as_times(context, in,
                                             days ? model::ReadTimes::Down::kToDays
                                                  : model::ReadTimes::Down::kToSeconds));
  return emitted;
}

base::Result<Emitted> alias(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("transformer_"));
  std::vector<std::string> names;
  if (Ref several = state.get("names"); !is_none(several)) {
    SLIPWAY_ASSIGN(names, pickle::as_strings(several));
  } else {
    SLIPWAY_ASSIGN(names.emplace_back(), state.text("name", ""));
  }
  SLIPWAY_ASSIGN(const Emitted inner, context.convert(held, "transformer_", in));
  if (!inner.transform) return context.unsupported("a transformer that does not transform");
  Emitted emitted;
  emitted.transform = inner.transform;
  if (names.size() == emitted.transform->width()) emitted.transform->names = names;
  return emitted;
}

const Names kOfDomains = {"missing_values",
                          "missing_value_treatment",
                          "missing_value_replacement",
                          "invalid_value_treatment",
                          "invalid_value_replacement",
                          "dtype",
                          "dtype_"};
const Names kIgnored = {"with_data", "with_statistics", "display_name", "counts_"};

}  // namespace

std::vector<Adapter> sklearn2pmml_decoration_adapters() {
  return {
      {.package = "sklearn2pmml.decoration",
       .classes = {"ContinuousDomain"},
       .convert = continuous,
       .reads = kOfDomains +
                Names{"outlier_treatment", "low_value", "high_value", "data_min_", "data_max_"},
       .ignores = kIgnored + Names{"data_min", "data_max", "numeric_info_"},
       .inputs = inputs_of_limits},
      {.package = "sklearn2pmml.decoration",
       .classes = {"CategoricalDomain", "OrdinalDomain"},
       .convert = discrete,
       .reads = kOfDomains + Names{"data_values_", "data_"},
       .ignores = kIgnored + Names{"data_values", "discr_stats_"}},
      {.package = "sklearn2pmml.decoration",
       .classes = {"MultiDomain"},
       .convert = multi_domain,
       .reads = {"domains"},
       .ignores = {},
       .inputs = inputs_of_domains},
      {.package = "sklearn2pmml.decoration",
       .classes = {"ContinuousDomainEraser", "DiscreteDomainEraser"},
       .convert = passed,
       .reads = {},
       .ignores = {}},
      {.package = "sklearn2pmml.decoration",
       .classes = {"DateDomain", "DateTimeDomain"},
       .convert = temporal,
       .reads = {"missing_values", "missing_value_replacement", "dtype"},
       .ignores = kIgnored + Names{"missing_value_treatment", "invalid_value_treatment",
                                   "invalid_value_replacement", "dtype_"}},
      {.package = "sklearn2pmml.decoration",
       .classes = {"Alias", "MultiAlias"},
       .convert = alias,
       .reads = {"transformer_", "name", "names"},
       .ignores = {"transformer", "prefit"}},
  };
}

}  // namespace slipway::format::sklearn
