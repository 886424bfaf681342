#include "serve/row_errors.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

TEST(RowErrors, SayWhatIsKnown) {
  std::string out;
  append_row_error(out, {.row = 2, .status = base::internal("BAD_ROW", "is \"odd\"")}, 2050);
  EXPECT_EQ(out, R"({"row":2050,"reason":"BAD_ROW","message":"is \"odd\""})");
}

TEST(RowErrors, AreJsonWhateverTheValueWas) {
  std::string out;
  append_row_error(out,
                   {.row = 0,
                    .status = base::invalid_argument("BAD_VALUE", "is none"),
                    .column = "age",
                    .value = "\xff\n"},
                   0);
  EXPECT_EQ(out,
            R"({"row":0,"reason":"BAD_VALUE","message":"is none","column":"age","value":"?\n"})");
}

TEST(RowErrors, TerseOnesHaveNoValues) {
  data::RowErrors errors;
  errors.push_back({.row = 2,
                    .status = base::invalid_argument("BAD_VALUE", "\"12\" is no number"),
                    .column = "age",
                    .value = "12"});
  make_terse(errors);
  EXPECT_EQ(errors[0].value, "");
  EXPECT_EQ(errors[0].column, "age");
  EXPECT_STREQ(errors[0].status.reason(), "BAD_VALUE");
  EXPECT_EQ(errors[0].status.text().find("12"), std::string::npos);
}

}  // namespace
}  // namespace slipway::serve
