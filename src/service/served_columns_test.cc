#include "service/served_columns.h"

#include <gtest/gtest.h>

#include "flow/reply.h"
#include "service/served_model.h"
#include "service/service_test.h"

namespace slipway::service {
namespace {

serve::ServedModel served(const char* name) {
  const auto loaded = load_model(example(name));
  EXPECT_TRUE(loaded.ok()) << loaded.status().text();
  auto made = make_served(*loaded, {});
  EXPECT_TRUE(made.ok()) << made.status().text();
  return *std::move(made);
}

TEST(ServedColumns, AModelThatTakesNoMissingValuesSaysSo) {
  const serve::ServedModel wine = served("wine.pkl");
  ASSERT_EQ(wine.known.size(), wine.columns->size());
  for (const serve::ServedColumn& column : wine.known) EXPECT_FALSE(column.takes_missing);
}

TEST(ServedColumns, TreesTakeThem) {
  const serve::ServedModel penguins = served("penguins.ubj");
  ASSERT_EQ(penguins.known.size(), penguins.columns->size());
  for (const serve::ServedColumn& column : penguins.known) EXPECT_TRUE(column.takes_missing);
}

TEST(ServedColumns, ExamplesAreScoredAsRequestsAre) {
  for (const char* name : {"wine.pkl", "penguins.ubj", "cancer.txt"}) {
    const serve::ServedModel model = served(name);
    ASSERT_GT(model.examples.rows(), 0) << name;
    ASSERT_EQ(model.answers.rows(), model.examples.rows());
    flow::Reply reply;
    reply.delivery.rows = model.examples;
    ASSERT_TRUE(reply.call(*model.usual.path, base::system_clock()).ok());
    EXPECT_TRUE(reply.delivery.answer.errors.empty()) << name;
    const data::ColumnView now = reply.delivery.answer.predictions.column(0).view();
    const data::ColumnView then = model.answers.column(0).view();
    for (std::int64_t row = 0; row < then.length; ++row)
      if (now.kind == data::Kind::kString)
        EXPECT_EQ(now.string(row), then.string(row)) << name;
      else
        EXPECT_EQ(now.valid(row), then.valid(row)) << name;
  }
}

}  // namespace
}  // namespace slipway::service
