#include "score/scorer.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "model/model_builder.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/scale.h"

namespace slipway::score {
namespace {

using data::Kind;

// predict: "low" or "high" by age; twice: age * 2; city as it came.
model::ModelPtr model_of(bool names_known = true) {
  model::ModelBuilder builder;
  builder.inputs({{"age", Kind::kFloat64, {}}, {"city", Kind::kString, {}}}, names_known);
  const auto age = *builder.select("age", 0, {0});
  const auto city = *builder.select("city", 0, {1});
  const auto checked = *builder.add("check", "", {age}, model::Require{});
  const auto side = *builder.add("decide", "", {checked}, model::Decide{.threshold = 40});
  const auto twice = *builder.add("twice", "", {age}, model::Scale{.factor = {2}});
  model::Output predict{.name = "predict", .value = side};
  predict.labels = model::Labels{Kind::kString, {"low", "high"}, {}};
  EXPECT_TRUE(builder.output(predict).ok());
  EXPECT_TRUE(builder.output({.name = "twice", .value = twice}).ok());
  EXPECT_TRUE(builder.output({.name = "city", .value = city}).ok());
  return *std::move(builder).build();
}

data::Schema schema_of(const std::vector<std::pair<std::string, Kind>>& columns) {
  std::vector<data::Field> fields;
  for (const auto& [name, kind] : columns) fields.push_back({name, {kind, {}}, {}});
  return data::Schema(std::move(fields));
}

base::Result<std::vector<std::size_t>> bound(
    const std::vector<std::pair<std::string, Kind>>& columns, bool names_known = true) {
  return bind_columns(model_of(names_known)->signature(), schema_of(columns));
}

constexpr auto kF64 = Kind::kFloat64;
constexpr auto kText = Kind::kString;
using Columns = std::vector<std::size_t>;

TEST(BindColumns, ByNameInAnyOrderAmongOthers) {
  EXPECT_EQ(*bound({{"age", kF64}, {"city", kText}}), (Columns{0, 1}));
  EXPECT_EQ(*bound({{"id", Kind::kInt64}, {"city", kText}, {"x", kF64}, {"age", kF64}}),
            (Columns{3, 1}));
  EXPECT_EQ(*bound({{"age", kF64}, {"age", kText}, {"city", kText}}), (Columns{0, 2}));
}

TEST(BindColumns, ByPositionWhereTheModelKnowsNoNames) {
  EXPECT_EQ(*bound({{"a", kF64}, {"b", kText}, {"c", kF64}}, false), (Columns{0, 1}));
  EXPECT_EQ(bound({{"city", kText}, {"age", kF64}}, false).status().message(),
            "column \"city\" is string, the model wants float64");
  EXPECT_EQ(bound({{"a", kF64}}, false).status().text(),
            "the rows have no column \"city\" (MISSING_COLUMN)");
}

TEST(BindColumns, AllThatAreMissingAreNamedWithTheNearest) {
  const base::Status status = bound({{"agee", kF64}, {"zzzzzz", kText}}).status();
  EXPECT_EQ(status.code(), base::Code::kInvalidArgument);
  EXPECT_STREQ(status.reason(), "MISSING_COLUMN");
  EXPECT_EQ(status.message(), "the rows have no column \"age\" (did you mean \"agee\"?), \"city\"");
  EXPECT_EQ(bound({}).status().message(), "the rows have no column \"age\", \"city\"");
  EXPECT_STREQ(bound({{"AGE", kF64}, {"city", kText}}).status().reason(), "MISSING_COLUMN");
}

TEST(BindColumns, AColumnOfAnotherTypeIsRefusedWithBoth) {
  for (const Kind kind : {Kind::kFloat32, Kind::kInt64, Kind::kBool, Kind::kTimestamp}) {
    const base::Status status = bound({{"age", kind}, {"city", kText}}).status();
    EXPECT_STREQ(status.reason(), "BAD_TYPE");
    EXPECT_EQ(status.message(), "column \"age\" is " + std::string(data::kind_name(kind)) +
                                    ", the model wants float64");
  }
  const data::Schema vector({{"age", {kF64, {3}}, {}}, {"city", {kText, {}}, {}}});
  EXPECT_EQ(bind_columns(model_of()->signature(), vector).status().message(),
            "column \"age\" is float64[3], the model wants float64");
}

// Columns city and age, in that order.
struct Rows {
  Rows() {
    schema = std::make_shared<const data::Schema>(schema_of({{"city", kText}, {"age", kF64}}));
    chunk = data::Chunk(schema);
  }
  Rows& add(double age, std::string_view city = "x") {
    chunk.column(0).append_string(city);
    chunk.column(1).append_float64(age);
    return *this;
  }
  data::SchemaPtr schema;
  data::Chunk chunk, out;
  data::RowErrors errors;
};

std::shared_ptr<const Scorer> scorer_of(const Rows& rows, const std::vector<std::string>& outputs) {
  auto scorer = score::bind(model_of(), intern("m", "d"), *rows.schema, outputs);
  EXPECT_TRUE(scorer.ok()) << scorer.status().text();
  return *std::move(scorer);
}

TEST(Scorer, PredictsTheFirstOutputUnlessToldOtherwise) {
  Rows rows;
  rows.add(30).add(50);
  const auto scorer = scorer_of(rows, {});
  EXPECT_EQ(scorer->version(), intern("m", "d"));
  EXPECT_EQ((*scorer->output_schema())[0].name, "predict");
  ASSERT_TRUE(scorer->score(rows.chunk.view(), rows.out, rows.errors).ok());
  EXPECT_EQ(rows.out.column(0).view().string(0), "low");
  EXPECT_EQ(rows.out.column(0).view().string(1), "high");
}

TEST(Scorer, GivesTheOutputsInTheOrderAskedFor) {
  Rows rows;
  rows.add(21, "Rome");
  const auto scorer = scorer_of(rows, {"city", "twice"});
  ASSERT_TRUE(scorer->score(rows.chunk.view(), rows.out, rows.errors).ok());
  EXPECT_EQ(rows.out.column(0).view().string(0), "Rome");
  EXPECT_EQ(rows.out.column(1).view().float64s()[0], 42);
}

TEST(Scorer, AnOutputThatThereIsNotIsRefusedWithThoseThereAre) {
  Rows rows;
  const auto scorer = score::bind(model_of(), nullptr, *rows.schema, {"twice", "proba"});
  EXPECT_EQ(scorer.status().text(),
            "the model has no output \"proba\" (UNKNOWN_OUTPUT); it has: predict, twice, city");
  EXPECT_STREQ(score::bind(model_of(), nullptr, schema_of({}), {}).status().reason(),
               "MISSING_COLUMN");
}

TEST(Scorer, ARangeOfAChunkIsScoredAndItsFailuresCountFromItsStart) {
  Rows rows;
  rows.add(1).add(2);
  rows.chunk.column(0).append_string("x"), rows.chunk.column(1).append_null();
  rows.add(50);
  const auto scorer = scorer_of(rows, {});
  ASSERT_TRUE(scorer->score(rows.chunk.view(1, 3), rows.out, rows.errors).ok());
  EXPECT_EQ(rows.out.rows(), 3);
  EXPECT_EQ(rows.out.column(0).view().string(2), "high");
  ASSERT_EQ(rows.errors.size(), 1u);
  EXPECT_EQ(rows.errors[0].row, 1);
  EXPECT_EQ(rows.errors[0].column, "age");
  EXPECT_STREQ(rows.errors[0].status.reason(), "MISSING_VALUE");
}

TEST(Scorer, OutIsOverwrittenAndErrorsAreAppendedTo) {
  Rows rows;
  rows.add(1).add(50).add(1);
  const auto scorer = scorer_of(rows, {});
  rows.errors.push_back({9, base::internal("BEFORE", ""), "", ""});
  ASSERT_TRUE(scorer->score(rows.chunk.view(), rows.out, rows.errors).ok());
  ASSERT_TRUE(scorer->score(rows.chunk.view(1, 1), rows.out, rows.errors).ok());
  EXPECT_EQ(rows.out.rows(), 1);
  EXPECT_EQ(rows.out.column(0).view().string(0), "high");
  EXPECT_EQ(rows.errors.size(), 1u);
}

TEST(Scorer, KeepsItsModelAlive) {
  Rows rows;
  rows.add(4);
  std::weak_ptr<const model::Model> weak;
  std::shared_ptr<const Scorer> scorer;
  {
    const model::ModelPtr model = model_of();
    weak = model;
    scorer = *score::bind(model, nullptr, *rows.schema, {"twice"});
  }
  EXPECT_FALSE(weak.expired());
  ASSERT_TRUE(scorer->score(rows.chunk.view(), rows.out, rows.errors).ok());
  EXPECT_EQ(rows.out.column(0).view().float64s()[0], 8);
  scorer.reset();
  EXPECT_TRUE(weak.expired());
}

TEST(Scorer, ServesSeveralThreadsAtATime) {
  Rows rows;
  for (int i = 0; i < 500; ++i) rows.add(i);
  const auto scorer = scorer_of(rows, {"twice"});
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      data::Chunk out;
      data::RowErrors errors;
      for (int i = 0; i < 50; ++i) {
        wrong += !scorer->score(rows.chunk.view(i, 400), out, errors).ok();
        wrong += out.column(0).view().float64s()[399] != 2.0 * (i + 399);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Version, EqualOnesAreOneObject) {
  const Version* version = intern("churn", "0123456789abcdef");
  EXPECT_EQ(intern("churn", "0123456789abcdef"), version);
  EXPECT_NE(intern("churn", "0123456789abcdee"), version);
  EXPECT_NE(intern("other", "0123456789abcdef"), version);
  EXPECT_EQ(version->short_digest(), "0123456789ab");
}

TEST(FixedProvider, PinsWhatWasAddedAndNamesWhatWasNot) {
  Rows rows;
  FixedProvider provider;
  const Version* here = intern("churn", "aaaaaaaaaaaaaaaa");
  provider.add(here, model_of());
  const auto scorer = provider.pin(here, rows.schema, {"twice"});
  ASSERT_TRUE(scorer.ok()) << scorer.status().text();
  EXPECT_EQ((*scorer)->version(), here);
  EXPECT_STREQ(provider.pin(here, rows.schema, {"x"}).status().reason(), "UNKNOWN_OUTPUT");
  const base::Status status =
      provider.pin(intern("churn", "bbbbbbbbbbbbbbbb"), rows.schema, {}).status();
  EXPECT_EQ(status.code(), base::Code::kUnavailable);
  EXPECT_EQ(status.text(), "version bbbbbbbbbbbb of churn is not loaded (VERSION_NOT_LOADED)");
}

}  // namespace
}  // namespace slipway::score
