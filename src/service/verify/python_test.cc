// What Python is given, and what it may do wrong.
#include "service/verify/verify_test.h"

namespace slipway::service {
namespace {

class VerifyPython : public Verify {};

TEST_F(VerifyPython, PythonIsGivenTheRowsAsTheyAre) {
  python_says(R"({"outputs":{"predict":{"rows":[["class_0"],["class_0"],["class_0"]]}}})");
  report();
  const std::string asked = text_of(folder_ / "asked");
  EXPECT_NE(asked.find(R"("format":"pickle")"), std::string::npos) << asked;
  EXPECT_NE(asked.find(R"({"name":"alcohol","kind":"float64","categories":[],"values":[14.23,)"),
            std::string::npos)
      << asked;
  EXPECT_NE(asked.find(R"("outputs":[{"name":"predict","method":"predict","column":null}])"),
            std::string::npos)
      << asked;
}

TEST_F(VerifyPython, WhatGoesWrongIsSaidWithItsRemedy) {
  python_says("", "echo 'Traceback' >&2; echo 'ModuleNotFoundError: numpy' >&2; exit 1\n");
  EXPECT_NE(wrong().find("ended with 1 and said: Traceback\nModuleNotFoundError: numpy"),
            std::string::npos)
      << wrong();
  python_says(R"({"error":"ModuleNotFoundError: No module named 'sklearn'"})");
  EXPECT_NE(wrong().find("the model can't be loaded: ModuleNotFoundError"), std::string::npos);
  EXPECT_NE(wrong().find("--python PATH"), std::string::npos) << wrong();
  python_says(R"({"outputs":{"predict":{"rows":[]}}})");
  EXPECT_NE(wrong().find("gave no answer for predict"), std::string::npos) << wrong();
  job_.python = "no-such-python";
  EXPECT_NE(wrong().find("no-such-python can't be started"), std::string::npos) << wrong();
}

}  // namespace
}  // namespace slipway::service
