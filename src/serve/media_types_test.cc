// That every pair of types gives the same numbers is shown by tests/clients/tables.py.
#include "serve/media_types.h"

#include <gtest/gtest.h>

#include "flow/fakes_test.h"

namespace slipway::serve {
namespace {

std::string media(std::string_view content_type) {
  const TableType* type = table_type(content_type);
  return type == nullptr ? "" : type->media;
}

TEST(MediaTypes, AreFoundWhateverTheirParameters) {
  EXPECT_EQ(media("application/json"), "application/json");
  EXPECT_EQ(media("Application/JSON; charset=utf-8"), "application/json");
  EXPECT_EQ(media("text/csv;charset=utf-8; header=absent"), "text/csv; header=absent");
  EXPECT_EQ(media("text/csv; header=present"), "text/csv");
  EXPECT_EQ(media("text/html"), "");
  EXPECT_EQ(media(""), "");
  EXPECT_EQ(media(";;;"), "");
}

TEST(MediaTypes, TheFirstThatIsATableIsAccepted) {
  EXPECT_EQ(accepted_type("*/*"), nullptr);
  EXPECT_EQ(accepted_type(""), nullptr);
  EXPECT_STREQ(accepted_type("text/html, text/csv;q=0.5, application/json")->media, "text/csv");
}

TEST(MediaTypes, RowsThatFailedAreNullsInTheAnswer) {
  flow::Delivery delivery;
  delivery.rows = data::Chunk(flow::toy_schema());
  delivery.answer.predictions = data::Chunk(std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"predict", {data::Kind::kFloat64, {}}, {}}}));
  for (const double value : {1., 2., 3.})
    delivery.answer.predictions.column(0).append_float64(value);
  delivery.answer.errors.push_back(
      {.row = 1, .status = base::invalid_argument("BAD_VALUE", "is none")});
  std::string body;
  ASSERT_TRUE(encode_answer(*table_type("application/x-ndjson"), delivery.answer.predictions,
                            delivery.answer.errors, body)
                  .ok());
  EXPECT_EQ(body, "{\"predict\":1}\n{\"predict\":null}\n{\"predict\":3}\n");
}

TEST(MediaTypes, ABodyIsReadToItsEnd) {
  data::Chunk rows(flow::toy_schema());
  data::RowErrors rejected;
  const TableType& lines = *table_type("application/x-ndjson");
  ASSERT_TRUE(
      decode_table(lines,
                   "{\"key\":1,\"x\":5,\"note\":\"n\"}\n{\"key\":2,\"x\":\"?\",\"note\":\"n\"}\n",
                   flow::toy_schema(), rows, rejected)
          .ok());
  EXPECT_EQ(rows.rows(), 2);
  ASSERT_EQ(rejected.size(), 1u);
  EXPECT_EQ(rejected[0].row, 1);
}

}  // namespace
}  // namespace slipway::serve
