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

}  // namespace
}  // namespace slipway::serve
