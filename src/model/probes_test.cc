// What a model is probed with comes from its own thresholds, categories and scales.
#include "model/probes.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "model/model_builder.h"
#include "model/stages/basis.h"
#include "model/stages/columns.h"
#include "model/stages/domain.h"
#include "model/stages/elementwise.h"
#include "model/stages/forest.h"
#include "model/stages/lookup.h"
#include "model/stages/scale.h"
#include "model/stages/texts.h"
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

std::vector<Probes> of_columns(std::vector<Feature> inputs, std::vector<Op> ops) {
  ModelBuilder builder;
  builder.inputs(std::move(inputs), true);
  ValueId last = 0;
  for (Op& op : ops) {
    const auto id = builder.add("stage", "", {last}, std::move(op));
    EXPECT_TRUE(id.ok()) << id.status().text();
    last = *id;
  }
  EXPECT_TRUE(builder.output({.name = "out", .value = last, .scalar = false}).ok());
  return probes_of(**std::move(builder).build());
}

std::vector<Probes> of_one_column(std::vector<Op> ops, data::Kind kind = data::Kind::kFloat64) {
  return of_columns({{"x", kind, {}}}, std::move(ops));
}

TEST(Probes, AThresholdAndTheNumbersNextToIt) {
  const auto probes = of_one_column({ensemble(stump(0.5))});
  ASSERT_EQ(probes.size(), 1u);
  for (const double x : {0.5, std::nextafter(0.5, 1.0), std::nextafter(0.5, 0.0),
                         static_cast<double>(std::nextafter(0.5f, 1.0f))})
    EXPECT_TRUE(holds(probes[0].numbers, x)) << x;
}

TEST(Probes, ADomainsLimitsAndKnownValues) {
  const auto probes = of_one_column({Domain{{{.missing = {{Category::Kind::kNumber, -9, {}}},
                                              .valid = Domain::Valid::kRange,
                                              .least = 0,
                                              .greatest = 8,
                                              .high = 5}}},
                                     ensemble(stump(0.5))});
  for (const double x : {0.0, 8.0, 5.0, 0.5}) EXPECT_TRUE(holds(probes[0].numbers, x)) << x;
  EXPECT_TRUE(holds(probes[0].known, -9));
  const auto texts = of_one_column(
      {Domain{{{.valid = Domain::Valid::kKnown, .known = {{Category::Kind::kString, 0, "a"}}}}},
       EditTexts{.what = EditTexts::What::kUpper},
       OneHot{{{.categories = {{Category::Kind::kString, 0, "B"}}, .slot = {0}, .slots = 1}}}},
      data::Kind::kString);
  EXPECT_EQ(texts[0].texts, (std::vector<std::string>{"B", "a"}));
}

TEST(Probes, EdgesOfBinsAndOfComparisons) {
  EXPECT_TRUE(holds(of_one_column({Bins{.edges = {{1, 2, 3}}}})[0].numbers, 2));
  EXPECT_TRUE(holds(of_one_column({Elementwise{Function::kGreater, {7}}})[0].numbers, 7));
  const Category two{Category::Kind::kNumber, 2, {}}, a{Category::Kind::kString, 0, "a"};
  EXPECT_TRUE(holds(of_one_column({LookupTexts{{{{two}, {a}, a}}}, MeasureTexts{}})[0].known, 2));
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

TEST(Probes, ColumnsThatNothingReads) {
  const std::vector<Feature> inputs = {{"a"}, {"b"}};
  const auto read = [&](std::vector<Gather::From> taken) {
    const auto probes = of_columns(inputs, {Gather{std::move(taken)}, ensemble(stump(0.5))});
    return std::vector<bool>{probes[0].read, probes[1].read};
  };
  EXPECT_EQ(read({{0, 1}}), (std::vector<bool>{false, true}));
  EXPECT_EQ(read({{0, 0}}), (std::vector<bool>{true, false}));
  EXPECT_TRUE(of_columns(inputs, {})[1].read) << "an input may itself be the answer";
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
