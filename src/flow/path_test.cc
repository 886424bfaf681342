// The path alone: same bits (I1), one version per Chunk and request (I3), limits, deadlines,
// bisect.
#include "flow/path.h"

#include <thread>

#include <gtest/gtest.h>

#include "flow/fakes_test.h"
#include "flow/reply.h"

namespace slipway::flow {
namespace {

using base::TimePoint;

// Remembers how its Delivery was answered.
struct Asked final : Owner {
  explicit Asked(std::int64_t rows, std::int64_t first_key = 0) {
    delivery.rows = data::Chunk(toy_schema());
    for (std::int64_t i = 0; i < rows; ++i)
      add_row(delivery.rows, first_key + i, 30.0 / static_cast<double>(i + 3));
    delivery.owner = this;
  }
  void answered(Delivery&, const Status& s) override { status = s, ++answers; }
  Delivery delivery;
  Status status;
  int answers = 0;
};

struct World {
  explicit World(PathOptions options = {}, std::uint32_t cost_us = 1)
      : path(provider, clock, std::move(options)) {
    for (std::size_t v : {1u, 2u, 3u}) {
      provider.loaded[version(v)] = std::make_shared<ToyScorer>(v, cost_us);
      provider.loaded[version(v)]->check_notes = true;
    }
    EXPECT_TRUE(path.route({{version(1), 1}}).ok());
  }
  ToyScorer& scorer(std::size_t number = 1) { return *provider.loaded[version(number)]; }
  FakeClock clock;
  ToyProvider provider;
  Path path;
};

PathOptions lane(LaneOptions o) {
  PathOptions options;
  options.lane = o;
  return options;
}

void expect_right(const Delivery& d, std::int64_t row, std::size_t number) {
  ASSERT_EQ(prediction_at(d, row), expected(x_at(d, row), number));
  ASSERT_EQ(d.answer.predictions.column(1).view().string(row), expected_label(x_at(d, row)));
}

TEST(I1, SameBitsForEveryChunkingCoalescedOrNot) {
  for (std::int64_t rows_max : {1, 7, 2048})
    for (Duration wait : {Duration(0), Duration(1000)})
      for (std::int64_t per_delivery : {1, 7, 5000}) {
        World w(lane({.rows_max = rows_max, .wait = wait}));
        std::vector<std::unique_ptr<Asked>> all;
        for (std::int64_t first = 0; first < 5000; first += per_delivery) {
          all.push_back(std::make_unique<Asked>(std::min(per_delivery, 5000 - first), first));
          ASSERT_TRUE(w.path.offer(all.back()->delivery).ok());
        }
        w.path.flush();
        for (const auto& a : all) {
          ASSERT_EQ(a->answers, 1);
          for (std::int64_t i = 0; i < a->delivery.rows.rows(); ++i)
            expect_right(a->delivery, i, 1);
        }
        EXPECT_EQ(w.path.in_flight().rows(), 0u);
        EXPECT_EQ(w.scorer().wrong_notes, 0);
      }
}

TEST(Path, RoutesRowsByKeyAndRequestsWhole) {
  for (const std::size_t canary : {2u, 3u}) {  // 2: other dictionary; 3: an equal one
    World w;
    ASSERT_TRUE(w.path.route({{version(canary), 10}, {version(1), 90}}).ok());
    Asked stream(5000), request(5000);
    stream.delivery.routing = Routing::kByRow;
    ASSERT_TRUE(w.path.offer(stream.delivery).ok());
    ASSERT_TRUE(w.path.offer(request.delivery).ok());
    int by_canary = 0;
    for (std::size_t i = 0; i < 5000; ++i) {
      const bool is_canary = stream.delivery.answer.versions[i] == version(canary);
      by_canary += is_canary ? 1 : 0;
      expect_right(stream.delivery, static_cast<std::int64_t>(i), is_canary ? canary : 1);
      ASSERT_EQ(request.delivery.answer.versions[i], request.delivery.answer.versions[0]);
    }
    EXPECT_NEAR(by_canary, 500, 100);
    EXPECT_EQ(stream.delivery.answer.predictions.column(1).dictionary() != nullptr, canary == 3);
    EXPECT_EQ(w.scorer(canary).wrong_notes + w.scorer(1).wrong_notes, 0);
  }
}

TEST(Path, AKeyColumnDecidesWhateverThePlace) {
  PathOptions options;
  options.key_column = "key";
  World w(options);
  ASSERT_TRUE(w.path.route({{version(2), 50}, {version(1), 50}}).ok());
  Asked here(100), there(100);
  here.delivery.routing = there.delivery.routing = Routing::kByRow;
  there.delivery.origin.position = 77777;
  ASSERT_TRUE(w.path.offer(here.delivery).ok());
  ASSERT_TRUE(w.path.offer(there.delivery).ok());
  EXPECT_EQ(here.delivery.answer.versions, there.delivery.answer.versions);
  const auto& versions = here.delivery.answer.versions;
  EXPECT_EQ(std::set<const score::Version*>(versions.begin(), versions.end()).size(), 2u);
  options.key_column = "kee";
  World wrong(options);
  Asked a(1);
  a.delivery.routing = Routing::kByRow;
  EXPECT_STREQ(wrong.path.offer(a.delivery).reason(), "MISSING_COLUMN");
}

TEST(I3, OneVersionPerChunkAndRequestWhileVersionsAreSwapped) {
  ToyProvider provider;
  for (std::size_t v = 1; v <= 3; ++v)  // 1 scores at once, 2 joins, 3 is the pool's
    provider.loaded[version(v)] = std::make_shared<ToyScorer>(v, v == 1 ? 1 : v == 2 ? 10 : 300);
  PathOptions options = lane({.rows_max = 64});
  options.pool_threads = 1;
  Path path(provider, base::system_clock(), options);
  ASSERT_TRUE(path.route({{version(1), 1}}).ok());
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0}, calls{0};
  std::vector<std::thread> callers;
  for (std::uint64_t t = 0; t < 4; ++t)
    callers.emplace_back([&, t] {
      Reply reply;
      Delivery& d = reply.delivery;
      d.rows = data::Chunk(toy_schema());
      for (std::uint64_t n = 0; !stop || n < 100; ++n) {
        d.rows.clear();
        d.route_key = t * 1000003 + n;
        d.routing = n % 3 == 0 ? Routing::kByRow : Routing::kWhole;
        for (std::uint64_t i = 0; i < 1 + n % 150; ++i)
          add_row(d.rows, static_cast<std::int64_t>(i), static_cast<double>(i + n));
        if (!reply.call(path, base::system_clock()).ok()) ++wrong;
        for (std::int64_t i = 0; i < d.rows.rows(); ++i) {
          const score::Version* by = d.answer.versions[static_cast<std::size_t>(i)];
          const auto number = static_cast<std::size_t>(by - version(0));
          if (d.routing == Routing::kWhole && by != d.answer.versions[0]) ++wrong;
          if (prediction_at(d, i) != expected(x_at(d, i), number)) ++wrong;
          if (d.answer.predictions.column(1).view().string(i) != expected_label(x_at(d, i)))
            ++wrong;
        }
        ++calls;
      }
    });
  for (std::size_t n = 0; n < 300; ++n) {
    ASSERT_TRUE(path.route({{version(1 + n % 3), 10}, {version(1 + (n + 1) % 3), 90}}).ok());
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  stop = true;
  for (std::thread& t : callers) t.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(calls, 400);
  EXPECT_EQ(path.in_flight().deliveries(), 0u);
}

TEST(Path, RetiredVersionIsFreedWhenItsLastOfferIsDone) {
  World w;
  Asked a(1);
  ASSERT_TRUE(w.path.offer(a.delivery).ok());
  std::weak_ptr<ToyScorer> old = w.provider.loaded[version(1)];
  w.provider.loaded.erase(version(1));
  EXPECT_FALSE(old.expired());
  ASSERT_TRUE(w.path.route({{version(2), 1}}).ok());
  EXPECT_TRUE(old.expired());
  EXPECT_STREQ(w.path.route({{version(0), 1}}).reason(), "VERSION_NOT_LOADED");
  ASSERT_TRUE(w.path.offer(a.delivery).ok());
  EXPECT_EQ(a.delivery.answer.versions[0], version(2));
}

TEST(Path, RefusesRoutesThatCantBe) {
  World w;
  EXPECT_STREQ(w.path.route({}).reason(), "BAD_ROUTE");
  EXPECT_STREQ(w.path.route({{version(1), 0}}).reason(), "BAD_ROUTE");
  EXPECT_STREQ(w.path.route({{nullptr, 1}}).reason(), "BAD_ROUTE");
  EXPECT_STREQ(w.path.route(std::vector<Target>(255, {version(1), 1})).reason(), "BAD_ROUTE");
  Path none(w.provider, w.clock, {});
  Asked a(1);
  EXPECT_STREQ(none.offer(a.delivery).reason(), "NO_ROUTE");
  EXPECT_STREQ(none.output_schema(toy_schema()).status().reason(), "NO_ROUTE");
}

TEST(Path, SchemasAreBoundOnceAndUnfitOnesAreRefused) {
  World w;
  for (int i = 0; i < 3; ++i) {
    Asked a(1);
    a.delivery.rows = data::Chunk(std::make_shared<const data::Schema>(toy_schema()->fields()));
    add_row(a.delivery.rows, 1, 2.0);
    ASSERT_TRUE(w.path.offer(a.delivery).ok());
  }
  EXPECT_EQ(w.provider.pins, 1);  // equal schemas share their lanes
  Asked odd(1);
  odd.delivery.rows = data::Chunk(std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"y", {data::Kind::kFloat64, {}}}}));
  EXPECT_STREQ(w.path.offer(odd.delivery).reason(), "MISSING_COLUMN");
  EXPECT_STREQ(w.path.offer(odd.delivery).reason(), "MISSING_COLUMN");
  EXPECT_EQ(w.provider.pins, 2);  // the refusal is remembered
  EXPECT_EQ(odd.answers, 0);
}

TEST(Path, SchemasInUseAreBounded) {
  PathOptions options;
  options.schemas_max = 2;
  World w(options);
  for (int i = 0; i < 10; ++i) {
    std::vector<data::Field> fields = toy_schema()->fields();
    fields.push_back({"extra" + std::to_string(i), {data::Kind::kBool, {}}});
    Asked a(1);
    a.delivery.rows = data::Chunk(std::make_shared<const data::Schema>(fields));
    add_row(a.delivery.rows, 1, 2.0);
    a.delivery.rows.column(3).append_bool(true);
    ASSERT_TRUE(w.path.offer(a.delivery).ok());
  }
  EXPECT_LE(w.scorer().calls, 10);
  EXPECT_LE(w.provider.loaded[version(1)].use_count(), 1 + 2);
}

TEST(Path, AVersionThatIsLoadedLaterIsFoundWithoutANewRoute) {
  World w;
  ASSERT_TRUE(w.path.route({{version(2), 1}}).ok());
  const auto two = w.provider.loaded[version(2)];
  w.provider.loaded.erase(version(2));
  Asked a(1);
  EXPECT_STREQ(w.path.offer(a.delivery).reason(), "VERSION_NOT_LOADED");
  w.provider.loaded[version(2)] = two;
  EXPECT_TRUE(w.path.offer(a.delivery).ok());
}

TEST(Path, VersionsWithOtherOutputsCantShareATable) {
  World w;
  w.scorer(2).replace_outputs({{"proba", {data::Kind::kFloat64, {}}}});
  ASSERT_TRUE(w.path.route({{version(2), 50}, {version(1), 50}}).ok());
  EXPECT_STREQ(w.path.output_schema(toy_schema()).status().reason(), "OUTPUTS_DIFFER");
  Asked a(1);
  a.delivery.routing = Routing::kByRow;
  EXPECT_STREQ(w.path.offer(a.delivery).reason(), "OUTPUTS_DIFFER");
  ASSERT_TRUE(w.path.route({{version(1), 50}}).ok());
  EXPECT_EQ((**w.path.output_schema(toy_schema()))[0].name, "predict");
}

TEST(Path, PartsThatWaitInARetiredLaneAreScoredByItsVersion) {
  World w(lane({.wait = Duration(1000)}));
  Asked a(3);
  ASSERT_TRUE(w.path.offer(a.delivery).ok());
  EXPECT_EQ(a.answers, 0);
  ASSERT_TRUE(w.path.route({{version(2), 1}}).ok());
  EXPECT_EQ(a.answers, 1);
  EXPECT_EQ(a.delivery.answer.versions[2], version(1));
}

TEST(Path, ACallerThatWaitsForCompanyIsItsOwnTimer) {
  ToyProvider provider;
  provider.loaded[version(1)] = std::make_shared<ToyScorer>(1);
  Path path(provider, base::system_clock(), lane({.wait = std::chrono::milliseconds(2)}));
  ASSERT_TRUE(path.route({{version(1), 1}}).ok());
  std::atomic<int> good{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t)
    callers.emplace_back([&] {
      Reply reply;
      reply.delivery.rows = data::Chunk(toy_schema());
      add_row(reply.delivery.rows, 1, 2.0);
      for (int i = 0; i < 20; ++i) good += reply.call(path, base::system_clock()).ok() ? 1 : 0;
    });
  for (std::thread& t : callers) t.join();
  EXPECT_EQ(good, 80);
}

TEST(Path, RefusesAtOnceAtEachLimitAndLeavesTheDeliveryWithTheCaller) {
  const std::uint64_t bytes = Asked(9).delivery.rows.bytes();
  for (Limits limits :
       {Limits{.rows_max = 9}, Limits{.bytes_max = bytes}, Limits{.deliveries_max = 1}}) {
    PathOptions options = lane({.wait = Duration(100)});
    options.limits = limits;
    World w(options);
    Asked first(8), second(2);
    ASSERT_TRUE(w.path.offer(first.delivery).ok());
    EXPECT_EQ(w.path.offer(second.delivery).code(), Code::kResourceExhausted);
    EXPECT_EQ(second.answers, 0);
    w.path.flush();
    EXPECT_TRUE(w.path.offer(second.delivery).ok());  // the very same, again
    w.path.flush();
    EXPECT_EQ(first.answers + second.answers, 2);
  }
}

TEST(Path, WhatIsLowFindsTheLimitAtHalfOfIt) {
  PathOptions options = lane({.wait = Duration(100)});
  options.limits = {.rows_max = 8};
  World w(options);
  Asked first(3), low(2), normal(5);
  low.delivery.priority = Priority::kLow;
  ASSERT_TRUE(w.path.offer(first.delivery).ok());
  EXPECT_EQ(w.path.offer(low.delivery).code(), Code::kResourceExhausted);
  EXPECT_TRUE(w.path.offer(normal.delivery).ok());
  w.path.flush();
  EXPECT_TRUE(w.path.offer(low.delivery).ok());
  w.path.flush();
}

TEST(Path, PathsMayShareTheirLimits) {
  PathOptions options = lane({.wait = Duration(100)});
  options.limits = {.deliveries_max = 1};
  options.meter = std::make_shared<Meter>(options.limits);
  World w(options), other(options);
  Asked first(1), second(1);
  ASSERT_TRUE(w.path.offer(first.delivery).ok());
  EXPECT_EQ(other.path.offer(second.delivery).code(), Code::kResourceExhausted);
  w.path.flush();
  EXPECT_TRUE(other.path.offer(second.delivery).ok());
  other.path.flush();
}

TEST(Path, ExpiredWorkIsNotStarted) {
  World w(lane({.wait = Duration(1000)}));
  Asked late(1), on_time(1), waiting(1);
  w.clock.advance(Duration(10));
  late.delivery.deadline = w.clock.now();
  EXPECT_EQ(w.path.offer(late.delivery).code(), Code::kDeadlineExceeded);
  waiting.delivery.deadline = w.clock.now() + Duration(500'000);
  ASSERT_TRUE(w.path.offer(waiting.delivery).ok());
  ASSERT_TRUE(w.path.offer(on_time.delivery).ok());
  w.clock.advance(Duration(500'000));
  w.path.tick();
  EXPECT_EQ(waiting.status.code(), Code::kDeadlineExceeded);
  EXPECT_TRUE(on_time.answers == 1 && on_time.status.ok());
  EXPECT_EQ(w.scorer().calls, 1);
}

TEST(Path, ClosesAChunkEarlyEnoughToScoreItBeforeTheEarliestDeadline) {
  World w(lane({.wait = std::chrono::milliseconds(2)}), 100);
  Asked calm(1), urgent(1);
  urgent.delivery.deadline = w.clock.now() + std::chrono::microseconds(500);
  ASSERT_TRUE(w.path.offer(calm.delivery).ok());
  ASSERT_TRUE(w.path.offer(urgent.delivery).ok());
  EXPECT_EQ(w.path.due_at(), urgent.delivery.deadline - std::chrono::microseconds(100));
  w.clock.advance(w.path.due_at() - w.clock.now());
  w.path.tick();
  EXPECT_TRUE(urgent.status.ok() && urgent.answers == 1);
  EXPECT_EQ(w.scorer().calls, 1);  // both in one Chunk
}

TEST(Path, PoisonCostsLogNCallsAndNeverItsNeighbours) {
  for (std::int64_t poison : {0, 1000, 2047}) {
    World w(lane({.wait = Duration(100)}));
    w.scorer().poison = {poison};
    Asked a(1024, 0), b(1024, 1024);  // two callers, one Chunk
    ASSERT_TRUE(w.path.offer(a.delivery).ok());
    ASSERT_TRUE(w.path.offer(b.delivery).ok());
    EXPECT_TRUE(a.status.ok() && b.status.ok());
    EXPECT_EQ(a.answers + b.answers, 2);
    EXPECT_EQ(w.scorer().calls, 1 + 2 * 11);
    const Asked& hit = poison < 1024 ? a : b;
    ASSERT_EQ(hit.delivery.answer.errors.size(), 1u);
    EXPECT_EQ(hit.delivery.answer.errors[0].row, poison % 1024);
    EXPECT_TRUE((poison < 1024 ? b : a).delivery.answer.errors.empty());
    for (std::int64_t i = 0; i < 1024; ++i)
      if (i != poison % 1024) expect_right(hit.delivery, i, 1);
  }
}

TEST(Path, TransientFailureFailsTheDeliveryAndIsNotBisected) {
  World w;
  w.scorer().down = 1;
  Asked a(100);
  ASSERT_TRUE(w.path.offer(a.delivery).ok());
  EXPECT_EQ(a.status.code(), Code::kUnavailable);
  EXPECT_EQ(w.scorer().calls, 1);
  ASSERT_TRUE(w.path.offer(a.delivery).ok());  // it finds its payload where it was
  EXPECT_TRUE(a.status.ok());
}

TEST(Path, ErrorsAreSortedOneARowWithTheRejectedAmongThem) {
  World w;
  ASSERT_TRUE(w.path.route({{version(2), 50}, {version(1), 50}}).ok());
  w.scorer(1).bad = w.scorer(2).bad = {1, 7, 2500, 4999};
  Asked a(5000);
  a.delivery.routing = Routing::kByRow;
  a.delivery.rejected = {{7, base::invalid_argument("BAD_JSON", ""), {}, {}},
                         {8, base::invalid_argument("BAD_JSON", ""), {}, {}}};
  ASSERT_TRUE(w.path.offer(a.delivery).ok());
  std::vector<std::pair<std::int64_t, std::string>> got;
  for (const auto& e : a.delivery.answer.errors) got.emplace_back(e.row, e.status.reason());
  const std::vector<std::pair<std::int64_t, std::string>> want = {
      {1, "BAD_ROW"}, {7, "BAD_JSON"}, {8, "BAD_JSON"}, {2500, "BAD_ROW"}, {4999, "BAD_ROW"}};
  EXPECT_EQ(got, want);
}

TEST(Path, NoRowsAreAnsweredToo) {
  World w;
  Asked none(0);
  ASSERT_TRUE(w.path.offer(none.delivery).ok());
  EXPECT_EQ(none.answers, 1);
  EXPECT_EQ(none.delivery.answer.predictions.rows(), 0);
  EXPECT_EQ(none.delivery.answer.predictions.width(), 2u);
}

TEST(Path, AnAnswerHoldsNothingOfTheOneBefore) {
  World w;
  w.scorer().bad = {7};
  Reply reply;
  reply.delivery.rows = data::Chunk(toy_schema());
  for (std::int64_t key : {7, 8}) {
    reply.delivery.rows.clear();
    add_row(reply.delivery.rows, key, 1.0);
    EXPECT_TRUE(reply.call(w.path, w.clock).ok());
    EXPECT_EQ(reply.delivery.answer.errors.size(), key == 7 ? 1u : 0u);
  }
}

TEST(Path, HeavyModelsAreThePools) {
  PathOptions options;
  options.pool_threads = 1;
  World w(options, 5000);
  std::thread::id scored_by;
  w.scorer().hook = [&](const data::ChunkView&) { scored_by = std::this_thread::get_id(); };
  Reply reply;
  reply.delivery.rows = data::Chunk(toy_schema());
  add_row(reply.delivery.rows, 1, 1.0);
  EXPECT_TRUE(reply.call(w.path, w.clock).ok());
  EXPECT_NE(scored_by, std::this_thread::get_id());
}

TEST(Path, OffersToABusyLaneBecomeOneChunkOfWhoeverFinishes) {
  World w(lane({.width = 1}), 10);
  Asked first(1), second(1), third(1);
  w.scorer().hook = [&](const data::ChunkView& in) {  // meanwhile two more arrive
    if (in.rows != 1 || second.delivery.ack.open()) return;
    ASSERT_TRUE(w.path.offer(second.delivery).ok());
    ASSERT_TRUE(w.path.offer(third.delivery).ok());
  };
  ASSERT_TRUE(w.path.offer(first.delivery).ok());
  EXPECT_EQ(first.answers + second.answers + third.answers, 3);
  EXPECT_EQ(w.scorer().calls, 2);
}

TEST(Path, ACallerScoresAtMostTwoChunksThenThePoolGoesOn) {
  std::deque<Asked> all;  // outlives the pool
  for (std::int64_t i = 0; i < 20; ++i) all.emplace_back(1, i);
  PathOptions options = lane({.width = 1});
  options.pool_threads = 1;
  World w(options, 10);
  std::atomic<int> by_caller{0}, next{1};
  const auto caller = std::this_thread::get_id();
  w.scorer().hook = [&](const data::ChunkView&) {  // each Chunk finds another one behind it
    by_caller += std::this_thread::get_id() == caller ? 1 : 0;
    const auto i = static_cast<std::size_t>(next++);
    if (i < all.size()) {
      EXPECT_TRUE(w.path.offer(all[i].delivery).ok());
    }
  };
  ASSERT_TRUE(w.path.offer(all[0].delivery).ok());
  EXPECT_EQ(by_caller, 2);
  while (w.path.in_flight().deliveries() != 0) std::this_thread::yield();
  EXPECT_EQ(w.scorer().calls, 20);
}

TEST(Path, ScorersThatReturnOtherRowsAreAFaultNotAnAnswer) {
  class Short final : public score::Scorer {
   public:
    const score::Version* version() const override { return flow::version(1); }
    const data::SchemaPtr& output_schema() const override { return toy_schema(); }
    Status score(const data::ChunkView&, data::Chunk& out, data::RowErrors&) const override {
      out.clear();
      return {};
    }
    std::uint32_t estimate_us(std::int64_t) const override { return 0; }
  };
  class Provider final : public score::ScorerProvider {
   public:
    base::Result<std::shared_ptr<const score::Scorer>> pin(
        const score::Version*, const data::SchemaPtr&,
        const std::vector<std::string>&) const override {
      return std::shared_ptr<const score::Scorer>(std::make_shared<Short>());
    }
  } provider;
  FakeClock clock;
  Path path(provider, clock, {});
  ASSERT_TRUE(path.route({{version(1), 1}}).ok());
  Asked a(2);
  ASSERT_TRUE(path.offer(a.delivery).ok());
  ASSERT_EQ(a.delivery.answer.errors.size(), 2u);
  EXPECT_STREQ(a.delivery.answer.errors[0].status.reason(), "SCORER_ROWS");
}

}  // namespace
}  // namespace slipway::flow
