// The rows that are made: at the model's thresholds, the same for the same seed.
#include "service/verify/rows.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "service/model_file.h"
#include "service/service_test.h"

namespace slipway::service {
namespace {

TEST(VerifyRows, AreTheSameForTheSameSeed) {
  const auto loaded = load_model(example("wine.pkl"));
  ASSERT_TRUE(loaded.ok());
  const data::Chunk one = make_rows(*loaded->model, 50, 1), two = make_rows(*loaded->model, 50, 1),
                    other = make_rows(*loaded->model, 50, 2);
  ASSERT_EQ(one.rows(), 50);
  bool differs = false;
  for (std::size_t j = 0; j < one.width(); ++j) {
    if (one.column(j).type().kind != data::Kind::kFloat64) continue;
    for (std::int64_t i = 0; i < 50; ++i) {
      const auto a = one.column(j).view(), b = two.column(j).view(), c = other.column(j).view();
      EXPECT_EQ(a.valid(i), b.valid(i));
      EXPECT_TRUE(!a.valid(i) || a.float64s()[i] == b.float64s()[i]);
      differs = differs || (a.valid(i) && c.valid(i) && a.float64s()[i] != c.float64s()[i]);
    }
  }
  EXPECT_TRUE(differs);
}

TEST(VerifyRows, SomeValuesAreMissing) {
  const auto loaded = load_model(example("wine.pkl"));
  const data::Chunk rows = make_rows(*loaded->model, 500, 1);
  EXPECT_GT(rows.column(0).null_count(), 5);
  EXPECT_LT(rows.column(0).null_count(), 100);
}

TEST(VerifyRows, OfAFileAtMostSoManyAndNoneThatIsBroken) {
  Folder folder;
  const auto rows = lines_of(example("wine.csv"));
  RowsFile file{.path = folder.write("rows.csv", rows[0] + "\nno,number" + std::string(11, ',') +
                                                     "\n" + rows[1] + "\n" + rows[2] + "\n"),
                .rows_max = 1000};
  file.columns = schema_of(load_model(example("wine.pkl"))->model->signature());
  EXPECT_EQ(read_rows(file)->rows(), 2);
  file.rows_max = 1;
  EXPECT_EQ(read_rows(file)->rows(), 1);
  file.path = folder / "absent.csv";
  EXPECT_EQ(read_rows(file).status().code(), base::Code::kNotFound);
}

}  // namespace
}  // namespace slipway::service
