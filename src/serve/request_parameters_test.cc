#include "serve/request_parameters.h"

#include <limits>

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

using namespace std::string_view_literals;
using Signed = std::int64_t;
using Unsigned = std::uint64_t;

TEST(RequestParameters, ATimeoutIsInMicroseconds) {
  RequestParameters parameters;
  EXPECT_EQ(parameters.patience(), base::Duration::max());
  for (const ParameterValue& value :
       {ParameterValue(Signed{1500}), ParameterValue(Unsigned{1500})}) {
    parameters.clear();
    EXPECT_TRUE(parameters.add("timeout", value).ok());
    EXPECT_EQ(parameters.patience(), std::chrono::microseconds(1500));
  }
  EXPECT_TRUE(parameters.add("timeout", Unsigned{0}).ok());
  EXPECT_EQ(parameters.patience(), base::Duration::max());
  EXPECT_TRUE(parameters.add("timeout", std::numeric_limits<Unsigned>::max()).ok());
  EXPECT_EQ(parameters.patience(), std::chrono::hours(24));
}

TEST(RequestParameters, ThePriorityOneIsTheHighest) {
  RequestParameters parameters;
  EXPECT_EQ(parameters.priority(), std::nullopt);
  const std::pair<Unsigned, std::optional<flow::Priority>> all[] = {
      {1, flow::Priority::kHigh},
      {2, flow::Priority::kNormal},
      {3, flow::Priority::kLow},
      {std::numeric_limits<Unsigned>::max(), flow::Priority::kLow},
      {0, std::nullopt}};
  for (const auto& [level, wanted] : all) {
    EXPECT_TRUE(parameters.add("priority", level).ok());
    EXPECT_EQ(parameters.priority(), wanted) << level;
  }
}

TEST(RequestParameters, WhatTritonReservesHasItsType) {
  RequestParameters parameters;
  for (const auto& [name, value] : std::vector<std::pair<std::string_view, ParameterValue>>{
           {"sequence_id", Unsigned{7}},
           {"sequence_id", "seven"sv},
           {"sequence_start", true},
           {"sequence_end", false},
           {"priority", Signed{2}},
           {"triton_enable_empty_final_response", true},
           {"my own", 0.5},
           {"headers", std::monostate()}})
    EXPECT_TRUE(parameters.add(name, value).ok()) << name;
  EXPECT_FALSE(parameters.binary_data_output());
  EXPECT_TRUE(parameters.add("binary_data_output", true).ok());
  EXPECT_TRUE(parameters.binary_data_output());
  for (const auto& [name, value] :
       std::vector<std::pair<std::string_view, ParameterValue>>{{"sequence_id", Signed{-1}},
                                                                {"sequence_id", 0.5},
                                                                {"sequence_start", Signed{1}},
                                                                {"sequence_end", "true"sv},
                                                                {"priority", "high"sv},
                                                                {"timeout", Signed{-1}},
                                                                {"timeout", std::monostate()},
                                                                {"binary_data_output", Unsigned{1}},
                                                                {"triton_anything", true}}) {
    const auto status = parameters.add(name, value);
    EXPECT_STREQ(status.reason(), "BAD_PARAMETER") << name;
    EXPECT_NE(status.message().find(name), std::string::npos) << status.message();
  }
}

}  // namespace
}  // namespace slipway::serve
