// Every family against values worked by hand; every kernel that fits, and every chunking, the same
// bits.
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "engine/kernel.h"
#include "engine/math.h"
#include "engine/plan.h"
#include "model/model_builder.h"

namespace slipway::engine {
namespace {

using model::Category;
using model::ValueId;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Category number(double x) { return {Category::Kind::kNumber, x, {}}; }
Category text(std::string x) { return {Category::Kind::kString, 0, std::move(x)}; }

// A model of one stage over number or text columns.
struct Bench {
  explicit Bench(std::vector<data::Kind> kinds) {
    std::vector<model::Feature> features;
    for (std::size_t i = 0; i < kinds.size(); ++i)
      features.push_back({"f" + std::to_string(i), kinds[i], {}});
    for (const auto kind : kinds) columns.emplace_back(data::Type{kind, {}});
    builder.inputs(std::move(features), true);
  }
  void stage(model::Op op) {
    const auto added = builder.add("stage", "test", {builder.input()}, std::move(op));
    ASSERT_TRUE(added.ok()) << added.status().text();
    last = *added;
  }
  // By row; all outputs as doubles.
  std::vector<std::vector<double>> run(const CompileOptions& options = {},
                                       std::int64_t chunk = 2048) {
    if (!built) {
      EXPECT_TRUE(builder.output({.name = "out", .value = last, .scalar = false}).ok());
      built = *std::move(builder).build();
    }
    auto plan = compile(built, {}, options);
    EXPECT_TRUE(plan.ok()) << plan.status().text();
    std::vector<std::vector<double>> rows;
    Scratch scratch;
    for (std::int64_t begin = 0; begin < columns[0].size(); begin += chunk) {
      const std::int64_t count = std::min(chunk, columns[0].size() - begin);
      std::vector<data::ColumnView> views;
      for (const auto& column : columns) views.push_back(column.view(begin, count));
      data::Chunk out;
      data::RowErrors failed;
      EXPECT_TRUE((*plan)->run(views, count, out, scratch, failed).ok());
      for (auto& error : failed)
        errors.push_back({error.row + begin, error.status, error.column, error.value});
      const auto view = out.column(0).view();
      for (std::int64_t i = 0; i < count; ++i) {
        auto& row = rows.emplace_back();
        for (std::int64_t k = 0; k < view.width; ++k)
          row.push_back(view.kind == data::Kind::kFloat64 ? view.float64s()[i * view.width + k]
                        : view.kind == data::Kind::kFloat32
                            ? static_cast<double>(view.float32s()[i * view.width + k])
                            : static_cast<double>(view.int64s()[i * view.width + k]));
      }
    }
    return rows;
  }
  model::ModelBuilder builder;
  model::ModelPtr built;
  std::vector<data::Column> columns;
  data::RowErrors errors;
  ValueId last = 0;
};

using Rows = std::vector<std::vector<double>>;
constexpr auto kF64 = data::Kind::kFloat64;
constexpr auto kText = data::Kind::kString;

TEST(Engine, ScaleSubtractsThenDivides) {
  Bench bench({kF64});
  bench.stage(model::Scale{.offset = {1}, .divisor = {3}});
  bench.columns[0].append_float64(2);
  bench.columns[0].append_null();
  const auto rows = bench.run();
  EXPECT_EQ(rows[0][0], (2.0 - 1.0) / 3.0);
  EXPECT_TRUE(std::isnan(rows[1][0]));
}

TEST(Engine, ScaleMultipliesAddsAndClips) {
  Bench bench({kF64});
  bench.stage(model::Scale{.factor = {0.1}, .addend = {0.2}, .clip_min = 0, .clip_max = 1});
  for (const double x : {1.0, -100.0, 100.0}) bench.columns[0].append_float64(x);
  EXPECT_EQ(bench.run(), (Rows{{1.0 * 0.1 + 0.2}, {0}, {1}}));
}

TEST(Engine, ImputeFillsNumbersAndFlagsThem) {
  Bench bench({kF64, kF64});
  bench.stage(
      model::Impute{.missing = number(kNan), .fill = {number(5), number(6)}, .indicators = {1}});
  bench.columns[0].append_null(), bench.columns[0].append_float64(1);
  bench.columns[1].append_float64(2), bench.columns[1].append_float64(kNan);
  EXPECT_EQ(bench.run(), (Rows{{5, 2, 0}, {1, 6, 1}}));
}

TEST(Engine, ImputeOfANumberThatStandsForMissing) {
  Bench bench({kF64});
  bench.stage(model::Impute{.missing = number(-1), .fill = {number(9)}});
  bench.columns[0].append_float64(-1), bench.columns[0].append_float64(kNan);
  const auto rows = bench.run();
  EXPECT_EQ(rows[0][0], 9);
  EXPECT_TRUE(std::isnan(rows[1][0]));
}

model::OneHot colours(model::Unknown unknown) {
  model::OneHot::Column column;
  column.categories = {text("red"), text(""), {Category::Kind::kMissing, 0, {}}};
  column.slot = {0, 1, 2};
  column.slots = 3;
  column.unknown = unknown;
  return {{column}};
}

TEST(Engine, OneHotTellsEmptyFromMissing) {
  Bench bench({kText});
  bench.stage(colours(model::Unknown::kIgnore));
  bench.columns[0].append_string("red"), bench.columns[0].append_string("");
  bench.columns[0].append_null(), bench.columns[0].append_string("blue");
  EXPECT_EQ(bench.run(), (Rows{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 0}}));
  EXPECT_TRUE(bench.errors.empty());
}

TEST(Engine, OneHotRejectsTheRowAndNamesTheColumn) {
  Bench bench({kText});
  bench.stage(colours(model::Unknown::kReject));
  bench.columns[0].append_string("red"), bench.columns[0].append_string("blue");
  EXPECT_EQ(bench.run()[0], (std::vector<double>{1, 0, 0}));
  ASSERT_EQ(bench.errors.size(), 1u);
  EXPECT_EQ(bench.errors[0].row, 1);
  EXPECT_EQ(bench.errors[0].column, "f0");
  EXPECT_EQ(bench.errors[0].value, "blue");
  EXPECT_STREQ(bench.errors[0].status.reason(), "UNKNOWN_CATEGORY");
}

TEST(Engine, OrdinalMatchesNegativeZeroAndNan) {
  Bench bench({kF64});
  bench.stage(model::Ordinal{{{.categories = {number(0), number(kNan)},
                               .code = {7, kNan},
                               .unknown = model::Unknown::kIgnore,
                               .unknown_code = -1}}});
  for (const double x : {-0.0, 3.0, kNan}) bench.columns[0].append_float64(x);
  const auto rows = bench.run();
  EXPECT_EQ(rows[0][0], 7);
  EXPECT_EQ(rows[1][0], -1);
  EXPECT_TRUE(std::isnan(rows[2][0]));
}

TEST(Engine, LinearAddsInColumnOrderThenTheIntercept) {
  Bench bench({kF64, kF64});
  bench.stage(model::Linear{.inputs = 2, .coef = {0.1, 0.2, 1, 2}, .intercept = {0.3, -1}});
  bench.columns[0].append_float64(3), bench.columns[1].append_float64(7);
  EXPECT_EQ(bench.run(), (Rows{{(3 * 0.1 + 7 * 0.2) + 0.3, (3 * 1.0 + 7 * 2.0) - 1}}));
}

TEST(Engine, DecideTakesTheFirstGreatest) {
  Bench bench({kF64, kF64});
  bench.stage(model::Decide{});
  bench.columns[0].append_float64(1), bench.columns[1].append_float64(1);
  bench.columns[0].append_float64(1), bench.columns[1].append_float64(2);
  EXPECT_EQ(bench.run(), (Rows{{0}, {1}}));
}

TEST(Engine, RequireFailsRowsTheLibraryWouldRefuse) {
  Bench bench({kF64});
  bench.stage(model::Require{.as = model::Element::kF32});
  for (const double x : {1.0, kNan, 1e300, std::numeric_limits<double>::infinity()})
    bench.columns[0].append_float64(x);
  bench.run();
  ASSERT_EQ(bench.errors.size(), 3u);
  EXPECT_STREQ(bench.errors[0].status.reason(), "MISSING_VALUE");
  EXPECT_STREQ(bench.errors[1].status.reason(), "NOT_FINITE");
  EXPECT_EQ(bench.errors[2].row, 3);
}

TEST(Engine, Links) {
  const auto link = [](model::LinkKind kind, double x) {
    Bench bench({kF64});
    bench.stage(model::Link{.kind = kind});
    bench.columns[0].append_float64(x);
    return bench.run()[0];
  };
  using model::LinkKind;
  EXPECT_EQ(link(LinkKind::kOneMinus, 0.25), (std::vector<double>{0.75, 0.25}));
  EXPECT_EQ(link(LinkKind::kNegatePair, 2), (std::vector<double>{-2, 2}));
  EXPECT_EQ(link(LinkKind::kSignedSquare, -3), std::vector<double>{-9});
  EXPECT_EQ(link(LinkKind::kHinge, 0), std::vector<double>{0});
  EXPECT_EQ(link(LinkKind::kSigmoid, 0), std::vector<double>{0.5});
  EXPECT_DOUBLE_EQ(link(LinkKind::kLog1pExp, 1)[0], std::log1p(std::exp(1.0)));
}

TEST(Math, ExpIsWithinHalfAUnitAndAHair) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> any(-745, 709.7);
  double worst = 0;
  for (int i = 0; i < 200000; ++i) {
    const double x = any(random);
    const long double exact = ::expl(static_cast<long double>(x));
    const double got = exact_exp(x);
    if (got < 1e-300) continue;
    const double unit = std::nextafter(got, INFINITY) - got;
    worst = std::max(worst, static_cast<double>(std::abs((static_cast<long double>(got) - exact) /
                                                         static_cast<long double>(unit))));
  }
  EXPECT_LT(worst, 0.52);
  EXPECT_EQ(exact_exp(0.0), 1.0);
  EXPECT_EQ(exact_exp(710.0), INFINITY);
  EXPECT_EQ(exact_exp(-746.0), 0.0);
  EXPECT_GT(exact_exp(-744.0), 0.0);
  EXPECT_EQ(exact_exp(-INFINITY), 0.0);
  EXPECT_TRUE(std::isnan(exact_exp(kNan)));
}

// A random ensemble; with `hard`, categorical tests, zero-as-missing and leaf models too.
model::TreeEnsemble random_ensemble(std::mt19937& random, std::uint32_t inputs, bool hard) {
  model::TreeEnsemble op;
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  op.inputs = inputs;
  op.input = below(2) != 0 ? model::Element::kF32 : model::Element::kF64;
  op.accumulate = below(2) != 0 ? model::Element::kF32 : model::Element::kF64;
  op.compare = below(2) != 0 ? model::Compare::kLess : model::Compare::kLessOrEqual;
  op.aggregate = below(3) == 0 ? model::Aggregate::kMean : model::Aggregate::kSum;
  op.outputs = 1 + below(3);
  op.leaf_width = below(2) != 0 ? 1 : op.outputs;
  for (std::uint32_t k = 0; k < op.outputs; ++k) op.base.push_back(static_cast<double>(k) + 0.1);
  op.base_first = below(2) != 0;
  op.sets = {{0, 1}, {1, 2}};
  op.set_words = {0x5u, 0xffu, 0x1u};
  for (int tree = 0; tree < 20; ++tree) {
    op.roots.push_back(static_cast<std::uint32_t>(op.nodes.size()));
    if (op.leaf_width == 1) op.tree_output.push_back(below(op.outputs));
    const std::size_t inner = 1 + below(30);
    const std::size_t begin = op.nodes.size();
    op.nodes.resize(begin + inner);
    std::vector<std::int32_t*> open = {};
    for (std::size_t i = 0; i < inner; ++i) {
      if (i > 0) {
        const std::size_t which = below(static_cast<std::uint32_t>(open.size()));
        *open[which] = static_cast<std::int32_t>(begin + i);
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
      }
      model::Node& node = op.nodes[begin + i];
      node.feature = below(inputs);
      node.threshold =
          static_cast<double>(static_cast<float>(static_cast<int>(below(9)) - 4)) * 0.5;
      node.missing = static_cast<model::Missing>(below(hard ? 4 : 3));
      node.default_left = below(2) != 0;
      node.categorical = hard && below(4) == 0;
      node.category_set = below(2);
      open.push_back(&node.left);
      open.push_back(&node.right);
    }
    for (std::int32_t* link : open) {
      *link = ~static_cast<std::int32_t>(op.leaves.size() / op.leaf_width);
      for (std::uint32_t k = 0; k < op.leaf_width; ++k)
        op.leaves.push_back(static_cast<double>(random()) / 4e9 - 0.5);
    }
  }
  return op;
}

TEST(Trees, EveryKernelAndChunkingGivesTheSameBits) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    Bench bench({kF64, kF64, kF64, kF64});
    const bool hard = seed % 3 == 0;
    bench.stage(random_ensemble(random, 4, hard));
    for (int row = 0; row < 300; ++row)
      for (auto& column : bench.columns) {
        const auto kind = random() % 8;
        if (kind == 0)
          column.append_null();
        else if (kind == 1)
          column.append_float64(0);
        else
          column.append_float64((static_cast<double>(random() % 21) - 10) * 0.25 +
                                (kind == 2 ? 1e-9 : 0));
      }
    const auto walked = bench.run({.kernels = {"tree_walk"}});
    for (const std::int64_t chunk : {1, 7, 2048}) {
      const auto any = bench.run({}, chunk);
      ASSERT_EQ(any.size(), walked.size());
      for (std::size_t i = 0; i < any.size(); ++i)
        ASSERT_EQ(std::memcmp(any[i].data(), walked[i].data(), any[i].size() * sizeof(double)), 0)
            << "seed " << seed << " row " << i;
    }
    if (!hard) {
      EXPECT_EQ(bench.run({.kernels = {"tree_rows"}}), walked) << seed;
    }
  }
}

TEST(Trees, NotANumberNeverGoesLeftUnlessItIsTold) {
  model::TreeEnsemble op;
  op.inputs = 1;
  op.roots = {0};
  op.leaves = {1, 2};
  model::Node node;
  node.threshold = 5, node.left = ~0, node.right = ~1;
  const auto leaf_of = [&](model::Missing missing, bool default_left) {
    node.missing = missing, node.default_left = default_left;
    op.nodes = {node};
    Bench bench({kF64});
    bench.stage(op);
    bench.columns[0].append_null();
    return bench.run()[0][0];
  };
  EXPECT_EQ(leaf_of(model::Missing::kNever, true), 2);
  EXPECT_EQ(leaf_of(model::Missing::kNan, true), 1);
  EXPECT_EQ(leaf_of(model::Missing::kNan, false), 2);
  EXPECT_EQ(leaf_of(model::Missing::kNanToZero, false), 1);  // 0 <= 5
}

TEST(Plan, SaysWhichOutputsThereAre) {
  Bench bench({kF64});
  bench.stage(model::Scale{});
  bench.run();
  EXPECT_EQ(compile(bench.built, {"prob"}).status().text(),
            "the model has no output \"prob\" (UNKNOWN_OUTPUT); it has: out");
}

}  // namespace
}  // namespace slipway::engine
