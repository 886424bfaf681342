// What a file may say of its trees, and what is refused by name.
#include "format/xgboost/trees.h"

#include <gtest/gtest.h>

#include "format/xgboost/booster.h"
#include "format/xgboost/model_test.h"

namespace slipway::format::xgboost {
namespace {

base::Status read(const std::string& bytes) {
  auto file = BoosterFile::parse(bytes);
  if (!file.ok()) return file.status();
  model::ModelBuilder builder;
  builder.inputs(file->info().features, true);
  return file->add(builder, builder.input(), {}, "booster").status();
}

TEST(Trees, TheSmallModelIsSound) {
  EXPECT_TRUE(read(small_model()).ok()) << read(small_model()).text();
}

TEST(Trees, NodesMayComeInAnyOrderAndSomeMayBeUnused) {
  // The root's left child is the last node; node 1 is one that pruning left behind.
  std::string model = small_model();
  for (const auto& [from, to] :
       {std::pair{"\"left_children\":[1,-1,-1]", "\"left_children\":[3,-1,-1,-1]"},
        {"\"right_children\":[2,-1,-1]", "\"right_children\":[2,-1,-1,-1]"},
        {"\"split_conditions\":[5E-1,-1E0,2E0]", "\"split_conditions\":[5E-1,9E0,2E0,-1E0]"},
        {"\"split_indices\":[0,0,0]", "\"split_indices\":[0,2147483647,0,0]"},
        {"\"split_type\":[0,0,0]", "\"split_type\":[0,0,0,0]"},
        {"\"default_left\":[1,0,0]", "\"default_left\":[true,false,false,false]"}})
    model = replaced(model, from, to);
  EXPECT_TRUE(read(model).ok()) << read(model).text();
}

TEST(Trees, BrokenTreesAreRefusedByName) {
  struct Case {
    const char *from, *to, *message;
  };
  for (const Case& c :
       {Case{"\"left_children\":[1,-1,-1]", "\"left_children\":[0,-1,-1]",
             "node 0 has two parents"},
        Case{"\"left_children\":[1,-1,-1]", "\"left_children\":[2,-1,-1]",
             "node 2 has two parents"},
        Case{"\"right_children\":[2,-1,-1]", "\"right_children\":[9,-1,-1]",
             "node 0 leads to 9, which is not there"},
        Case{"\"split_indices\":[0,0,0]", "\"split_indices\":[2,0,0]",
             "node 0 reads feature 2 of 2"},
        Case{"\"split_indices\":[0,0,0]", "\"split_indices\":[0,0]", "has 2 values, wanted 3"},
        Case{"\"split_type\":[0,0,0]", "\"split_type\":[1,0,0]", "node 0 has no categories"},
        Case{"\"tree_info\":[0]", "\"tree_info\":[1]", "tree 0 adds to output 1 of 1"},
        Case{"\"categories_nodes\":[]", "\"categories_nodes\":[7]", "has 0 values, wanted 1"},
        Case{"\"left_children\":[1,-1,-1]", "\"left_children\":[]", "has no nodes"}}) {
    const base::Status status = read(replaced(small_model(), c.from, c.to));
    ASSERT_FALSE(status.ok()) << c.to;
    EXPECT_EQ(status.message(), c.message);
    EXPECT_TRUE(status.place().starts_with("trees[0]") || status.message().starts_with("tree 0"))
        << status.text();
  }
}

TEST(Trees, CategoriesAreBounded) {
  const auto with = [](const char* values) {
    std::string model = replaced(small_model(), "\"split_type\":[0,0,0]", "\"split_type\":[1,0,0]");
    model = replaced(replaced(model, "\"categories_nodes\":[]", "\"categories_nodes\":[0]"),
                     "\"categories_segments\":[]", "\"categories_segments\":[0]");
    return replaced(replaced(model, "\"categories_sizes\":[]", "\"categories_sizes\":[2]"),
                    "\"categories\":[]", values);
  };
  EXPECT_TRUE(read(with("\"categories\":[0,33]")).ok());
  EXPECT_EQ(read(with("\"categories\":[0,16777216]")).message(), "a category is out of range");
  EXPECT_EQ(read(with("\"categories\":[-1,0]")).message(), "a category is out of range");
  EXPECT_EQ(read(with("\"categories\":[0]")).message(), "categories_segments is out of range");
}

}  // namespace
}  // namespace slipway::format::xgboost
