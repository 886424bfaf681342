#include "model/model_builder.h"

#include <limits>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/scale.h"

namespace slipway::model {
namespace {

using data::Kind;

ModelBuilder two_inputs() {
  ModelBuilder builder;
  builder.inputs({{"age", Kind::kFloat64, {}}, {"city", Kind::kString, {}}}, true);
  return builder;
}

// A builder whose stage 1 decides between `width` scores.
ModelBuilder deciding(std::size_t width, Decide decide = {}) {
  ModelBuilder builder;
  builder.inputs(std::vector<Feature>(width), false);
  EXPECT_TRUE(builder.add("decide", "", {0}, decide).ok());
  return builder;
}

Output labelled(std::vector<std::string> text, Kind kind = Kind::kString) {
  Output output{.name = "predict", .value = 1};
  output.labels = Labels{kind, std::move(text), {}};
  return output;
}

TEST(ModelBuilder, AModelHoldsWhatWasGiven) {
  ModelBuilder builder = two_inputs();
  EXPECT_EQ(builder.features().size(), 2u);
  EXPECT_EQ(builder.block(0).columns, (std::vector{Element::kF64, Element::kString}));
  const auto age = builder.select("age", builder.input(), {0});
  ASSERT_TRUE(age.ok()) << age.status().text();
  const auto scaled = builder.add("scaler", "sklearn.Scaler", {*age}, Scale{.offset = {3}});
  ASSERT_TRUE(scaled.ok()) << scaled.status().text();
  const auto both = builder.concat("both", {*scaled, *age});
  ASSERT_TRUE(both.ok()) << both.status().text();
  EXPECT_EQ(builder.block(*both).width(), 2u);
  ASSERT_TRUE(builder.output({.name = "transform", .value = *both, .scalar = false}).ok());
  builder.about().title = "Scaler";
  const auto model = std::move(builder).build();
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->about().title, "Scaler");
  EXPECT_EQ((*model)->stages()[1].name, "scaler");
  EXPECT_EQ((*model)->stages()[1].origin, "sklearn.Scaler");
  EXPECT_EQ((*model)->output("transform")->value, *both);
  EXPECT_EQ((*model)->output("predict"), nullptr);
}

TEST(ModelBuilder, ElementsFollowTheKindsOfTheInputs) {
  ModelBuilder builder;
  builder.inputs({{"a", Kind::kFloat32, {}}, {"b", Kind::kInt64, {}}, {"c", Kind::kBool, {}}},
                 true);
  EXPECT_EQ(builder.block(0).columns, (std::vector{Element::kF32, Element::kF64, Element::kF64}));
}

TEST(ModelBuilder, ABrokenStageIsNamed) {
  ModelBuilder builder = two_inputs();
  EXPECT_EQ(builder.add("pipeline.scaler", "", {0}, Scale{}).status().text(),
            "pipeline.scaler: works on numbers, but is given something else (BAD_MODEL)");
  EXPECT_EQ(builder.add("early", "", {1}, Scale{}).status().text(),
            "early: reads block 1, which is not made yet (BAD_MODEL)");
  EXPECT_EQ(builder.add("lonely", "", {}, Gather{}).status().text(),
            "lonely: a stage without input (BAD_MODEL)");
  EXPECT_EQ(builder.concat("both", {0, 7}).status().text(),
            "both: concatenates a block that is not made yet (BAD_MODEL)");
  EXPECT_EQ(builder.select("third", 0, {2}).status().text(),
            "third: takes column 2 of input 0, which has fewer (BAD_MODEL)");
  Gather wide;
  wide.columns.assign(base::kColumnsMax + 1, {0, 0});
  EXPECT_EQ(builder.add("wide", "", {0}, wide).status().text(),
            "wide: 100001 columns, at most 100000 (BAD_MODEL)");
  // None of them was taken.
  EXPECT_FALSE(builder.output({.name = "out", .value = 1, .scalar = false}).ok());
}

TEST(ModelBuilder, AnInputMayTurnOutToBeTextUntilItIsRead) {
  ModelBuilder builder = two_inputs();
  ASSERT_TRUE(builder.refine_input(0, Kind::kString, {"x"}).ok());
  ASSERT_TRUE(builder.refine_input(0, Kind::kString, {"y"}).ok());
  EXPECT_EQ(builder.block(0).columns[0], Element::kString);
  EXPECT_EQ(builder.features()[0].categories, (std::vector<std::string>{"x", "y"}));
  ASSERT_TRUE(builder.select("city", 0, {1}).ok());
  EXPECT_TRUE(builder.refine_input(0, Kind::kFloat64, {}).ok());  // nobody read it
  EXPECT_EQ(builder.refine_input(1, Kind::kFloat64, {}).text(),
            "city: input \"city\" is read as string and as float64 (BAD_MODEL)");
  EXPECT_TRUE(builder.refine_input(1, Kind::kString, {}).ok());  // the same kind
  EXPECT_EQ(builder.refine_input(2, Kind::kString, {}).message(), "there is no input 2");
}

TEST(ModelBuilder, OutputsAreOfOneKindAndNamedOnce) {
  ModelBuilder builder = two_inputs();
  EXPECT_EQ(builder.output({.name = ""}).message(), "an output without a name");
  EXPECT_EQ(builder.output({.name = "p", .value = 1}).message(),
            "output p is of a block that is not made");
  EXPECT_EQ(builder.output({.name = "p", .value = 0}).message(),
            "output p is one value of 2 columns");
  EXPECT_EQ(builder.output({.name = "p", .value = 0, .scalar = false}).message(),
            "output p mixes kinds of value");
  const auto city = builder.select("city", 0, {1});
  EXPECT_EQ(builder.output({.name = "p", .value = *city, .scalar = false}).message(),
            "output p mixes kinds of value");  // there are no vectors of text
  const auto age = builder.select("age", 0, {0});
  EXPECT_EQ(builder.output({.name = "p", .value = *age, .columns = {"a", "b"}}).message(),
            "output p has 2 names for 1 columns");
  EXPECT_TRUE(builder.output({.name = "p", .value = *city}).ok());
  EXPECT_EQ(builder.output({.name = "p", .value = *age}).message(), "output p is given twice");
}

TEST(ModelBuilder, LabelsAreForTheIndexOfADecision) {
  ModelBuilder builder = deciding(1);
  Output scores = labelled({"a", "b"});
  scores.value = 0;
  EXPECT_EQ(builder.output(scores).message(), "labels of output predict need one index");
  Output vector = labelled({"a", "b"});
  vector.scalar = false;
  EXPECT_EQ(builder.output(vector).message(), "labels of output predict need one index");
  EXPECT_EQ(builder.output(labelled({})).message(), "labels of output predict are not complete");
  EXPECT_EQ(builder.output(labelled({"0", "1"}, Kind::kInt64)).message(),
            "labels of output predict are not complete");  // no numbers
  EXPECT_TRUE(builder.output(labelled({"a", "b"})).ok());
}

// A label that is not there would be read beyond the end of the list.
TEST(ModelBuilder, EveryDecisionHasItsLabel) {
  EXPECT_EQ(deciding(1).output(labelled({"a"})).message(),
            "output predict has 1 labels for 2 decisions");
  EXPECT_EQ(deciding(3).output(labelled({"a", "b"})).message(),
            "output predict has 2 labels for 3 decisions");
  EXPECT_TRUE(deciding(3).output(labelled({"a", "b", "c"})).ok());
  const double never = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(deciding(1, {.threshold = never}).output(labelled({"a"})).ok());
  EXPECT_FALSE(
      deciding(1, {.threshold = never, .greater_or_equal = true}).output(labelled({"a"})).ok());
  ModelBuilder cast;
  cast.inputs({{"x", Kind::kFloat64, {}}}, true);
  ASSERT_TRUE(cast.add("cast", "", {0}, Cast{Element::kI64}).ok());
  EXPECT_EQ(cast.output(labelled({"a", "b"})).message(),
            "labels of output predict need the index of a decision");
}

// An index may be one among other labels than those that were decided between.
TEST(ModelBuilder, IndicesAmongOthersHaveTheirLabels) {
  const auto moved = [](std::vector<double> to) {
    ModelBuilder builder = deciding(1);
    Output output = labelled({"a", "b", "c"});
    output.value = *builder.add("among", "", {output.value},
                                NumberOf{.numbers = {std::move(to)}, .to = Element::kI64});
    return builder.output(output).message();
  };
  EXPECT_EQ(moved({2, 0}), "");
  for (const std::vector<double>& to : {std::vector<double>{0, 3}, {0, -1}, {0, 0.5}})
    EXPECT_EQ(moved(to), "output predict has no label of a decision");
}

TEST(ModelBuilder, AModelHasInputsAndOutputs) {
  EXPECT_EQ(two_inputs().build().status().message(), "the model has no output");
  ModelBuilder none;
  none.inputs({}, true);
  EXPECT_FALSE(none.output({.name = "p", .value = 0, .scalar = false}).ok());
  EXPECT_FALSE(std::move(none).build().ok());
  ModelBuilder wide;
  wide.inputs(std::vector<Feature>(base::kColumnsMax + 1), false);
  const auto first = wide.select("first", 0, {0});
  ASSERT_TRUE(wide.output({.name = "p", .value = *first}).ok());
  EXPECT_EQ(std::move(wide).build().status().message(), "100001 inputs, at most 100000");
}

TEST(ModelBuilder, AskedIterationsMustBeTakenByOnePart) {
  const auto built = [](int taken, std::optional<Iterations> asked) -> base::Result<ModelPtr> {
    ModelBuilder builder;
    builder.ask_for({.iterations = asked, .columns = {}});
    builder.inputs({{"x", data::Kind::kFloat64, {}}}, true);
    for (int i = 0; i < taken; ++i) EXPECT_EQ(builder.take_iterations(), asked);
    SLIPWAY_TRY(builder.output({.name = "same", .value = 0, .labels = {}, .columns = {}}));
    return std::move(builder).build();
  };
  EXPECT_STREQ(built(0, Iterations{0, 4}).status().reason(), "NO_ITERATIONS");
  EXPECT_STREQ(built(2, Iterations{0, 4}).status().reason(), "NO_ITERATIONS");
  EXPECT_EQ((*built(1, Iterations{0, 4}))->about().notes.back(), "only iterations 0:4 count");
  for (const int taken : {0, 1, 2}) EXPECT_TRUE(built(taken, std::nullopt).ok());
}

TEST(ModelBuilder, NamesOfInputsCanBeGivenLater) {
  ModelBuilder builder;
  builder.inputs({{"x0", data::Kind::kFloat64, {}}, {"x1", data::Kind::kFloat64, {}}}, false);
  EXPECT_EQ(builder.name_inputs({"a"}).message(), "1 names for 2 inputs");
  EXPECT_FALSE(builder.names_known());
  ASSERT_TRUE(builder.name_inputs({"a", "b"}).ok());
  EXPECT_TRUE(builder.names_known());
  EXPECT_EQ(builder.features()[1].name, "b");
}

}  // namespace
}  // namespace slipway::model
