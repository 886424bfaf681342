#include "service/warm_up.h"

#include <gtest/gtest.h>

#include "service/served_model.h"
#include "service/service_test.h"

namespace slipway::service {
namespace {

class WarmUpTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto loaded = load_model(example("wine.pkl"));
    ASSERT_TRUE(loaded.ok()) << loaded.status().text();
    auto served = make_served(*loaded, {.rows_max = 100});
    ASSERT_TRUE(served.ok()) << served.status().text();
    model_ = *std::move(served);
    for (const data::Field& field : model_.columns->fields())
      header_ += (header_.empty() ? "" : ",") + field.name;
  }
  std::string line(const std::string& value) const {
    std::string text = "\n";
    for (std::size_t j = 0; j < model_.columns->size(); ++j) text += (j == 0 ? "" : ",") + value;
    return text;
  }
  base::Status warm_up(const std::string& rows) const {
    return service::warm_up(model_, folder_.write("rows.csv", rows), false);
  }

  const Folder folder_;
  serve::ServedModel model_;
  std::string header_;
};

TEST_F(WarmUpTest, EveryRowMustBeScored) {
  std::string rows = header_;
  for (int i = 0; i < 250; ++i) rows += line("1.5");
  EXPECT_TRUE(warm_up(rows).ok()) << warm_up(rows).text();
  const base::Status failed = warm_up(rows + line(""));  // this model takes no missing values
  EXPECT_STREQ(failed.reason(), "WARM_UP_FAILED");
  EXPECT_NE(failed.message().find("row 250"), std::string::npos) << failed.text();
}

TEST_F(WarmUpTest, WhatCanNotBeReadIsSaid) {
  EXPECT_STREQ(warm_up(header_).reason(), "WARM_UP_FAILED");
  EXPECT_STREQ(warm_up("other\n1").reason(), "MISSING_COLUMN");
  EXPECT_FALSE(service::warm_up(model_, folder_ / "none.csv", false).ok());
}

}  // namespace
}  // namespace slipway::service
