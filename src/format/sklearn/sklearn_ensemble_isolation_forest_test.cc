// How deep the leaves of isolation forests count, by era, and what is refused. Their answers are
// compared with the library's in golden/.
#include <cmath>

#include "format/sklearn/trees_test.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/trees.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

class Isolation : public Records {
 protected:
  std::vector<double> depths() const {
    const auto* ensemble = op<model::TreeEnsemble>("depths");
    return ensemble == nullptr ? std::vector<double>() : ensemble->forest->leaves;
  }
  double divisor() const { return op<model::Elementwise>("depth")->constants.at(0); }
};

const std::string kName = "sklearn.ensemble._iforest.IsolationForest";
constexpr double kGamma = 0.57721566490153286;

std::string extra_tree(const std::string& tree) {
  return object("sklearn.tree._classes.ExtraTreeRegressor",
                is("tree_", tree) + is("n_outputs_", whole(1)));
}
const std::string kTree = extra_tree(stump({0, 0, 0}));  // leaves of 3 and of 2 samples
std::string trees(int count, int samples = 5) {
  return is("estimators_",
            list_of(std::vector<std::string>(static_cast<std::size_t>(count), kTree))) +
         is("max_samples_", whole(samples));
}
const std::string kOffset = is("offset_", real(-0.5));

// What a tree of so many samples adds to the depth of a leaf.
TEST_F(Isolation, ALeafCountsWhatATreeBelowItWould) {
  ASSERT_EQ(refusal(kName, trees(1) + kOffset, 2, "0.21.3"), "");
  EXPECT_EQ(depths(), (std::vector<double>{2 + (2 * (std::log(2) + kGamma) - 4.0 / 3) - 1, 2}));
  ASSERT_EQ(refusal(kName, trees(1) + kOffset, 2, "0.20.4"), "");
  EXPECT_EQ(depths(), (std::vector<double>{1 + (2 * (std::log(2) + kGamma) - 4.0 / 3),
                                           1 + (2 * kGamma - 1)}));
  const std::vector<double> of_020 = depths();
  ASSERT_EQ(refusal(kName, trees(1) + is("threshold_", real(0)), 2, "0.19.2"), "");
  EXPECT_EQ(depths(), of_020);
  ASSERT_EQ(refusal(kName, trees(1) + is("threshold_", real(0)), 2, "0.18.2"), "");
  EXPECT_EQ(depths(), (std::vector<double>{1 + (2 * (std::log(3) + 0.5772156649) - 4.0 / 3),
                                           1 + (2 * (std::log(2) + 0.5772156649) - 1)}));
}

// From 1.3 on the file has the lengths.
TEST_F(Isolation, LengthsInTheFile) {
  const auto lengths = [](const std::vector<double>& means, const std::vector<double>& ways) {
    const auto one = [](const std::vector<double>& values) {
      return list_of({array({static_cast<int>(values.size())}, values)});
    };
    return is("_average_path_length_per_tree", one(means)) +
           is("_decision_path_lengths", one(ways));
  };
  ASSERT_EQ(refusal(kName, trees(1) + kOffset + lengths({9, 0.25, 0.5}, {1, 2, 3})), "");
  EXPECT_EQ(depths(), (std::vector<double>{1.25, 2.5}));
  EXPECT_EQ(refusal(kName, trees(1) + kOffset + lengths({9, 0.25}, {1, 2, 3})),
            "WRONG_SHAPE: lengths of paths of another tree");
  EXPECT_EQ(refusal(kName, trees(1) + kOffset + lengths({9, 0.25, 0.5}, {1, 2})),
            "WRONG_SHAPE: lengths of paths of another tree");
  EXPECT_EQ(refusal(kName, trees(2) + kOffset + lengths({9, 0.25, 0.5}, {1, 2, 3})),
            "WRONG_SHAPE: lengths of paths of fewer trees");
  EXPECT_EQ(refusal(kName, trees(1) + kOffset + is("_decision_path_lengths", list_of({}))),
            "MISSING_ATTRIBUTE: one of the lengths of paths is not there");
}

// The sum over the trees is divided by all of them and a tree's own depth; up to 0.20 the mean by it.
TEST_F(Isolation, DepthsAreShares) {
  const double depth = 2 * (std::log(4) + kGamma) - 8.0 / 5;
  const auto made = emitted(kName, trees(3) + kOffset);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(divisor(), depth * 3);
  EXPECT_EQ(op<model::TreeEnsemble>("depths")->aggregate, model::Aggregate::kSum);
  EXPECT_EQ(op<model::Elementwise>("scores")->function, model::Function::kExp2);
  ASSERT_EQ(refusal(kName, trees(3) + kOffset, 2, "0.20.4"), "");
  EXPECT_EQ(divisor(), depth);
  EXPECT_EQ(op<model::TreeEnsemble>("depths")->aggregate, model::Aggregate::kMean);
}

TEST_F(Isolation, FewSamples) {
  ASSERT_EQ(refusal(kName, trees(1, 2) + kOffset), "");
  EXPECT_EQ(divisor(), 1);
  ASSERT_EQ(refusal(kName, trees(1, 1) + kOffset, 2, "0.20.4"), "");
  EXPECT_EQ(divisor(), 1);
  ASSERT_EQ(refusal(kName, trees(1, 1) + kOffset, 2, "0.24.2"),
            "");  // a score of 1, whatever the row
  ASSERT_NE(op<model::Place>("no_depth"), nullptr);
  EXPECT_EQ(op<model::Place>("no_depth")->fill, (std::vector<double>{1}));
  EXPECT_EQ(refusal(kName, trees(1, 1) + kOffset, 2, "0.23.2"),
            "UNSUPPORTED_OPTION: " + kName + " of scikit-learn 0.23.2: trees of one sample");
  ASSERT_EQ(refusal(kName, trees(1, 1) + kOffset + is("_max_samples", whole(2))), "");
  EXPECT_EQ(divisor(), 1);  // the newer name counts
}

TEST_F(Isolation, DecisionsAreFromTheOffsetOn) {
  const auto made = emitted(kName, trees(1) + kOffset);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_TRUE(made->samples && made->decision);
  EXPECT_EQ(made->classes->number, (std::vector<double>{-1, 1}));
  EXPECT_EQ(op<model::Elementwise>("decision")->function, model::Function::kSubtract);
  EXPECT_EQ(op<model::Elementwise>("decision")->constants, (std::vector<double>{-0.5}));
  EXPECT_EQ(op<model::Decide>("predict")->threshold, 0);
  EXPECT_TRUE(op<model::Decide>("predict")->greater_or_equal);
  EXPECT_EQ(refusal(kName, trees(1)), "MISSING_ATTRIBUTE: there is no attribute offset_");
}

// 0.20 and 0.21 have both behaviours.
TEST_F(Isolation, OldBehaviour) {
  const std::string all = trees(1) + kOffset + is("_threshold_", real(0.25));
  ASSERT_EQ(refusal(kName, all + is("behaviour", text_of("old")), 2, "0.21.3"), "");
  EXPECT_EQ(op<model::Decide>("predict")->threshold, 0.25);
  ASSERT_EQ(refusal(kName, all + is("behaviour", text_of("new")), 2, "0.21.3"), "");
  EXPECT_EQ(op<model::Decide>("predict")->threshold, 0);
  ASSERT_EQ(refusal(kName, all + is("behaviour", text_of("old")), 2, "0.22.2"), "");
  EXPECT_EQ(op<model::Decide>("predict")->threshold, 0);
}

TEST_F(Isolation, BeforeOffsets) {
  const auto made = emitted("sklearn.ensemble.iforest.IsolationForest",
                            trees(1) + is("threshold_", real(0.125)), 2, "0.19.2");
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_FALSE(made->samples);
  EXPECT_EQ(op<model::Elementwise>("decision")->function, model::Function::kSubtractFrom);
  EXPECT_EQ(op<model::Decide>("predict")->threshold, 0.125);
  EXPECT_FALSE(op<model::Decide>("predict")->greater_or_equal);
}

TEST_F(Isolation, TreesReadSomeOfTheColumns) {
  const auto with = [](const std::vector<std::int64_t>& columns) {
    return trees(1) + kOffset + is("_max_features", whole(2)) +
           is("estimators_features_", list_of({labels(columns)}));
  };
  ASSERT_EQ(refusal(kName, with({0, 3}), 4), "");
  EXPECT_EQ(op<model::TreeEnsemble>("depths")->forest->nodes[0].feature, 3u);
  ASSERT_EQ(refusal(kName, with({1, 0}), 2), "");  // all of them, in whatever order they were drawn
  EXPECT_EQ(op<model::TreeEnsemble>("depths")->forest->nodes[0].feature, 1u);
  EXPECT_EQ(refusal(kName, with({0, 4}), 4), "BAD_COLUMN: a tree reads column 4 of 4");
  EXPECT_EQ(refusal(kName, with({0, -1}), 4), "BAD_COLUMN: a tree reads column -1 of 4");
  EXPECT_EQ(refusal(kName, with({0}), 4), "BAD_COLUMN: a tree reads a column it was not given");
}

TEST_F(Isolation, FromOnePointSixOnEveryNumberIsTaken) {
  ASSERT_EQ(refusal(kName, trees(1) + kOffset, 2, "1.5.2"), "");
  ASSERT_NE(op<model::Require>("check"), nullptr);
  EXPECT_FALSE(op<model::Require>("check")->allow_nan);
  ASSERT_EQ(refusal(kName, trees(1) + kOffset, 2, "1.6.1"), "");
  EXPECT_EQ(op<model::Require>("check"), nullptr);
}

TEST_F(Isolation, WhatDoesNotFitIsRefused) {
  EXPECT_EQ(refusal(kName, is("estimators_", list_of({})) + kOffset),
            "MISSING_ATTRIBUTE: there are no trees");
  EXPECT_EQ(refusal(kName, is("estimators_", list_of({kTree})) + kOffset),
            "MISSING_ATTRIBUTE: there is no attribute max_samples_");
  EXPECT_EQ(refusal(kName, trees(1) + kOffset, 1), "BAD_MODEL: tree 0, node 0: feature 1 of 1");
  EXPECT_EQ(refusal(kName, is("estimators_", list_of({kTree})) + kOffset +
                               is("max_samples_", real(std::nan("")))),
            "BAD_MODEL: max_samples_ is no number of samples");
  EXPECT_EQ(refusal(kName, trees(1) + kOffset + is("link", whole(1))).substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

}  // namespace
}  // namespace slipway::format::sklearn
