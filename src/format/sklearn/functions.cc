#include "format/sklearn/functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "model/stages/elementwise.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

// "numpy.log1p" of a symbol or of _ufunc_reconstruct("numpy.core.umath", "log1p"); else empty.
std::string name_of(Ref function) {
  if (function->tag == Tag::kSymbol) return pickle::symbol_name(function);
  if (function->tag != Tag::kRecord) return {};
  const std::string maker = pickle::record_class(function);
  const auto args = pickle::record_args(function);
  const bool ufunc =
      maker == "numpy.core._ufunc_reconstruct" || maker == "numpy._core._ufunc_reconstruct";
  if (!ufunc || args.size() != 2 || args[0]->tag != Tag::kString || args[1]->tag != Tag::kString)
    return {};
  return fmt::format("{}.{}", args[0]->text, args[1]->text);
}

bool passes_on(std::string_view name) {
  constexpr std::string_view kNames[] = {"asarray", "asanyarray", "array", "ascontiguousarray",
                                         "copy"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

using Steps = std::vector<model::Elementwise>;

base::Result<double> number_of(const Context& context, std::string_view argument, Ref value) {
  auto number = pickle::as_double(value);
  if (!number.ok())
    return context.unsupported(fmt::format("kw_args: {}={}", argument, pickle::describe(value)));
  return number;
}

// min and max are a_min and a_max since numpy 2.1. First the lower bound, then the upper.
base::Result<Steps> clip(const Context& context, Ref arguments) {
  std::array<std::optional<double>, 2> bounds;
  for (const auto& [key, value] : pickle::dict_pairs(arguments)) {
    const std::string_view name = key->text;
    const bool low = name == "a_min" || name == "min", high = name == "a_max" || name == "max";
    if (!low && !high) return context.unsupported(fmt::format("kw_args: {} of clip", name));
    if (is_none(value)) continue;
    SLIPWAY_ASSIGN(bounds[low ? 0 : 1], number_of(context, name, value));
    if (std::isnan(*bounds[low ? 0 : 1]))
      return context.unsupported(fmt::format("kw_args: {} of clip is NaN", name));
  }
  Steps steps;
  if (bounds[0]) steps.push_back({model::Function::kMaximum, {*bounds[0]}});
  if (bounds[1]) steps.push_back({model::Function::kMinimum, {*bounds[1]}});
  return steps;
}

base::Result<Steps> round(const Context& context, Ref arguments) {
  double decimals = 0;
  for (const auto& [key, value] : pickle::dict_pairs(arguments)) {
    if (key->text != "decimals")
      return context.unsupported(fmt::format("kw_args: {} of round", key->text));
    SLIPWAY_ASSIGN(decimals, number_of(context, key->text, value));
  }
  constexpr double kDecimalsMax = 22;  // 10^22 is the last power that a double holds
  if (decimals != std::trunc(decimals) || !(std::abs(decimals) <= kDecimalsMax))
    return context.unsupported(fmt::format("kw_args: decimals={} of round", decimals));
  if (decimals == 0) return Steps{{model::Function::kRint, {}}};
  double power = 1;
  for (double i = 0; i < std::abs(decimals); ++i) power *= 10;
  const auto first = decimals > 0 ? model::Function::kMultiply : model::Function::kDivide;
  const auto last = decimals > 0 ? model::Function::kDivide : model::Function::kMultiply;
  return Steps{{first, {power}}, {model::Function::kRint, {}}, {last, {power}}};
}

}  // namespace

base::Result<model::Function> read_function(const Context& context, const char* what,
                                            Ref function) {
  if (is_none(function)) return model::Function::kPositive;
  const std::string full = name_of(function);
  const std::string_view name = std::string_view(full).substr(full.rfind('.') + 1);
  if (full.starts_with("sklearn.preprocessing.") && name == "_identity")
    return model::Function::kPositive;
  // scikit-learn 0.18 had its own name for scipy's expit.
  if (full.starts_with("numpy.") || full.starts_with("scipy.special.") ||
      full == "sklearn.utils.fixes.expit") {
    if (const auto found = model::find_function(name)) return *found;
    if (full.starts_with("numpy.") && passes_on(name)) return model::Function::kPositive;
  }
  return context
      .unsupported(fmt::format("{}={}", what, full.empty() ? pickle::describe(function) : full))
      .remedy(
          "use a function of one number of numpy's, such as numpy.log1p, or a transformer of "
          "scikit-learn's own");
}

base::Result<Steps> read_call(const Context& context, const char* what, Ref function,
                              Ref arguments) {
  const bool given =
      !is_none(function) && !is_none(arguments) && !pickle::dict_pairs(arguments).empty();
  if (!given) {
    SLIPWAY_ASSIGN(const model::Function one, read_function(context, what, function));
    return one == model::Function::kPositive ? Steps{} : Steps{{one, {}}};
  }
  for (const auto& [key, value] : pickle::dict_pairs(arguments))
    if (key->tag != Tag::kString) return context.unsupported("kw_args whose names are no texts");
  const std::string full = name_of(function);
  const std::string_view name = std::string_view(full).substr(full.rfind('.') + 1);
  if (full.starts_with("numpy.") && name == "clip") return clip(context, arguments);
  if (full.starts_with("numpy.") && model::find_function(name) == model::Function::kRint &&
      name != "rint")
    return round(context, arguments);
  if (const auto known = read_function(context, what, function); !known.ok()) return known.status();
  return context.unsupported(fmt::format("kw_args of {}", full))
      .remedy("of functions with arguments numpy.clip and numpy.round are read");
}

}  // namespace slipway::format::sklearn
