// Who may read it is in permission_matrix_test.cc; what it says, in service/.
#include "serve/served_test.h"

namespace slipway::serve {
namespace {

TEST_F(ServedTest, TheConfigurationIsToldAsItIs) {
  EXPECT_EQ(ask("GET", "/api/v1/config").status(), 404) << "of a server that tells none";
  ServeContext context = context_;
  context.config = [] { return std::string(R"({"since":"now"})"); };
  handler_ = make_handler(context);
  EXPECT_EQ(ask("GET", "/api/v1/config").body(), R"({"since":"now"})");
  EXPECT_EQ(ask("POST", "/api/v1/config").status(), 405);
  context.side = Side::kPublic;
  handler_ = make_handler(context);
  EXPECT_EQ(ask("GET", "/api/v1/config").status(), 404);
}

}  // namespace
}  // namespace slipway::serve
