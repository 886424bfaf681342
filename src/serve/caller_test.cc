#include "serve/caller.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

std::string_view reason(const base::Status& status) { return status.reason(); }

TEST(Caller, AGrantIsOfOneVerbAndOfNamesOrTheirBeginnings) {
  const Caller caller("c", *parse_grants({"predict:churn", "predict:fraud-*", "admin:wine"}));
  EXPECT_TRUE(caller.may(Right::kPredict, "churn").ok());
  EXPECT_TRUE(caller.may(Right::kPredict, "fraud-").ok());
  EXPECT_TRUE(caller.may(Right::kPredict, "fraud-eu").ok());
  EXPECT_TRUE(caller.may(Right::kAdmin, "wine").ok());
  for (const auto& [right, model] :
       std::initializer_list<std::pair<Right, const char*>>{{Right::kAdmin, "churn"},
                                                            {Right::kPredict, "wine"},
                                                            {Right::kPredict, "churn2"},
                                                            {Right::kPredict, "churn-"},
                                                            {Right::kPredict, "fraud"},
                                                            {Right::kPredict, "Churn"},
                                                            {Right::kPredict, ""},
                                                            {Right::kPredict, "*"}})
    EXPECT_EQ(reason(caller.may(right, model)), "NOT_PERMITTED") << model;
  EXPECT_TRUE(caller.sees("wine").ok());
  EXPECT_FALSE(caller.sees("beer").ok());
}

TEST(Caller, OnlyTheStarAloneIsAll) {
  EXPECT_TRUE(Caller("c", *parse_grants({"admin:*"})).may_all(Right::kAdmin).ok());
  EXPECT_FALSE(Caller("c", *parse_grants({"admin:*"})).may_all(Right::kPredict).ok());
  EXPECT_FALSE(Caller("c", *parse_grants({"admin:a*", "admin:b"})).may_all(Right::kAdmin).ok());
}

TEST(Caller, WhoIsNotKnownMayNothing) {
  const Caller caller(base::Status(base::Code::kUnauthenticated, "BAD_CREDENTIALS", "no"));
  EXPECT_EQ(reason(caller.may(Right::kPredict, "a")), "BAD_CREDENTIALS");
  EXPECT_EQ(reason(caller.may_all(Right::kAdmin)), "BAD_CREDENTIALS");
  EXPECT_EQ(reason(caller.sees("a")), "BAD_CREDENTIALS");
}

TEST(Caller, AnyoneMayAll) {
  EXPECT_TRUE(Caller::anyone().may_all(Right::kAdmin).ok());
  EXPECT_TRUE(Caller::anyone().may(Right::kPredict, "x").ok());
  EXPECT_TRUE(Caller::anyone().known().ok());
}

TEST(Caller, WhatGrantsNothingIsRefused) {
  for (const char* text : {"", "predict", "predict:", ":churn", "Predict:churn", "write:churn",
                           "predict:a*b", "predict:**", "*:churn", "*", " predict:a"})
    EXPECT_EQ(reason(parse_grant(text).status()), "BAD_GRANT") << text;
}

}  // namespace
}  // namespace slipway::serve
