#include "serve/grpc/grpc_exchange.h"

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

TEST(GrpcExchange, AStatusKeepsItsCodeAndTellsTheRemedy) {
  EXPECT_TRUE(to_grpc({}).ok());
  const grpc::Status status =
      to_grpc(base::not_found("UNKNOWN_MODEL", "no model is called \"\xff\"").remedy("look"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "no model is called \"?\"; look");
}

TEST(GrpcExchange, AClientIsItsAddress) {
  EXPECT_EQ(address_of("ipv4:127.0.0.1:51234"), "127.0.0.1");
  EXPECT_EQ(address_of("ipv6:%5B::1%5D:51234"), "%5B::1%5D");
  for (const char* none : {"", "unix:/tmp/x", "ipv4", "ipv4:"}) EXPECT_EQ(address_of(none), "");
}

}  // namespace
}  // namespace slipway::serve
