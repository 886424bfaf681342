// hashed_lookup: what is refused.
#include "model/stages/hashed_lookup.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

HashedLookup one_table() {
  HashedLookup op;
  op.equal = {{0, 5}};
  op.tables = {
      {.columns = {0}, .above = {}, .equal = {}, .keys = {7}, .rows = {1, 2}, .unknown = {0, 0}}};
  return op;
}

TEST(Check, HashedLookup) {
  EXPECT_EQ(made(one_table(), {kText}), (Columns{kF32, kF32, kF32}));
  EXPECT_EQ(made(one_table(), {kF64, kText}), (Columns{kF32, kF32, kF32}));
  EXPECT_EQ(refusal(one_table(), {kI64}), "looks up an index");
  EXPECT_EQ(refusal(one_table(), {kF64}, true), "takes categories, and numbers if there are any");
}

TEST(Check, HashedLookupColumns) {
  HashedLookup op = one_table();
  op.equal[0].column = 1;
  EXPECT_EQ(refusal(op, {kText}), "a column out of range");
  op = one_table();
  op.tables[0].columns = {1};
  EXPECT_EQ(refusal(op, {kText}), "a column out of range");
  op = one_table();
  op.tables[0].equal = {{3, 0}};
  EXPECT_EQ(refusal(op, {kText}), "a column out of range");
  op = one_table();
  op.tables[0].above = {{0, 0.5f, false}};  // of numbers that there are not
  EXPECT_EQ(refusal(op, {kText}), "a column out of range");
}

TEST(Check, HashedLookupTables) {
  HashedLookup op = one_table();
  op.tables[0].rows = {1};
  EXPECT_EQ(refusal(op, {kText}), "rows has 1 values, wanted 2");
  op = one_table();
  op.tables[0].unknown.clear();
  EXPECT_EQ(refusal(op, {kText}), "a table without columns");
  op = one_table();
  op.tables[0].above = {{0, std::numeric_limits<float>::quiet_NaN(), false}};
  const Block texts{.columns = {kText}, .sparse = false},
      numbers{.columns = {kF64}, .sparse = false};
  EXPECT_EQ(check(op, {&texts, &numbers}).status().message(), "a border is NaN");
  op.tables[0].above[0].border = 1;
  EXPECT_TRUE(check(op, {&texts, &numbers}).ok());
  EXPECT_FALSE(check(op, {&texts, &texts}).ok());
}

}  // namespace
}  // namespace slipway::model
