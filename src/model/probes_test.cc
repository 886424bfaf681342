// What a model is probed with comes from its own thresholds, categories and scales.
#include "model/probes.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "model/model_builder.h"
#include "model/stages/forest.h"
#include "model/stages/lookup.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::model {
namespace {

bool holds(const std::vector<double>& numbers, double x) {
  return std::ranges::find(numbers, x) != numbers.end();
}

TreeEnsemble ensemble(Forest forest) {
  TreeEnsemble op;
  op.forest = std::make_shared<const Forest>(std::move(forest));
  return op;
}

Forest stump(double threshold) {
  Forest op;
  op.inputs = 1;
  op.roots = {0};
  op.nodes = {{.threshold = threshold, .left = 1, .right = 2}, {}, {.left = -2, .right = -2}};
  op.leaves = {1, 2};
  return op;
}

std::vector<Probes> of_one_column(std::vector<Op> ops, data::Kind kind = data::Kind::kFloat64) {
  ModelBuilder builder;
  builder.inputs({{"x", kind, {}}}, true);
  ValueId last = 0;
  for (Op& op : ops) {
    const auto id = builder.add("stage", "", {last}, std::move(op));
    EXPECT_TRUE(id.ok()) << id.status().text();
    last = *id;
  }
  EXPECT_TRUE(builder.output({.name = "out", .value = last, .scalar = false}).ok());
  return probes_of(**std::move(builder).build());
}

TEST(Probes, AThresholdAndTheNumbersNextToIt) {
  const auto probes = of_one_column({ensemble(stump(0.5))});
  ASSERT_EQ(probes.size(), 1u);
  for (const double x : {0.5, std::nextafter(0.5, 1.0), std::nextafter(0.5, 0.0),
                         static_cast<double>(std::nextafter(0.5f, 1.0f))})
    EXPECT_TRUE(holds(probes[0].numbers, x)) << x;
}

TEST(Probes, AThresholdBehindAScalerIsOneOfTheInput) {
  const auto probes = of_one_column({Scale{.offset = {10}, .divisor = {4}}, ensemble(stump(0.5))});
  EXPECT_TRUE(holds(probes[0].numbers, 12));
  EXPECT_TRUE(holds(probes[0].numbers, 10)) << "the mean";
}

TEST(Probes, KnownCategories) {
  Ordinal op;
  op.columns.push_back({.categories = {{Category::Kind::kString, 0, "b"},
                                       {Category::Kind::kString, 0, "a"},
                                       {Category::Kind::kMissing, 0, {}}},
                        .code = {0, 1, 2}});
  EXPECT_EQ(of_one_column({op}, data::Kind::kString)[0].texts,
            (std::vector<std::string>{"a", "b"}));
}

TEST(Probes, AreBounded) {
  Forest op = stump(0);
  for (int t = 1; t < 20000; ++t) {
    op.roots.push_back(static_cast<std::uint32_t>(op.nodes.size()));
    const auto at = static_cast<std::int32_t>(op.nodes.size());
    op.nodes.push_back({.threshold = t * 0.5, .left = at + 1, .right = at + 2});
    op.nodes.push_back({});
    op.nodes.push_back({.left = -2, .right = -2});
  }
  EXPECT_LE(of_one_column({ensemble(std::move(op))})[0].numbers.size(), kProbesMax);
}

}  // namespace
}  // namespace slipway::model
