// Links against values that Python's decimal module worked out, each step rounded as the contract has
// it; and at the ends of both types.
#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/link.h"

namespace slipway::engine {
namespace {

using model::LinkKind;

std::vector<double> link(LinkKind kind, const std::vector<double>& x, double scale = 1) {
  Bench bench(std::vector<data::Kind>(x.size(), kF64));
  return bench.stage(model::Link{kind, scale}).row(x).run()[0];
}
double one(LinkKind kind, double x, double scale = 1) { return link(kind, {x}, scale)[0]; }

std::vector<double> link32(LinkKind kind, const std::vector<double>& x) {
  Bench bench(std::vector<data::Kind>(x.size(), kF32));
  return bench.stage(model::Link{kind, 1}).row(x).run()[0];
}
double one32(LinkKind kind, double x) { return link32(kind, {x})[0]; }

TEST(KernelLink, Identity) {
  EXPECT_EQ(one(LinkKind::kIdentity, -1.5), -1.5);
  EXPECT_TRUE(std::isnan(one(LinkKind::kIdentity, kNan)));
}

TEST(KernelLink, Sigmoid) {
  EXPECT_EQ(one(LinkKind::kSigmoid, 0), 0.5);
  EXPECT_EQ(one(LinkKind::kSigmoid, 2), 0x1.c2f7d5a8a79c9p-1);
  EXPECT_EQ(one(LinkKind::kSigmoid, -3.75), 0x1.78761313f225ap-6);
  EXPECT_EQ(one(LinkKind::kSigmoid, 0.75, 1.5), 0x1.82843797b6a5bp-1);
  EXPECT_EQ(one(LinkKind::kSigmoid, 745), 1);
  EXPECT_EQ(one(LinkKind::kSigmoid, -745), 0);  // e^745 is infinite
  EXPECT_EQ(one(LinkKind::kSigmoid, kInf), 1);
  EXPECT_EQ(one(LinkKind::kSigmoid, -kInf), 0);
  EXPECT_EQ(one(LinkKind::kSigmoid, 5e-324), 0.5);
  EXPECT_TRUE(std::isnan(one(LinkKind::kSigmoid, kNan)));
  EXPECT_EQ(one32(LinkKind::kSigmoid, 0.25), 0x1.1fd59ap-1);
  EXPECT_EQ(one32(LinkKind::kSigmoid, -1000), 0);
}

TEST(KernelLink, CutSigmoidIsNeverZero) {
  EXPECT_EQ(one32(LinkKind::kCutSigmoid, 0.25), 0x1.1fd59ap-1);
  EXPECT_EQ(one32(LinkKind::kCutSigmoid, -1000), 0x1.05ea38p-128);
  EXPECT_EQ(one32(LinkKind::kCutSigmoid, -kInf), 0x1.05ea38p-128);
  EXPECT_EQ(one32(LinkKind::kCutSigmoid, kInf), 1);
  EXPECT_TRUE(std::isnan(one32(LinkKind::kCutSigmoid, kNan)));
}

TEST(KernelLink, SortedIsTheRowInOrder) {
  EXPECT_EQ(link(LinkKind::kSorted, {2, -kInf, 1, 1}), (std::vector<double>{-kInf, 1, 1, 2}));
  const std::vector<double> last = link32(LinkKind::kSorted, {kNan, 3, kNan, -0.5});
  EXPECT_EQ(last[0], -0.5);
  EXPECT_EQ(last[1], 3);
  EXPECT_TRUE(std::isnan(last[2]) && std::isnan(last[3]));
  EXPECT_EQ(one(LinkKind::kSorted, -1.5), -1.5);
}

// 0 is log(2) more, -1000 the least that there is, 1000 itself.
TEST(KernelLink, ExpectilesAreSumsOfDistances) {
  EXPECT_EQ(link32(LinkKind::kExpectiles, {-1, 0}),
            (std::vector<double>{-1, -1.0f + (1e-6f + 0x1.62e43p-1f)}));
  EXPECT_EQ(link32(LinkKind::kExpectiles, {0, -1000, 1000}),
            (std::vector<double>{0, 1e-6f, 1e-6f + (1e-6f + 1000.0f)}));
  EXPECT_EQ(one32(LinkKind::kExpectiles, 4), 4);
}

TEST(KernelLink, Exp) {
  EXPECT_EQ(one(LinkKind::kExp, 1), 0x1.5bf0a8b145769p+1);
  EXPECT_EQ(one(LinkKind::kExp, -1), 0x1.78b56362cef38p-2);
  EXPECT_EQ(one(LinkKind::kExp, 0.5), 0x1.a61298e1e069cp+0);
  EXPECT_EQ(one(LinkKind::kExp, 10.25), 0x1.b9ea2aed2a0f1p+14);
  EXPECT_EQ(one(LinkKind::kExp, 709.75), 0x1.ef85a11e73f2dp+1023);
  EXPECT_EQ(one(LinkKind::kExp, 745), kInf);
  EXPECT_EQ(one(LinkKind::kExp, -745), 5e-324);
  EXPECT_EQ(one(LinkKind::kExp, -746), 0);
  EXPECT_EQ(one(LinkKind::kExp, -kInf), 0);
  EXPECT_EQ(one(LinkKind::kExp, kInf), kInf);
  EXPECT_TRUE(std::isnan(one(LinkKind::kExp, kNan)));
  EXPECT_EQ(one32(LinkKind::kExp, 88.5), 0x1.99b988p+127);
  EXPECT_EQ(one32(LinkKind::kExp, 89), kInf);
  EXPECT_EQ(one32(LinkKind::kExp, -100), 0x1.bp-145);  // denormal in float32
  EXPECT_EQ(one32(LinkKind::kExp, -745), 0);
}

TEST(KernelLink, SignedSquareKeepsTheSignOfZero) {
  EXPECT_EQ(one(LinkKind::kSignedSquare, -3), -9);
  EXPECT_TRUE(std::signbit(one(LinkKind::kSignedSquare, -0.0)));
  EXPECT_EQ(one(LinkKind::kSignedSquare, -1e200), -kInf);
  EXPECT_TRUE(std::signbit(one(LinkKind::kSignedSquare, -1e-200)));  // underflows to -0
  EXPECT_TRUE(std::isnan(one(LinkKind::kSignedSquare, kNan)));
}

TEST(KernelLink, Log1pExp) {
  EXPECT_EQ(one(LinkKind::kLog1pExp, 0), 0x1.62e42fefa39efp-1);  // ln 2
  EXPECT_DOUBLE_EQ(one(LinkKind::kLog1pExp, 1), 0x1.5031eafefb049p+0);
  EXPECT_DOUBLE_EQ(one(LinkKind::kLog1pExp, -3), 0x1.8e070fc045701p-5);
  EXPECT_EQ(one(LinkKind::kLog1pExp, 50), 50);
  EXPECT_EQ(one(LinkKind::kLog1pExp, -745), 5e-324);
  EXPECT_EQ(one(LinkKind::kLog1pExp, 745), kInf);  // as LightGBM, which does not guard it
  EXPECT_EQ(one(LinkKind::kLog1pExp, -kInf), 0);
}

TEST(KernelLink, SoftmaxRoundsEachPower) {
  EXPECT_EQ(
      link(LinkKind::kSoftmax, {1, 2, 3}),
      (std::vector<double>{0x1.70c3e5f682bdap-4, 0x1.f534335ca4bcfp-3, 0x1.549a766a06790p-1}));
  EXPECT_EQ(link32(LinkKind::kSoftmax, {1, 2, 3}),
            (std::vector<double>{0x1.70c3e6p-4, 0x1.f53434p-3, 0x1.549a76p-1}));
}

TEST(KernelLink, SoftmaxAtTheEnds) {
  EXPECT_EQ(link(LinkKind::kSoftmax, {1000, 1000}), (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(link(LinkKind::kSoftmax, {-745, 0}), (std::vector<double>{5e-324, 1}));
  EXPECT_EQ(link(LinkKind::kSoftmax, {-kInf, 0}), (std::vector<double>{0, 1}));
  EXPECT_EQ(link(LinkKind::kSoftmax, {7}), (std::vector<double>{1}));
  for (const std::vector<double>& row :
       {std::vector{-kInf, -kInf}, {kInf, 0}, {kNan, 0}, {0, kNan}})
    for (const double x : link(LinkKind::kSoftmax, row)) EXPECT_TRUE(std::isnan(x)) << row[0];
}

// exp(-0.1) as float, beside 1, over their sum as float.
TEST(KernelLink, NarrowSoftmaxRoundsItsTermsToFloat) {
  const auto term = static_cast<double>(static_cast<float>(std::exp(-0.1)));
  const auto sum = static_cast<double>(static_cast<float>(1 + term));
  EXPECT_EQ(link(LinkKind::kNarrowSoftmax, {-0.1, 0}), (std::vector<double>{term / sum, 1 / sum}));
  EXPECT_EQ(link32(LinkKind::kNarrowSoftmax, {1, 2, 3}), link32(LinkKind::kSoftmax, {1, 2, 3}));
  // The greatest is rounded too, so that no power need be 1.
  EXPECT_EQ(link(LinkKind::kNarrowSoftmax, {0.1}), (std::vector<double>{1}));
  for (const double x : link(LinkKind::kNarrowSoftmax, {kNan, 0})) EXPECT_TRUE(std::isnan(x));
}

TEST(KernelLink, NormaliseGivesEqualSharesOfNothing) {
  EXPECT_EQ(link(LinkKind::kNormalise, {1, 3}), (std::vector<double>{0.25, 0.75}));
  EXPECT_EQ(link(LinkKind::kNormalise, {0, 0, 0}), (std::vector<double>(3, 1.0 / 3)));
  EXPECT_EQ(link32(LinkKind::kNormalise, {0, 0, 0}),
            (std::vector<double>(3, static_cast<double>(1.0f / 3))));
  EXPECT_EQ(link(LinkKind::kNormalise, {5e-324, 0}), (std::vector<double>{1, 0}));
  for (const double x : link(LinkKind::kNormalise, {kNan, 1})) EXPECT_TRUE(std::isnan(x));
}

TEST(KernelLink, Pairs) {
  EXPECT_EQ(link(LinkKind::kOneMinus, {0.1}), (std::vector<double>{1 - 0.1, 0.1}));
  EXPECT_EQ(link32(LinkKind::kOneMinus, {0.1}),
            (std::vector<double>{static_cast<double>(1 - 0.1f), static_cast<double>(0.1f)}));
  EXPECT_EQ(link(LinkKind::kOneMinus, {kInf}), (std::vector<double>{-kInf, kInf}));
  EXPECT_EQ(link(LinkKind::kNegatePair, {2}), (std::vector<double>{-2, 2}));
  EXPECT_TRUE(std::signbit(link(LinkKind::kNegatePair, {0})[0]));
}

// numpy: (k - 1) * (log(p) - 1 / k * log(p).sum()), p clipped at numpy.finfo(float).eps.
TEST(KernelLink, SammeIsTheLogarithmBesideItsMean) {
  const auto out = link(LinkKind::kSamme, {0.5, 0.5, 0});
  const double half = std::log(0.5), least = std::log(0x1p-52);
  EXPECT_EQ(out[0], 2 * (half - (1.0 / 3) * (half + half + least)));
  EXPECT_EQ(out[2], 2 * (least - (1.0 / 3) * (half + half + least)));
}

TEST(KernelLink, BoundedStaysBelowAThird) {
  EXPECT_EQ(one(LinkKind::kBounded, 1), 1.0 / 6);
  EXPECT_EQ(one(LinkKind::kBounded, -3), -0.25);
}

TEST(KernelLink, ClipsAndSteps) {
  for (const auto& [x, clipped] :
       {std::pair{-kInf, 0.0}, {-5e-324, 0}, {0.3, 0.3}, {1.5, 1}, {kInf, 1}})
    EXPECT_EQ(one(LinkKind::kClipProbability, x), clipped);
  EXPECT_TRUE(std::isnan(one(LinkKind::kClipProbability, kNan)));
  for (const auto& [x, step] :
       {std::pair{-1.0, 0.0}, {-0.0, 0}, {0, 0}, {5e-324, 1}, {kInf, 1}, {kNan, 0}})
    EXPECT_EQ(one(LinkKind::kHinge, x), step) << x;
}

TEST(KernelLink, LogPositiveTakesTheLeastNormalNumberForZero) {
  EXPECT_EQ(one(LinkKind::kLogPositive, 0), std::log(2.2250738585072014e-308));
  EXPECT_EQ(one(LinkKind::kLogPositive, 1), 0);
  EXPECT_EQ(one(LinkKind::kLogPositive, 5e-324), std::log(5e-324));
}

TEST(KernelLink, HuberProbability) {
  EXPECT_EQ(one(LinkKind::kHuberProbability, -2), 0);
  EXPECT_EQ(one(LinkKind::kHuberProbability, 0.5), 0.75);
  EXPECT_EQ(one(LinkKind::kHuberProbability, 7), 1);
}

TEST(KernelLink, SharesOfNothing) {
  EXPECT_EQ(link(LinkKind::kShare, {1, 3}), (std::vector<double>{0.25, 0.75}));
  EXPECT_TRUE(std::isnan(link(LinkKind::kShare, {0, 0})[0]));
  EXPECT_EQ(link(LinkKind::kNormalise, {0, 0}), (std::vector<double>{0.5, 0.5}));
}

TEST(KernelLink, LogarithmsOfSums) {
  const double ln2 = std::log(2.0);
  EXPECT_EQ(link(LinkKind::kLogSumExp, {1000, 1000})[0], ln2 + 1000);
  EXPECT_EQ(link(LinkKind::kLogSumExp, {-kInf, -kInf})[0], -kInf);
  EXPECT_EQ(link(LinkKind::kLogSumExp, {kInf, 0})[0], kInf);
  EXPECT_EQ(link(LinkKind::kLogNormalise, {1000, 1000}),
            (std::vector<double>{1000 - (ln2 + 1000), 1000 - (ln2 + 1000)}));
  EXPECT_EQ(link(LinkKind::kLogNormalise, {-kInf, 0}), (std::vector<double>{-kInf, 0}));
  EXPECT_EQ(link(LinkKind::kLogSoftmax, {1000, 1000}), (std::vector<double>{-ln2, -ln2}));
  EXPECT_EQ(link(LinkKind::kLogSoftmax, {-kInf, 0}), (std::vector<double>{-kInf, 0}));
}

}  // namespace
}  // namespace slipway::engine
