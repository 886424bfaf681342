#include "serve/grpc/request_address.h"

#include <gtest/gtest.h>
#include <open_inference.pb.h>

namespace slipway::serve {
namespace {

TEST(RequestAddress, IsFoundBetweenOtherFields) {
  inference::ModelInferRequest request;
  request.set_model_name("toy"), request.set_model_version("2"), request.set_id("7");
  request.add_inputs()->set_name("x");
  request.add_raw_input_contents("bytes");
  RequestAddress address;
  EXPECT_TRUE(address.read(request.SerializeAsString()));
  EXPECT_EQ(address.model + " " + address.version, "toy 2");
  EXPECT_TRUE(address.read(request.SerializeAsString() + "\x0a\x03"
                                                         "new"));
  EXPECT_EQ(address.model, "new");
}

TEST(RequestAddress, BytesThatAreNoMessage) {
  RequestAddress address;
  for (const char* bytes : {"\xff", "\x0a\x7fwine", "\x0a", "\x2a\x7f", "\x0c"})
    EXPECT_FALSE(address.read(bytes)) << bytes;
  EXPECT_TRUE(address.read(""));
}

}  // namespace
}  // namespace slipway::serve
