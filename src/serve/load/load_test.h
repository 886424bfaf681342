// What the tests of loads share: a load that is over soon, and what came of it.
#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "serve/load/target.h"

namespace slipway::serve {

inline LoadPlan short_plan(base::Duration duration = std::chrono::milliseconds(200)) {
  LoadPlan plan;
  plan.connections = 4, plan.warm_up = {}, plan.duration = duration, plan.poisson = false;
  plan.timeout = std::chrono::seconds(60);  // on a busy machine too
  return plan;
}

inline LoadRequest post_to(const std::string& path, const std::string& body = "b") {
  return {.path = path, .type = "application/json", .body = body};
}

inline LoadReport load_on(Target& target, const LoadPlan& plan,
                          const std::vector<LoadRequest>& requests, const AnswerCheck& check = {}) {
  const std::atomic<bool> stop{false};
  EXPECT_TRUE(target.prepare(requests).ok());
  Load load(plan, requests.size(), base::system_clock().now());
  const auto status = target.drive(check, load, stop);
  EXPECT_TRUE(status.ok()) << status.text();
  return std::move(load.report());
}

}  // namespace slipway::serve
