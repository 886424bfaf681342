#include "model/model.h"

#include <gtest/gtest.h>

#include "model/model_builder.h"
#include "model/stages/columns.h"

namespace slipway::model {
namespace {

TEST(Model, AnOutputIsFoundByItsName) {
  ModelBuilder builder;
  builder.inputs({{"x", data::Kind::kFloat64, {}}}, true);
  ASSERT_TRUE(builder.output({.name = "predict", .value = 0}).ok());
  ASSERT_TRUE(builder.output({.name = "transform", .value = 0, .scalar = false}).ok());
  const ModelPtr model = *std::move(builder).build();
  EXPECT_EQ(model->output("predict"), &model->signature().outputs[0]);
  EXPECT_EQ(model->output("transform"), &model->signature().outputs[1]);
  for (const char* none : {"", "pred", "predict_proba", "Predict"})
    EXPECT_EQ(model->output(none), nullptr) << none;
}

// Block 0 is the inputs, block i + 1 what stage i makes.
TEST(Model, BlocksAreCountedFromTheInputs) {
  ModelBuilder builder;
  builder.inputs({{"x", data::Kind::kFloat64, {}}, {"y", data::Kind::kFloat64, {}}}, true);
  const ValueId second = *builder.select("second", 0, {1});
  EXPECT_EQ(second, 1u);
  ASSERT_TRUE(builder.output({.name = "predict", .value = second}).ok());
  const ModelPtr model = *std::move(builder).build();
  EXPECT_EQ(model->block(0).width(), 2u);
  EXPECT_EQ(model->block(1).width(), 1u);
}

TEST(ReadsInput, AnyStageReadsAllColumnsOfItsBlocks) {
  Stage stage{.inputs = {0}, .op = Cast{Element::kF32}};
  EXPECT_TRUE(reads_input(stage, 0));
  EXPECT_TRUE(reads_input(stage, 7));
  stage.inputs = {1};  // what another stage made
  EXPECT_FALSE(reads_input(stage, 0));
}

TEST(ReadsInput, AGatherReadsThoseItNames) {
  const Stage stage{.inputs = {1, 0}, .op = Gather{{{1, 2}, {0, 0}}}};
  EXPECT_TRUE(reads_input(stage, 2));
  EXPECT_FALSE(reads_input(stage, 0));  // column 0 is of block 1
}

}  // namespace
}  // namespace slipway::model
