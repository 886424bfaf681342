#include "serve/load/target.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

std::string taken_apart(const char* text) {
  const auto url = read_url(text);
  if (!url.ok()) return url.status().reason();
  return url->scheme + " " + url->host + " " + url->port + " " + url->path;
}

TEST(Url, IsTakenApart) {
  EXPECT_EQ(taken_apart("http://localhost:8080"), "http localhost 8080 ");
  EXPECT_EQ(taken_apart("http://10.0.0.1/"), "http 10.0.0.1 80 ");
  EXPECT_EQ(taken_apart("http://host:1/invocations"), "http host 1 /invocations");
  EXPECT_EQ(taken_apart("http://[::1]:8080/a?b=c"), "http ::1 8080 /a?b=c");
  EXPECT_EQ(taken_apart("http://[::1]"), "http ::1 80 ");
  EXPECT_EQ(taken_apart("grpc://localhost"), "grpc localhost 8081 ");
}

TEST(Url, WhatIsNoneIsRefused) {
  for (const char* text : {"", "localhost:8080", "http://", "http://:80", "http://h:", "http://h:x",
                           "http://h:123456", "ftp://h", "http://a b", "http://u@h"})
    EXPECT_EQ(taken_apart(text), "BAD_URL") << text;
  EXPECT_EQ(taken_apart("https://h"), "NO_TLS");
}

}  // namespace
}  // namespace slipway::serve
