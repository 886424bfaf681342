#include "format/pickle/pandas.h"

#include <cmath>

#include "format/pickle/pandas_test.h"

namespace slipway::format::pickle {
namespace {

TEST_F(Pandas, ASeriesWithTextsInItsIndex) {
  for (const char* attribute : {"_data", "_mgr"}) {
    Ref pickled =
        root(object("series\nSeries", attribute, state(index(kTexts), kTwo, slice(0, 2, 1))));
    EXPECT_TRUE(is_series(pickled));
    EXPECT_FALSE(is_frame(pickled));
    const auto series = as_series(pickled, budget_);
    ASSERT_TRUE(series.ok()) << series.status().text();
    EXPECT_EQ(series->values, (std::vector<double>{5, -2}));
    EXPECT_EQ(series->index[0].text, "a");
    EXPECT_EQ(series->index[1].kind, Cell::Kind::kNumber);
    EXPECT_TRUE(std::isnan(series->index[1].number));
  }
}

TEST_F(Pandas, AFrameByBlocks) {
  const std::string one = array("i1", "I1\nI2\n", bytes(1, 2)),
                    other = array("i1", "I1\nI2\n", bytes(3, 4));
  const std::string axes = index(objects(2, "S'x'\nS'y'\n")) + range(7, 11, 2);
  const auto frame =
      as_frame(root(object("frame\nDataFrame", "_mgr",
                           called(axes, block(one, slice(1, 2, 1)) +
                                            block(other, array("i1", "I1\n", "S'\\x00'\n"))))),
               budget_);
  ASSERT_TRUE(frame.ok()) << frame.status().text();
  EXPECT_EQ(frame->values, (std::vector<std::vector<double>>{{3, 4}, {1, 2}}));
  EXPECT_EQ(frame->columns[1].text, "y");
  EXPECT_EQ(frame->index[1].number, 9);
  EXPECT_TRUE(frame->index[1].whole);
}

TEST_F(Pandas, AFrameOfProtocol2) {
  const std::string values = array("i1", "I1\nI2\n", bytes(1, 2));
  const std::string axes = index(objects(1, "S'x'\n")) + range(0, 2, 1);
  const auto frame =
      as_frame(root(object("frame\nDataFrame", "_mgr",
                           called(axes, block(values, slice(0, 1, 1, "__builtin__"))))),
               budget_);
  ASSERT_TRUE(frame.ok()) << frame.status().text();
  EXPECT_EQ(frame->values, (std::vector<std::vector<double>>{{1, 2}}));
}

TEST_F(Pandas, AColumnWithMissingIntegers) {
  const std::string axes = index(objects(1, "S'x'\n")) + range(0, 2, 1);
  const auto frame = as_frame(
      root(object(
          "frame\nDataFrame", "_mgr",
          called(axes, block(masked(kTwo, array("b1", "I2\n", bytes(0, 1))), slice(0, 1, 1))))),
      budget_);
  ASSERT_TRUE(frame.ok()) << frame.status().text();
  EXPECT_EQ(frame->values[0][0], 5);
  EXPECT_TRUE(std::isnan(frame->values[0][1]));
}

TEST_F(Pandas, ASeriesStandsForItsValues) {
  const auto series = [](const std::string& values) {
    return object("series\nSeries", "_mgr", state(range(0, 2, 1), values, slice(0, 2, 1)));
  };
  EXPECT_EQ(pandas_strings(root(series(objects(2, "S'a'\nS'b'\n")))).value(),
            (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(pandas_numbers(root(series(kTwo))).value(), (std::vector<double>{5, -2}));
  EXPECT_EQ(pandas_int64s(root(series(kTwo))).value(), (std::vector<std::int64_t>{5, -2}));
  EXPECT_EQ(pandas_bools(root(series(array("b1", "I2\n", bytes(0, 1))))).value(),
            (std::vector<bool>{false, true}));
  EXPECT_STREQ(pandas_bools(root(series(kTwo))).status().reason(), "WRONG_TYPE");
  EXPECT_STREQ(pandas_int64s(root(series(kTexts))).status().reason(), "WRONG_TYPE");
  EXPECT_STREQ(pandas_numbers(root(series(kTexts))).status().reason(), "WRONG_TYPE");
}

TEST_F(Pandas, LabelsThatAreTexts) {
  const auto texts = pandas_strings(root(index(objects(2, "S'a'\nS'b'\n"))));
  ASSERT_TRUE(texts.ok()) << texts.status().text();
  EXPECT_EQ(*texts, (std::vector<std::string>{"a", "b"}));
  EXPECT_STREQ(pandas_strings(root(range(0, 2, 1))).status().reason(), "WRONG_TYPE");
}

TEST_F(Pandas, WhatContradictsItselfIsRefused) {
  const std::string names = index(objects(2, "S'x'\nS'y'\n"));
  const std::string values = array("i1", "I1\nI2\n", bytes(1, 2));
  const auto refusal = [&](const std::string& blocks, const std::string& rows) {
    const auto frame =
        as_frame(root(object("frame\nDataFrame", "_mgr", called(names + rows, blocks))), budget_);
    EXPECT_FALSE(frame.ok());
    return frame.status().message();
  };
  const std::string rows = range(0, 2, 1);
  EXPECT_EQ(refusal(block(values, slice(0, 1, 1)), rows), "a column without values");
  EXPECT_EQ(refusal(block(values, slice(2, 3, 1)), rows), "a block at a place that there is not");
  EXPECT_EQ(refusal(block(values, slice(0, 1, 1)) + block(values, slice(0, 1, 1)), rows),
            "a block at a place that there is not");
  EXPECT_EQ(refusal(block(values, slice(0, 2, 1)), rows), "a block at another number of places");
  EXPECT_EQ(refusal(block(values, slice(0, 1, 1)), range(0, 3, 1)), "a block of another shape");
  EXPECT_EQ(refusal(block(values, slice(0, 1, 1)), range(0, 2, 0)), "a range of an unknown form");
  EXPECT_EQ(refusal(block(values, slice(0, 1, 1)), range(0, 2'000'000'000, 1)),
            "the file's tables are too large");
  const std::string inside_itself =
      "cpandas\nCategorical\n)\x81p9\n(S'_codes'\n" + kTwo +
      "S'_dtype'\ncpandas\nCategoricalDtype\n)\x81(S'categories'\ng9\ndbdb";
  EXPECT_FALSE(as_cells(root(inside_itself), budget_).ok());
  EXPECT_FALSE(as_series(root("I1\n"), budget_).ok());
  EXPECT_FALSE(as_frame(root("(l"), budget_).ok());
  EXPECT_FALSE(as_cells(root("cpandas\nMultiIndex\n)\x81"), budget_).ok());
}

}  // namespace
}  // namespace slipway::format::pickle
