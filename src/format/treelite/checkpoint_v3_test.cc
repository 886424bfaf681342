#include <limits>

#include <gtest/gtest.h>

#include "format/treelite/checkpoint.h"
#include "format/treelite/checkpoint_test.h"

namespace slipway::format::treelite {
namespace {

TEST(TreeliteCheckpoint3, HoldsTheSameInStructures) {
  Header header;
  const auto tree = read(written_v3(), &header);
  ASSERT_TRUE(tree.ok()) << tree.status().text();
  EXPECT_EQ(header.base_scores, std::vector<double>{0.5});
  EXPECT_EQ(tree->nodes[0].feature, 1u);
  EXPECT_TRUE(tree->nodes[0].default_left);
  EXPECT_EQ(tree->nodes[0].value, 1.5);
  EXPECT_EQ(tree->nodes[1].value, 10);
  EXPECT_EQ(read(written_v3(0, 2)).status().message(), "2 classes");
  EXPECT_EQ(read(written_v3(1, 3), &header).status().text(), "ok");
  EXPECT_EQ(header.class_id, std::vector<std::int32_t>{0});
  EXPECT_EQ(read(written_v3(2, 3)).status().message(), "leaves of 1 values for 3 classes");
  EXPECT_STREQ(read(written_v3(3, 3)).status().reason(), "UNSUPPORTED_OPTION");
  EXPECT_EQ(read(written_v3(0, 1, 1)).status().message(),
            "children that do not stand beside each other");
}

// Behind the greatest number there is none.
TEST(TreeliteCheckpoint3, TheNodeBehindTheLastNumberIsNone) {
  constexpr auto kLast = std::numeric_limits<std::int32_t>::max();
  constexpr auto kFirst = std::numeric_limits<std::int32_t>::min();
  EXPECT_EQ(read(written_v3(0, 1, kFirst, kLast)).status().message(),
            "children that do not stand beside each other");
}

}  // namespace
}  // namespace slipway::format::treelite
