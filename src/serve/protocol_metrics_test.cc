// What the text says is in metrics_test.cc; that Prometheus' own parser reads it, in tests/clients.
#include "serve/served_test.h"

namespace slipway::serve {
namespace {

TEST_F(ServedTest, ScrapersSeeTheTypeTheyKnow) {
  EXPECT_EQ(ask("GET", "/metrics").content_type(), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(ask("POST", "/metrics").status(), 405);
}

}  // namespace
}  // namespace slipway::serve
