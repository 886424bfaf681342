// topics: what is refused.
#include "model/stages/topics.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

template <class Break>
std::string broken(Break break_it, bool sparse = false) {
  Topics op{.inputs = 2, .words = {1, 2, 3, 4, 5, 6}, .prior = 0.1};
  break_it(op);
  return refusal(op, {kF64, kF64}, sparse);
}

TEST(Check, Topics) {
  using T = Topics;
  EXPECT_EQ(broken([](T&) {}), "");
  EXPECT_EQ(broken([](T&) {}, true), "");
  EXPECT_EQ(broken([](T& op) { op.inputs = 3; }), "inputs has 3 values, wanted 2");
  EXPECT_EQ(broken([](T& op) { op.words = {1}; }), "words are cut off");
  EXPECT_EQ(broken([](T& op) { op.words = {}; }), "words are cut off");
  EXPECT_EQ(broken([](T& op) { op.iterations = 1'000'000; }), "iterates without end");
  EXPECT_EQ(broken([](T& op) { op.prior = kNan; }), "the prior is no number");
}

}  // namespace
}  // namespace slipway::model
