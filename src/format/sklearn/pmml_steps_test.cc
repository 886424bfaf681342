// A whole file of transformers of texts: the inputs and outputs it is read as.

#include "format/sklearn/pmml_steps.h"

#include "format/sklearn/read.h"
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class PmmlFiles : public Records {
 protected:
  // "name(column, …)" of each output, or the refusal.
  std::string read(const std::string& record) {
    auto document = pickle::read_pickle(std::make_shared<const std::string>(record + "."));
    if (!document.ok()) return document.status().text();
    builder_ = model::ModelBuilder();
    const auto status = read_estimator(document->root, builder_);
    if (!status.ok()) return fmt::format("{}: {}", status.reason(), status.message());
    inputs_.clear();
    for (const auto& feature : builder_.features()) inputs_.push_back(feature.name);
    const auto model = std::move(builder_).build();
    if (!model.ok()) return model.status().text();
    std::string all;
    for (const auto& output : (*model)->signature().outputs)
      all += fmt::format("{}{}({})", all.empty() ? "" : " ", output.name,
                         fmt::join(output.columns, ", "));
    return all;
  }
  std::vector<std::string> inputs_;
};

const std::string kPmml = "sklearn2pmml.preprocessing.";

std::string pipeline(const std::string& step, const std::string& attributes) {
  return object("sklearn2pmml.pipeline.PMMLPipeline",
                is("steps", list_of({tuple_of({text_of("step"), step})})) + attributes);
}
std::string fields(const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const std::string& name : names) all.push_back(text_of(name));
  return is("active_fields", list_of(all));
}

TEST_F(PmmlFiles, TextsAreOutputsOfTheirOwn) {
  EXPECT_EQ(read(object(kPmml + "StringNormalizer", is("function", text_of("lower")))),
            "transform()");
  EXPECT_EQ(inputs_, std::vector<std::string>{"x0"});
  EXPECT_EQ(read(pipeline(object(kPmml + "StringNormalizer", ""), fields({"a", "b"}))),
            "transform_a() transform_b()");
  EXPECT_EQ(inputs_, (std::vector<std::string>{"a", "b"}));
}

TEST_F(PmmlFiles, ThePipelineKnowsItsColumns) {
  EXPECT_EQ(read(pipeline(object(kPmml + "ConcatTransformer", ""), fields({"a", "b"}))),
            "transform()");
  EXPECT_EQ(inputs_, (std::vector<std::string>{"a", "b"}));
  const std::string scaler =
      object("sklearn.preprocessing._data.MaxAbsScaler",
             is("scale_", array({2}, {1, 2})) + is("n_features_in_", whole(2)) +
                 is("_sklearn_version", text_of("1.4.2")));
  EXPECT_EQ(read(pipeline(scaler, fields({"p", "q"}))), "transform(p, q)");
  EXPECT_EQ(read(pipeline(scaler, is("active_fields", none()))), "transform(x0, x1)");
  EXPECT_EQ(read(pipeline(scaler, fields({"p"}))),
            "WRONG_SHAPE: active_fields has 1 names for 2 columns");
}

}  // namespace
}  // namespace slipway::format::sklearn
