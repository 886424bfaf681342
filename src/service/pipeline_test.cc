#include "service/pipeline.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "service/service_test.h"

namespace slipway::service {
namespace {

class Pipelines : public ::testing::Test {
 protected:
  PipelineConfig config(const std::string& pipeline) {
    auto read = read_config("models: {wine: {from: a}}\npipelines: {p: " + pipeline + "}\n", "y");
    EXPECT_TRUE(read.ok()) << read.status().text();
    return read->pipelines.front();
  }
  PipelineState ended(const Pipeline& pipeline) {
    for (int i = 0; i < 12'000 && !pipeline.state().ended; ++i)
      base::system_clock().sleep(std::chrono::milliseconds(5));
    return pipeline.state();
  }

  const Folder work_;
  const LoadedModel model_ = *load_model(example("wine.pkl"));
  const std::unique_ptr<LocalHome> home_ = *LocalHome::open(work_ / "home");
};

TEST_F(Pipelines, KeepAndOutputsAreItsOwn) {
  const auto c = config("{source: {file: \"" + example("wine.csv") +
                        "\"}, model: wine, keep: [bottle], outputs: [decision_function], sink: "
                        "{file: {path: out.txt}, codec: {csv: {separator: \";\"}}}}");
  Pipeline pipeline(c, model_, work_.path(), *home_);
  ASSERT_TRUE(pipeline.start().ok());
  EXPECT_EQ(ended(pipeline).state, "done");
  EXPECT_EQ(lines_of(work_ / "out.txt")[0],
            "bottle;decision_function_class_0;decision_function_class_1;decision_function_class_2");
}

TEST_F(Pipelines, RowsThatCanNotBeScoredAreDeadLettersOfItsName) {
  work_.write("in.jsonl", lines_of(example("wine.jsonl"))[0] + "\n{\"alcohol\": \"x\"}\n");
  const auto c = config("{source: {file: in.jsonl}, model: wine, sink: {file: out.csv}}");
  Pipeline pipeline(c, model_, work_.path(), *home_);
  ASSERT_TRUE(pipeline.start().ok());
  const PipelineState state = ended(pipeline);
  EXPECT_EQ(state.state, "done");
  EXPECT_EQ(state.committed, 1u);
  EXPECT_EQ(state.dead, 1u);
  const auto letters = home_->dead_letters("p", 10);
  ASSERT_EQ(letters->size(), 1u);
  EXPECT_EQ(letters->front().reason, "BAD_VALUE");
  EXPECT_EQ(lines_of(work_ / "out.csv").size(), 2u);
}

TEST_F(Pipelines, WhatItCanNotReachAtTheStartIsSaidAtTheStart) {
  for (const auto& [pipeline, reason] : std::initializer_list<std::pair<const char*, const char*>>{
           {"{source: {file: none.csv}, model: wine, sink: {file: out.csv}}", "NO_FILE"},
           {"{source: {queue: none}, model: wine, sink: {file: out.csv}}", "NO_QUEUE"},
           {"{source: {file: rows}, model: wine, sink: {file: out.csv}}", "UNKNOWN_CODEC"},
           {"{source: {file: none.csv}, model: wine, sink: {file: rows}}", "UNKNOWN_CODEC"}}) {
    const auto c = config(pipeline);
    Pipeline started(c, model_, work_.path(), *home_);
    const auto status = started.start();
    EXPECT_STREQ(status.reason(), reason) << pipeline << ": " << status.text();
  }
}

TEST_F(Pipelines, AnOutputThatTheModelDoesNotHaveIsRefusedBeforeARowIsRead) {
  ASSERT_TRUE(home_->create_queue("q", 1).ok());
  const auto c =
      config("{source: {queue: q}, model: wine, outputs: [predikt], sink: {file: o.csv}}");
  Pipeline pipeline(c, model_, work_.path(), *home_);
  EXPECT_STREQ(pipeline.start().reason(), "UNKNOWN_OUTPUT");
  EXPECT_FALSE(pipeline.state().ended);
}

TEST_F(Pipelines, StopCommitsWhatIsContiguous) {
  ASSERT_TRUE(home_->create_queue("q", 1).ok());
  const auto c = config("{source: {queue: q}, model: wine, sink: {sqlite: {path: a.db}}}");
  Pipeline pipeline(c, model_, work_.path(), *home_);
  ASSERT_TRUE(pipeline.start().ok());
  EXPECT_EQ(pipeline.state().name, "p");
  ASSERT_TRUE(home_->publish("q", lines_of(example("wine.jsonl")), {}).ok());
  pipeline.stop();
  pipeline.stop();  // again: nothing more
  const PipelineState state = pipeline.state();
  EXPECT_EQ(state.state, "stopped");
  EXPECT_FALSE(state.ended);
  auto again = std::make_unique<Pipeline>(c, model_, work_.path(), *home_);
  ASSERT_TRUE(again->start().ok());
  for (int i = 0; i < 12'000 && again->state().committed + state.committed < 50; ++i)
    base::system_clock().sleep(std::chrono::milliseconds(5));
  EXPECT_EQ(again->state().committed + state.committed, 50u);
}

}  // namespace
}  // namespace slipway::service
