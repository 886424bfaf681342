#include "format/sklearn/tables.h"

#include <cmath>

#include "format/sklearn/record_test.h"
#include "model/stages/columns.h"

namespace slipway::format::sklearn {
namespace {

using model::Category;
using pickle::Cell;
using Texts = std::vector<std::string>;

Category number(double value) { return {Category::Kind::kNumber, value, {}}; }
Category text(const std::string& value) { return {Category::Kind::kString, 0, value}; }

// Column `column` to columns of these names: the first category to 0, 0, …, the second to 1, 1, …
Table table(std::uint32_t column, Texts names, const std::vector<Category>& categories) {
  Table made{.column = column, .lookup = {}, .names = std::move(names)};
  made.lookup.width = static_cast<std::uint32_t>(made.names.size());
  made.lookup.categories = categories;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    made.lookup.row.push_back(static_cast<std::uint32_t>(i));
    made.lookup.rows.insert(made.lookup.rows.end(), made.names.size(), static_cast<double>(i));
  }
  return made;
}
const std::vector<Category> kNumbers = {number(1), number(2)};

class Tables : public Records {
 protected:
  base::Result<Value> applied(std::size_t width, std::vector<Table> tables,
                              Place place = Place::kInPlace) {
    const Value in = given(width);
    return apply_tables(context_, in, std::move(tables), place);
  }
  // Where each column of the result stands in its block: "x0=0 a=1".
  std::string columns(const base::Result<Value>& value) {
    EXPECT_TRUE(value.ok()) << value.status().text();
    if (!value.ok()) return "";
    std::string all;
    for (std::size_t j = 0; j < value->width(); ++j)
      all += fmt::format("{}{}={}", j == 0 ? "" : " ", value->names[j], value->at[j]);
    return all;
  }
  Context context_{builder_, findings_};
};

TEST_F(Tables, WhatIsMadeStandsInTheColumnsPlace) {
  // The block is: what the tables make, then the columns that pass.
  const auto in_place = applied(3, {table(1, {"a", "b"}, kNumbers)});
  EXPECT_EQ(columns(in_place), "x0=2 a=0 b=1 x2=3");
  EXPECT_EQ(in_place->source, (std::vector<std::int32_t>{0, -1, -1, 2}));
  EXPECT_EQ(builder_.block(in_place->id).width(), 4u);
  EXPECT_EQ(columns(applied(3, {table(2, {"c"}, kNumbers), table(0, {"a", "b"}, kNumbers)})),
            "a=1 b=2 x1=3 c=0");
  EXPECT_EQ(columns(applied(2, {table(1, {"a"}, kNumbers), table(1, {"b"}, kNumbers)})),
            "x0=2 a=0 b=1");
}

TEST_F(Tables, OrBeforeAllOthers) {
  EXPECT_EQ(columns(applied(3, {table(1, {"a", "b"}, kNumbers)}, Place::kFirst)),
            "a=0 b=1 x0=2 x2=3");
  EXPECT_EQ(columns(applied(1, {table(0, {"a"}, kNumbers)}, Place::kFirst)), "a=0");
}

TEST_F(Tables, ATableOfNoColumnsDropsItsOwn) {
  EXPECT_EQ(columns(applied(2, {table(0, {}, kNumbers)})), "x1=1");
  EXPECT_EQ(columns(applied(3, {table(0, {}, kNumbers), table(1, {"a"}, kNumbers)})), "a=0 x2=1");
  const base::Status nothing = applied(1, {table(0, {}, kNumbers)}).status();
  EXPECT_EQ(nothing.text(), "no columns are left (BAD_MODEL)");
}

TEST_F(Tables, ColumnsWithoutATablePass) { EXPECT_EQ(columns(applied(2, {})), "x0=0 x1=1"); }

TEST_F(Tables, KnownTextsTellTheKindOfAColumn) {
  ASSERT_TRUE(
      applied(
          2,
          {table(1, {"a"},
                 {text("u"), text("v"), {Category::Kind::kMissing, 0, {}}, number(std::nan(""))})})
          .ok());
  EXPECT_EQ(builder_.features()[0].kind, data::Kind::kFloat64);
  EXPECT_EQ(builder_.features()[1].kind, data::Kind::kString);
  EXPECT_EQ(builder_.features()[1].categories, (Texts{"u", "v"}));
}

TEST_F(Tables, AColumnOfTextsAndNumbersIsRefused) {
  const base::Status status = applied(2, {table(1, {"a"}, {text("u"), number(1)})}).status();
  EXPECT_EQ(status.code(), base::Code::kUnimplemented);
  EXPECT_STREQ(status.reason(), "UNSUPPORTED_OPTION");
  EXPECT_NE(status.message().find("the values of column \"x1\" are texts and numbers"),
            std::string::npos)
      << status.text();
}

// A stage has read the columns as numbers already: all of them are noted for the next reading.
TEST_F(Tables, WhatIsFoundTooLateIsReadAgain) {
  const Value in = given(2);
  ASSERT_TRUE(context_.require(in, model::Element::kF64, true).ok());
  const base::Status status =
      apply_tables(context_, in, {table(0, {"a"}, {text("u")}), table(1, {"b"}, {text("v")})})
          .status();
  EXPECT_STREQ(status.reason(), kReadAgain);
  EXPECT_EQ(findings_.kinds.size(), 2u);
  EXPECT_EQ(findings_.categories[1], Texts{"v"});
}

TEST_F(Tables, ColumnsByNameAreLeftOut) {
  EXPECT_EQ(columns(without(context_, given(3), {"x1", "other"})), "x0=0 x2=2");
  EXPECT_EQ(without(context_, given(2), {"x0", "x1"}).status().text(),
            "no columns are left (BAD_MODEL)");
}

// ---- the values of an Index ----

Cell text_cell(const std::string& value) { return {.kind = Cell::Kind::kText, .text = value}; }
Cell number_cell(double value, bool whole = false, bool truth = false) {
  return {.kind = Cell::Kind::kNumber, .number = value, .text = {}, .whole = whole, .truth = truth};
}
const Cell kMissing;

TEST(Cells, AreShownAsByPython) {
  EXPECT_EQ(shown(text_cell("a")), "a");
  EXPECT_EQ(shown(kMissing), "None");
  EXPECT_EQ(shown(number_cell(1)), "1.0");
  EXPECT_EQ(shown(number_cell(1, true)), "1");
  EXPECT_EQ(shown(number_cell(1, true, true)), "True");
  EXPECT_EQ(shown(number_cell(0, true, true)), "False");
  EXPECT_EQ(shown(number_cell(std::nan(""))), "nan");
}

TEST(Cells, NanIsMissingToo) {
  EXPECT_TRUE(is_missing(kMissing));
  EXPECT_TRUE(is_missing(number_cell(std::nan(""))));
  EXPECT_FALSE(is_missing(number_cell(0)));
  EXPECT_FALSE(is_missing(text_cell("")));
  EXPECT_EQ(category_of(number_cell(std::nan(""))).kind, Category::Kind::kMissing);
  EXPECT_EQ(category_of(number_cell(2)), number(2));
  EXPECT_EQ(category_of(text_cell("u")), text("u"));
}

TEST(Cells, AreEqualAsPythonHasIt) {
  EXPECT_TRUE(equal(kMissing, number_cell(std::nan(""))));
  EXPECT_FALSE(equal(kMissing, number_cell(0)));
  EXPECT_TRUE(equal(number_cell(1), number_cell(1, true)));  // 1 == 1.0 == True
  EXPECT_TRUE(equal(number_cell(1), number_cell(1, true, true)));
  EXPECT_FALSE(equal(number_cell(1), number_cell(2)));
  EXPECT_TRUE(equal(text_cell("a"), text_cell("a")));
  EXPECT_FALSE(equal(text_cell("a"), text_cell("b")));
  EXPECT_FALSE(equal(text_cell("1"), number_cell(1)));
}

// ---- columns that an encoder names ----

class ColumnCalled : public Records {
 protected:
  std::string found(const Cell& name, const std::vector<Cell>& fitted = {}) {
    const auto column = column_called(name, fitted, given(3));
    return column.ok() ? std::to_string(*column) : column.status().text();
  }
};

TEST_F(ColumnCalled, ByTheNamesItWasFittedOn) {
  const std::vector<Cell> fitted = {text_cell("x1"), number_cell(7, true), text_cell("x0")};
  EXPECT_EQ(found(text_cell("x0"), fitted), "2");  // not what the model calls so
  EXPECT_EQ(found(number_cell(7, true), fitted), "1");
  EXPECT_EQ(found(number_cell(0, true), fitted),
            "takes column \"0\", which there is not (BAD_COLUMN)");
}

TEST_F(ColumnCalled, ElseByNameOrNumber) {
  EXPECT_EQ(found(text_cell("x2")), "2");
  EXPECT_EQ(found(text_cell("x3")), "takes column \"x3\", which there is not (BAD_COLUMN)");
  EXPECT_EQ(found(number_cell(0, true)), "0");
  EXPECT_EQ(found(number_cell(2, true)), "2");
  EXPECT_EQ(found(number_cell(3, true)), "takes column \"3\", which there is not (BAD_COLUMN)");
  EXPECT_EQ(found(number_cell(-1, true)), "takes column \"-1\", which there is not (BAD_COLUMN)");
  EXPECT_EQ(found(number_cell(1)), "takes column \"1.0\", which there is not (BAD_COLUMN)");
  EXPECT_EQ(found(kMissing), "takes column \"None\", which there is not (BAD_COLUMN)");
  // Names of another number of columns are of another table.
  EXPECT_EQ(found(text_cell("x2"), {text_cell("x2")}), "2");
}

}  // namespace
}  // namespace slipway::format::sklearn
