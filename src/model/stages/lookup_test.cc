// one_hot, ordinal: what is refused.
#include "model/stages/lookup.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

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

TEST(Check, LookupRows) {
  LookupRows::Column column;
  column.categories = {text("a"), text("b")};
  column.row = {1, 0};
  column.width = 2;
  column.rows = {1, 2, 3, kNan};
  EXPECT_EQ(made(LookupRows{{column, column}}, {kText, kText}), (Columns{kF64, kF64, kF64, kF64}));
  EXPECT_EQ(refusal(LookupRows{{column}}, {kText, kText}), "columns has 1 values, wanted 2");
  EXPECT_EQ(refusal(LookupRows{{column}}, {kI64}), "looks up an index");
  const auto refused = [&](auto change) {
    LookupRows::Column changed = column;
    change(changed);
    return refusal(LookupRows{{changed}}, {kText});
  };
  EXPECT_EQ(refused([](auto& c) { c.row.pop_back(); }), "row has 1 values, wanted 2");
  EXPECT_EQ(refused([](auto& c) { c.row[0] = 2; }), "a row out of range");
  EXPECT_EQ(refused([](auto& c) { c.width = 0; }), "leaves no column");
  EXPECT_EQ(refused([](auto& c) { c.rows.pop_back(); }), "a row that is cut");
  EXPECT_EQ(refused([](auto& c) { c.unknown = Unknown::kIgnore, c.unknown_row = 2; }),
            "a row out of range");
}

}  // namespace
}  // namespace slipway::model
