#include "service/score_job.h"

#include <atomic>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "codec/codec.h"
#include "service/service_test.h"
#include "storage/storage.h"

namespace slipway::service {
namespace {

using Names = std::vector<std::string>;

ScoreReport run(const ScoreJob& job) {
  const std::atomic<bool> stop{false};
  return run_score(job, stop, [](const ScoreProgress&) {});
}

base::Value settings(const std::string& name, const std::string& value) {
  base::Value::Map map;
  map.emplace_back(name, base::Value(value, "--in"));
  return base::Value(std::move(map), "--in");
}

class ScoreJobs : public ::testing::Test {
 protected:
  ScoreJob wine(const std::string& input, const std::string& output) const {
    ScoreJob job;
    job.model = example("wine.pkl");
    job.input = input;
    job.output = output;
    job.threads = 1;
    return job;
  }
  ScoreJob wine() const { return wine(example("wine.csv"), work_ / "out.csv"); }

  // wine.csv, so often one after the other.
  std::string many_rows(int times) const {
    const std::string text = text_of(example("wine.csv"));
    const std::size_t header = text.find('\n') + 1;
    std::string all = text.substr(0, header);
    for (int i = 0; i < times; ++i) all += text.substr(header);
    return work_.write("many.csv", all);
  }

  // Stops the job when it has written so many bytes. A run that is done before that is run again.
  ScoreReport interrupted(const ScoreJob& job, std::uint64_t bytes) const {
    for (int tries = 0;; ++tries) {
      std::atomic<bool> stop{false}, done{false};
      std::thread watcher([&] {
        std::error_code absent;
        while (!done && !stop) {
          const auto size = std::filesystem::file_size(job.output + ".partial", absent);
          stop = !absent && size >= bytes;
        }
      });
      ScoreReport report = run_score(job, stop, [](const ScoreProgress&) {});
      done = true;
      watcher.join();
      if (!report.status.ok() || tries == 20) return report;
    }
  }

  static constexpr int kManyTimes = 400;
  const Folder work_;
};

TEST_F(ScoreJobs, RowsGoFromAFileToAFile) {
  ScoreJob job = wine();
  job.keep = {"bottle"};
  const ScoreReport report = run(job);
  ASSERT_TRUE(report.status.ok()) << report.status.text();
  EXPECT_EQ(report.blame, Blame::kNobody);
  EXPECT_EQ(report.progress.rows, 178);
  EXPECT_EQ(report.progress.rejected, 0);
  EXPECT_EQ(report.progress.bytes_total, std::filesystem::file_size(job.input));
  EXPECT_EQ(report.progress.bytes_read, report.progress.bytes_total);
  const auto lines = lines_of(job.output);
  ASSERT_EQ(lines.size(), 179u);
  EXPECT_EQ(lines[0],
            "bottle,predict,predict_proba_class_0,predict_proba_class_1,predict_proba_class_2");
  EXPECT_EQ(lines[1], "1,class_0,0.9997831277739022,0.00019265249014033893,2.42197359574322e-05");
  EXPECT_EQ(work_.names(), "out.csv");  // no rejects, nothing half done
}

TEST_F(ScoreJobs, OutputsAreThoseThatWereAskedForInThatOrder) {
  ScoreJob job = wine();
  job.outputs = {"decision_function", "predict"};
  ASSERT_TRUE(run(job).status.ok());
  EXPECT_EQ(
      lines_of(job.output)[0],
      "decision_function_class_0,decision_function_class_1,decision_function_class_2,predict");
}

TEST_F(ScoreJobs, KeepStarIsEveryColumnThatTheModelDoesNotTake) {
  ScoreJob job = wine();
  job.keep = {"*"};
  ASSERT_TRUE(run(job).status.ok());
  EXPECT_TRUE(lines_of(job.output)[0].starts_with("bottle,predict,"));
}

// A column may be kept that the model takes, too.
TEST_F(ScoreJobs, AnInputOfTheModelCanBeKept) {
  ScoreJob job = wine();
  job.keep = {"alcohol", "bottle"};
  const ScoreReport report = run(job);
  ASSERT_TRUE(report.status.ok()) << report.status.text();
  EXPECT_TRUE(lines_of(job.output)[0].starts_with("alcohol,bottle,predict,"));
  EXPECT_TRUE(lines_of(job.output)[1].starts_with("14.23,1,class_0,"));
}

TEST_F(ScoreJobs, NoTwoColumnsOfTheOutputMayHaveOneName) {
  ScoreJob job = wine();
  job.keep = {"bottle", "*"};
  const ScoreReport report = run(job);
  EXPECT_EQ(report.status.text(),
            "--keep: two columns of the output would be called \"bottle\" (COLUMN_TWICE); keep a "
            "column once, and none that is called as an output of the model");
  EXPECT_EQ(report.blame, Blame::kUsage);
  job.keep = {"bottle"};
  ASSERT_TRUE(run(job).status.ok());
}

// The columns that the model takes, passed through as text, in every codec that knows no other types.
TEST_F(ScoreJobs, EveryCodecAndCompressionReadsBackToTheSameAnswers) {
  ASSERT_TRUE(run(wine()).status.ok());
  const std::string expected = text_of(work_ / "out.csv");
  ScoreJob copy = wine();
  copy.outputs = {"predict"};
  const std::string names = lines_of(copy.input)[0];
  for (std::size_t at = names.find(',') + 1; at != 0; at = names.find(',', at) + 1)
    copy.keep.push_back(names.substr(at, names.find(',', at) - at));
  for (const char* extension : {"csv", "csv.gz", "csv.zst", "csv.bz2", "csv.lz4", "csv.br",
                                "parquet", "arrow", "arrows", "arrows.lz4"}) {
    copy.output = work_ / "rows." + extension;
    const ScoreReport written = run(copy);
    ASSERT_TRUE(written.status.ok()) << extension << " " << written.status.text();
    ScoreJob again = wine(copy.output, work_ / "again.csv");
    const ScoreReport read = run(again);
    ASSERT_TRUE(read.status.ok()) << extension << " " << read.status.text();
    EXPECT_EQ(read.progress.rows, 178) << extension;
    EXPECT_TRUE(text_of(again.output) == expected) << extension;
  }
}

TEST_F(ScoreJobs, EveryCodecOfJsonGivesTheAnswersOfTheFirstBottles) {
  ASSERT_TRUE(run(wine()).status.ok());
  const auto rows = lines_of(example("wine.jsonl"));
  std::string expected, lines, document = "[";
  const auto scored = lines_of(work_ / "out.csv");
  for (std::size_t i = 0; i <= rows.size(); ++i) expected += scored[i] + "\n";
  for (const std::string& row : rows)
    lines += row + "\n", document += (document.size() > 1 ? "," : "") + row;
  for (const auto& [name, text] : {std::pair<const char*, std::string>{"rows.jsonl", lines},
                                   {"rows.ndjson", lines},
                                   {"rows.json", document + "]"},
                                   {"wrapped.json", "{\"rows\":" + document + "]}"}}) {
    const ScoreJob job = wine(work_.write(name, text), work_ / "again.csv");
    const ScoreReport report = run(job);
    ASSERT_TRUE(report.status.ok()) << name << " " << report.status.text();
    EXPECT_EQ(text_of(job.output), expected) << name;
  }
}

TEST_F(ScoreJobs, EveryCodecWritesTheSamePredictions) {
  ScoreJob job = wine(example("wine.jsonl"), work_ / "out.jsonl");
  ASSERT_TRUE(run(job).status.ok());
  const auto lines = lines_of(job.output);
  ASSERT_EQ(lines.size(), 50u);
  EXPECT_EQ(lines[0], R"({"predict":"class_0","predict_proba":)"
                      R"([0.9997831277739022,0.00019265249014033893,2.42197359574322e-05]})");
  job.output = work_ / "out.json";
  ASSERT_TRUE(run(job).status.ok());
  EXPECT_EQ(lines_of(job.output)[1], lines[0] + ",");
  for (const char* extension : {"jsonl.gz", "jsonl.zst", "jsonl.br"}) {
    job.output = work_ / "out." + extension;
    ASSERT_TRUE(run(job).status.ok()) << extension;
    EXPECT_LT(text_of(job.output).size(), text_of(work_ / "out.jsonl").size()) << extension;
  }
}

TEST_F(ScoreJobs, ARowThatCanNotBeScoredIsInTheRejectsWithRowColumnValueAndReason) {
  const std::string header = lines_of(example("wine.csv"))[0] + "\n";
  const std::string good = lines_of(example("wine.csv"))[1] + "\n";
  const auto input = work_.write(
      "in.csv",
      header + good + "2,abc,1.71,2.43,15.6,127,2.8,3.06,0.28,2.29,5.64,1.04,3.92,1065\n" +
          "3,1,2\n" + good + "5,,1.71,2.43,15.6,127,2.8,3.06,0.28,2.29,5.64,1.04,3.92,1\n");
  const ScoreJob job = wine(input, work_ / "out.csv");
  const ScoreReport report = run(job);
  ASSERT_TRUE(report.status.ok()) << report.status.text();
  EXPECT_EQ(report.blame, Blame::kNobody);
  EXPECT_EQ(report.progress.rows, 5);
  EXPECT_EQ(report.progress.rejected, 3);
  EXPECT_EQ(report.rejects, job.output + ".rejects.jsonl");
  EXPECT_EQ(report.first_reject, "row 2, column alcohol: \"abc\" is not a float64 (BAD_VALUE)");
  EXPECT_EQ(lines_of(job.output).size(), 3u);
  const auto rejects = lines_of(report.rejects);
  ASSERT_EQ(rejects.size(), 3u);
  EXPECT_EQ(
      rejects[0],
      R"({"row":2,"column":"alcohol","value":"abc","reason":"BAD_VALUE","message":"\"abc\" is not a float64"})");
  EXPECT_EQ(rejects[1],
            R"({"row":3,"reason":"RAGGED_ROW","message":"3 values, the header has 14"})");
  EXPECT_EQ(rejects[2],
            R"({"row":5,"column":"alcohol","reason":"MISSING_VALUE",)"
            R"("message":"the value is missing, and the model takes no missing values here"})");
}

TEST_F(ScoreJobs, RejectsGoWhereTheyWereAskedToAndThoseOfAnEarlierRunDoNotStay) {
  ScoreJob job = wine(work_.write("in.jsonl", "{\"alcohol\": 1}\n"), work_ / "out.jsonl");
  job.rejects = work_ / "bad.jsonl";
  EXPECT_EQ(run(job).progress.rejected, 1);
  EXPECT_EQ(work_.names(), "bad.jsonl in.jsonl out.jsonl");
  EXPECT_EQ(lines_of(job.rejects).size(), 1u);
  job.input = example("wine.jsonl");
  EXPECT_EQ(run(job).progress.rejected, 0);
  EXPECT_EQ(work_.names(), "in.jsonl out.jsonl");
  job.rejects = job.output;
  EXPECT_EQ(run(job).status.text(),
            job.output + ": predictions and rejected rows can't share a file (BAD_OPTION)");
}

TEST_F(ScoreJobs, NoRowsGiveAnOutputOfNoRows) {
  const std::string header = lines_of(example("wine.csv"))[0] + "\n";
  ScoreJob job = wine(work_.write("in.csv", header), work_ / "out.csv");
  ASSERT_TRUE(run(job).status.ok());
  EXPECT_EQ(text_of(job.output),
            "predict,predict_proba_class_0,predict_proba_class_1,predict_proba_class_2\n");
  job = wine(work_.write("in.jsonl", ""), work_ / "out.jsonl");
  ASSERT_TRUE(run(job).status.ok());
  EXPECT_EQ(text_of(job.output), "");
  job.output = work_ / "out.json";
  ASSERT_TRUE(run(job).status.ok());
  EXPECT_EQ(text_of(job.output), "[]\n");
  job.output = work_ / "out.parquet";
  ASSERT_TRUE(run(job).status.ok());
  ScoreJob back = wine(job.output, work_ / "back.csv");
  EXPECT_STREQ(run(back).status.reason(), "MISSING_COLUMN");  // it is a file, with its own columns
  const auto empty = run(wine(work_.write("none.csv", ""), work_ / "none.out.csv"));
  EXPECT_EQ(empty.status.text(),
            work_ / "none.csv" + ": is empty: the first row must have the names (NO_HEADER)");
  EXPECT_EQ(empty.blame, Blame::kEnds);
}

struct Failing {
  const char* what;
  std::function<void(ScoreJob&)> change;
  Blame blame;
  const char* reason;
};

TEST_F(ScoreJobs, EachFailureSaysWhoIsToBlameAndLeavesTheOldOutputAlone) {
  const Failing failing[] = {
      {"no model", [](ScoreJob& j) { j.model += "x"; }, Blame::kModel, "NO_FILE"},
      {"no model file", [](ScoreJob& j) { j.model = j.input; }, Blame::kModel, "UNKNOWN_FORMAT"},
      {"other format", [](ScoreJob& j) { j.format = "xgboost"; }, Blame::kModel, "UNKNOWN_FORMAT"},
      {"no input", [](ScoreJob& j) { j.input = "none.csv"; }, Blame::kEnds, "NO_FILE"},
      {"a folder", [&](ScoreJob& j) { j.input = work_.path(), j.input_codec = "csv"; },
       Blame::kEnds, "IS_FOLDER"},
      {"other columns", [](ScoreJob& j) { j.input = example("cancer.csv"); }, Blame::kEnds,
       "MISSING_COLUMN"},
      {"no such kept", [](ScoreJob& j) { j.keep = {"bottel"}; }, Blame::kEnds, "MISSING_COLUMN"},
      {"no extension", [](ScoreJob& j) { j.input = "rows"; }, Blame::kUsage, "UNKNOWN_CODEC"},
      {"no codec", [](ScoreJob& j) { j.input_codec = "cvs"; }, Blame::kUsage, "UNKNOWN_KIND"},
      {"no codec out", [](ScoreJob& j) { j.output_codec = "cvs"; }, Blame::kUsage, "UNKNOWN_KIND"},
      {"setting in", [](ScoreJob& j) { j.input_settings = settings("sep", ";"); }, Blame::kUsage,
       "UNKNOWN_KEY"},
      {"setting out", [](ScoreJob& j) { j.output_settings = settings("sep", ";"); }, Blame::kUsage,
       "UNKNOWN_KEY"},
      {"value out", [](ScoreJob& j) { j.output_settings = settings("separator", "ab"); },
       Blame::kUsage, "BAD_VALUE"},
      {"no such output", [](ScoreJob& j) { j.outputs = {"predikt"}; }, Blame::kUsage,
       "UNKNOWN_OUTPUT"},
      {"resume a pipe", [](ScoreJob& j) { j.output = "-", j.resume = true; }, Blame::kUsage,
       "CANNOT_RESUME"},
      {"resume parquet", [](ScoreJob& j) { j.output += ".parquet", j.resume = true; },
       Blame::kUsage, "CANNOT_RESUME"},
      {"resume compressed", [](ScoreJob& j) { j.output += ".gz", j.resume = true; }, Blame::kUsage,
       "CANNOT_RESUME"},
      {"compressed twice", [&](ScoreJob& j) { j.output = work_ / "a.parquet.gz"; }, Blame::kUsage,
       "COMPRESSED_TWICE"},
      {"no folder", [&](ScoreJob& j) { j.output = work_ / "none/out.csv"; }, Blame::kEnds,
       "NO_FILE"},
  };
  work_.write("out.csv", "of before");
  for (const Failing& one : failing) {
    ScoreJob job = wine();
    one.change(job);
    const ScoreReport report = run(job);
    EXPECT_STREQ(report.status.reason(), one.reason) << one.what << ": " << report.status.text();
    EXPECT_EQ(report.blame, one.blame) << one.what;
    EXPECT_EQ(report.progress.rows, 0) << one.what;
    EXPECT_EQ(work_.names(), "out.csv") << one.what;
  }
  EXPECT_EQ(text_of(work_ / "out.csv"), "of before");
}

TEST_F(ScoreJobs, AnInputThatBreaksOffFailsAndLeavesNoOutput) {
  ScoreJob job = wine(many_rows(2), work_ / "rows.parquet");
  job.outputs = {"predict"};
  ASSERT_TRUE(run(job).status.ok());
  const std::string whole = text_of(example("wine.jsonl"));
  job = wine(work_.write("in.jsonl", whole + std::string(17u << 20, 'x')), work_ / "out.jsonl");
  const ScoreReport report = run(job);
  EXPECT_EQ(report.blame, Blame::kEnds);
  EXPECT_TRUE(report.status.place().starts_with(job.input)) << report.status.text();
  EXPECT_FALSE(work_.has("out.jsonl"));
}

TEST_F(ScoreJobs, AnInterruptedRunGoesOnAndEndsWithTheSameBytes) {
  ScoreJob whole = wine(many_rows(kManyTimes), work_ / "whole.csv");
  whole.keep = {"bottle"};
  ASSERT_TRUE(run(whole).status.ok());
  const std::string expected = text_of(whole.output);
  ScoreJob job = whole;
  job.output = work_ / "out.csv";
  // Three times in one run: behind the first bytes, and further on.
  std::int64_t done = 0;
  for (const std::uint64_t bytes : {std::uint64_t{1}, expected.size() / 4, expected.size() / 2}) {
    const ScoreReport report = interrupted(job, bytes);
    ASSERT_STREQ(report.status.reason(), "INTERRUPTED") << report.status.text();
    EXPECT_EQ(report.blame, Blame::kInterrupted);
    EXPECT_EQ(report.status.remedy(), "the same command with --resume goes on");
    EXPECT_EQ(report.resumed_at, done);  // exactly where the one before has stopped
    done += report.progress.rows;
    EXPECT_EQ(work_.names(), "many.csv out.csv.partial out.csv.progress whole.csv");
    job.resume = true;
  }
  EXPECT_GT(done, 0);
  const ScoreReport report = run(job);
  ASSERT_TRUE(report.status.ok()) << report.status.text();
  EXPECT_EQ(report.resumed_at, done);
  EXPECT_EQ(done + report.progress.rows, 178 * kManyTimes);
  EXPECT_TRUE(text_of(job.output) == expected);
  EXPECT_EQ(work_.names(), "many.csv out.csv whole.csv");
}

TEST_F(ScoreJobs, ResumingNeedsTheSameInputModelAndOptions) {
  const auto interrupted_job = [this] {
    ScoreJob job = wine(many_rows(kManyTimes), work_ / "out.csv");
    EXPECT_EQ(interrupted(job, 1).blame, Blame::kInterrupted);
    job.resume = true;
    return job;
  };
  // The same model in a folder with a note beside it is another digest.
  const std::string other_model = work_ / "model";
  std::filesystem::create_directories(other_model);
  work_.write("model/model.pkl", text_of(example("wine.pkl")));
  work_.write("model/note", "");
  const std::pair<const char*, std::function<void(ScoreJob&)>> changes[] = {
      {"input", [](ScoreJob& j) { std::ofstream(j.input, std::ios::app) << "\n"; }},
      {"other file", [](ScoreJob& j) { j.input = example("wine.csv"); }},
      {"model", [&](ScoreJob& j) { j.model = other_model; }},
      {"setting in", [](ScoreJob& j) { j.input_settings = settings("separator", ","); }},
      {"setting out", [](ScoreJob& j) { j.output_settings = settings("separator", ","); }},
      {"keep", [](ScoreJob& j) { j.keep = {"bottle"}; }},
      {"outputs", [](ScoreJob& j) { j.outputs = {"predict"}; }},
      {"codec in", [](ScoreJob& j) { j.input_codec = "csv"; }},
      {"codec out", [](ScoreJob& j) { j.output_codec = "jsonl"; }},
  };
  for (const auto& [what, change] : changes) {
    ScoreJob job = interrupted_job();
    change(job);
    const ScoreReport report = run(job);
    EXPECT_EQ(report.status.text(),
              job.output +
                  ".progress: the interrupted run had another input, model or options "
                  "(OTHER_RUN); remove it, or run without --resume, to begin anew")
        << what;
    EXPECT_EQ(report.blame, Blame::kEnds) << what;
  }
}

// The setting of one codec is not that of the other.
TEST_F(ScoreJobs, ResumingTellsTheSettingsOfInputAndOutputApart) {
  ScoreJob job = wine(many_rows(kManyTimes), work_ / "out.csv");
  job.input_settings = settings("separator", ",");
  ASSERT_EQ(interrupted(job, 1).blame, Blame::kInterrupted);
  std::swap(job.input_settings, job.output_settings);
  job.resume = true;
  EXPECT_STREQ(run(job).status.reason(), "OTHER_RUN");
}

TEST_F(ScoreJobs, WithoutResumeAnInterruptedRunBeginsAnew) {
  ScoreJob job = wine(many_rows(kManyTimes), work_ / "out.csv");
  ASSERT_EQ(interrupted(job, 1).blame, Blame::kInterrupted);
  const ScoreReport report = run(job);
  ASSERT_TRUE(report.status.ok()) << report.status.text();
  EXPECT_EQ(report.resumed_at, 0);
  EXPECT_EQ(report.progress.rows, 178 * kManyTimes);
  EXPECT_EQ(lines_of(job.output).size(), 178u * kManyTimes + 1);
  EXPECT_EQ(work_.names(), "many.csv out.csv");
}

TEST_F(ScoreJobs, RejectsOfBeforeAndAfterAnInterruptionAreAllThere) {
  const auto good = lines_of(example("wine.jsonl"));
  std::string rows;
  for (std::size_t i = 0; i < 60'000; ++i)
    rows += i % 10 == 7 ? "{\"alcohol\": \"x\"}\n" : good[i % good.size()] + "\n";
  ScoreJob whole = wine(work_.write("in.jsonl", rows), work_ / "whole.jsonl");
  ASSERT_TRUE(run(whole).status.ok());
  ScoreJob job = whole;
  job.output = work_ / "out.jsonl";
  ASSERT_EQ(interrupted(job, 1).blame, Blame::kInterrupted);
  job.resume = true;
  const ScoreReport report = run(job);
  ASSERT_TRUE(report.status.ok()) << report.status.text();
  EXPECT_EQ(report.progress.rejected, 6000);
  EXPECT_TRUE(text_of(job.output + ".rejects.jsonl") == text_of(whole.output + ".rejects.jsonl"));
}

TEST_F(ScoreJobs, AnyNumberOfThreadsWritesTheSameBytes) {
  ScoreJob job = wine(many_rows(60), work_ / "one.csv");
  ASSERT_TRUE(run(job).status.ok());
  job.output = work_ / "four.csv", job.threads = 4;
  ASSERT_TRUE(run(job).status.ok());
  EXPECT_EQ(text_of(work_ / "one.csv"), text_of(work_ / "four.csv"));
}

}  // namespace
}  // namespace slipway::service
