// Leaf vectors, in both places where they have stood.
#include "format/xgboost/tree_arrays.h"

#include <gtest/gtest.h>

namespace slipway::format::xgboost {
namespace {

// A split and two leaves of two values each.
std::string tree(const char* right, const char* weights) {
  return std::string(R"({"left_children":[1,-1,-1],"right_children":)") + right +
         R"(,"split_indices":[0,0,0],"split_conditions":[1,0,0],"default_left":[0,0,0],)" +
         weights + R"(,"tree_param":{"size_leaf_vector":"2"}})";
}

TEST(TreeArrays, LeafVectorsAreTheWeightsOfNodes) {
  TreeArrays arrays;
  const auto status =
      read_arrays(tree("[2,-1,-1]", R"("base_weights":[0,0,1,2,3,4])"), Form::kJson, arrays);
  ASSERT_TRUE(status.ok()) << status.text();
  EXPECT_EQ(arrays.leaf_width, 2u);
  EXPECT_FALSE(arrays.vector_by_leaf);
  EXPECT_EQ(arrays.leaf_vectors, (std::vector<float>{0, 0, 1, 2, 3, 4}));
}

TEST(TreeArrays, OrHaveAnArrayOfTheirOwn) {
  TreeArrays arrays;
  const auto status =
      read_arrays(tree("[2,0,1]", R"("leaf_weights":[1,2,3,4])"), Form::kJson, arrays);
  ASSERT_TRUE(status.ok()) << status.text();
  EXPECT_TRUE(arrays.vector_by_leaf);
  EXPECT_EQ(arrays.leaf_vectors, (std::vector<float>{1, 2, 3, 4}));
}

TEST(TreeArrays, AWidthThatDoesNotFitIsRefused) {
  TreeArrays arrays;
  for (const char* weights :
       {R"("leaf_weights":[1,2,3])", R"("base_weights":[1,2,3,4])", R"("x":0)"})
    EXPECT_FALSE(read_arrays(tree("[2,0,1]", weights), Form::kJson, arrays).ok()) << weights;
}

}  // namespace
}  // namespace slipway::format::xgboost
