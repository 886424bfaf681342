// Two sides compared: what is the same, what is within tolerance, what differs, who refuses a row.
// The interpreter here is a script that gives its answer; the real libraries are asked in
// tests/verify.
#include "service/verify/verify_test.h"

namespace slipway::service {
namespace {

TEST_F(Verify, TheSameAnswersAreTheSame) {
  python_says(R"({"python":"3.11.2","versions":{"sklearn":"1.9.1"},
    "outputs":{"predict":{"rows":[["class_0"],["class_0"],["class_0"]],"error":null}}})");
  const VerifyReport found = report();
  EXPECT_TRUE(found.same());
  EXPECT_EQ(found.rows, 3);
  EXPECT_EQ(found.note, "");
  EXPECT_EQ(verify_text(found),
            "Python 3.11.2, sklearn 1.9.1\nwritten by scikit-learn 1.9.1\n3 rows\n"
            "  predict                          the same bits\nverdict: the same\n");
}

TEST_F(Verify, RowsThatDifferAreNamed) {
  python_says(R"({"python":"3","versions":{"sklearn":"1.4.2"},
    "outputs":{"predict":{"rows":[["class_0"],["class_2"],["class_0"]]}}})");
  const VerifyReport found = report();
  EXPECT_EQ(found.different, std::vector<std::int64_t>{2});
  EXPECT_EQ(found.note, "the file was written by scikit-learn 1.9.1, and 1.4.2 scored it");
  const std::string text = verify_text(found);
  EXPECT_NE(text.find("DIFFERENT in 1 of 3; row 2: class_0 here, class_2 there"), std::string::npos)
      << text;
  EXPECT_NE(text.find("verdict: 1 of 3 rows differ: 2\n"), std::string::npos) << text;
}

// Sums of one row are in another order than of many: rows that differ are asked again, each alone.
TEST_F(Verify, WhereTheLibraryContradictsItselfIsSaid) {
  python_says(R"({"outputs":{"predict":{"rows":[["class_1"],["class_2"],["class_0"]]}}})");
  folder_.write("again", R"({"outputs":{"predict":{"rows":[["class_0"],["class_2"]]}}})");
  folder_.write("python", "#!/bin/sh\ngrep -q '\"alone\":true' && exec cat '" +
                              (folder_ / "again") + "'\nexec cat '" + (folder_ / "answer") + "'\n");
  const VerifyReport found = report();
  EXPECT_EQ(found.different, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(found.contradicted, std::vector<std::int64_t>{1});
  EXPECT_NE(
      verify_text(found).find("verdict: 2 of 3 rows differ: 1, 2\nIn 1 of them the library "
                              "contradicts itself: it answers otherwise for the row alone.\n"),
      std::string::npos)
      << verify_text(found);
}

TEST_F(Verify, ARowThatOnlyOneSideRefusesDiffers) {
  python_says(
      R"({"outputs":{"predict":{"rows":[["class_0"],null,["class_0"]],"error":"ValueError: no"}}})");
  VerifyReport found = report();
  EXPECT_EQ(found.outputs[0].refused_by_them, 1);
  EXPECT_NE(
      verify_text(found).find("1 rows REFUSED ONLY BY PYTHON, the first is row 2: ValueError: no"),
      std::string::npos);
  job_.data = folder_.write("rows.jsonl", first_rows(1) + without_alcohol() + first_rows(1));
  found = report();
  EXPECT_TRUE(found.same()) << verify_text(found);
  EXPECT_EQ(found.outputs[0].refused_by_both, 1);
}

TEST_F(Verify, WithoutDataRowsAreMade) {
  job_.data.clear();
  job_.rows_max = 2;
  python_says(R"({"outputs":{"predict":{"rows":[null,null]}}})");
  const VerifyReport found = report();
  EXPECT_TRUE(found.made);
  EXPECT_EQ(found.rows, 2);
}

}  // namespace
}  // namespace slipway::service
