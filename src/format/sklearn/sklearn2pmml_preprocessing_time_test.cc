#include "format/sklearn/pmml_test.h"
#include "model/stages/times.h"

namespace slipway::format::sklearn {
namespace {

class PmmlTimes : public PmmlRecords {};

TEST_F(PmmlTimes, CountFromAYear) {
  const std::string days = kPmml + "DaysSinceYearTransformer";
  EXPECT_EQ(refusal(days, is("year", whole(2000))), "");
  EXPECT_EQ(op<model::TimeSpans>()->since, 10957 * model::kDayMicroseconds);
  EXPECT_EQ(op<model::TimeSpans>()->what, model::TimeSpans::What::kDays);
  EXPECT_EQ(builder_.features()[1].kind, data::Kind::kString);
  EXPECT_EQ(refusal(kPmml + "SecondsSinceYearTransformer", is("year", whole(1900))), "");
  EXPECT_EQ(op<model::TimeSpans>()->what, model::TimeSpans::What::kSeconds);
  EXPECT_EQ(refusal(days, is("year", whole(3000))), "UNSUPPORTED_OPTION: " + days + ": year=3000");
}

TEST_F(PmmlTimes, TakeWhatACastMakes) {
  const std::string steps = is(
      "steps",
      list_of({tuple_of({text_of("a"),
                         object(kPmml + "CastTransformer", is("dtype", text_of("datetime64[D]")))}),
               tuple_of({text_of("b"), object(kPmml + "SecondsSinceMidnightTransformer", "")})}));
  EXPECT_EQ(refusal("sklearn.pipeline.Pipeline", steps, 1), "");
  EXPECT_EQ(op<model::ReadTimes>("a.times")->down, model::ReadTimes::Down::kToDays);
  EXPECT_EQ(op<model::TimeSpans>("b")->what, model::TimeSpans::What::kSecondsOfDay);
  EXPECT_EQ(op<model::ReadTimes>("b.times"), nullptr);
}

}  // namespace
}  // namespace slipway::format::sklearn
