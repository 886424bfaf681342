#include "format/xgboost/objective.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "model/stages/link.h"

namespace slipway::format::xgboost {
namespace {

using model::LinkKind;

struct Known {
  std::string_view name;
  LinkKind link, base;
};

constexpr std::array<Known, 24> kKnown = {{
    {"binary:hinge", LinkKind::kHinge, LinkKind::kIdentity},
    {"binary:logistic", LinkKind::kSigmoid, LinkKind::kSigmoid},
    {"binary:logitraw", LinkKind::kIdentity, LinkKind::kIdentity},
    {"count:poisson", LinkKind::kExp, LinkKind::kExp},
    {"multi:softmax", LinkKind::kSoftmax, LinkKind::kIdentity},
    {"multi:softprob", LinkKind::kSoftmax, LinkKind::kIdentity},
    {"rank:map", LinkKind::kIdentity, LinkKind::kIdentity},
    {"rank:ndcg", LinkKind::kIdentity, LinkKind::kIdentity},
    {"rank:pairwise", LinkKind::kIdentity, LinkKind::kIdentity},
    {"reg:absoluteerror", LinkKind::kIdentity, LinkKind::kIdentity},
    {"reg:expectileerror", LinkKind::kExpectiles, LinkKind::kIdentity},
    {"reg:gamma", LinkKind::kExp, LinkKind::kExp},
    {"reg:linear", LinkKind::kIdentity, LinkKind::kIdentity},
    {"reg:logistic", LinkKind::kSigmoid, LinkKind::kSigmoid},
    {"reg:pseudohubererror", LinkKind::kIdentity, LinkKind::kIdentity},
    {"reg:quantileerror", LinkKind::kIdentity, LinkKind::kIdentity},
    {"reg:squarederror", LinkKind::kIdentity, LinkKind::kIdentity},
    {"reg:squaredlogerror", LinkKind::kIdentity, LinkKind::kIdentity},
    {"reg:tweedie", LinkKind::kExp, LinkKind::kExp},
    {"survival:aft", LinkKind::kExp, LinkKind::kExp},
    {"survival:cox", LinkKind::kExp, LinkKind::kExp},
    {"gpu:reg:linear", LinkKind::kIdentity, LinkKind::kIdentity},
    {"gpu:reg:logistic", LinkKind::kSigmoid, LinkKind::kSigmoid},
    {"gpu:binary:logistic", LinkKind::kSigmoid, LinkKind::kSigmoid},
}};

}  // namespace

base::Result<Objective> find_objective(std::string_view name, int version) {
  const auto* known = std::ranges::find(kKnown, name, &Known::name);
  if (known == kKnown.end())
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("objective {} is not known", name));
  Objective objective{std::string(name), known->link, known->base, name == "multi:softmax"};
  if (objective.link == LinkKind::kSigmoid && version >= 10600)
    objective.link = LinkKind::kCutSigmoid;
  if (name == "reg:quantileerror" && version >= 30400) objective.link = LinkKind::kSorted;
  if (name == "binary:logitraw" && version < 10300) objective.base = LinkKind::kSigmoid;
  return objective;
}

base::Result<float> base_margin(const Objective& objective, float base_score) {
  if (objective.base == LinkKind::kIdentity) return base_score;
  const bool probability = objective.base == LinkKind::kSigmoid;
  if (!(base_score > 0) || (probability && !(base_score < 1)) || !std::isfinite(base_score))
    return base::invalid_argument(
        "BAD_NUMBER", fmt::format("base_score {} is no {} of {}", base_score,
                                  probability ? "probability" : "mean", objective.name));
  const float odds = probability ? 1.0f / base_score - 1.0f : base_score;
  const auto logarithm =
      static_cast<float>(std::log(static_cast<double>(odds)));  // logf, rounded once
  return probability ? -logarithm : logarithm;
}

base::Result<std::vector<float>> base_margins(const Objective& objective,
                                              std::vector<float> base_scores) {
  constexpr float kLeast = 1e-6f;
  if (objective.link == LinkKind::kExpectiles) {
    for (std::size_t j = base_scores.size(); j-- > 1;) {
      const float apart = std::max(base_scores[j] - base_scores[j - 1] - kLeast, kLeast);
      base_scores[j] = apart + std::log(-std::expm1(-apart));
    }
    return base_scores;
  }
  for (float& score : base_scores) {
    SLIPWAY_ASSIGN(score, base_margin(objective, score));
  }
  return base_scores;
}

}  // namespace slipway::format::xgboost
