// Every rule a stage must satisfy, one case each: ModelBuilder takes nothing that a kernel would
// have to check again.
#include <limits>

#include <gtest/gtest.h>

#include "model/check_internal.h"

namespace slipway::model {
namespace {

constexpr auto kF64 = Element::kF64;
constexpr auto kF32 = Element::kF32;
constexpr auto kI64 = Element::kI64;
constexpr auto kText = Element::kString;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

using Columns = std::vector<Element>;

Category number(double x) { return {Category::Kind::kNumber, x, {}}; }
Category text(const char* x) { return {Category::Kind::kString, 0, x}; }
Category missing() { return {Category::Kind::kMissing, 0, {}}; }

// The block that comes out; the test fails if there is none.
Columns made(const Op& op, Columns in) {
  const Block block{std::move(in)};
  const auto out = check_stage(op, {&block});
  EXPECT_TRUE(out.ok()) << out.status().text();
  return out.ok() ? out->columns : Columns();
}

// Why the stage is refused; "" if it is taken. Always INVALID_ARGUMENT/BAD_MODEL.
std::string refusal(const Op& op, Columns in) {
  const Block block{std::move(in)};
  const auto out = check_stage(op, {&block});
  if (out.ok()) return "";
  EXPECT_EQ(out.status().code(), base::Code::kInvalidArgument);
  EXPECT_STREQ(out.status().reason(), "BAD_MODEL");
  return out.status().message();
}

TEST(Check, AllButGatherTakeOneBlock) {
  const Block one{{kF64}}, two{{kText, kF32}};
  EXPECT_EQ(check_stage(Decide{}, {&one, &two}).status().message(), "takes one block");
  const auto both = check_stage(Gather{{{1, 1}, {0, 0}, {1, 0}}}, {&one, &two});
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->columns, (Columns{kF32, kF64, kText}));
}

TEST(Check, Gather) {
  EXPECT_EQ(refusal(Gather{}, {kF64}), "takes no column");
  EXPECT_EQ(refusal(Gather{{{0, 1}}}, {kF64}), "takes column 1 of input 0, which has fewer");
  EXPECT_EQ(refusal(Gather{{{1, 0}}}, {kF64}), "takes column 0 of input 1, which has fewer");
}

TEST(Check, Cast) {
  EXPECT_EQ(made(Cast{kF32}, {kF64, kI64, kF32}), (Columns{kF32, kF32, kF32}));
  EXPECT_EQ(refusal(Cast{kF32}, {kF64, kText}), "text is not cast");
  EXPECT_EQ(refusal(Cast{kText}, {kF64}), "text is not cast");
}

TEST(Check, Scale) {
  EXPECT_EQ(made(Scale{.offset = {1, 2}}, {kF64, kF32}), (Columns{kF64, kF32}));
  EXPECT_EQ(refusal(Scale{}, {kText}), "works on numbers, but is given something else");
  EXPECT_EQ(refusal(Scale{}, {kI64}), "works on numbers, but is given something else");
  EXPECT_EQ(refusal(Scale{.offset = {1}}, {kF64, kF64}), "offset has 1 values, wanted 2");
  EXPECT_EQ(refusal(Scale{.divisor = {1, 2}}, {kF64}), "divisor has 2 values, wanted 1");
  EXPECT_EQ(refusal(Scale{.factor = {1, 2}}, {kF64}), "factor has 2 values, wanted 1");
  EXPECT_EQ(refusal(Scale{.addend = {1, 2}}, {kF64}), "addend has 2 values, wanted 1");
  EXPECT_EQ(refusal(Scale{.clip_min = kNan}, {kF64}), "clips at NaN");
  EXPECT_EQ(refusal(Scale{.clip_max = kNan}, {kF64}), "clips at NaN");
}

TEST(Check, Impute) {
  const Impute sound{
      .missing = missing(), .fill = {number(1), text("a"), missing()}, .indicators = {1, 0}};
  EXPECT_EQ(made(sound, {kF32, kText, kF64}), (Columns{kF32, kText, kF64, kF64, kF64}));
  Impute dropping = sound;
  dropping.dropped = {0, 2};
  EXPECT_EQ(made(dropping, {kF32, kText, kF64}), (Columns{kText, kF64, kF64}));
  EXPECT_EQ(refusal(Impute{.fill = {}}, {kF64}), "fill has 0 values, wanted 1");
  EXPECT_EQ(refusal(Impute{.fill = {number(1)}}, {kText}),
            "fills column 0 with another kind of value");
  EXPECT_EQ(refusal(Impute{.fill = {number(1), text("a")}}, {kF64, kF64}),
            "fills column 1 with another kind of value");
  EXPECT_EQ(refusal(Impute{.fill = {number(1)}}, {kI64}), "imputes an index");
  EXPECT_EQ(refusal(Impute{.fill = {number(1), number(1)}, .dropped = {1, 0}}, {kF64, kF64}),
            "dropped columns are not in order");
  EXPECT_EQ(refusal(Impute{.fill = {number(1)}, .indicators = {1}}, {kF64}),
            "indicates column 1 of 1");
  EXPECT_EQ(refusal(Impute{.fill = {number(1)}, .dropped = {0}}, {kF64}), "leaves no column");
}

OneHot::Column one_hot(std::vector<std::int32_t> slot, std::int32_t slots) {
  OneHot::Column column;
  column.categories.assign(slot.size(), number(1));
  column.slot = std::move(slot);
  column.slots = slots;
  return column;
}

TEST(Check, OneHot) {
  EXPECT_EQ(made(OneHot{{one_hot({0, -1, 1, 1}, 2), one_hot({0}, 1)}}, {kText, kF32}),
            (Columns{kF64, kF64, kF64}));
  EXPECT_EQ(refusal(OneHot{{one_hot({0}, 1)}}, {kF64, kF64}), "columns has 1 values, wanted 2");
  EXPECT_EQ(refusal(OneHot{{one_hot({1}, 1)}}, {kF64}), "a slot out of range");
  EXPECT_EQ(refusal(OneHot{{one_hot({-2}, 1)}}, {kF64}), "a slot out of range");
  EXPECT_EQ(refusal(OneHot{{one_hot({}, -1)}}, {kF64}), "a slot out of range");
  EXPECT_EQ(refusal(OneHot{{one_hot({-1}, 0)}}, {kF64}), "leaves no column");
  EXPECT_EQ(refusal(OneHot{{one_hot({0}, 1)}}, {kI64}), "looks up an index");
  OneHot::Column column = one_hot({0}, 1);
  column.unknown_slot = 1;
  EXPECT_EQ(refusal(OneHot{{column}}, {kF64}), "a slot out of range");
  column = one_hot({0}, 1);
  column.categories.clear();
  EXPECT_EQ(refusal(OneHot{{column}}, {kF64}), "slot has 1 values, wanted 0");
  EXPECT_EQ(refusal(OneHot{{one_hot({}, 2'000'000'000), one_hot({}, 2'000'000'000)}}, {kF64, kF64}),
            "has 4000000000 columns, at most 100000");
}

TEST(Check, Ordinal) {
  Ordinal op{{{.categories = {text("a")}, .code = {kNan}}}};
  EXPECT_EQ(made(op, {kText}), Columns{kF64});
  EXPECT_EQ(refusal(op, {kText, kText}), "columns has 1 values, wanted 2");
  EXPECT_EQ(refusal(op, {kI64}), "looks up an index");
  op.columns[0].code.clear();
  EXPECT_EQ(refusal(op, {kText}), "code has 0 values, wanted 1");
}

TEST(Check, Linear) {
  EXPECT_EQ(made(Linear{2, {1, 2, 3, 4}, {5, 6}}, {kF64, kF32}), (Columns{kF64, kF64}));
  EXPECT_EQ(refusal(Linear{1, {1}, {0}}, {kText}), "works on numbers, but is given something else");
  EXPECT_EQ(refusal(Linear{1, {1}, {0}}, {kF64, kF64}), "inputs has 1 values, wanted 2");
  EXPECT_EQ(refusal(Linear{1, {}, {}}, {kF64}), "has no output");
  EXPECT_EQ(refusal(Linear{1, {1, 2}, {0}}, {kF64}), "coef has 2 values, wanted 1");
}

TEST(Check, Link) {
  EXPECT_EQ(made(Link{LinkKind::kSoftmax}, {kF32, kF32}), (Columns{kF32, kF32}));
  EXPECT_EQ(made(Link{LinkKind::kOneMinus}, {kF32}), (Columns{kF32, kF32}));
  EXPECT_EQ(refusal(Link{LinkKind::kNegatePair}, {kF64, kF64}), "input has 2 values, wanted 1");
  EXPECT_EQ(refusal(Link{LinkKind::kOneMinus}, {kF64, kF64}), "input has 2 values, wanted 1");
  EXPECT_EQ(refusal(Link{LinkKind::kExp}, {kI64}), "works on numbers, but is given something else");
  EXPECT_EQ(refusal(Link{LinkKind::kExp}, {kF32, kF64}),
            "works on float32 or float64, not on both");
}

TEST(Check, DecideAndRequire) {
  EXPECT_EQ(made(Decide{}, {kF32, kF64}), Columns{kI64});
  EXPECT_EQ(refusal(Decide{}, {kText}), "works on numbers, but is given something else");
  EXPECT_EQ(made(Require{}, {kF32, kText, kI64}), (Columns{kF32, kText, kI64}));
}

// x0 <= 1 ? leaf 0 : (x1 in set 0 ? leaf 1 : leaf 2)
TreeEnsemble tree() {
  TreeEnsemble op;
  op.inputs = 2;
  op.roots = {0};
  op.leaves = {1, 2, 3};
  op.nodes = {{.threshold = 1, .left = ~0, .right = 1, .feature = 0},
              {.left = ~1, .right = ~2, .feature = 1, .categorical = true}};
  op.sets = {{0, 1}};
  op.set_words = {5};
  return op;
}

TEST(Check, TreeEnsemble) {
  EXPECT_EQ(made(tree(), {kF64, kF32}), Columns{kF64});
  TreeEnsemble wide = tree();
  wide.outputs = wide.leaf_width = 3;
  wide.nodes = {{.left = ~0, .right = ~0}};
  wide.accumulate = kF32;
  wide.base = {1, 2, 3};
  EXPECT_EQ(made(wide, {kF64, kF64}), (Columns{kF32, kF32, kF32}));
}

// Breaks one thing of the tree, and says why it is refused.
template <class Break>
std::string broken(Break break_it) {
  TreeEnsemble op = tree();
  break_it(op);
  return refusal(op, {kF64, kF64});
}

TEST(Check, TreeEnsembleSizes) {
  using T = TreeEnsemble;
  EXPECT_EQ(refusal(tree(), {kF64, kText}), "works on numbers, but is given something else");
  EXPECT_EQ(broken([](T& op) { op.inputs = 3; }), "inputs has 3 values, wanted 2");
  EXPECT_EQ(broken([](T& op) { op.outputs = 0; }), "has no output");
  EXPECT_EQ(broken([](T& op) { op.leaf_width = 0; }), "has no output");
  EXPECT_EQ(broken([](T& op) { op.outputs = 4'000'000'000; }),
            "has 4000000000 columns, at most 100000");
  EXPECT_EQ(broken([](T& op) { op.leaf_width = 3; }),
            "leaf vectors have another width than the output");
  EXPECT_EQ(broken([](T& op) { op.base = {1, 2}; }), "base has 2 values, wanted 1");
  EXPECT_EQ(broken([](T& op) { op.tree_output = {0, 0}; }), "tree_output has 2 values, wanted 1");
  EXPECT_EQ(broken([](T& op) { op.outputs = 2; }), "does not say which output a tree adds to");
  EXPECT_EQ(broken([](T& op) { op.tree_output = {1}; }),
            "a tree adds to an output that there is not");
  EXPECT_EQ(broken([](T& op) { op.outputs = op.leaf_width = 2; }), "leaves are cut off");
  EXPECT_EQ(broken([](T& op) { op.leaf_models.resize(2); }), "leaf_models has 2 values, wanted 3");
  EXPECT_EQ(broken([](T& op) { op.accumulate = kI64; }), "sums in no number");
}

TEST(Check, TreeEnsembleParts) {
  using T = TreeEnsemble;
  EXPECT_EQ(broken([](T& op) { op.sets[0].words = 2; }), "a category set out of range");
  EXPECT_EQ(broken([](T& op) { op.sets[0] = {2, 0}; }), "a category set out of range");
  EXPECT_EQ(broken([](T& op) { op.sets[0] = {1, ~0u}; }), "a category set out of range");
  EXPECT_EQ(broken([](T& op) {
              op.leaf_models = {{0, {0}, {}}, {}, {}};
            }),
            "leaf coef has 0 values, wanted 1");
  EXPECT_EQ(broken([](T& op) {
              op.leaf_models = {{0, {2}, {1}}, {}, {}};
            }),
            "a leaf's model reads a feature that there is not");
  EXPECT_EQ(broken([](T& op) { op.roots = {2}; }), "tree 0 is out of range");
  EXPECT_EQ(broken([](T& op) { op.roots = {0, 3}; }), "tree 0 is out of range");
  EXPECT_EQ(broken([](T& op) { op.roots = {1, 0}; }), "tree 0 is out of range");
  EXPECT_EQ(broken([](T& op) { op.roots = {0, 2}; }), "tree 1 is out of range");
}

TEST(Check, TreeEnsembleNodes) {
  using T = TreeEnsemble;
  EXPECT_EQ(broken([](T& op) { op.nodes[0].left = 2; }), "tree 0, node 0: a child out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[0].right = 0; }),  // a loop
            "tree 0, node 0: a child out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[1].left = 0; }),  // backwards: a loop too
            "tree 0, node 1: a child out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[1].right = ~3; }), "tree 0, node 1: a child out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[1].left = op.nodes[1].right = ~3; }),
            "tree 0, node 1: a child out of range");
  EXPECT_EQ(broken([](T& op) {
              op.roots = {0, 1};
            }),  // into the next tree
            "tree 0, node 0: a child out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[0].feature = 2; }), "tree 0, node 0: feature 2 of 2");
  EXPECT_EQ(broken([](T& op) { op.nodes[1].category_set = 1; }),
            "tree 0, node 1: a category set out of range");
  EXPECT_EQ(broken([](T& op) { op.nodes[0].threshold = kNan; }),
            "tree 0, node 0: the threshold is NaN");
}

TEST(Check, ReadsInputLooksThroughAGather) {
  Stage stage;
  stage.inputs = {1, 0};
  stage.op = Gather{{{1, 2}, {0, 0}}};
  EXPECT_TRUE(reads_input(stage, 2));
  EXPECT_FALSE(reads_input(stage, 0));  // column 0 is of block 1
  stage.op = Cast{kF32};
  EXPECT_TRUE(reads_input(stage, 0));
  stage.inputs = {1};
  EXPECT_FALSE(reads_input(stage, 0));
}

}  // namespace
}  // namespace slipway::model
