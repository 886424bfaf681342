// What observers see of requests is asked in tests/observe, of a running server.
#include "service/observers.h"

#include <gtest/gtest.h>

#include "service/local_home.h"
#include "service/service_test.h"

namespace slipway::service {
namespace {

base::Status opened(const Folder& work, const std::string& serve, Home* home) {
  const auto config = read_config("serve:\n" + serve, work / "slipway.yaml");
  EXPECT_TRUE(config.ok()) << config.status().text();
  const auto observers =
      Observers::open(*config, home, [] { return std::vector<PipelineState>(); });
  if (!observers.ok()) return observers.status();
  serve::ServeContext context;
  (*observers)->watch(context);
  EXPECT_EQ(context.payload_log != nullptr, config->serve->payload_log.has_value());
  EXPECT_EQ(context.tracer != nullptr, config->serve->traces.has_value());
  EXPECT_NE(context.config().find("\"sha256\""), std::string::npos);
  EXPECT_TRUE(context.figures().empty());
  (*observers)->stop();
  return {};
}

TEST(Observers, AreWhatTheConfigurationSays) {
  const Folder work;
  auto home = *LocalHome::open(work / "home");
  EXPECT_TRUE(opened(work, "  threads: 1\n", nullptr).ok());
  EXPECT_TRUE(opened(work, "  traces: {url: \"http://127.0.0.1:1\"}\n", nullptr).ok());
  EXPECT_TRUE(opened(work, "  payload_log: {file: p.jsonl}\n", nullptr).ok());
  EXPECT_TRUE(work.has("p.jsonl")) << "beside slipway.yaml";
  const auto none = opened(work, "  payload_log: {queue: q}\n", home.get());
  EXPECT_STREQ(none.reason(), "NO_QUEUE") << none.text();
  EXPECT_TRUE(none.place().starts_with(work / "slipway.yaml:2:16")) << none.text();
  ASSERT_TRUE(home->create_queue("q", 1).ok());
  EXPECT_TRUE(opened(work, "  payload_log: {queue: q}\n", home.get()).ok());
  const auto nowhere = opened(work, "  payload_log: {file: none/p.jsonl}\n", nullptr);
  EXPECT_STREQ(nowhere.reason(), "CANNOT_LOG") << nowhere.text();
  EXPECT_NE(nowhere.text().find("none/p.jsonl"), std::string::npos) << nowhere.text();
}

TEST(Observers, FiguresOfPipelines) {
  EXPECT_TRUE(pipeline_figures({}).empty());
  PipelineState waiting;
  waiting.name = "cellar", waiting.state = "waiting: no disk", waiting.committed = 7,
  waiting.dead = 2;
  const auto all = pipeline_figures({waiting});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(all[0].counts);
  EXPECT_EQ(all[0].values[0].value + all[0].values[1].value, 9);
  int set = 0;
  for (const auto& one : all[1].values) {
    EXPECT_EQ(one.value == 1, one.labels[1].second == "waiting");
    set += one.value == 1 ? 1 : 0;
  }
  EXPECT_EQ(set, 1);
}

}  // namespace
}  // namespace slipway::service
