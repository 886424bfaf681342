#include "connect/sink_file.h"

#include <thread>

#include <sys/stat.h>

#include "codec/compression.h"
#include "connect/rig_test.h"

namespace slipway::connect {
namespace {

using std::chrono::seconds;

class FileSinkTest : public ::testing::Test {
 protected:
  FileSinkOptions options(const std::string& name) const {
    FileSinkOptions options;
    options.uri = folder_ / name;
    options.rejects = folder_ / "rejects.jsonl";
    options.fingerprint = "this run";
    options.clock = &clock_;
    return options;
  }
  static std::unique_ptr<FileSink> sink(const FileSinkOptions& options) {
    const auto codec = codec::codec_of(options.uri);
    EXPECT_TRUE(codec.ok()) << codec.status().text();
    return std::make_unique<FileSink>(**codec, options);
  }

  // Writes rows [position, end) as the pump does, some of which fail; `at` is called at each place
  // where a process may be killed.
  void write(
      FileSink& sink, flow::SinkPartition& partition, std::uint64_t end = kRows,
      const std::function<void()>& at = [] {}) {
    for (std::uint64_t begin = partition.position(); begin < end;) {
      const std::uint64_t next = std::min(begin + 7, end);
      std::set<std::int64_t> failed;
      for (const std::uint64_t row : failing_)
        if (begin <= row && row < next) failed.insert(static_cast<std::int64_t>(row - begin));
      const Answered d = answered_rows(begin, next, failed);
      for (const data::RowError& e : d->answer.errors) {
        ASSERT_TRUE(sink.put(*d, e.row, e.status).ok());
        at();
      }
      ASSERT_TRUE(partition.write(*d).ok());
      at();
      ASSERT_TRUE(partition.commit(next).ok());
      clock_.advance(seconds(1));
      at();
      begin = next;
    }
  }
  void run(const FileSinkOptions& options) {
    const auto sink = FileSinkTest::sink(options);
    const auto partition = sink->open(0);
    ASSERT_TRUE(partition.ok()) << partition.status().text();
    write(*sink, **partition);
    ASSERT_TRUE((*partition)->finish().ok());
  }
  static std::string lines(std::uint64_t begin, std::uint64_t end,
                           const std::set<std::uint64_t>& failing = {}) {
    std::string text;
    for (std::uint64_t i = begin; i < end; ++i)
      if (!failing.contains(i))
        text += fmt::format("{{\"id\":\"r{}\",\"predict\":{}}}\n", i, static_cast<double>(i) / 4);
    return text;
  }
  std::string decompressed(const std::string& name) const {
    std::string text;
    auto stream = codec::decompressed(base::memory_stream(read_text(folder_ / name), name));
    EXPECT_TRUE(stream.ok()) << stream.status().text();
    while (*(*stream)->read(1000, text) != 0) {
    }
    return text;
  }

  static constexpr std::uint64_t kRows = 60;
  TestFolder folder_;
  FakeClock clock_;
  std::set<std::uint64_t> failing_ = {3, 20, 21, 59};
};

TEST_F(FileSinkTest, TheFileIsAbsentUntilItIsComplete) {
  write_text(folder_ / "out.jsonl", "of a run before\n");
  const auto sink = FileSinkTest::sink(options("out.jsonl"));
  auto partition = sink->open(0);
  ASSERT_TRUE(partition.ok());
  write(*sink, **partition);
  EXPECT_EQ(read_text(folder_ / "out.jsonl"), "of a run before\n");
  ASSERT_TRUE((*partition)->finish().ok());
  partition->reset();
  EXPECT_EQ(read_text(folder_ / "out.jsonl"), lines(0, kRows, failing_));
  EXPECT_EQ(folder_.names(), (std::vector<std::string>{"out.jsonl", "rejects.jsonl"}));
}

TEST_F(FileSinkTest, RejectsSayRowPlaceAndReason) {
  failing_ = {20};
  run(options("out.jsonl"));
  EXPECT_EQ(
      read_text(folder_ / "rejects.jsonl"),
      "{\"row\":21,\"column\":\"x\",\"value\":\"?\",\"reason\":\"BAD_ROW\",\"message\":\"it is "
      "bad\"}\n");
  const auto sink = FileSinkTest::sink(options("again.jsonl"));
  const auto partition = sink->open(0);
  write(*sink, **partition);
  EXPECT_EQ(sink->rejected(), 1);
  EXPECT_EQ(sink->first_reject(), "row 21, column x: it is bad (BAD_ROW)");
}

TEST_F(FileSinkTest, ARowThatIsRejectedTwiceIsRejectedOnce) {
  const auto sink = FileSinkTest::sink(options("out.jsonl"));
  const auto partition = sink->open(0);
  const Answered d = answered_rows(0, 5, {2});
  for (int i = 0; i < 2; ++i) {  // as when a transaction is repeated
    ASSERT_TRUE(sink->put(*d, 2, d->answer.errors[0].status).ok());
    ASSERT_TRUE((*partition)->write(*d).ok());
    if (i == 0) (*partition)->abort();
  }
  ASSERT_TRUE((*partition)->commit(5).ok());
  EXPECT_EQ(sink->rejected(), 1);
  ASSERT_TRUE((*partition)->finish().ok());
  EXPECT_EQ(read_text(folder_ / "out.jsonl"), lines(0, 5, {2}));
  EXPECT_EQ(std::ranges::count(read_text(folder_ / "rejects.jsonl"), '\n'), 1);
}

TEST_F(FileSinkTest, ARunWithoutRejectsRemovesThoseOfARunBefore) {
  run(options("out.jsonl"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "rejects.jsonl"));
  write_text(folder_ / "rejects.jsonl.partial", "of one that was killed\n");
  failing_ = {};
  run(options("out.jsonl"));
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"out.jsonl"});
}

TEST_F(FileSinkTest, RejectsAreOnlyCountedWhereNoneAreWanted) {
  auto quiet = options("out.jsonl");
  quiet.rejects = "";
  const auto sink = FileSinkTest::sink(quiet);
  const auto partition = sink->open(0);
  write(*sink, **partition);
  ASSERT_TRUE((*partition)->finish().ok());
  EXPECT_EQ(sink->rejected(), 4);
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"out.jsonl"});
}

class Resumed : public FileSinkTest, public ::testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Files, Resumed, ::testing::Values("out.jsonl", "out.csv"),
                         [](const auto& info) { return std::string(info.param).substr(4); });

// A process that is killed leaves its files as they are: a copy of them is taken at every step, and
// a run that resumes there must come to the very same bytes.
TEST_P(Resumed, GivesTheSameBytesWhereverItWasKilled) {
  run(options(GetParam()));
  const std::string out = read_text(folder_ / GetParam());
  const std::string rejects = read_text(folder_ / "rejects.jsonl");
  std::filesystem::remove(folder_ / GetParam());
  std::filesystem::remove(folder_ / "rejects.jsonl");
  for (const int every : {0, 3}) {
    const TestFolder here("killed"), copy("copy");
    auto options = FileSinkTest::options(GetParam());
    options.uri = here / GetParam(), options.rejects = here / "rejects.jsonl";
    FakeClock clock;  // its own: the runs that resume don't move it
    options.clock = &clock;
    options.checkpoint_every = seconds(every);
    std::set<std::uint64_t> resumed_at;
    const auto kill_and_resume = [&] {
      clock.advance(std::chrono::milliseconds(500));
      here.copy_to(copy);
      // What it had written beyond its last checkpoint, torn.
      for (const std::string& name : copy.names())
        if (name.ends_with(".partial")) std::ofstream(copy / name, std::ios::app) << "{\"id\":\"r";
      auto again = options;
      again.uri = copy / GetParam(), again.rejects = copy / "rejects.jsonl";
      again.resume = true;
      again.checkpoint_every = std::chrono::hours(1);
      const auto sink = FileSinkTest::sink(again);
      auto partition = sink->open(0);
      ASSERT_TRUE(partition.ok()) << partition.status().text();
      resumed_at.insert(sink->resumed_at());
      EXPECT_EQ((*partition)->position(), sink->resumed_at());
      write(*sink, **partition);
      ASSERT_TRUE((*partition)->finish().ok());
      EXPECT_EQ(sink->rejected(), 4);
      EXPECT_EQ(read_text(copy / GetParam()), out);
      EXPECT_EQ(read_text(copy / "rejects.jsonl"), rejects);
      EXPECT_EQ(copy.names().size(), 2u);
    };
    const auto sink = FileSinkTest::sink(options);
    const auto partition = sink->open(0);
    write(*sink, **partition, kRows, kill_and_resume);
    EXPECT_EQ(resumed_at.size(), every == 0 ? 10u : 4u);  // 0, and the checkpoints
  }
}

TEST_F(FileSinkTest, TheHeaderIsThereOnceThoughItIsAskedFor) {
  auto options = FileSinkTest::options("out.csv");
  options.settings = settings({{"header", "true"}});
  {
    const auto sink = FileSinkTest::sink(options);
    const auto partition = sink->open(0);
    write(*sink, **partition, 14);
  }
  options.resume = true;
  run(options);
  EXPECT_EQ(read_text(folder_ / "out.csv").find("id,predict", 1), std::string::npos);
  EXPECT_TRUE(read_text(folder_ / "out.csv").starts_with("id,predict\nr0,0\n"));
}

TEST_F(FileSinkTest, AnotherRunsProgressIsRefusedAndNamed) {
  auto options = FileSinkTest::options("out.jsonl");
  {
    const auto sink = FileSinkTest::sink(options);
    const auto partition = sink->open(0);
    write(*sink, **partition, 14);
  }
  options.resume = true;
  options.fingerprint = "another model";
  const auto other = FileSinkTest::sink(options)->open(0);
  EXPECT_EQ(other.status().code(), base::Code::kFailedPrecondition);
  EXPECT_EQ(reason(other.status()), "OTHER_RUN");
  EXPECT_EQ(other.status().place(), folder_ / "out.jsonl.progress");
  for (const char* text : {"", "{", "[1]", "{\"position\":3}", "{\"fingerprint\":7}"}) {
    write_text(folder_ / "out.jsonl.progress", text);
    const auto broken = FileSinkTest::sink(options)->open(0);
    EXPECT_EQ(reason(broken.status()), "BAD_PROGRESS") << text;
    EXPECT_EQ(broken.status().place(), folder_ / "out.jsonl.progress");
  }
}

TEST_F(FileSinkTest, ProgressBeyondTheFileIsRefused) {
  auto options = FileSinkTest::options("out.jsonl");
  {
    const auto sink = FileSinkTest::sink(options);
    const auto partition = sink->open(0);
    write(*sink, **partition, 14);
  }
  std::filesystem::resize_file(folder_ / "out.jsonl.partial", 10);
  options.resume = true;
  const auto opened = FileSinkTest::sink(options)->open(0);
  EXPECT_EQ(reason(opened.status()), "CHANGED");
  EXPECT_EQ(opened.status().place(), folder_ / "out.jsonl.partial");
}

// Otherwise a run that is killed before its first checkpoint would leave the position of one run beside
// the bytes of another.
TEST_F(FileSinkTest, ARunThatBeginsAnewForgetsTheProgressOfTheOneBefore) {
  auto options = FileSinkTest::options("out.jsonl");
  {
    const auto sink = FileSinkTest::sink(options);
    const auto partition = sink->open(0);
    write(*sink, **partition, 14);
  }
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out.jsonl.progress"));
  const auto sink = FileSinkTest::sink(options);
  const auto partition = sink->open(0);
  EXPECT_EQ((*partition)->position(), 0u);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out.jsonl.progress"));
}

TEST_F(FileSinkTest, WhatCantBeFinishedIsAbsentAndCanBeGoneOnWith) {
  auto options = FileSinkTest::options("out.jsonl");
  const std::string out = folder_ / "out.jsonl", progress = out + ".progress";
  for (const std::string& blocked : {progress, out}) {  // before and after it begins to name files
    options.resume = false;
    {
      const auto sink = FileSinkTest::sink(options);
      const auto partition = sink->open(0);
      write(*sink, **partition);
      const std::string text = read_text(blocked);
      std::filesystem::remove(blocked);
      std::filesystem::create_directories(blocked + "/x");
      EXPECT_EQ(reason((*partition)->finish()), "IO_FAILED");
      std::filesystem::remove_all(blocked);
      if (blocked == progress) write_text(progress, text);
    }
    EXPECT_FALSE(std::filesystem::exists(out));
    options.resume = true;
    const auto sink = FileSinkTest::sink(options);
    const auto partition = sink->open(0);
    ASSERT_TRUE(partition.ok()) << partition.status().text();
    EXPECT_EQ((*partition)->position(), blocked == progress ? kRows : 0);
    write(*sink, **partition);
    ASSERT_TRUE((*partition)->finish().ok());
    EXPECT_EQ(read_text(out), lines(0, kRows, failing_));
    EXPECT_EQ(folder_.names(), (std::vector<std::string>{"out.jsonl", "rejects.jsonl"}));
    std::filesystem::remove(out);
  }
}

TEST_F(FileSinkTest, ACommitThatFailsHalfWayIsUndoneByOpeningAgain) {
  const auto options = FileSinkTest::options("out.jsonl");
  const auto sink = FileSinkTest::sink(options);
  auto partition = sink->open(0);
  write(*sink, **partition, 14);
  const std::string progress = folder_ / "out.jsonl.progress";
  const std::string before = read_text(progress);
  std::filesystem::remove(progress);
  std::filesystem::create_directory(progress);  // so the rows are written, and the position is not
  failing_ = {15};
  const Answered d = answered_rows(14, 20, {1});
  ASSERT_TRUE(sink->put(*d, 1, d->answer.errors[0].status).ok());
  ASSERT_TRUE((*partition)->write(*d).ok());
  const base::Status failed = (*partition)->commit(20);
  EXPECT_EQ(failed.code(), base::Code::kUnknown);
  EXPECT_NE(failed.message().find(progress), std::string::npos);
  std::filesystem::remove(progress);
  write_text(progress, before);
  partition->reset();
  EXPECT_EQ(read_text(progress), before);  // it does not claim what it could not commit
  partition = sink->open(0);
  ASSERT_TRUE(partition.ok()) << partition.status().text();
  EXPECT_EQ((*partition)->position(), 14u);
  // The pump has buried row 15 already, and does not do so again.
  ASSERT_TRUE((*partition)->write(*d).ok());
  ASSERT_TRUE((*partition)->commit(20).ok());
  failing_ = {};
  const Answered rest = answered_rows(20, 25);
  ASSERT_TRUE((*partition)->write(*rest).ok());
  ASSERT_TRUE((*partition)->commit(25).ok());
  ASSERT_TRUE((*partition)->finish().ok());
  EXPECT_EQ(read_text(folder_ / "out.jsonl"), lines(0, 25, {3, 15}));
  EXPECT_EQ(std::ranges::count(read_text(folder_ / "rejects.jsonl"), '\n'), 2);
  EXPECT_EQ(sink->rejected(), 2);
}

TEST_F(FileSinkTest, WithoutRowsThereIsAFileOfItsColumns) {
  const auto sink = FileSinkTest::sink(options("out.csv"));
  sink->expect(table_schema(*id_schema(), 0, *predict_schema()));
  const auto partition = sink->open(0);
  ASSERT_TRUE((*partition)->finish().ok());
  EXPECT_EQ(read_text(folder_ / "out.csv"), "id,predict\n");
}

TEST_F(FileSinkTest, APipeIsWrittenThrough) {
  const std::string pipe = folder_ / "pipe.jsonl";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::string got;
  std::thread reader([&] { got = read_text(pipe); });
  {
    auto options = FileSinkTest::options("pipe.jsonl");
    const auto sink = FileSinkTest::sink(options);
    EXPECT_FALSE(sink->can_resume());
    const auto partition = sink->open(0);
    write(*sink, **partition);
    ASSERT_TRUE((*partition)->finish().ok());
  }
  reader.join();
  EXPECT_EQ(got, lines(0, kRows, failing_));
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  EXPECT_EQ(folder_.names(), (std::vector<std::string>{"pipe.jsonl", "rejects.jsonl"}));
}

class Whole : public FileSinkTest, public ::testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Files, Whole,
                         ::testing::Values("out.jsonl.gz", "out.csv.zst", "out.parquet"),
                         [](const auto& info) {
                           const std::string name = info.param;
                           return name.substr(name.rfind('.') + 1);
                         });

// What can't be cut off and gone on with begins anew, and leaves nothing of the run before.
TEST_P(Whole, BeginsAnew) {
  run(options(GetParam()));
  const std::string once = read_text(folder_ / GetParam());
  EXPECT_FALSE(once.empty());
  auto again = options(GetParam());
  again.resume = true;
  std::filesystem::remove(folder_ / GetParam());
  {
    const auto sink = FileSinkTest::sink(again);
    EXPECT_FALSE(sink->can_resume());
    const auto partition = sink->open(0);
    write(*sink, **partition, 28);
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / GetParam()));
  const auto sink = FileSinkTest::sink(again);
  auto partition = sink->open(0);
  EXPECT_EQ((*partition)->position(), 0u);
  write(*sink, **partition, 14);
  partition->reset();
  partition = sink->open(0);  // as after a commit whose outcome is not known
  EXPECT_EQ((*partition)->position(), 0u);
  write(*sink, **partition);
  ASSERT_TRUE((*partition)->finish().ok());
  EXPECT_EQ(read_text(folder_ / GetParam()), once);
  EXPECT_EQ(folder_.names(), (std::vector<std::string>{GetParam(), "rejects.jsonl"}));
}

TEST_F(FileSinkTest, ACompressedFileHoldsTheSameRows) {
  run(options("out.jsonl.gz"));
  EXPECT_EQ(decompressed("out.jsonl.gz"), lines(0, kRows, failing_));
}

// Not tried again and again.
TEST_F(FileSinkTest, AFolderThatIsNotThereIsSaidAtTheStart) {
  SinkContext context;
  context.clock = &clock_;
  for (const char* kind : {"file", "sqlite"}) {
    const auto value = settings({{"path", folder_ / "none/out.csv"}});
    EXPECT_EQ(reason(make_sink(kind, value, context).status()), "NO_FOLDER") << kind;
  }
}

TEST_F(FileSinkTest, AnUnknownExtensionIsRefusedUnlessACodecIsNamed) {
  SinkContext context;
  context.clock = &clock_;
  const auto value = settings({{"path", folder_ / "out.txt"}});
  EXPECT_EQ(reason(make_sink("file", value, context).status()), "UNKNOWN_CODEC");
  context.codec = "jsonl";
  EXPECT_TRUE(make_sink("file", value, context).ok());
}

}  // namespace
}  // namespace slipway::connect
