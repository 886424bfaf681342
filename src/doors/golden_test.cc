// Every golden: the answers of the library that made the model, against ours, at chunk sizes 1, 7
// and 2048. With SLIPWAY_GOLDEN_REPORT=1 prints one line a case and output: the greatest
// difference.
#include "testing/golden.h"

#include <cstdlib>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "doors/disk_folder.h"
#include "format/format.h"
#include "score/scorer.h"

namespace slipway::doors {
namespace {

class GoldenTest : public ::testing::TestWithParam<std::string> {};

void check(const testing::Golden& golden, const model::ModelPtr& model, const std::string& name,
           const testing::GoldenOutput& expected, std::int64_t chunk_rows) {
  const auto* version = score::intern("golden", "0");
  auto scorer = score::bind(model, version, *golden.rows.schema(), {name});
  ASSERT_TRUE(scorer.ok()) << scorer.status().text();
  data::Chunk all((*scorer)->output_schema());
  std::map<std::int64_t, std::string> errors;
  for (std::int64_t begin = 0; begin < golden.rows.rows(); begin += chunk_rows) {
    const std::int64_t rows = std::min(chunk_rows, golden.rows.rows() - begin);
    data::Chunk part((*scorer)->output_schema());
    data::RowErrors failed;
    const auto status = (*scorer)->score(golden.rows.view(begin, rows), part, failed);
    ASSERT_TRUE(status.ok()) << status.text();
    for (const auto& error : failed) errors[begin + error.row] = error.status.reason();
    for (std::int64_t i = 0; i < rows; ++i) all.append(part.view(), i);
  }
  EXPECT_EQ(errors, golden.errors) << name;
  const auto difference = testing::compare(all.column(0).view(), expected, golden.errors);
  EXPECT_EQ(difference.wrong, 0) << name << ", chunks of " << chunk_rows << ": "
                                 << difference.first_wrong;
  if (chunk_rows == 2048 && std::getenv("SLIPWAY_GOLDEN_REPORT") != nullptr)
    fmt::print("{}\t{}\t{}\t{}\trelative {:.2g}\tulp {}\tvalues {}\n", golden.library,
               golden.version, golden.folder, name, difference.relative_max, difference.ulp_max,
               difference.compared);
}

TEST_P(GoldenTest, EqualsTheLibrary) {
  auto golden = testing::load_golden(GetParam());
  ASSERT_TRUE(golden.ok()) << golden.status().text();
  auto model = format::read_model(*disk_folder(golden->folder, golden->model));
  ASSERT_TRUE(model.ok()) << model.status().text();
  for (const auto& [name, expected] : golden->outputs)
    for (const std::int64_t chunk_rows : {1, 7, 2048})
      check(*golden, *model, name, expected, chunk_rows);
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name;
  for (const char c : info.param.substr(info.param.find("golden/") + 7))
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, GoldenTest,
                         ::testing::ValuesIn(testing::golden_folders(SLIPWAY_SOURCE_DIR "/golden")),
                         test_name);

}  // namespace
}  // namespace slipway::doors
