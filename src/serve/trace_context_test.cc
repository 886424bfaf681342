#include "serve/trace_context.h"

#include <set>

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736", kSpan = "00f067aa0ba902b7";
const std::string kParent = "00-" + kTrace + "-" + kSpan + "-";

TEST(TraceContext, AParentIsRead) {
  const auto parent = parse_traceparent(kParent + "01");
  ASSERT_TRUE(parent);
  EXPECT_EQ(hex(parent->trace), kTrace);
  EXPECT_EQ(hex(parent->span), kSpan);
  EXPECT_TRUE(parent->sampled);
  EXPECT_EQ(sampling_bits(parent->trace), 0xa3ce929d0e0e4736u);
  EXPECT_FALSE(parse_traceparent(kParent + "00")->sampled);
  EXPECT_TRUE(parse_traceparent(kParent + "03")->sampled) << "flags that are not known";
  EXPECT_TRUE(parse_traceparent("cc-" + kTrace + "-" + kSpan + "-01-what-comes"));
}

TEST(TraceContext, WhatIsNoneIsNone) {
  for (const std::string& text :
       {std::string(), std::string("00"), kParent, kParent + "0", kParent + "0g", kParent + "01-x",
        kParent + "01 ", "ff-" + kTrace + "-" + kSpan + "-01",
        "cc-" + kTrace + "-" + kSpan + "-01x", "00-" + std::string(32, '0') + "-" + kSpan + "-01",
        "00-" + kTrace + "-" + std::string(16, '0') + "-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + kSpan + "-01",
        "00_" + kTrace + "-" + kSpan + "-01", std::string(55, '-'), std::string(55, '\0')})
    EXPECT_FALSE(parse_traceparent(text)) << text;
}

TEST(TraceContext, NewIdsDiffer) {
  std::set<std::string> all;
  for (int i = 0; i < 1000; ++i) all.insert(hex(new_trace_id())), all.insert(hex(new_span_id()));
  EXPECT_EQ(all.size(), 2000u);
}

}  // namespace
}  // namespace slipway::serve
