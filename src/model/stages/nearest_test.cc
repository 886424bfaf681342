// nearest, within, distances: what is refused.
#include "model/stages/nearest.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

SearchedRows learned() { return {.inputs = 2, .rows = {1, 2, 3, 4, 5, 6}}; }

Nearest sound() { return {.learned = learned(), .count = 2}; }

template <class Break>
std::string broken(Break break_it) {
  Nearest op = sound();
  break_it(op);
  return refusal(op, {kF64, kF64});
}

TEST(Check, Nearest) {
  using N = Nearest;
  EXPECT_EQ(made(sound(), {kF64, kF32}), (Columns{kF64, kF64, kI64, kI64}));
  EXPECT_EQ(refusal(sound(), {kF64}), "inputs has 2 values, wanted 1");
  EXPECT_EQ(broken([](N& op) { op.count = 0; }), "asks more rows than there are");
  EXPECT_EQ(broken([](N& op) { op.count = 4; }), "asks more rows than there are");
  EXPECT_EQ(broken([](N& op) { op.learned.rows = {1}; }), "rows are cut off");
  EXPECT_EQ(broken([](N& op) { op.learned.rows = {}; }), "rows are cut off");
  EXPECT_EQ(broken([](N& op) { op.learned.p = 0; }), "p is not above 0");
  EXPECT_EQ(broken([](N& op) { op.learned.p = kNan; }), "p is not above 0");
  EXPECT_EQ(broken([](N& op) { op.learned.metric = Metric::kStandardised; }),
            "weights has 0 values, wanted 2");
  EXPECT_EQ(broken([](N& op) { op.learned.metric = Metric::kMahalanobis; }),
            "matrix has 0 values, wanted 4");
}

TEST(Check, ATreeIsOfTheRows) {
  using N = Nearest;
  const auto with_tree = [](auto change) {
    return broken([&](N& op) {
      op.learned.tree = {.order = {0, 2, 1},
                         .nodes = {{0, 3, false, 1}, {0, 1, true, 1}, {1, 3, true, 1}},
                         .bounds = std::vector<double>(12)};
      change(op.learned.tree);
    });
  };
  EXPECT_EQ(with_tree([](SearchTree&) {}), "");
  EXPECT_EQ(with_tree([](SearchTree& tree) { tree.ball = true; }),
            "bounds has 12 values, wanted 6");
  EXPECT_EQ(with_tree([](SearchTree& tree) { tree.order[1] = 3; }),
            "the tree has a row that is not there");
  EXPECT_EQ(with_tree([](SearchTree& tree) { tree.nodes[1].end = 4; }),
            "a node of the tree is out of range");
  EXPECT_EQ(with_tree([](SearchTree& tree) { tree.nodes[2].leaf = false; }),
            "a node has no children");
}

TEST(Check, WithinAndDistances) {
  const Block two{{kF64, kF64}};
  const auto sparse = check(Within{.learned = learned(), .radius = 1}, {&two});
  ASSERT_TRUE(sparse.ok());
  EXPECT_TRUE(sparse->sparse);
  EXPECT_EQ(sparse->width(), 3u);
  EXPECT_EQ(refusal(Within{.learned = learned(), .radius = kNan}, {kF64, kF64}), "has no radius");
  EXPECT_EQ(made(Distances{learned()}, {kF64, kF64}), (Columns{kF64, kF64, kF64}));
}

TEST(Contract, NamesTheMetric) {
  EXPECT_EQ(
      Op(sound()).contract(),
      "the 2 nearest of 3 rows by euclidean in float64; equally near ones as a heap has them");
  EXPECT_STREQ(name(Metric::kYuleNan), "yule");
}

}  // namespace
}  // namespace slipway::model
