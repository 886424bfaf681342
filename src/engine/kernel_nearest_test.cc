#include "engine/bench_test.h"
#include "model/stages/columns.h"
#include "model/stages/nearest.h"

namespace slipway::engine {
namespace {

using data::Kind;
using model::SearchedRows;

using Rows = std::vector<std::vector<double>>;

SearchedRows line() { return {.inputs = 1, .rows = {0, 1, 4, 9}}; }

TEST(KernelNearest, DistancesThenNumbers) {
  Bench bench({Kind::kFloat64});
  bench.stage(model::Nearest{.learned = line(), .count = 2})
      .stage(model::Cast{model::Element::kF64})
      .row({3})
      .row({0.25})
      .row({100});
  EXPECT_EQ(bench.run(), (Rows{{1, 2, 2, 1}, {0.25, 0.75, 0, 1}, {91, 96, 3, 2}}));
  EXPECT_EQ(bench.run({}, 1), bench.run());
}

TEST(KernelWithin, HoldsWhatIsNotBeyondTheRadius) {
  Bench bench({Kind::kFloat32});
  bench.stage(model::Within{.learned = line(), .radius = 3})
      .stage(model::Dense{})
      .row({1})
      .row({100})
      .row({6});
  EXPECT_EQ(bench.run(), (Rows{{1, 0, 3, 0}, {0, 0, 0, 0}, {0, 0, 2, 3}}));
}

TEST(KernelDistances, ToAllRows) {
  Bench bench({Kind::kFloat64});
  bench.stage(model::Distances{line()}).row({5}).row({0});
  EXPECT_EQ(bench.run(), (Rows{{5, 4, 1, 4}, {0, 1, 4, 9}}));
}

}  // namespace
}  // namespace slipway::engine
