#include "format/treelite/answers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/treelite/values.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/link.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::format::treelite {
namespace {

using base::Result;
using base::Status;
using model::Function;
using model::LinkKind;
using model::ValueId;

constexpr const char* kOrigin = "treelite.Model";

Result<ValueId> add_sum(model::ModelBuilder& builder, const Header& header, const Columns& columns,
                        model::ForestPtr forest, std::vector<std::uint32_t> tree_output) {
  model::TreeEnsemble sum;
  sum.forest = std::move(forest);
  sum.accumulate = sum.forest->input;
  sum.outputs = columns.count();
  sum.tree_output = std::move(tree_output);
  if (header.major == 3) {  // it begins with the bias, and adds doubles to floats
    sum.base = header.base_scores;
    sum.wide_leaves = header.wide;
  }
  return builder.add("trees", kOrigin, {builder.input()}, std::move(sum));
}

// Sums to means. A class that no tree adds to would be 0 / 0. 3.9 counts whole rounds.
Result<ValueId> add_mean(model::ModelBuilder& builder, const Header& header, const Trees& trees,
                         ValueId sum) {
  if (!header.average) return sum;
  model::Scale mean;
  for (const std::uint64_t adding : trees.adding) {
    const bool rounds = header.major == 3 && header.class_id.front() != -1;
    const auto trees_of = rounds ? header.trees / trees.adding.size() : adding;
    if (trees_of == 0) return bad("an average of no tree");
    mean.divisor.push_back(static_cast<double>(trees_of));
  }
  return builder.add("mean", kOrigin, {sum}, std::move(mean));
}

// Added as doubles to the finished sums.
Result<ValueId> add_base(model::ModelBuilder& builder, const Header& header, ValueId sum) {
  if (header.major == 3) return sum;
  model::Elementwise add{Function::kAdd, {}};
  for (std::size_t target = 0; target < header.num_class.size(); ++target)
    for (std::int32_t c = 0; c < header.num_class[target]; ++c)
      add.constants.push_back(
          header.base_scores[target * static_cast<std::size_t>(header.classes_max()) +
                             static_cast<std::size_t>(c)]);
  if (std::ranges::all_of(add.constants, [](double base) { return base == 0; })) return sum;
  return builder.add("base", kOrigin, {sum}, std::move(add));
}

// Of each target by itself.
Result<ValueId> add_softmax(model::ModelBuilder& builder, const Columns& columns, ValueId margin) {
  const bool wide = builder.block(margin).columns[0] == model::Element::kF64;
  const model::Link softmax{wide ? LinkKind::kNarrowSoftmax : LinkKind::kSoftmax, 1};
  if (columns.begin.size() == 2) return builder.add("softmax", kOrigin, {margin}, softmax);
  std::vector<ValueId> parts;
  for (std::size_t target = 0; target + 1 < columns.begin.size(); ++target) {
    std::vector<std::uint32_t> own(columns.begin[target + 1] - columns.begin[target]);
    std::iota(own.begin(), own.end(), columns.begin[target]);
    SLIPWAY_ASSIGN(const ValueId part,
                   builder.select(fmt::format("target{}", target), margin, own));
    SLIPWAY_ASSIGN(parts.emplace_back(),
                   builder.add(fmt::format("target{}.softmax", target), kOrigin, {part}, softmax));
  }
  return builder.concat("softmax", parts);
}

// exp2(-x / c)
Result<ValueId> add_ratio(model::ModelBuilder& builder, const Header& header, ValueId margin) {
  if (!std::isfinite(header.ratio_c) || header.ratio_c == 0)
    return bad(fmt::format("ratio_c is {}", header.ratio_c));
  SLIPWAY_ASSIGN(const ValueId negative, builder.add("negative", kOrigin, {margin},
                                                     model::Elementwise{Function::kNegative, {}}));
  SLIPWAY_ASSIGN(
      const ValueId ratio,
      builder.add("ratio", kOrigin, {negative},
                  model::Elementwise{Function::kDivide, {static_cast<double>(header.ratio_c)}}));
  return builder.add("response", kOrigin, {ratio}, model::Elementwise{Function::kExp2, {}});
}

// Of the functions of one number GTIL computes the first class of a target only.
Result<ValueId> add_function(model::ModelBuilder& builder, const Header& header, ValueId margin) {
  const std::string& name = header.postprocessor;
  if (header.classes_max() > 1)
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("postprocessor {} of several classes", name));
  if (name == "exponential_standard_ratio") return add_ratio(builder, header, margin);
  model::Link link;
  if (name == "signed_square")
    link.kind = LinkKind::kSignedSquare;
  else if (name == "hinge")
    link.kind = LinkKind::kHinge;
  else if (name == "exponential")
    link.kind = LinkKind::kExp;
  else if (name == "logarithm_one_plus_exp")
    link.kind = LinkKind::kLog1pExp;
  else
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("postprocessor \"{}\"", name.substr(0, 40)));
  return builder.add("response", kOrigin, {margin}, link);
}

Result<ValueId> add_response(model::ModelBuilder& builder, const Header& header,
                             const Columns& columns, ValueId margin) {
  const std::string& name = header.postprocessor;
  const bool one = header.classes_max() == 1;
  if (name == "identity_multiclass" || (name == "identity" && (one || header.major > 3)))
    return margin;
  if (name == "softmax") return add_softmax(builder, columns, margin);
  if (name == "multiclass_ova" || (name == "sigmoid" && one)) {
    if (!std::isfinite(header.sigmoid_alpha) || (header.major == 3 && header.sigmoid_alpha <= 0))
      return bad(fmt::format("sigmoid_alpha is {}", header.sigmoid_alpha));
    return builder.add("response", kOrigin, {margin},
                       model::Link{LinkKind::kSigmoid, static_cast<double>(header.sigmoid_alpha)});
  }
  if (name == "max_index" && header.major == 3 && !one)
    return builder.add("response", kOrigin, {margin}, model::Decide{});
  return add_function(builder, header, margin);
}

}  // namespace

Result<Answers> add_answers(model::ModelBuilder& builder, const Header& header,
                            const Columns& columns, Trees trees) {
  if (header.trees == 0) return bad("there is no tree");
  Answers answers;
  const auto forest = std::make_shared<const model::Forest>(std::move(trees.forest));
  SLIPWAY_ASSIGN(ValueId value,
                 add_sum(builder, header, columns, forest, std::move(trees.tree_output)));
  SLIPWAY_ASSIGN(value, add_mean(builder, header, trees, value));
  SLIPWAY_ASSIGN(answers.margin, add_base(builder, header, value));
  SLIPWAY_ASSIGN(answers.predict, add_response(builder, header, columns, answers.margin));
  answers.margin_is_scalar = columns.count() == 1;
  answers.predict_is_scalar = builder.block(answers.predict).width() == 1;
  if (forest->roots.size() <= base::kColumnsMax) {
    SLIPWAY_ASSIGN(answers.leaf,
                   builder.add("leaf", kOrigin, {builder.input()}, model::TreeLeaves{forest}));
  }
  return answers;
}

}  // namespace slipway::format::treelite
