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

}  // namespace
}  // namespace slipway::serve
