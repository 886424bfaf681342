#include "serve/picked_outputs.h"

#include <gtest/gtest.h>

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

class PickedOutputsTest : public ServedTest {
 protected:
  std::string pick(std::string_view query) {
    const auto status = picked_.pick(*models_.find("toy"), query);
    if (!status.ok()) return status.reason();
    std::string names;
    for (const data::Field& field : picked_.schema()->fields()) names += field.name + " ";
    return names;
  }
  PickedOutputs picked_;
};

TEST_F(PickedOutputsTest, InTheOrderAskedFor) {
  EXPECT_EQ(pick(""), "predict label ");
  EXPECT_TRUE(picked_.usual());
  EXPECT_EQ(pick("stream=true"), "predict label ");
  EXPECT_EQ(pick("outputs=label,%20predict"), "label predict ");
  EXPECT_FALSE(picked_.usual());
  EXPECT_EQ(pick("outputs=label"), "label ");
  EXPECT_EQ(pick("outputs=label,label"), "DUPLICATE_OUTPUT");
  EXPECT_EQ(pick("outputs=odds"), "UNKNOWN_OUTPUT");
  EXPECT_EQ(pick("outputs=,"), "UNKNOWN_OUTPUT");
  EXPECT_EQ(pick("outputs="), "predict label ");
}

TEST_F(PickedOutputsTest, ColumnsAreThoseOfThePredictions) {
  data::Chunk predictions(scorer_->output_schema());
  for (const double x : {1., 2.}) predictions.column(0).append_float64(x);
  for (const char* label : {"low", "high"}) predictions.column(1).append_string(label);
  ASSERT_EQ(pick(""), "predict label ");
  EXPECT_EQ(&picked_.of(predictions), &predictions);
  ASSERT_EQ(pick("outputs=label"), "label ");
  const data::Chunk& labels = picked_.of(predictions);
  ASSERT_EQ(labels.width(), 1u);
  EXPECT_EQ(labels.rows(), 2);
  EXPECT_EQ(labels.column(0).view().string(1), "high");
}

}  // namespace
}  // namespace slipway::serve
