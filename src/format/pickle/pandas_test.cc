#include "format/pickle/pandas.h"

#include <cmath>
#include <deque>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/pickle/machine.h"

namespace slipway::format::pickle {
namespace {

// The opcodes that pandas writes, by hand. Protocol 0, but for NEWOBJ and TUPLE.
std::string array(const std::string& type, const std::string& shape, const std::string& data) {
  const char* rest = type == "O8" ? "NNNI-1\nI-1\nI63\n" : "NNNI-1\nI-1\nI0\n";
  return "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(" + shape +
         "tcnumpy\ndtype\n(S'" + type + "'\nI0\nI1\ntR(I3\nS'<'\n" + rest + "tbI00\n" + data + "tb";
}
std::string objects(int count, const std::string& items) {
  return array("O8", "I" + std::to_string(count) + "\n", "(" + items + "l");
}
std::string bytes(int a, int b) {  // two int8 values
  const auto hex = [](int x) { return fmt::format("\\x{:02x}", x & 0xff); };
  return "S'" + hex(a) + hex(b) + "'\n";
}
std::string index(const std::string& data) {
  return "cpandas.core.indexes.base\n_new_Index\n(cpandas.core.indexes.base\nIndex\n(S'data'\n" +
         data + "S'name'\nNdtR";
}
std::string range(int start, int stop, int step) {
  return fmt::format(
      "cpandas.core.indexes.base\n_new_Index\n(cpandas.core.indexes.range\nRangeIndex\n(S'name'"
      "\nNS'"
      "start'\nI{}\nS'stop'\nI{}\nS'step'\nI{}\ndtR",
      start, stop, step);
}
std::string slice(int start, int stop, int step) {
  return fmt::format("cbuiltins\nslice\n(I{}\nI{}\nI{}\ntR", start, stop, step);
}
std::string object(const std::string& name, const std::string& attribute,
                   const std::string& manager) {
  return "cpandas.core." + name + "\n)\x81(S'" + attribute + "'\n" + manager + "db";
}
// The managers of pandas before and after 1.3.
std::string state(const std::string& axes, const std::string& values, const std::string& places) {
  return "cpandas.core.internals.managers\nBlockManager\n)\x81((" + axes +
         "l(l(l(S'0.14.1'\n(S'axes'\n(" + axes + "lS'blocks'\n((S'values'\n" + values +
         "S'mgr_locs'\n" + places + "dlddtb";
}
std::string called(const std::string& axes, const std::string& blocks) {
  return "cpandas.core.internals.managers\nBlockManager\n((" + blocks + "t(" + axes + "ltR";
}
std::string block(const std::string& values, const std::string& places) {
  return "cpandas._libs.internals\n_unpickle_block\n(" + values + places + "I2\ntR";
}

class Pandas : public testing::Test {
 protected:
  Ref root(const std::string& pickled) {
    auto document = read_pickle(std::make_shared<const std::string>(pickled + "."));
    EXPECT_TRUE(document.ok()) << document.status().text();
    kept_.push_back(*std::move(document));
    return kept_.back().root;
  }
  CellBudget budget_;

 private:
  std::deque<Document> kept_;
};

const std::string kTwo = array("i1", "I2\n", bytes(5, -2));
const std::string kTexts = objects(2, "S'a'\nFnan\n");

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

TEST_F(Pandas, AnIndexOfPandasOwnArrays) {
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
