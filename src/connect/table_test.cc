#include "connect/table.h"

#include "connect/rig_test.h"

namespace slipway::connect {
namespace {

TEST(Table, HasTheKeptColumnsThenTheOutputs) {
  using data::Kind;
  const data::Schema rows(
      std::vector<data::Field>{{"age", {Kind::kFloat64, {}}, {}}, {"id", {Kind::kString, {}}, {}}});
  const data::Schema predictions(
      std::vector<data::Field>{{"proba", {Kind::kFloat64, {2}}, {"no", "yes"}}});
  const auto names = [&](std::size_t wanted) {
    std::vector<std::string> names;
    const data::SchemaPtr schema = table_schema(rows, wanted, predictions);
    for (const data::Field& field : schema->fields()) names.push_back(field.name);
    return names;
  };
  EXPECT_EQ(names(0), (std::vector<std::string>{"age", "id", "proba"}));
  EXPECT_EQ(names(1), (std::vector<std::string>{"id", "proba"}));
  EXPECT_EQ(names(2), std::vector<std::string>{"proba"});
  EXPECT_EQ((*table_schema(rows, 1, predictions))[1], predictions[0]);  // with shape and labels
}

TEST(Table, BorrowsTheValuesOfTheDelivery) {
  const Answered d = answered_rows(4, 7, {1});
  const auto schema = table_schema(*d->rows.schema(), 0, *d->answer.predictions.schema());
  const data::Chunk table = table_of(*d, 0, schema);
  EXPECT_EQ(table.schema(), schema);
  ASSERT_EQ(table.rows(), 3);  // those that failed too: who writes leaves them out
  EXPECT_EQ(table.column(0).view().string(2), "r6");
  EXPECT_EQ(table.column(1).view().float64s()[2], 1.5);
  EXPECT_EQ(table.column(1).view().values, d->answer.predictions.column(0).view().values);
  EXPECT_EQ(table_of(*d, 1, table_schema(*d->rows.schema(), 1, *predict_schema())).width(), 1u);
}

}  // namespace
}  // namespace slipway::connect
