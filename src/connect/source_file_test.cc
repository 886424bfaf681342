// The source file: rows in order by number, from where the sink wants them, and why it ends.
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>

#include "codec/codec.h"
#include "codec/compression.h"
#include "connect/rig_test.h"
#include "storage/storage.h"

namespace slipway::connect {
namespace {

using flow::Pull;

// What a source gives until it ends.
struct Taken {
  std::vector<double> xs;
  std::vector<std::pair<std::uint64_t, std::string>> rejected;  // position, reason
  std::uint64_t next = 0;
  base::Status why;
};

class FileSourceTest : public ::testing::Test {
 protected:
  std::unique_ptr<flow::Source> source(const std::string& name, const std::string& codec = "") {
    SourceContext context;
    context.folder = folder_.path();
    context.codec = codec;
    context.wanted = {{"x", {data::Kind::kFloat64, {}}, {}}};
    context.clock = &clock_;
    return *make_source("file", settings({{"path", name}}), context);
  }
  static Taken take(flow::Source& source, std::uint64_t position) {
    Taken taken;
    flow::Delivery first;
    EXPECT_EQ(source.next(first).kind, Pull::kAssigned);
    source.seek(0, position);
    taken.next = position;
    for (;;) {
      flow::Delivery d;
      flow::Event event = source.next(d);
      if (event.kind == Pull::kEnd) return taken.why = event.why, taken;
      EXPECT_EQ(event.kind, Pull::kDelivery);
      EXPECT_EQ(d.origin.partition, 0u);
      EXPECT_EQ(d.origin.position, taken.next);  // without gaps
      taken.next = d.origin.next;
      EXPECT_EQ(d.origin.next - d.origin.position, static_cast<std::uint64_t>(d.rows.rows()));
      for (std::int64_t i = 0; i < d.rows.rows(); ++i)
        taken.xs.push_back(d.rows.column(0).float64s()[i]);
      for (const data::RowError& e : d.rejected)
        taken.rejected.emplace_back(d.origin.position + static_cast<std::uint64_t>(e.row),
                                    e.status.reason());
    }
  }
  static std::string lines(std::uint64_t begin, std::uint64_t end) {
    std::string text;
    for (std::uint64_t i = begin; i < end; ++i) text += fmt::format("{{\"x\":{}}}\n", i);
    return text;
  }
  static std::vector<double> numbers(std::uint64_t begin, std::uint64_t end) {
    std::vector<double> all;
    for (std::uint64_t i = begin; i < end; ++i) all.push_back(static_cast<double>(i));
    return all;
  }
  void write_compressed(const std::string& name, const std::string& text) {
    auto writer = codec::compressed(*storage::create_writer(folder_ / name), name);
    ASSERT_TRUE(writer.ok()) << writer.status().text();
    ASSERT_TRUE((*writer)->write(text).ok() && (*writer)->commit().ok());
  }
  void write_parquet(const std::string& name, std::uint64_t rows) {
    auto writer = storage::create_writer(folder_ / name);
    const auto schema = std::make_shared<const data::Schema>(
        std::vector<data::Field>{{"x", {data::Kind::kFloat64, {}}, {}}});
    auto encoder = (*codec::codec_of(name))->encoder(**writer, schema, {});
    ASSERT_TRUE(encoder.ok()) << encoder.status().text();
    data::Chunk chunk(schema);
    for (std::uint64_t i = 0; i < rows; ++i) chunk.column(0).append_float64(static_cast<double>(i));
    ASSERT_TRUE((*encoder)->write(chunk.view(), {}).ok());
    ASSERT_TRUE((*encoder)->finish().ok() && (*writer)->commit().ok());
  }

  static constexpr std::uint64_t kRows = 5000;  // three Chunks
  TestFolder folder_;
  FakeClock clock_;
};

class EveryFile : public FileSourceTest, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    const std::string name = GetParam();
    if (name.ends_with(".parquet")) return write_parquet(name, kRows);
    std::string text = lines(0, kRows);
    if (name.find(".csv") != std::string::npos) {
      text = "x\n";
      for (std::uint64_t i = 0; i < kRows; ++i) text += fmt::format("{}\n", i);
    }
    write_compressed(name, text);
  }
};
INSTANTIATE_TEST_SUITE_P(Files, EveryFile,
                         ::testing::Values("in.jsonl", "in.csv", "in.jsonl.gz", "in.csv.zst",
                                           "in.parquet"),
                         [](const auto& info) {
                           std::string name = std::string(info.param).substr(3);
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

TEST_P(EveryFile, BeginsWhereTheSinkWantsIt) {
  for (const std::uint64_t position : {0, 1, 2047, 2048, 4999, 5000}) {
    const auto source = FileSourceTest::source(GetParam());
    const base::Status connected = source->connect();
    ASSERT_TRUE(connected.ok()) << connected.text();
    for (int again = 0; again < 2; ++again) {
      const Taken taken = take(*source, position);
      EXPECT_TRUE(taken.why.ok()) << taken.why.text();
      EXPECT_EQ(taken.next, kRows);
      EXPECT_EQ(taken.xs, numbers(position, kRows));
      source->release(0);
    }
  }
}

TEST_P(EveryFile, ProgressComesToTheWholeFile) {
  const auto source = FileSourceTest::source(GetParam());
  ASSERT_TRUE(source->connect().ok());
  const std::uint64_t total = std::filesystem::file_size(folder_ / GetParam());
  EXPECT_EQ(source->progress().bytes_total, total);
  (void)take(*source, 0);
  const bool in_any_order =
      std::string(GetParam()).ends_with(".parquet");  // its footer is read first
  EXPECT_GE(source->progress().bytes_read, in_any_order ? total / 2 : total);
  if (!in_any_order) {
    EXPECT_EQ(source->progress().bytes_read, total);
  }
}

TEST_F(FileSourceTest, RowsThatCantBeReadKeepTheirNumber) {
  write_text(folder_ / "in.jsonl", lines(0, 2) + "{\"x\":\"a\"}\n{\n\n" + lines(4, 6));
  const auto source = FileSourceTest::source("in.jsonl");
  ASSERT_TRUE(source->connect().ok());
  const Taken taken = take(*source, 1);
  EXPECT_EQ(taken.rejected, (std::vector<std::pair<std::uint64_t, std::string>>{{2, "BAD_VALUE"},
                                                                                {3, "BAD_JSON"}}));
  EXPECT_EQ(taken.next, 6u);
  EXPECT_EQ(taken.xs.back(), 5);
}

TEST_F(FileSourceTest, AFailureInTheMiddleIsToldWithTheEnd) {
  write_compressed("in.jsonl.gz", lines(0, 100'000));
  const std::string whole = read_text(folder_ / "in.jsonl.gz");
  write_text(folder_ / "in.jsonl.gz", whole.substr(0, whole.size() / 2));
  const auto source = FileSourceTest::source("in.jsonl.gz");
  ASSERT_TRUE(source->connect().ok());
  const Taken taken = take(*source, 0);
  EXPECT_EQ(taken.why.code(), base::Code::kDataLoss);
  EXPECT_EQ(reason(taken.why), "TRUNCATED");
  EXPECT_NE(taken.why.text().find(folder_ / "in.jsonl.gz"), std::string::npos);
  EXPECT_GT(taken.next, 1000u);  // what could be read was given
  EXPECT_EQ(taken.xs, numbers(0, taken.next));
}

TEST_F(FileSourceTest, AFileThatIsGoneWhenItIsSoughtEndsWithThat) {
  write_text(folder_ / "in.jsonl", lines(0, 5));
  const auto source = FileSourceTest::source("in.jsonl");
  ASSERT_TRUE(source->connect().ok());
  std::filesystem::remove(folder_ / "in.jsonl");
  const Taken taken = take(*source, 2);
  EXPECT_EQ(reason(taken.why), "NO_FILE");
  EXPECT_TRUE(taken.xs.empty());
}

TEST_F(FileSourceTest, AFileThatDoesNotFitIsRefusedWhenConnected) {
  write_text(folder_ / "in.csv", "y\n1\n");
  const base::Status status = FileSourceTest::source("in.csv")->connect();
  EXPECT_EQ(reason(status), "MISSING_COLUMN");
  EXPECT_NE(status.text().find(folder_ / "in.csv"), std::string::npos);
  EXPECT_EQ(reason(FileSourceTest::source("in.doc")->connect()), "UNKNOWN_CODEC");
  write_text(folder_ / "in.doc", lines(0, 3));
  const auto named = FileSourceTest::source("in.doc", "jsonl");
  ASSERT_TRUE(named->connect().ok());
  EXPECT_EQ(take(*named, 0).xs, numbers(0, 3));
}

TEST_F(FileSourceTest, ParquetNeedsAFile) {
  EXPECT_EQ(reason(FileSourceTest::source("-", "parquet")->connect()), "NEEDS_FILE");
  write_parquet("in.parquet", 3);
  write_compressed("in.parquet.gz", read_text(folder_ / "in.parquet"));
  const base::Status packed = FileSourceTest::source("in.parquet.gz")->connect();
  EXPECT_EQ(reason(packed), "NEEDS_FILE");
  EXPECT_EQ(packed.place(), folder_ / "in.parquet.gz");
}

// A pipe gives its rows once. Rows that are gone must not be taken for others.
TEST_F(FileSourceTest, APipeIsReadOnceFromItsBeginning) {
  const std::string pipe = folder_ / "pipe.jsonl";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { write_text(pipe, lines(0, kRows)); });
  const auto source = FileSourceTest::source("pipe.jsonl");
  ASSERT_TRUE(source->connect().ok());
  EXPECT_EQ(source->progress().bytes_total, 0u);
  EXPECT_EQ(take(*source, 0).xs, numbers(0, kRows));
  writer.join();
  source->release(0);
  const Taken again = take(*source, 3);
  EXPECT_EQ(reason(again.why), "NEEDS_FILE");
  EXPECT_EQ(again.why.place(), pipe);
  EXPECT_TRUE(again.xs.empty());
}

TEST_F(FileSourceTest, APipeIsNotReadFromItsMiddle) {
  const std::string pipe = folder_ / "pipe.jsonl";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int both_ends = ::open(pipe.c_str(), O_RDWR | O_CLOEXEC);
  const std::string text = lines(0, 5);
  ASSERT_EQ(::write(both_ends, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  const auto source = FileSourceTest::source("pipe.jsonl");
  ASSERT_TRUE(source->connect().ok());
  EXPECT_EQ(reason(take(*source, 3).why), "NEEDS_FILE");
  ::close(both_ends);
}

}  // namespace
}  // namespace slipway::connect
