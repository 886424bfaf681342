#include "format/sklearn/functions.h"

#include <algorithm>

#include <fmt/format.h>

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

}  // namespace slipway::format::sklearn
