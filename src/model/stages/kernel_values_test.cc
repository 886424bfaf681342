// kernel_values: what is refused.
#include "model/stages/kernel_values.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

using Kind = KernelTerm::Kind;

template <class Break>
std::string broken(Break break_it) {
  KernelValues op{.rows = {.columns = 2, .count = 2, .values = {1, 2, 3, 4}},
                  .terms = {{.kind = Kind::kDot},
                            {.kind = Kind::kFunction, .function = Function::kExp, .a = 0},
                            {.kind = Kind::kSum, .a = 0, .b = 1}}};
  break_it(op);
  return refusal(op, {kF64, kF32});
}

template <class Break>
std::string broken_sparse(Break break_it) {
  return broken([&](KernelValues& op) {
    op.rows.sparse = true;
    op.rows.begin = {0, 1, 3}, op.rows.column = {1, 0, 1}, op.rows.values = {1, 2, 3};
    break_it(op);
  });
}

TEST(Check, KernelValues) {
  using K = KernelValues;
  EXPECT_EQ(broken([](K&) {}), "");
  EXPECT_EQ(broken([](K& op) { op.rows.columns = 3; }), "rows has 3 values, wanted 2");
  EXPECT_EQ(broken([](K& op) { op.rows.count = 0; }), "has no rows to compare with");
  EXPECT_EQ(broken([](K& op) { op.rows.count = 1u << 20; }), "has 1048576 columns, at most 100000");
  EXPECT_EQ(broken([](K& op) { op.rows.values.pop_back(); }), "values has 3 values, wanted 4");
  EXPECT_EQ(broken([](K& op) { op.rows.values[1] = kNan; }), "a row is not finite");
  EXPECT_EQ(broken([](K& op) { op.terms.clear(); }), "has 0 steps, at most 1000");
  EXPECT_EQ(broken([](K& op) { op.terms.resize(1001); }), "has 1001 steps, at most 1000");
  EXPECT_EQ(broken([](K& op) { op.terms[1].a = 1; }), "a step reads a later one");
  EXPECT_EQ(broken([](K& op) { op.terms[2].b = 2; }), "a step reads a later one");
  EXPECT_EQ(broken([](K& op) { op.terms[0].scale = {1, 2, 3}; }), "scale has 3 values, wanted 2");
}

TEST(Check, KernelValuesOfSparseRows) {
  using K = KernelValues;
  EXPECT_EQ(broken_sparse([](K&) {}), "");
  EXPECT_EQ(broken_sparse([](K& op) { op.rows.column.pop_back(); }),
            "column has 2 values, wanted 3");
  EXPECT_EQ(broken_sparse([](K& op) { op.rows.begin.pop_back(); }), "begin has 2 values, wanted 3");
  EXPECT_EQ(broken_sparse([](K& op) {
              op.rows.begin = {0, 4, 3};
            }),
            "rows do not follow each other");
  EXPECT_EQ(broken_sparse([](K& op) { op.rows.column[2] = 0; }),
            "the columns of a row do not ascend");
  EXPECT_EQ(broken_sparse([](K& op) { op.rows.column[0] = 2; }),
            "the columns of a row do not ascend");
  EXPECT_EQ(broken_sparse([](K& op) { op.terms[0].kind = Kind::kChi2; }),
            "measures sparse rows in a way that needs all columns");
}

TEST(Check, KernelValuesAsManyColumnsAsRows) {
  EXPECT_EQ(made(KernelValues{{.columns = 1, .count = 3, .values = {1, 2, 3}}, {{}}}, {kF64}),
            (Columns{kF64, kF64, kF64}));
}

TEST(Check, KernelDiagonal) {
  EXPECT_EQ(made(KernelDiagonal{{{.kind = Kind::kDot}}}, {kF64, kF32}), Columns{kF64});
  EXPECT_EQ(refusal(KernelDiagonal{}, {kF64}), "has 0 steps, at most 1000");
  EXPECT_EQ(refusal(KernelDiagonal{{{.kind = Kind::kSum, .a = 0, .b = 0}}}, {kF64}),
            "a step reads a later one");
}

}  // namespace
}  // namespace slipway::model
