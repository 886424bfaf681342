// What is shown of what was found.
#include "service/verify/verify_test.h"

namespace slipway::service {
namespace {

class VerifyReports : public Verify {};

TEST_F(VerifyReports, SmallDifferencesAreSaidButAreNone) {
  job_.outputs = {"predict_proba"};
  python_says(R"({"outputs":{"predict_proba":{"rows":[[1,0,0],[1,0,0],[1,0,0]]}}})");
  EXPECT_EQ(report().rows_different, 3);
  job_.relative = 1;
  const VerifyReport found = report();
  EXPECT_EQ(found.rows_different, 0);
  EXPECT_NE(verify_text(found).find("predict_proba_class_0            within "), std::string::npos)
      << verify_text(found);
}

TEST_F(VerifyReports, JsonSaysTheSame) {
  python_says(
      R"({"python":"3","outputs":{"predict":{"rows":[["class_0"],["class_2"],["class_0"]]}}})");
  const std::string json = verify_json(report());
  EXPECT_NE(json.find(R"("rows":3,"made":false,"rows_different":1,"same":false,"different":[2])"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("row":2,"ours":"class_0","theirs":"class_2")"), std::string::npos) << json;
}

}  // namespace
}  // namespace slipway::service
