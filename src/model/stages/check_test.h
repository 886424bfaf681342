// For the tests of checks: blocks and stages in short. Tests only.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "model/model.h"

namespace slipway::model {

constexpr auto kF64 = Element::kF64;
constexpr auto kF32 = Element::kF32;
constexpr auto kI64 = Element::kI64;
constexpr auto kText = Element::kString;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

using Columns = std::vector<Element>;

inline Category number(double x) { return {Category::Kind::kNumber, x, {}}; }
inline Category text(const char* x) { return {Category::Kind::kString, 0, x}; }
inline Category missing() { return {Category::Kind::kMissing, 0, {}}; }

// The block that comes out; the test fails if there is none.
inline Columns made(const Op& op, Columns in) {
  const Block block{.columns = std::move(in), .sparse = false};
  const auto out = op.check({&block});
  EXPECT_TRUE(out.ok()) << out.status().text();
  return out.ok() ? out->columns : Columns();
}

// Why the stage is refused; "" if it is taken. Always INVALID_ARGUMENT/BAD_MODEL.
inline std::string refusal(const Op& op, Columns in, bool sparse = false) {
  const Block block{.columns = std::move(in), .sparse = sparse};
  const auto out = op.check({&block});
  if (out.ok()) return "";
  EXPECT_EQ(out.status().code(), base::Code::kInvalidArgument);
  EXPECT_STREQ(out.status().reason(), "BAD_MODEL");
  return out.status().message();
}

}  // namespace slipway::model
