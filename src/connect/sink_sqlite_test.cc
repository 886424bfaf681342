// The sink sqlite: rows and position in one transaction, epochs, keys, messages that come again.
#include <limits>

#include "connect/rig_test.h"
#include "sql/sqlite.h"

namespace slipway::connect {
namespace {

using base::Code;
using std::chrono::seconds;
using Rows = std::vector<std::string>;

class SqliteSinkTest : public ::testing::Test {
 protected:
  using Held = std::unique_ptr<flow::SinkPartition>;

  std::unique_ptr<flow::Sink> sink(const base::Value& more = base::Value(base::Value::Map())) {
    base::Value::Map map = *more.as_map();
    map.emplace_back("path", base::Value(std::string("out.db")));
    SinkContext context;
    context.pipeline = "p";
    context.folder = folder_.path();
    context.clock = &clock_;
    auto made = make_sink("sqlite", base::Value(std::move(map)), context);
    EXPECT_TRUE(made.ok()) << made.status().text();
    return *std::move(made);
  }
  static Held open(flow::Sink& sink, std::uint32_t partition = 0) {
    auto held = sink.open(partition);
    EXPECT_TRUE(held.ok()) << held.status().text();
    return *std::move(held);
  }
  static base::Status write(flow::SinkPartition& held, const flow::Delivery& d) {
    SLIPWAY_TRY(held.write(d));
    return held.commit(d.origin.next);
  }
  sql::Database db() { return *sql::Database::open(folder_ / "out.db"); }
  void run(const std::string& sql) {
    const base::Status status = db().run(sql);
    EXPECT_TRUE(status.ok()) << status.text();
  }
  // The rows of a query, their columns with | between them.
  Rows query(const std::string& sql) {
    Rows rows;
    auto database = db();
    auto select = database.prepare("select " + sql);
    EXPECT_TRUE(select.ok()) << select.status().text();
    while (select.ok() && *select->step()) rows.push_back(select->text(0));
    return rows;
  }
  // The id that `id` has, with this prediction.
  static Answered scored(const std::string& id, double prediction, std::uint64_t position,
                         std::uint32_t partition = 0, const std::string& message = "") {
    data::Chunk rows(id_schema()), predictions(predict_schema());
    rows.column(0).append_string(id);
    predictions.column(0).append_float64(prediction);
    return answered(std::move(rows), std::move(predictions),
                    {partition, position, position + 1, message});
  }

  TestFolder folder_;
  FakeClock clock_;
};

TEST_F(SqliteSinkTest, TheTableHasKeptColumnsOutputsAndWhatTellsARow) {
  using data::Kind;
  data::Chunk rows(std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"s", {Kind::kString, {}}, {}},
                               {"i", {Kind::kInt64, {}}, {}},
                               {"b", {Kind::kBool, {}}, {}},
                               {"t", {Kind::kTimestamp, {}}, {}}}));
  data::Chunk predictions(std::make_shared<const data::Schema>(std::vector<data::Field>{
      {"proba", {Kind::kFloat64, {2}}, {"no", "yes \"x\""}}, {"leaf", {Kind::kFloat32, {2}}, {}}}));
  rows.column(0).append_string("a'b"), rows.column(1).append_int64(9007199254740993);
  rows.column(2).append_bool(true), rows.column(3).append_int64(1'600'000'000'000'000);
  for (std::size_t c = 0; c < 4; ++c) rows.column(c).append_null();
  predictions.column(0).resize(2), predictions.column(1).resize(2);
  predictions.column(0).float64s()[0] = 0.1;
  predictions.column(0).float64s()[1] = std::numeric_limits<double>::infinity();
  predictions.column(0).float64s()[2] = std::numeric_limits<double>::quiet_NaN();
  predictions.column(1).float32s()[1] = 0.1f;
  predictions.column(1).set_null(1);
  const auto sink = SqliteSinkTest::sink();
  const Held held = open(*sink);
  const Answered d = answered(std::move(rows), std::move(predictions), {0, 40, 42, {}});
  ASSERT_TRUE(write(*held, *d).ok());

  EXPECT_EQ(query("name || ' ' || lower(type) from pragma_table_info('scores')"),
            (Rows{"s text", "i integer", "b integer", "t text", "proba_no real",
                  "proba_yes \"x\" real", "leaf_0 real", "leaf_1 real", "event_key text",
                  "model_version text", "scored_at text", "position integer"}));
  EXPECT_EQ(query("s || '|' || i || '|' || b || '|' || t || '|' || (proba_no = 0.1) || '|' || "
                  "\"proba_yes \"\"x\"\"\" || '|' || leaf_0 || '|' || leaf_1 from scores limit 1"),
            Rows{"a'b|9007199254740993|1|2020-09-13T12:26:40Z|1|Inf|0.0|0.100000001490116"});
  // Missing values and NaN, which SQL does not have, are null.
  EXPECT_EQ(query("count(*) from scores where s is null and i is null and b is null and t is null "
                  "and proba_no is null and leaf_0 is null and leaf_1 is null"),
            Rows{"1"});
  EXPECT_EQ(query("event_key || '|' || position || '|' || scored_at from scores"),
            (Rows{"p/0/40/0|40|2020-09-13T12:26:40Z", "p/0/41/0|41|2020-09-13T12:26:40Z"}));
  EXPECT_EQ(query("distinct model_version from scores"), Rows{flow::version(1)->short_digest()});
}

TEST_F(SqliteSinkTest, RowsThatFailedAreNotWritten) {
  const auto sink = SqliteSinkTest::sink();
  const Held held = open(*sink);
  ASSERT_TRUE(write(*held, *answered_rows(0, 5, {0, 2, 4})).ok());
  EXPECT_EQ(query("id from scores"), (Rows{"r1", "r3"}));
}

TEST_F(SqliteSinkTest, RowsAndPositionAreThereTogetherOrNotAtAll) {
  const auto sink = SqliteSinkTest::sink();
  Held held = open(*sink);
  const Answered first = answered_rows(0, 5), second = answered_rows(5, 9);
  ASSERT_TRUE(write(*held, *first).ok());
  ASSERT_TRUE(held->write(*second).ok());
  held->abort();
  EXPECT_EQ(held->position(), 5u);
  ASSERT_TRUE(held->write(*second).ok());
  held.reset();  // closed in the middle
  held = open(*sink);
  EXPECT_EQ(held->position(), 5u);
  EXPECT_EQ(query("count(*) from scores"), Rows{"5"});
}

TEST_F(SqliteSinkTest, ACommitOfNothingMovesThePosition) {
  const auto sink = SqliteSinkTest::sink();
  Held held = open(*sink);
  ASSERT_TRUE(held->commit(17).ok());
  EXPECT_EQ(held->position(), 17u);
  held = open(*sink);
  EXPECT_EQ(held->position(), 17u);
}

TEST_F(SqliteSinkTest, PipelinesAndPartitionsHaveTheirOwnPositions) {
  const auto sink = SqliteSinkTest::sink();
  const Held zero = open(*sink, 0), one = open(*sink, 1);
  ASSERT_TRUE(zero->commit(5).ok() && one->commit(7).ok());
  EXPECT_EQ(query("pipeline || ' ' || part || ' ' || position from _slipway_positions"),
            (Rows{"p 0 5", "p 1 7"}));
}

TEST_F(SqliteSinkTest, WhoOpensAPartitionFencesWhoHadIt) {
  const auto mine = SqliteSinkTest::sink(), theirs = SqliteSinkTest::sink();
  const Held old = open(*mine), other = open(*mine, 1);
  ASSERT_TRUE(write(*old, *answered_rows(0, 5)).ok());
  const Held next = open(*theirs);
  EXPECT_EQ(next->position(), 5u);
  const Answered d = answered_rows(5, 9);
  ASSERT_TRUE(old->write(*d).ok());
  const base::Status stale = old->commit(9);
  EXPECT_EQ(stale.code(), Code::kAborted);
  EXPECT_EQ(reason(stale), "STALE_EPOCH");
  EXPECT_EQ(query("count(*) from scores"), Rows{"5"});
  ASSERT_TRUE(write(*next, *d).ok());  // nothing of the old one is in its way
  EXPECT_EQ(query("count(*) from scores"), Rows{"9"});
  EXPECT_TRUE(other->commit(3).ok());  // of another partition
}

TEST_F(SqliteSinkTest, WithAKeyThereIsOneRowOfEachValueTheNewest) {
  const auto sink = SqliteSinkTest::sink(settings({{"key", "id"}}));
  Held held = open(*sink);
  ASSERT_TRUE(write(*held, *scored("a", 1, 10)).ok());
  ASSERT_TRUE(write(*held, *scored("a", 2, 20)).ok());
  ASSERT_TRUE(write(*held, *scored("b", 3, 30)).ok());
  EXPECT_EQ(query("id || predict from scores order by id"), (Rows{"a2.0", "b3.0"}));
  // Replayed: what is older than the row stays out, the same again changes nothing.
  ASSERT_TRUE(write(*held, *scored("a", 1, 10)).ok());
  EXPECT_EQ(query("id || predict from scores order by id"), (Rows{"a2.0", "b3.0"}));
  ASSERT_TRUE(write(*held, *scored("a", 2, 20)).ok());
  ASSERT_TRUE(write(*held, *scored("b", 3, 30)).ok());
  EXPECT_EQ(query("id || predict from scores order by id"), (Rows{"a2.0", "b3.0"}));
  // Positions of another partition say nothing about age: what is written last, counts.
  held = open(*sink, 1);
  ASSERT_TRUE(write(*held, *scored("a", 5, 3, 1)).ok());
  EXPECT_EQ(query("id || predict || event_key from scores order by id"),
            (Rows{"a5.0p/1/3/0", "b3.0p/0/30/0"}));
  // Partition 11 begins like partition 1.
  held = open(*sink, 11);
  ASSERT_TRUE(write(*held, *scored("a", 6, 2, 11)).ok());
  EXPECT_EQ(query("predict from scores where id = 'a'"), Rows{"6.0"});
}

TEST_F(SqliteSinkTest, WithoutAKeyEveryRowIsInserted) {
  const auto sink = SqliteSinkTest::sink(settings({{"table", "my \"table\""}}));
  const Held held = open(*sink);
  ASSERT_TRUE(write(*held, *scored("a", 1, 10)).ok());
  ASSERT_TRUE(write(*held, *scored("a", 2, 20)).ok());
  EXPECT_EQ(query("id || predict from \"my \"\"table\"\"\""), (Rows{"a1.0", "a2.0"}));
}

TEST_F(SqliteSinkTest, AMessageThatComesAgainIsPassedOver) {
  const auto sink = SqliteSinkTest::sink();
  EXPECT_EQ(sink->seen_window(), std::chrono::hours(24 * 7));
  Held held = open(*sink);
  const Answered a = scored("a", 1, 0, 0, "m1"), again = scored("a", 1, 1, 0, "m1");
  ASSERT_TRUE(held->write(*a).ok() && held->write(*again).ok());  // in the same transaction
  ASSERT_TRUE(held->commit(2).ok());
  ASSERT_TRUE(write(*held, *scored("a", 1, 2, 0, "m1")).ok());  // in a later one
  held = open(*sink, 1);
  ASSERT_TRUE(write(*held, *scored("a", 1, 0, 1, "m1")).ok());  // after a restart, elsewhere
  EXPECT_EQ(query("id from scores"), Rows{"a"});
  ASSERT_TRUE(write(*held, *scored("b", 1, 1, 1, "m2")).ok());
  EXPECT_EQ(query("id from scores"), (Rows{"a", "b"}));
}

TEST_F(SqliteSinkTest, AMessageIsNewAfterAnAbort) {
  const auto sink = SqliteSinkTest::sink();
  const Held held = open(*sink);
  const Answered a = scored("a", 1, 0, 0, "m1");
  ASSERT_TRUE(held->write(*a).ok());
  held->abort();
  EXPECT_TRUE(query("name from sqlite_schema where name = 'scores'") == Rows{"scores"});
  const base::Status status = write(*held, *a);
  ASSERT_TRUE(status.ok()) << status.text();
  EXPECT_EQ(query("id from scores"), Rows{"a"});
}

TEST_F(SqliteSinkTest, AMessageIsForgottenAfterTheWindow) {
  const auto sink = SqliteSinkTest::sink(settings({{"seen_window", "10s"}}));
  EXPECT_EQ(sink->seen_window(), seconds(10));
  const Held held = open(*sink);
  ASSERT_TRUE(write(*held, *scored("a", 1, 0, 0, "m1")).ok());
  clock_.advance(seconds(10));
  ASSERT_TRUE(write(*held, *scored("a", 2, 1, 0, "m1")).ok());
  EXPECT_EQ(query("predict from scores"), Rows{"1.0"});
  clock_.advance(seconds(1));
  ASSERT_TRUE(write(*held, *scored("b", 3, 2, 0, "m2")).ok());  // forgets what is older
  EXPECT_EQ(query("id from _slipway_seen"), Rows{"m2"});
  ASSERT_TRUE(write(*held, *scored("a", 4, 3, 0, "m1")).ok());
  EXPECT_EQ(query("predict from scores"), (Rows{"1.0", "3.0", "4.0"}));
}

// Nothing is wrong with the rows: they wait until a person has mended the table.
TEST_F(SqliteSinkTest, ATableThatDoesNotFitIsSaidAndNoRowsFault) {
  run("create table scores (other)");
  const auto sink = SqliteSinkTest::sink();
  const Held held = open(*sink);
  const Answered d = answered_rows(0, 2);
  const base::Status status = held->write(*d);
  EXPECT_EQ(reason(status), "OTHER_TABLE");
  EXPECT_NE(status.message().find("scores"), std::string::npos);
  EXPECT_TRUE(status.transient()) << base::code_name(status.code());
  EXPECT_FALSE(status.remedy().empty());
  held->abort();
  run("drop table scores");
  ASSERT_TRUE(write(*held, *d).ok());
  EXPECT_EQ(query("id from scores"), (Rows{"r0", "r1"}));
}

// SQLite tells no upper case from lower; a model of words may.
TEST_F(SqliteSinkTest, ColumnsOfOneNameAreNumbered) {
  data::Chunk rows(std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"Position", {data::Kind::kString, {}}, {}}}));
  data::Chunk predictions(std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"word", {data::Kind::kFloat64, {3}}, {"the", "The", "THE"}}}));
  rows.column(0).append_string("x");
  for (const double x : {1.0, 2.0, 3.0}) predictions.column(0).append_float64(x);
  const auto sink = SqliteSinkTest::sink();
  const Held held = open(*sink);
  const Answered d = answered(std::move(rows), std::move(predictions), {0, 0, 1, {}});
  ASSERT_TRUE(write(*held, *d).ok());
  EXPECT_EQ(query("Position_2 || word_the || word_The_2 || word_THE_3 from scores"),
            Rows{"x1.02.03.0"});
}

TEST_F(SqliteSinkTest, ATableThatIsLostInTheMiddleIsNoRowsFault) {
  const auto sink = SqliteSinkTest::sink();
  const Held held = open(*sink);
  ASSERT_TRUE(write(*held, *answered_rows(0, 2)).ok());
  run("drop table scores");
  const Answered d = answered_rows(2, 4);
  const base::Status status = held->write(*d);
  EXPECT_TRUE(status.transient()) << status.text();
  held->abort();
  ASSERT_TRUE(write(*held, *d).ok());  // it is made again
  EXPECT_EQ(query("id from scores"), (Rows{"r2", "r3"}));
}

TEST_F(SqliteSinkTest, ARowThatBreaksAConstraintIsThatRowsFault) {
  run("create table scores (id text check (id <> 'r1'), predict real, event_key text, "
      "model_version "
      "text, scored_at text, position integer)");
  const auto sink = SqliteSinkTest::sink();
  const Held held = open(*sink);
  const base::Status status = held->write(*answered_rows(0, 2));
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_EQ(reason(status), "CONSTRAINT");
  held->abort();
  EXPECT_TRUE(held->probe(*answered_rows(0, 2, {1})).ok());
  EXPECT_EQ(query("count(*) from scores"), Rows{"0"});  // a probe leaves nothing behind
  ASSERT_TRUE(write(*held, *answered_rows(0, 2, {1})).ok());
  EXPECT_EQ(query("id from scores"), Rows{"r0"});
}

TEST_F(SqliteSinkTest, ADatabaseThatSomebodyHasLockedIsTriedAgainLater) {
  const auto sink = SqliteSinkTest::sink();
  const Held held = open(*sink);
  const Answered d = answered_rows(0, 2);
  ASSERT_TRUE(write(*held, *answered_rows(0, 1)).ok());
  auto other = db();
  ASSERT_TRUE(other.run("begin immediate").ok());
  const base::Status status = held->write(*d);  // after five seconds of patience
  EXPECT_TRUE(status.transient());
  EXPECT_EQ(reason(status), "BUSY");
  ASSERT_TRUE(other.run("rollback").ok());
  held->abort();
  EXPECT_TRUE(write(*held, *d).ok());
}

TEST_F(SqliteSinkTest, AFileThatIsNoDatabaseIsRefusedByName) {
  write_text(folder_ / "out.db", std::string(5000, 'x'));
  const auto opened = SqliteSinkTest::sink()->open(0);
  EXPECT_EQ(opened.status().code(), Code::kDataLoss);
  EXPECT_EQ(opened.status().place(), folder_ / "out.db");
}

}  // namespace
}  // namespace slipway::connect
