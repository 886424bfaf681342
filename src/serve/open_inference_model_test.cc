#include "serve/open_inference_model.h"

#include "serve/served_test.h"

namespace slipway::serve {
namespace {

TEST_F(ServedTest, OutputsAreChosenByName) {
  ServedModel model = toy_model("toy", path_, *scorer_);
  model.usual.schema = std::make_shared<const data::Schema>(
      std::vector<data::Field>{scorer_->output_schema()->fields()[0]});
  model.usual.path = &nowhere_;
  OutputChoice choice;
  choice.usual(model);
  EXPECT_EQ(choice.outputs().path, &nowhere_);
  EXPECT_EQ(choice.fields(), std::vector<std::size_t>{0});
  const std::string_view both[] = {"label", "predict"};
  ASSERT_TRUE(choice.named(model, both).ok());
  EXPECT_EQ(choice.outputs().path, &path_) << "what the usual ones lack is computed by all";
  EXPECT_EQ(choice.fields(), (std::vector<std::size_t>{1, 0}));
  ASSERT_TRUE(choice.named(model, {}).ok());
  EXPECT_EQ(choice.outputs().path, &nowhere_);
  const std::string_view none[] = {"margin"};
  EXPECT_EQ(std::string_view(choice.named(model, none).reason()), "UNKNOWN_OUTPUT");
}

TEST_F(ServedTest, AModelOfOneTypeOfNumbersTakesAMatrix) {
  ServedModel model = toy_model("toy", path_, *scorer_);
  EXPECT_EQ(input_fields(model).size(), 3u) << "a text among them";
  const data::Type number{data::Kind::kFloat64, {}};
  model.columns = std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"a", number, {}}, {"b", number, {}}});
  const auto fields = input_fields(model);
  ASSERT_EQ(fields.size(), 1u);
  EXPECT_EQ(fields[0].name, "input");
  EXPECT_EQ(tensor_shape(fields[0]), (std::vector<std::int64_t>{-1, 2}));
}

TEST(OpenInferenceModel, OutputsAreSentAsTheirTypeOrAsHalves) {
  using codec::DataType;
  const data::Field real = {"predict", {data::Kind::kFloat64, {}}, {}};
  EXPECT_EQ(*sent_datatype(real, ""), DataType::kFp64);
  EXPECT_EQ(*sent_datatype(real, "FP64"), DataType::kFp64);
  EXPECT_EQ(*sent_datatype(real, "FP16"), DataType::kFp16);
  EXPECT_EQ(*sent_datatype(real, "BF16"), DataType::kBf16);
  const data::Field text = {"label", {data::Kind::kString, {}}, {}};
  EXPECT_EQ(*sent_datatype(text, "BYTES"), DataType::kBytes);
  EXPECT_STREQ(sent_datatype(real, "FP32").status().reason(), "BAD_PARAMETER");
  EXPECT_STREQ(sent_datatype(text, "FP16").status().reason(), "BAD_PARAMETER");
}

}  // namespace
}  // namespace slipway::serve
