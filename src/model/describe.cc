#include <fmt/format.h>

#include "model/stage.h"

namespace slipway::model {
namespace {

const char* name(Element element) {
  switch (element) {
    case Element::kF64:
      return "float64";
    case Element::kF32:
      return "float32";
    case Element::kI64:
      return "int64";
    case Element::kString:
      return "string";
  }
  return "";
}

const char* name(LinkKind kind) {
  switch (kind) {
    case LinkKind::kIdentity:
      return "identity";
    case LinkKind::kSigmoid:
      return "sigmoid";
    case LinkKind::kSoftmax:
      return "softmax";
    case LinkKind::kCutSigmoid:
      return "sigmoid, x >= -88.7";
    case LinkKind::kExp:
      return "exp";
    case LinkKind::kSignedSquare:
      return "sign(x) * x^2";
    case LinkKind::kLog1pExp:
      return "log1p(exp(x))";
    case LinkKind::kOneMinus:
      return "[1 - p, p]";
    case LinkKind::kNormalise:
      return "x / sum of the row";
    case LinkKind::kNegatePair:
      return "[-x, x]";
    case LinkKind::kClipProbability:
      return "clip to [0, 1]";
    case LinkKind::kHinge:
      return "x > 0";
  }
  return "";
}

struct Family {
  const char* operator()(const Gather&) const { return "gather"; }
  const char* operator()(const Cast&) const { return "cast"; }
  const char* operator()(const Scale&) const { return "scale"; }
  const char* operator()(const Impute&) const { return "impute"; }
  const char* operator()(const OneHot&) const { return "one_hot"; }
  const char* operator()(const Ordinal&) const { return "ordinal"; }
  const char* operator()(const Linear&) const { return "linear"; }
  const char* operator()(const Link&) const { return "link"; }
  const char* operator()(const TreeEnsemble&) const { return "tree_ensemble"; }
  const char* operator()(const Decide&) const { return "decide"; }
  const char* operator()(const Require&) const { return "require"; }
};

struct Contract {
  std::string operator()(const Gather& op) const {
    return fmt::format("{} columns, as they are", op.columns.size());
  }
  std::string operator()(const Cast& op) const {
    return fmt::format("to {}, rounded to nearest", name(op.to));
  }
  std::string operator()(const Scale& op) const {
    std::string text = op.factor.empty() ? "(x - offset) / divisor" : "x * factor + addend";
    return text + ", each step rounded";
  }
  std::string operator()(const Impute& op) const {
    return fmt::format("missing values filled, {} indicator columns", op.indicators.size());
  }
  std::string operator()(const OneHot& op) const {
    return fmt::format("{} columns to 0/1", op.columns.size());
  }
  std::string operator()(const Ordinal& op) const {
    return fmt::format("{} columns to numbers", op.columns.size());
  }
  std::string operator()(const Linear& op) const {
    return fmt::format("{} sums of {} products in float64, in column order", op.intercept.size(),
                       op.inputs);
  }
  std::string operator()(const Link& op) const { return name(op.kind); }
  std::string operator()(const TreeEnsemble& op) const {
    return fmt::format("{} trees; {}(x) {} threshold; {} in {} in tree order", op.roots.size(),
                       name(op.input), op.compare == Compare::kLess ? "<" : "<=",
                       op.aggregate == Aggregate::kSum ? "sum" : "mean", name(op.accumulate));
  }
  std::string operator()(const Decide& op) const {
    return fmt::format("the greatest, or x {} {}", op.greater_or_equal ? ">=" : ">", op.threshold);
  }
  std::string operator()(const Require& op) const {
    return fmt::format("{}{} in {}", op.allow_nan ? "" : "not missing, ",
                       op.allow_infinite ? "any number" : "finite", name(op.as));
  }
};

}  // namespace

const char* family(const Op& op) { return std::visit(Family{}, op); }
std::string contract(const Op& op) { return std::visit(Contract{}, op); }

}  // namespace slipway::model
