// The script speaks its protocol in a Python that has no library at all.
#include "service/verify/script.h"

#include <csignal>

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "base/process.h"
#include "service/service_test.h"

namespace slipway::service {
namespace {

// What the script says whose first question goes to a joblib of this text.
base::Result<base::ProcessResult> run_with_joblib(const std::string& joblib) {
  std::signal(SIGPIPE, SIG_IGN);
  Folder folder;
  folder.write("joblib.py", joblib);
  base::ProcessOptions options;
  options.command = {"python3", "-c",
                     "import sys; sys.path.insert(0, '" + folder.path() + "')\n" + kVerifyScript};
  options.input = R"({"path":"x","format":"pickle","names_known":true,"outputs":[],"columns":[]})";
  return base::run_process(options);
}

TEST(VerifyScript, AModelThatCanNotBeLoadedIsSaidAndNothingElseIsOnItsOutput) {
  const auto result =
      run_with_joblib("def load(path):\n  print('noise')\n  raise ValueError('not fitted')\n");
  ASSERT_TRUE(result.ok()) << result.status().text();
  rapidjson::Document answer;
  answer.Parse(result->output.c_str());
  ASSERT_TRUE(answer.IsObject()) << result->output << result->errors;
  EXPECT_STREQ(answer["error"].GetString(), "ValueError: not fitted");
  EXPECT_EQ(result->errors, "noise\n");
}

// A model fitted with n_jobs would have joblib start Pythons of its own, which ended and were started
// for ever: they found no file of this script.
TEST(VerifyScript, JoblibIsToldToStartNoOtherProcesses) {
  const auto result = run_with_joblib(
      "import os\ntold = os.environ['JOBLIB_MULTIPROCESSING']\n"
      "def load(path):\n  raise ValueError('told ' + told)\n");
  ASSERT_TRUE(result.ok()) << result.status().text();
  EXPECT_NE(result->output.find("told 0"), std::string::npos) << result->output << result->errors;
}

}  // namespace
}  // namespace slipway::service
