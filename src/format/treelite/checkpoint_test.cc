// Checkpoints that lie; what Treelite itself wrote is compared in doors/golden_test.cc on
// golden/treelite.
#include "format/treelite/checkpoint.h"

#include <gtest/gtest.h>

#include "format/treelite/checkpoint_test.h"

namespace slipway::format::treelite {
namespace {

std::string refusal(const Written& written) { return read(written.bytes()).status().text(); }

TEST(TreeliteCheckpoint, HoldsTheModelAndItsTrees) {
  Header header;
  const auto tree = read(Written().bytes(), &header);
  ASSERT_TRUE(tree.ok()) << tree.status().text();
  EXPECT_EQ(header.major, 4);
  EXPECT_FALSE(header.wide);
  EXPECT_EQ(header.features, 2u);
  EXPECT_EQ(header.task, "regressor");
  EXPECT_EQ(header.postprocessor, "identity");
  EXPECT_EQ(header.base_scores, std::vector<double>{0.5});
  ASSERT_EQ(tree->nodes.size(), 3u);
  EXPECT_EQ(tree->nodes[0].compare, Operator::kLess);
  EXPECT_EQ(tree->nodes[0].value, 1.5);
  EXPECT_TRUE(tree->nodes[0].default_left);
  EXPECT_TRUE(tree->nodes[2].leaf);
  EXPECT_EQ(tree->nodes[2].value, 20);
}

TEST(TreeliteCheckpoint, IsKnownByItsFirstBytes) {
  EXPECT_TRUE(looks_like_checkpoint(Written().bytes()));
  EXPECT_TRUE(looks_like_checkpoint(written_v3()));
  EXPECT_FALSE(looks_like_checkpoint(Written().bytes().substr(0, 25)));
  EXPECT_FALSE(looks_like_checkpoint(std::string(100, '\0')));
  EXPECT_FALSE(looks_like_checkpoint(std::string(100, '\4')));
}

TEST(TreeliteCheckpoint, AnyCutIsFound) {
  for (const std::string& bytes : {Written().bytes(), written_v3()})
    for (std::size_t length = 0; length < bytes.size(); ++length)
      EXPECT_FALSE(read(bytes.substr(0, length)).ok()) << length;
}

TEST(TreeliteCheckpoint, CountsThatLieReserveNothing) {
  const std::string sound = Written().bytes();
  for (std::size_t at = 0; at + 8 <= sound.size(); ++at) {
    std::string bytes = sound;
    bytes.replace(at, 8, "\xff\xff\xff\xff\xff\xff\xff\x7f", 8);
    static_cast<void>(read(bytes));  // ends, and without the memory that it asks for
  }
  std::string many = sound;
  many.replace(14, 8, "\0\0\0\0\0\1\0\0", 8);
  EXPECT_EQ(read(many).status().message(), "1099511627776 trees");
}

TEST(TreeliteCheckpoint, RefusesWhatItCanNotRead) {
  EXPECT_EQ(refusal({.major = 5}).substr(0, 47), "offset 12: a checkpoint of Treelite 5.8 (UNSUPP");
  EXPECT_EQ(read(Written{.major = 3, .minor = 4}.bytes()).status().message(),
            "a checkpoint of Treelite 3.4");
  EXPECT_STREQ(read(Written{.types = 1}.bytes()).status().reason(), "UNSUPPORTED_OPTION");
  EXPECT_EQ(read(Written{.more_fields = 1}.bytes()).status().message(),
            "the model has a field \"bins\", of which nothing is known");
}

TEST(TreeliteCheckpoint, RefusesWhatContradictsItself) {
  const auto what = [](const Written& written) {
    return std::string(read(written.bytes()).status().message());
  };
  EXPECT_EQ(what({.features = 0}), "0 features");
  EXPECT_EQ(what({.task = 9}), "task 9");
  EXPECT_EQ(what({.num_class = {0}}), "a target of 0 classes");
  EXPECT_EQ(what({.leaf_shape = {1}}), "leaves of 1 dimensions");
  EXPECT_EQ(what({.target_id = {1}}), "tree 0 is of target 1, class 0");
  EXPECT_EQ(what({.class_id = {-2}}), "tree 0 is of target 0, class -2");
  EXPECT_EQ(what({.class_id = {}}), "not every tree has a target and a class");
  EXPECT_EQ(what({.base_scores = {1, 2}}), "2 base scores, wanted 1");
  EXPECT_EQ(what({.nodes = 0}), "0 nodes");
  EXPECT_EQ(what({.nodes = 4}), "3 values for 4 nodes");
  EXPECT_EQ(what({.type = {3, 0, 0}}), "node 0 is of kind 3");
}

}  // namespace
}  // namespace slipway::format::treelite
