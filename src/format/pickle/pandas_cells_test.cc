#include "format/pickle/pandas_cells.h"

#include <cmath>

#include "format/pickle/pandas_test.h"

namespace slipway::format::pickle {
namespace {

class PandasCells : public Pandas {};

TEST_F(PandasCells, AnIndexOfPandasOwnArrays) {
  const std::string texts =
      "cpandas._libs.arrays\n__pyx_unpickle_NDArrayBacked\n(cpandas.arrays\nStringArray\nI1\nNtR"
      "(cpandas\nStringDtype\n(S'python'\nFnan\ntR" +
      objects(2, "S'a'\nS'b'\n") + "tb";
  auto cells = as_cells(root(index(texts)), budget_);
  ASSERT_TRUE(cells.ok()) << cells.status().text();
  EXPECT_EQ((*cells)[1].text, "b");
  const std::string dtype = "cpandas\nCategoricalDtype\n)\x81(S'categories'\n" +
                            index(objects(2, "S'a'\nS'b'\n")) + "S'_ordered'\nI00\ndb";
  cells = as_cells(root("cpandas\nCategorical\n)\x81(S'_codes'\n" +
                        array("i1", "I2\n", bytes(1, -1)) + "S'_dtype'\n" + dtype + "db"),
                   budget_);
  ASSERT_TRUE(cells.ok()) << cells.status().text();
  EXPECT_EQ((*cells)[0].text, "b");
  EXPECT_TRUE(std::isnan((*cells)[1].number));
}

TEST_F(PandasCells, WhatIsMaskedIsMissing) {
  const auto cells = array_cells(root(masked(kTwo, array("b1", "I2\n", bytes(0, 1)))), budget_);
  ASSERT_TRUE(cells.ok()) << cells.status().text();
  EXPECT_EQ((*cells)[0].number, 5);
  EXPECT_TRUE((*cells)[0].whole);
  EXPECT_EQ((*cells)[1].kind, Cell::Kind::kMissing);
  const auto refusal = [&](const std::string& mask) {
    return std::string(array_cells(root(masked(kTwo, mask)), budget_).status().reason());
  };
  EXPECT_EQ(refusal(array("b1", "I1\n", "S'\\x00'\n")), "BAD_FRAME");
  EXPECT_EQ(refusal(kTwo), "WRONG_TYPE");
}

TEST_F(PandasCells, NoneNaAndNatAreMissing) {
  for (const char* missing : {"N", "cpandas\nNA\n", "cpandas._libs.missing\nNA\n",
                              "cpandas._libs.tslibs.nattype\n__nat_unpickle\n(NtR"}) {
    const auto cell = as_cell(root(missing));
    ASSERT_TRUE(cell.ok()) << missing << cell.status().text();
    EXPECT_EQ(cell->kind, Cell::Kind::kMissing);
  }
  EXPECT_FALSE(is_pandas_missing(root("N")));
  EXPECT_FALSE(as_cell(root("cpandas\nTimestamp\n(I1\ntR")).ok());
}

TEST_F(PandasCells, ARangeMayGoDown) {
  const auto cells = array_cells(root(range(5, -1, -2)), budget_);
  ASSERT_TRUE(cells.ok()) << cells.status().text();
  EXPECT_EQ(cell_numbers(*cells).value(), (std::vector<double>{5, 3, 1}));
  EXPECT_EQ(array_cells(root(range(1, 1, -1)), budget_)->size(), 0U);
}

// Their arrays hold numbers that only stand for them.
TEST_F(PandasCells, PeriodsAndDatesAreNoNumbers) {
  const auto refusal = [&](const std::string& pickled) {
    return std::string(array_cells(root(pickled), budget_).status().reason());
  };
  EXPECT_EQ(
      refusal("cpandas.core.indexes.base\n_new_Index\n(cpandas.core.indexes.period\nPeriodIndex"
              "\n(S'data'\n" +
              kTwo + "dtR"),
      "WRONG_TYPE");
  EXPECT_EQ(refusal("cpandas.arrays\nPeriodArray\n)\x81(S'_ndarray'\n" + kTwo +
                    "S'_dtype'\ncpandas\nPeriodDtype\n)\x81"
                    "db"),
            "WRONG_TYPE");
  EXPECT_EQ(refusal("cpandas.core.indexes.interval\n_new_IntervalIndex\n(I1\nI2\ntR"),
            "WRONG_TYPE");
}

}  // namespace
}  // namespace slipway::format::pickle
