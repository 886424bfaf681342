// What postprocessors compute is compared in doors/golden_test.cc on golden/treelite.
#include <gtest/gtest.h>

#include "format/format.h"
#include "format/one_file_test.h"
#include "format/treelite/checkpoint_test.h"

namespace slipway::format::treelite {
namespace {

std::string refusal(const Written& written) {
  return std::string(read_model(OneFile(written.bytes())).status().message());
}

TEST(TreeliteAnswers, ClassesOfSeveralTargetsAreNamed) {
  const auto model = read_model(OneFile(Written{
      .num_class = {1, 2},
      .leaf_shape = {1, 1},
      .target_id = {1},
      .class_id = {1},
      .postprocessor = "softmax",
      .base_scores = {0, 0, 0, 0}}.bytes()));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->output("predict")->columns, (std::vector<std::string>{"0_0", "1_0", "1_1"}));
}

TEST(TreeliteAnswers, RefusesWhatIsNotKnownByName) {
  EXPECT_EQ(refusal({.postprocessor = "cauchit"}), "postprocessor \"cauchit\"");
  EXPECT_EQ(refusal({.postprocessor = "max_index"}), "postprocessor \"max_index\"");
  EXPECT_EQ(refusal({.num_class = {2}, .postprocessor = "sigmoid", .base_scores = {0, 0}}),
            "postprocessor sigmoid of several classes");
  EXPECT_EQ(refusal({.average = 1, .num_class = {2}, .base_scores = {0, 0}}),
            "an average of no tree");
  EXPECT_EQ(refusal({.trees = 0, .target_id = {}, .class_id = {}}), "there is no tree");
  EXPECT_EQ(refusal({.features = 1}), "tree 0, node 0: feature 1 of 1");
}

}  // namespace
}  // namespace slipway::format::treelite
