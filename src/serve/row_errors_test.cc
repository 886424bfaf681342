#include "serve/row_errors.h"

#include <gtest/gtest.h>

#include "codec/json_text.h"

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

TEST(RowErrors, RowsThatHaveOneAreNull) {
  data::Chunk rows(std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"x", {data::Kind::kInt64, {}}, {}}}));
  for (const std::int64_t value : {1, 2, 3}) rows.column(0).append_int64(value);
  data::RowErrors errors;
  errors.push_back({.row = 1, .status = base::internal("BAD_ROW", "is odd")});
  const codec::JsonRowWriter writer(*rows.schema());
  std::string out;
  append_rows(out, writer, rows, errors);
  EXPECT_EQ(out, R"([{"x":1},null,{"x":3}])");
  out.clear();
  append_row_errors(out, errors);
  EXPECT_EQ(out, R"([{"row":1,"reason":"BAD_ROW","message":"is odd"}])");
  out.clear();
  append_row_errors(out, {});
  EXPECT_EQ(out, "[]");
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
