// neighbour_impute, where: what is refused.
#include "model/stages/neighbour_impute.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

NeighbourImpute sound() {
  return {.missing = number(kNan), .inputs = 2, .rows = {1, 2, kNan, 4}, .mean = {1, 3}};
}

template <class Break>
std::string broken(Break break_it) {
  NeighbourImpute op = sound();
  break_it(op);
  return refusal(op, {kF64, kF64});
}

TEST(Check, NeighbourImpute) {
  using N = NeighbourImpute;
  EXPECT_EQ(made(sound(), {kF64, kF32}), (Columns{kF64, kF64}));
  EXPECT_EQ(refusal(sound(), {kF64}), "inputs has 2 values, wanted 1");
  EXPECT_EQ(broken([](N& op) { op.mean = {1}; }), "mean has 1 values, wanted 2");
  EXPECT_EQ(broken([](N& op) { op.missing = text("x"); }), "what is missing is no number");
  EXPECT_EQ(broken([](N& op) { op.rows = {1, 2, 3}; }), "rows are cut off");
  EXPECT_EQ(broken([](N& op) { op.rows = {}; }), "rows are cut off");
  EXPECT_EQ(broken([](N& op) { op.neighbours = 0; }), "asks no neighbour");
}

TEST(Check, Where) {
  const Block one{{kF64}}, two{{kF64, kF64}}, single{{kF32}};
  EXPECT_TRUE(check(Where{}, {&one, &one, &one}).ok());
  const auto refused = [](const Inputs& in) { return check(Where{}, in).status().message(); };
  EXPECT_EQ(refused({&one, &one}), "takes three blocks");
  EXPECT_EQ(refused({&one, &two, &one}), "columns has 2 values, wanted 1");
  EXPECT_EQ(refused({&one, &single, &one}), "chooses among float64 only");
}

}  // namespace
}  // namespace slipway::model
