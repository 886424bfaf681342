#include "engine/kernel.h"

#include <gtest/gtest.h>

#include "model/model_builder.h"
#include "model/stages/columns.h"
#include "model/stages/linear.h"
#include "model/stages/link.h"
#include "model/stages/scale.h"

namespace slipway::engine {
namespace {

TEST(Kernel, AColumnIsNamedAfterTheInputItComesFrom) {
  model::ModelBuilder builder;
  builder.inputs({{"age", data::Kind::kFloat64, {}}, {"pay", data::Kind::kFloat64, {}}}, true);
  const auto swapped = *builder.select("swapped", 0, {1, 0});
  const auto checked = *builder.add("check", "", {swapped}, model::Require{});
  const auto scaled = *builder.add("scaler", "", {checked}, model::Scale{});
  const auto both = *builder.concat("both", {scaled, 0});
  const auto sum = *builder.add("sum", "", {both}, model::Linear{4, {1, 1, 1, 1}, {0}});
  const auto link = *builder.add("link", "", {sum}, model::Link{});
  ASSERT_TRUE(builder.output({.name = "out", .value = link}).ok());
  const model::ModelPtr model = *std::move(builder).build();
  const auto named = [&](model::ValueId stage, std::uint32_t column) {
    return column_name(*model, model->stages()[stage - 1], 0, column);
  };
  EXPECT_EQ(named(checked, 0), "pay");
  EXPECT_EQ(named(sum, 0), "pay");  // through scaler, check and both gathers
  EXPECT_EQ(named(sum, 2), "age");
  EXPECT_EQ(named(link, 0), "column 0 of sum");
}

TEST(Kernel, TheFirstReasonOfARowCounts) {
  Failures failures;
  failures.start(2);
  failures.add(1, base::invalid_argument("FIRST", "a"), "x", "1");
  failures.add(1, base::invalid_argument("SECOND", "b"));
  ASSERT_EQ(failures.errors().size(), 1u);
  EXPECT_STREQ(failures.errors()[0].status.reason(), "FIRST");
  failures.start(2);
  EXPECT_TRUE(failures.errors().empty());
  failures.add(1, base::invalid_argument("THIRD", "c"));
  EXPECT_EQ(failures.errors().size(), 1u);
}

}  // namespace
}  // namespace slipway::engine
