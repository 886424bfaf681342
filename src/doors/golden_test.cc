// Every golden: the answers of the library that made the model, against ours, at chunk sizes 1, 7
// and 2048; or that the model is refused, by name. SLIPWAY_GOLDENS=DIR:DIR names other folders than
// golden/. With SLIPWAY_GOLDEN_REPORT=1 prints one line a case and output, separated by tabs:
//
//   library version folder output "relative R" "ulp U" "values N" "wrong W" first_wrong classes
//   library version folder "refused" reason message classes
//
// classes are those in the file, the outermost first, separated by commas.
#include "testing/golden.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "doors/disk_folder.h"
#include "format/format.h"
#include "score/scorer.h"

namespace slipway::doors {
namespace {

class GoldenTest : public ::testing::TestWithParam<std::string> {};

bool reporting() { return std::getenv("SLIPWAY_GOLDEN_REPORT") != nullptr; }

// One line, whatever the fields hold.
void report(const testing::Golden& golden, const std::vector<std::string>& fields) {
  if (!reporting()) return;
  std::string line = fmt::format("{}\t{}\t{}", golden.library, golden.version, golden.folder);
  for (const std::string& field : fields) {
    line += '\t';
    for (const char c : field) line += c == '\t' || c == '\n' ? ' ' : c;
  }
  fmt::print("{}\t{}\n", line, fmt::join(golden.estimators, ","));
  std::fflush(stdout);  // what comes next may end the process
}

void check(const testing::Golden& golden, const model::ModelPtr& model, const std::string& name,
           const testing::GoldenOutput& expected, std::int64_t chunk_rows) {
  const auto* version = score::intern("golden", "0");
  auto scorer = score::bind(model, version, *golden.rows.schema(), {name});
  if (!scorer.ok() && chunk_rows == 2048)
    report(golden, {"refused", scorer.status().reason(), scorer.status().message()});
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
  auto difference = testing::compare(all.column(0).view(), expected, golden.errors);
  EXPECT_EQ(difference.wrong, 0) << name << ", chunks of " << chunk_rows << ": "
                                 << difference.first_wrong;
  if (chunk_rows != 2048) return;
  if (errors != golden.errors && difference.wrong++ == 0)
    difference.first_wrong = "errors of " + ::testing::PrintToString(errors);
  report(golden,
         {name, fmt::format("relative {:.2g}", difference.relative_max),
          fmt::format("ulp {}", difference.ulp_max), fmt::format("values {}", difference.compared),
          fmt::format("wrong {}", difference.wrong), difference.first_wrong});
}

void check_refused(const testing::Golden& golden, const base::Result<model::ModelPtr>& model) {
  if (model.ok()) report(golden, {"refused", "", "it was loaded"});
  ASSERT_FALSE(model.ok()) << "it was loaded, instead of refused for " << golden.refused->names;
  report(golden, {"refused", model.status().reason(), model.status().message()});
  EXPECT_EQ(model.status().reason(), golden.refused->reason) << model.status().text();
  EXPECT_NE(model.status().text().find(golden.refused->names), std::string::npos)
      << model.status().text() << " does not name " << golden.refused->names;
}

TEST_P(GoldenTest, EqualsTheLibrary) {
  auto golden = testing::load_golden(GetParam());
  ASSERT_TRUE(golden.ok()) << golden.status().text();
  model::Asked asked;
  if (!golden->iterations.empty()) asked.iterations = *model::parse_iterations(golden->iterations);
  asked.columns = *model::parse_columns(golden->named);
  auto model = format::read_model(*disk_folder(golden->folder, golden->model), {}, asked);
  if (golden->refused) return check_refused(*golden, model);
  if (!model.ok()) report(*golden, {"refused", model.status().reason(), model.status().message()});
  ASSERT_TRUE(model.ok()) << model.status().text();
  for (const auto& [name, expected] : golden->outputs)
    for (const std::int64_t chunk_rows : {1, 7, 2048})
      check(*golden, *model, name, expected, chunk_rows);
}

// The cases of golden/, or of SLIPWAY_GOLDENS.
std::vector<std::string> folders() {
  const char* elsewhere = std::getenv("SLIPWAY_GOLDENS");
  std::istringstream roots(elsewhere != nullptr ? elsewhere : SLIPWAY_SOURCE_DIR "/golden");
  std::vector<std::string> found;
  for (std::string root; std::getline(roots, root, ':');)
    for (std::string& folder : testing::golden_folders(root)) found.push_back(std::move(folder));
  return found;
}

// Of golden/ what follows it; of another folder all of its path, which no other has.
std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name;
  const std::string root = SLIPWAY_SOURCE_DIR "/golden/";
  const bool ours = info.param.starts_with(root);
  for (const char c : info.param.substr(ours ? root.size() : 0))
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, GoldenTest, ::testing::ValuesIn(folders()), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(GoldenTest);  // a folder may hold none

}  // namespace
}  // namespace slipway::doors
