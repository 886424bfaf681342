#include "testing/golden.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace slipway::testing {
namespace {

class GoldenFile : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  base::Result<Golden> load(const std::string& text) {
    std::ofstream(folder_ + "/case.json") << text;
    return load_golden(folder_);
  }

  const std::string folder_ = ::testing::TempDir() + "golden_file";
};

constexpr const char* kHead = R"({"library": "l", "version": "1", "model": "m.pkl")";

TEST_F(GoldenFile, HoldsRowsAndAnswers) {
  const auto golden = load(std::string(kHead) + R"(, "estimators": ["Pipeline", "A"],
    "outputs": {"predict": {"relative": 0.5, "ulp": 2}}, "columns": [{"name": "a", "kind": "float64"}],
    "rows": [[1.5], [null], ["-inf"]], "expected": {"predict": [1, "nan", "yes"]}, "errors": {"2": "NOT_FINITE"}})");
  ASSERT_TRUE(golden.ok()) << golden.status().text();
  EXPECT_EQ(golden->estimators, (std::vector<std::string>{"Pipeline", "A"}));
  EXPECT_FALSE(golden->refused);
  EXPECT_EQ(golden->rows.rows(), 3);
  const GoldenOutput& predict = golden->outputs.at("predict");
  EXPECT_EQ(predict.ulp, 2);
  EXPECT_TRUE(predict.rows[2][0].is_text);
  EXPECT_EQ(golden->errors.at(2), "NOT_FINITE");
}

TEST_F(GoldenFile, OfARefusedModelNeedsNoRows) {
  const auto golden =
      load(std::string(kHead) + R"(, "refused": {"reason": "R", "names": "metric"}})");
  ASSERT_TRUE(golden.ok()) << golden.status().text();
  ASSERT_TRUE(golden->refused);
  EXPECT_EQ(golden->refused->reason, "R");
  EXPECT_EQ(golden->refused->names, "metric");
}

TEST_F(GoldenFile, SaysWhatIsMissing) {
  EXPECT_STREQ(load("nothing").status().reason(), "BAD_GOLDEN");
  EXPECT_NE(load(R"({"library": "l"})").status().text().find("version"), std::string::npos);
  EXPECT_NE(load(std::string(kHead) + "}").status().text().find("outputs"), std::string::npos);
}

TEST(GoldenCompare, CountsWhatIsOutsideTheTolerance) {
  const auto schema = std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"p", {data::Kind::kFloat64, {}}}});
  data::Chunk answers(schema);
  for (const double value : {1.0, 2.0, 3.5}) answers.column(0).append_float64(value);
  GoldenOutput expected;
  for (const double value : {1.0, std::nextafter(2.0, 3.0), 3.0})
    expected.rows.push_back({{false, {}, value}});
  Difference difference = compare(answers.column(0).view(), expected, {});
  EXPECT_EQ(difference.wrong, 2);
  EXPECT_EQ(difference.compared, 3);
  expected.ulp = 1;
  difference = compare(answers.column(0).view(), expected, {});
  EXPECT_EQ(difference.wrong, 1);
  EXPECT_EQ(difference.first_wrong, "row 2 column 0: 3.5, expected 3");
  EXPECT_EQ(compare(answers.column(0).view(), expected, {{2, "NOT_FINITE"}}).wrong, 0);
}

}  // namespace
}  // namespace slipway::testing
