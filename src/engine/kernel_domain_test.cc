#include <cmath>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/domain.h"
#include "model/stages/lookup.h"

namespace slipway::engine {
namespace {

using model::Domain;

Domain::Then replace(Category with) { return {Domain::Do::kReplace, std::move(with)}; }
const Domain::Then kReject{Domain::Do::kReject, {}};

TEST(KernelDomain, ReplacesNumbers) {
  Bench bench({kF64});
  bench.stage(Domain{{{.missing = {number(kNan), number(-1)},
                       .valid = Domain::Valid::kRange,
                       .least = 0,
                       .greatest = 10,
                       .low = 2,
                       .high = 8,
                       .on_missing = replace(number(100)),
                       .on_invalid = replace(number(200)),
                       .below = replace(number(300)),
                       .above = replace(number(400))}}});
  for (const double x : {kNan, -1.0, -2.0, 0.0, 2.0, 8.0, 10.0, 11.0, kInf}) bench.row({x});
  const Rows wanted{{100}, {100}, {200}, {300}, {2}, {8}, {400}, {200}, {200}};
  EXPECT_EQ(bench.run(), wanted);
  EXPECT_EQ(bench.run({}, 1), wanted);
  EXPECT_TRUE(bench.errors.empty());
}

TEST(KernelDomain, FailsRows) {
  Bench bench({kF64, kF64});
  bench.stage(Domain{{{.missing = {number(kNan)},
                       .valid = Domain::Valid::kRange,
                       .least = 0,
                       .greatest = 1,
                       .on_missing = kReject,
                       .on_invalid = kReject},
                      {.valid = Domain::Valid::kKnown,
                       .known = {number(3), number(kNan)},
                       .on_invalid = kReject}}});
  bench.row({kNan, 3}).row({2, 3}).row({1, 4}).row({1, kNan}).row({1, 3});
  bench.run();
  ASSERT_EQ(bench.errors.size(), 4u);
  const char* reasons[] = {"MISSING_VALUE", "OUT_OF_RANGE", "UNKNOWN_CATEGORY", "UNKNOWN_CATEGORY"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(bench.errors[i].row, static_cast<std::int64_t>(i));
    EXPECT_STREQ(bench.errors[i].status.reason(), reasons[i]);
  }
  EXPECT_EQ(bench.errors[1].column, "f0");
  EXPECT_EQ(bench.errors[2].value, "4");
}

TEST(KernelDomain, KnownNumbersBecomeOthers) {
  Bench bench({kF64});
  bench.stage(Domain{{{.valid = Domain::Valid::kKnown,
                       .known = {number(2), number(1), number(2)},
                       .becomes = {number(20), number(10), number(30)}}}});
  bench.row({1}).row({2}).row({3});
  EXPECT_EQ(bench.run(), (Rows{{10}, {20}, {3}}));
}

// Texts by the number of each after the stage: a 1, b 2, "" 3, missing 4, others 0.
TEST(KernelDomain, ReplacesTexts) {
  const Category none{Category::Kind::kMissing, 0, {}};
  Bench bench({kText});
  bench.stage(Domain{{{.missing = {none, text("?")},
                       .valid = Domain::Valid::kKnown,
                       .known = {text("a"), text("x"), text("y")},
                       .becomes = {text("a"), text("b"), none},
                       .on_missing = replace(text("")),
                       .on_invalid = replace(none)}}});
  bench.stage(model::Ordinal{{{.categories = {text("a"), text("b"), text(""), none},
                               .code = {1, 2, 3, 4},
                               .unknown = model::Unknown::kIgnore}}});
  for (const char* x : {"a", "x", "y", "?", "other"}) bench.columns[0].append_string(x);
  bench.columns[0].append_null();
  EXPECT_EQ(bench.run(), (Rows{{1}, {2}, {4}, {3}, {4}, {3}}));
}

}  // namespace
}  // namespace slipway::engine
