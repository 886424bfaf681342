#include <cmath>

#include <gtest/gtest.h>

#include "base/city_hash.h"
#include "engine/bench_test.h"
#include "model/stages/hashed_lookup.h"

namespace slipway::engine {
namespace {

using data::Kind;
using model::HashedLookup;

std::int32_t hash(std::string_view text) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(base::city_hash64(text)));
}

std::uint64_t next(std::uint64_t key, std::int64_t value) {
  return HashedLookup::kMultiplier *
         (key + HashedLookup::kMultiplier * static_cast<std::uint64_t>(value));
}

TEST(KernelHashedLookup, KnownValuesAndKeys) {
  HashedLookup op;
  op.equal = {{0, hash("a")}, {0, hash("3")}};
  op.tables = {{.columns = {0},
                .above = {},
                .equal = {},
                .keys = {next(0, hash("a")), next(0, hash("b")), next(0, hash("a"))},
                .rows = {1, 2, 3, 4, 5, 6},
                .unknown = {7, 8}}};
  Bench bench({Kind::kString});
  bench.stage(op);
  for (const char* text : {"a", "b", "", "3"}) bench.columns[0].append_string(text);
  EXPECT_EQ(bench.run(), (Rows{{1, 0, 1, 2}, {0, 0, 3, 4}, {0, 0, 7, 8}, {0, 1, 7, 8}}));
  EXPECT_EQ(bench.run({}, 1), bench.run());
}

// Whole numbers stand for their text.
TEST(KernelHashedLookup, Numbers) {
  HashedLookup op;
  op.equal = {{0, hash("3")}, {0, hash("-12")}, {0, hash("0")}};
  Bench bench({kF64});
  bench.stage(op).row({3}).row({-12}).row({-0.0});
  EXPECT_EQ(bench.run(), (Rows{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
}

TEST(KernelHashedLookup, RowsThatAreNoCategory) {
  HashedLookup op;
  op.equal = {{0, hash("3")}};
  Bench numbers({kF64}), texts({Kind::kString});
  numbers.stage(op).row({0.5}).row({kNan}).row({kInf}).row({3});
  EXPECT_EQ(numbers.run()[3][0], 1);
  ASSERT_EQ(numbers.errors.size(), 3u);
  EXPECT_STREQ(numbers.errors[0].status.reason(), "BAD_CATEGORY");
  EXPECT_EQ(numbers.errors[0].column, "f0");
  EXPECT_STREQ(numbers.errors[1].status.reason(), "MISSING_VALUE");
  EXPECT_STREQ(numbers.errors[2].status.reason(), "BAD_CATEGORY");
  texts.stage(op).row({0});
  texts.run();
  ASSERT_EQ(texts.errors.size(), 1u);
  EXPECT_STREQ(texts.errors[0].status.reason(), "MISSING_VALUE");
}

TEST(KernelHashedLookup, KeysOfSeveralColumnsAndTests) {
  HashedLookup op;
  const auto key = [](const char* first, const char* second, int above, int equal) {
    return next(next(next(next(0, hash(first)), hash(second)), above), equal);
  };
  op.tables = {{.columns = {0, 1},
                .above = {{0, 1.5f, true}},
                .equal = {{1, hash("x")}},
                .keys = {key("a", "x", 1, 1), key("a", "y", 0, 0), key("a", "x", 0, 1)},
                .rows = {1, 2, 3},
                .unknown = {-1}}};
  const auto ask = [&op](bool nan, double number, const char* second) {
    op.tables[0].above[0].nan = nan;
    Bench bench({Kind::kString, Kind::kString, kF64});
    const auto texts = bench.builder.select("texts", bench.last, {0, 1});
    const auto numbers = bench.builder.select("numbers", bench.last, {2});
    bench.last = *bench.builder.add("stage", "test", {*texts, *numbers}, op);
    bench.columns[0].append_string("a");
    bench.columns[1].append_string(second);
    bench.columns[2].append_float64(number);
    return bench.run()[0][0];
  };
  EXPECT_EQ(ask(true, 2, "x"), 1);
  EXPECT_EQ(ask(true, 1.5, "x"), 3);
  EXPECT_EQ(ask(true, 1.5 + 1e-9, "x"), 3);  // as a float32
  EXPECT_EQ(ask(true, 1, "y"), 2);
  EXPECT_EQ(ask(true, 2, "y"), -1);
  EXPECT_EQ(ask(true, kNan, "x"), 1);
  EXPECT_EQ(ask(false, kNan, "x"), 3);
}

}  // namespace
}  // namespace slipway::engine
