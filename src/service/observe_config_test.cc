#include "service/observe_config.h"

#include <gtest/gtest.h>

#include "service/config.h"

namespace slipway::service {
namespace {

base::Result<Config> read(const std::string& serve) {
  return read_config("serve:\n" + serve, "slipway.yaml");
}

TEST(ObserveConfig, EveryKeyIsRead) {
  const auto config = read(R"(
  traces: {url: "http://[::1]:4318/otlp/", sample: 0.5, service: shop}
  payload_log: {file: payload.jsonl, sample: 1, bytes_max: 1MiB}
)");
  ASSERT_TRUE(config.ok()) << config.status().text();
  const TracesConfig& traces = *config->serve->traces;
  EXPECT_EQ(traces.host + " " + traces.port + " " + traces.path, "::1 4318 /otlp/v1/traces");
  EXPECT_EQ(traces.sample, 0.5);
  EXPECT_EQ(traces.service, "shop");
  const PayloadLogConfig& log = *config->serve->payload_log;
  EXPECT_EQ(log.file + log.queue, "payload.jsonl");
  EXPECT_EQ(log.sample, 1);
  EXPECT_EQ(log.bytes_max, 1 << 20);
}

TEST(ObserveConfig, LeftOutThereIsNone) {
  const auto none = read("  threads: 1\n");
  EXPECT_FALSE(none->serve->traces || none->serve->payload_log);
  const auto short_ones =
      read("  traces: {url: \"http://collector:4318\"}\n  payload_log: {queue: q}\n");
  ASSERT_TRUE(short_ones.ok()) << short_ones.status().text();
  EXPECT_EQ(short_ones->serve->traces->path, "/v1/traces");
  EXPECT_EQ(short_ones->serve->traces->sample, 0.01);
  EXPECT_EQ(short_ones->serve->traces->service, "slipway");
  EXPECT_EQ(short_ones->serve->payload_log->queue, "q");
}

TEST(ObserveConfig, WhatIsWrongHasItsPlace) {
  const auto has = [](const std::string& serve, const std::string& part) {
    const std::string text = read(serve).status().text();
    EXPECT_NE(text.find(part), std::string::npos) << text;
  };
  has("  traces: {}\n", "needs \"url\"");
  has("  traces: {url: \"https://collector:4318\"}\n",
      "slipway.yaml:2:17: spans are sent without TLS (NO_TLS); run a collector on this machine");
  for (const char* url :
       {"collector:4318", "grpc://collector:4317", "http://", "http://a:b", "http://u:p@a"})
    has("  traces: {url: \"" + std::string(url) + "\"}\n", "(BAD_URL)");
  has("  traces: {url: \"http://a\", sample: 1.5}\n", "slipway.yaml:2:37: sample must be a share");
  has("  traces: {url: \"http://a\", sample: -1}\n", "sample must be a share");
  has("  traces: {url: \"http://a\", smaple: 1}\n", "UNKNOWN_KEY");
  has("  payload_log: {}\n", "NO_PLACE");
  has("  payload_log: {file: a, queue: b}\n", "NO_PLACE");
  has("  payload_log: {file: a, sample: 2}\n", "sample must be a share");
  has("  payload_log: {file: a, bytes_max: 1}\n", "bytes_max must be at least 4096");
}

}  // namespace
}  // namespace slipway::service
