#include "format/lightgbm/objective.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "model/stages/link.h"

namespace slipway::format::lightgbm {
namespace {

using model::LinkKind;

struct Known {
  std::string_view name;
  LinkKind link;
};

// By the names LightGBM writes (ObjectiveFunction::ToString of each).
constexpr std::array<Known, 19> kKnown = {{
    {"regression", LinkKind::kIdentity},   {"regression_l1", LinkKind::kIdentity},
    {"huber", LinkKind::kIdentity},        {"fair", LinkKind::kIdentity},
    {"quantile", LinkKind::kIdentity},     {"mape", LinkKind::kIdentity},
    {"poisson", LinkKind::kExp},           {"gamma", LinkKind::kExp},
    {"tweedie", LinkKind::kExp},           {"binary", LinkKind::kSigmoid},
    {"multiclassova", LinkKind::kSigmoid}, {"multiclass", LinkKind::kSoftmax},
    {"cross_entropy", LinkKind::kSigmoid}, {"cross_entropy_lambda", LinkKind::kLog1pExp},
    {"xentropy", LinkKind::kSigmoid},      {"xentlambda", LinkKind::kLog1pExp},  // up to 2.1
    {"lambdarank", LinkKind::kIdentity},   {"rank_xendcg", LinkKind::kIdentity},
    {"custom", LinkKind::kIdentity},
}};

}  // namespace

base::Result<Objective> parse_objective(const Section& header) {
  Objective objective;
  std::string_view rest = header.text("objective");
  const auto word = [&rest] {
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    const std::string_view first = rest.substr(0, rest.find(' '));
    rest.remove_prefix(first.size());
    return first;
  };
  const std::string_view name = word();
  if (name.empty() || name == "none") return objective;
  const auto* known = std::ranges::find(kKnown, name, &Known::name);
  if (known == kKnown.end())
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("objective {} is not known", name));
  objective.name = name;
  objective.link.kind = known->link;
  for (std::string_view option = word(); !option.empty(); option = word()) {
    if (option == "sqrt") {
      objective.link.kind = LinkKind::kSignedSquare;
    } else if (option.starts_with("sigmoid:")) {
      const auto [end, error] =
          std::from_chars(option.data() + 8, option.data() + option.size(), objective.link.scale);
      if (error != std::errc() || end != option.data() + option.size())
        return base::invalid_argument("BAD_NUMBER", fmt::format("objective has {}", option));
    }
  }
  return objective;
}

}  // namespace slipway::format::lightgbm
