// What `inspect` says of a stage: the arithmetic it promises, in one line.
#include "model/stage.h"

#include <limits>
#include <memory>

#include <gtest/gtest.h>

#include "model/model.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/forest.h"
#include "model/stages/linear.h"
#include "model/stages/link.h"
#include "model/stages/lookup.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::model {
namespace {

TEST(Op, HoldsOneFamilyAndKnowsItsName) {
  const Op op = Cast{Element::kF32};
  EXPECT_STREQ(op.family(), "cast");
  EXPECT_EQ(op.contract(), "to float32, rounded to nearest");
  ASSERT_NE(op.as<Cast>(), nullptr);
  EXPECT_EQ(op.as<Cast>()->to, Element::kF32);
  EXPECT_EQ(op.as<Gather>(), nullptr);
  EXPECT_FALSE(op.is<Gather>());
  const Op copy = op;
  EXPECT_EQ(copy.as<Cast>(), op.as<Cast>()) << "copies share what they hold";
}

TEST(Describe, ColumnsAndLookups) {
  EXPECT_EQ(contract(Gather{{{0, 0}, {0, 1}}}), "2 columns, as they are");
  EXPECT_EQ(contract(Cast{Element::kF32}), "to float32, rounded to nearest");
  EXPECT_EQ(contract(Scale{.offset = {1}}), "(x - offset) / divisor, each step rounded");
  EXPECT_EQ(contract(Scale{.factor = {1}}), "x * factor + addend, each step rounded");
  EXPECT_EQ(contract(Impute{.indicators = {0, 2}}), "missing values filled, 2 indicator columns");
  EXPECT_EQ(contract(OneHot{{{}, {}}}), "2 columns to 0/1");
  EXPECT_EQ(contract(Ordinal{{{}}}), "1 columns to numbers");
  EXPECT_EQ(contract(LookupRows{{{}}}), "1 columns to rows of numbers");
  EXPECT_EQ(contract(Linear{3, {}, {1, 2}}), "2 sums of 3 products in float64, in column order");
}

TEST(Describe, TreesSayHowTheyCompareAndAdd) {
  Forest forest;
  forest.roots = {0, 1};
  TreeEnsemble op;
  op.forest = std::make_shared<const Forest>(forest);
  EXPECT_EQ(contract(op), "2 trees; float64(x) <= threshold; sum in float64 in tree order");
  forest.input = op.accumulate = Element::kF32;
  forest.compare = Compare::kLess;
  op.aggregate = Aggregate::kMean;
  op.forest = std::make_shared<const Forest>(forest);
  EXPECT_EQ(contract(TreeLeaves{op.forest}),
            "2 trees; float32(x) < threshold; the leaf of each tree");
  EXPECT_EQ(contract(op), "2 trees; float32(x) < threshold; mean in float32 in tree order");
}

TEST(Describe, EveryLinkHasItsFormula) {
  EXPECT_EQ(contract(Link{LinkKind::kIdentity}), "identity");
  EXPECT_EQ(contract(Link{LinkKind::kSigmoid}), "sigmoid");
  EXPECT_EQ(contract(Link{LinkKind::kCutSigmoid}), "sigmoid, x >= -88.7");
  EXPECT_EQ(contract(Link{LinkKind::kSoftmax}), "softmax");
  EXPECT_EQ(contract(Link{LinkKind::kExp}), "exp");
  EXPECT_EQ(contract(Link{LinkKind::kSignedSquare}), "sign(x) * x^2");
  EXPECT_EQ(contract(Link{LinkKind::kLog1pExp}), "log1p(exp(x))");
  EXPECT_EQ(contract(Link{LinkKind::kOneMinus}), "[1 - p, p]");
  EXPECT_EQ(contract(Link{LinkKind::kNormalise}), "x / sum of the row");
  EXPECT_EQ(contract(Link{LinkKind::kNegatePair}), "[-x, x]");
  EXPECT_EQ(contract(Link{LinkKind::kClipProbability}), "clip to [0, 1]");
  EXPECT_EQ(contract(Link{LinkKind::kHinge}), "x > 0");
}

TEST(Describe, DecisionsAndDemands) {
  EXPECT_EQ(contract(Decide{0.5, false}), "the greatest, or x > 0.5");
  EXPECT_EQ(contract(Decide{0, true}), "the greatest, or x >= 0");
  EXPECT_EQ(contract(Require{Element::kF32, false, false}), "not missing, finite in float32");
  EXPECT_EQ(contract(Require{Element::kF64, true, true}), "any number in float64");
}

}  // namespace
}  // namespace slipway::model
