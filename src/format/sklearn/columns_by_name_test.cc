#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class ColumnsByName : public Records {};

const char* const kSelector = "mlxtend.feature_selection.column_selector.ColumnSelector";

TEST_F(ColumnsByName, NamesOrNumbers) {
  for (const std::string& cols : {list_of({text_of("x2"), text_of("x0")}),
                                  list_of({whole(2), whole(0)}), list_of({whole(-1), whole(-3)})}) {
    const auto found = emitted(kSelector, is("cols", cols), 3);
    ASSERT_TRUE(found.ok()) << found.status().text();
    EXPECT_EQ(found->transform->names, (std::vector<std::string>{"x2", "x0"}));
  }
  EXPECT_EQ(refusal(kSelector, is("cols", list_of({text_of("y")}))),
            "BAD_COLUMN: takes column \"y\", which there is not");
  EXPECT_EQ(refusal(kSelector, is("cols", list_of({whole(2)}))), "BAD_COLUMN: takes column 2 of 2");
  EXPECT_EQ(refusal(kSelector, is("cols", list_of({"I01\n", "I00\n"}))),
            "UNSUPPORTED_OPTION: mlxtend.feature_selection.column_selector.ColumnSelector: columns "
            "given as a list of 2");
  EXPECT_TRUE(refusal(kSelector, is("cols", none())).starts_with("UNSUPPORTED_OPTION"));
}

}  // namespace
}  // namespace slipway::format::sklearn
