#include "format/sklearn/responses.h"

#include <limits>

#include "format/sklearn/record_test.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/link.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Labels;
using At = std::vector<std::uint32_t>;

Labels texts(std::vector<std::string> all) {
  return {.kind = data::Kind::kString, .text = std::move(all), .number = {}};
}
Labels whole(const std::vector<double>& all) {
  Labels labels{.kind = data::Kind::kInt64, .text = {}, .number = all};
  for (const double one : all) labels.text.push_back(fmt::format("{:.0f}", one));
  return labels;
}

class Responses : public Records {
 protected:
  const model::Op& op_of(const base::Result<ValueId>& made) {
    EXPECT_TRUE(made.ok()) << made.status().text();
    return builder_.stages()[*made - 1].op;
  }
  std::size_t stages() const { return builder_.stages().size(); }
  Context context_{builder_, findings_};
};

TEST_F(Responses, OneTargetIsDecidedByItsColumns) {
  given(3);
  const auto index = decide_targets(context_, 0, {3});
  EXPECT_TRUE(op_of(index).is<model::Decide>());
  EXPECT_EQ(width(*index), 1u);
  EXPECT_EQ(builder_.block(*index).columns[0], Element::kI64);
  EXPECT_EQ(stages(), 1u);
}

TEST_F(Responses, EachTargetIsDecidedByItsOwnColumns) {
  given(6);
  const auto index = decide_targets(context_, 0, {2, 3, 1});
  ASSERT_TRUE(index.ok()) << index.status().text();
  EXPECT_EQ(width(*index), 3u);
  At taken;
  std::vector<double> thresholds;
  for (const model::Stage& stage : builder_.stages()) {
    if (const auto* decide = stage.op.as<model::Decide>()) thresholds.push_back(decide->threshold);
    const auto* gather = stage.op.as<model::Gather>();
    if (gather != nullptr && stage.inputs == std::vector<ValueId>{0})
      for (const auto& from : gather->columns) taken.push_back(from.column);
  }
  EXPECT_EQ(taken, (At{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(thresholds, (std::vector<double>{0.5, 0.5, std::numeric_limits<double>::infinity()}));
}

// One class alone: whatever its score is, it is class 0.
TEST_F(Responses, OneClassIsAlwaysTheAnswer) {
  given(1);
  const auto index = decide_targets(context_, 0, {1});
  EXPECT_EQ(op_of(index).as<model::Decide>()->threshold, std::numeric_limits<double>::infinity());
}

TEST(PositionsOf, ClassesInsideAmongThoseOutside) {
  EXPECT_EQ(got(positions_of(texts({"b", "c"}), texts({"a", "b", "c"}), false)), (At{1, 2}));
  EXPECT_EQ(got(positions_of(whole({7, 3}), whole({3, 5, 7}), false)), (At{2, 0}));
  // An ensemble that encodes its classes fits what is inside on 0, 1, 2.
  EXPECT_EQ(got(positions_of(whole({0, 2}), texts({"a", "b", "c"}), true)), (At{0, 2}));
  EXPECT_TRUE(positions_of(whole({}), whole({1}), false)->empty());
}

TEST(PositionsOf, AClassThatIsNotThereIsRefused) {
  const auto refused = [](const Labels& inner, const Labels& outer, bool encoded) {
    const auto at = positions_of(inner, outer, encoded);
    EXPECT_FALSE(at.ok());
    return at.status().text();
  };
  EXPECT_EQ(refused(texts({"a", "z"}), texts({"a"}), false),
            "an estimator inside has the class z, which is not there outside (BAD_MODEL)");
  for (const auto& status :
       {refused(whole({4}), whole({3}), false), refused(whole({4}), texts({"4"}), false),
        refused(whole({1}), texts({"a"}), true), refused(whole({-1}), texts({"a"}), true),
        refused(texts({"a"}), texts({"a"}), true), refused(texts({"1"}), whole({1}), false)})
    EXPECT_TRUE(status.ends_with("(BAD_MODEL)")) << status;
}

TEST_F(Responses, ColumnsAreSpreadToTheirPositions) {
  given(2);
  EXPECT_EQ(got(spread(context_, 0, {0, 1}, 2, 0.0, "p")), 0u);  // as they are
  const auto spreaded = spread(context_, 0, {2, 0}, 3, -1.5, "p");
  const auto& place = *op_of(spreaded).as<model::Place>();
  EXPECT_EQ(place.at, (At{2, 0}));
  EXPECT_EQ(place.fill, (std::vector<double>{-1.5, -1.5, -1.5}));
  EXPECT_EQ(width(*spreaded), 3u);
  EXPECT_EQ(width(got(spread(context_, 0, {0, 1}, 3, 0.0, "q"))), 3u);  // one is missing
}

TEST_F(Responses, AnIndexInsideIsOneOutside) {
  given(2);
  const auto index = decide_targets(context_, 0, {2});
  EXPECT_EQ(got(index_among(context_, *index, {0, 1}, "p")), *index);
  const auto outside = index_among(context_, *index, {3, 1}, "p");
  const auto& op = *op_of(outside).as<model::NumberOf>();
  EXPECT_EQ(op.numbers, (std::vector<std::vector<double>>{{3, 1}}));
  EXPECT_EQ(op.to, Element::kI64);
}

TEST_F(Responses, PredictionsAsNumbers) {
  given(2);
  Emitted emitted;
  EXPECT_NE(numbers_of(context_, emitted, "p").status().message().find("does not predict"),
            std::string::npos);
  emitted.predict = 0;
  EXPECT_EQ(got(numbers_of(context_, emitted, "p")), 0u);  // numbers already
  emitted.predict = got(decide_targets(context_, 0, {2}));
  emitted.classes = whole({3, 7});
  const auto labels = numbers_of(context_, emitted, "p");
  EXPECT_EQ(op_of(labels).as<model::NumberOf>()->numbers,
            (std::vector<std::vector<double>>{{3, 7}}));
  EXPECT_EQ(builder_.block(*labels).columns[0], Element::kF64);
  emitted.classes = texts({"a", "b"});
  const base::Status status = numbers_of(context_, emitted, "p").status();
  EXPECT_STREQ(status.reason(), "UNSUPPORTED_OPTION");
  EXPECT_NE(status.message().find("predicts texts"), std::string::npos) << status.text();
}

TEST_F(Responses, PredictionsOfSeveralTargetsAsNumbers) {
  given(4);
  Emitted emitted;
  emitted.predict = got(decide_targets(context_, 0, {2, 2}));
  emitted.target_classes = {whole({3, 7}), whole({5, 6})};
  EXPECT_EQ(op_of(numbers_of(context_, emitted, "p")).as<model::NumberOf>()->numbers,
            (std::vector<std::vector<double>>{{3, 7}, {5, 6}}));
  emitted.target_classes[1] = texts({"a", "b"});
  EXPECT_STREQ(numbers_of(context_, emitted, "p").status().reason(), "UNSUPPORTED_OPTION");
}

TEST_F(Responses, Float32IsWidened) {
  given(2);
  EXPECT_EQ(got(as_double(context_, 0, "p")), 0u);
  const ValueId single = got(context_.add(ValueId{0}, model::Cast{Element::kF32}, "single"));
  const auto widened = as_double(context_, single, "p");
  EXPECT_EQ(op_of(widened).as<model::Cast>()->to, Element::kF64);
  EXPECT_EQ(builder_.stages().back().name, ".p.double");
}

TEST_F(Responses, Logarithms) {
  given(2);
  EXPECT_EQ(op_of(logarithm(context_, 0)).as<model::Link>()->kind, model::LinkKind::kLog);
  EXPECT_EQ(width(got(logarithm(context_, 0, "again"))), 2u);
}

TEST_F(Responses, TheEstimatorsOfAList) {
  const Adapter adapter = {.package = "x",
                           .classes = {"X"},
                           .convert = nullptr,
                           .reads = {"a", "b", "c", "d"},
                           .ignores = {}};
  auto state = Attributes::of(value(object("x.X", is("a", list_of({text_of("a"), none()})) +
                                                      is("b", list_of({})) + is("c", none()))),
                              adapter);
  ASSERT_TRUE(state.ok());
  EXPECT_EQ(estimators_of(*state, "a")->size(), 2u);
  EXPECT_EQ(estimators_of(*state, "b").status().text(),
            "b is empty (MISSING_ATTRIBUTE); fit the estimator before it is saved");
  EXPECT_EQ(estimators_of(*state, "c").status().text(),
            "c: None where a list or an array of objects is needed (WRONG_TYPE)");
  EXPECT_STREQ(estimators_of(*state, "d").status().reason(), "MISSING_ATTRIBUTE");
}

}  // namespace
}  // namespace slipway::format::sklearn
