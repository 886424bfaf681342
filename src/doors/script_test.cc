// Every .score script of tests/scripts: in process under every size of chunk, every kernel that
// fits and every fault, and once through each door.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "doors/door.h"
#include "engine/kernel.h"
#include "engine/plan.h"
#include "service/model_file.h"
#include "testing/score_script.h"

namespace slipway::doors {
namespace {

const std::string kRoot = SLIPWAY_SOURCE_DIR "/";

std::vector<std::string> scripts() {
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot + "tests/scripts"))
    if (entry.path().extension() == ".score") all.push_back(entry.path().string());
  std::ranges::sort(all);
  return all;
}

base::Result<RowAnswer> expected_of(const std::string& line) {
  if (line.starts_with("error ")) return RowAnswer{line.substr(6), {}};
  return read_answer(line);
}

bool near(const Cell& a, const Cell& b, double tolerance) {
  return !a.is_text && !b.is_text && !a.missing && !b.missing &&
         std::abs(a.number - b.number) <= tolerance;
}

class ScriptTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    std::ifstream file(GetParam());
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    auto read = testing::read_script(GetParam().substr(kRoot.size()), text);
    ASSERT_TRUE(read.ok()) << read.status().text();
    script_ = *std::move(read);
    auto loaded = service::load_model(kRoot + script_.model, "");
    ASSERT_TRUE(loaded.ok()) << loaded.status().text();
    auto plan =
        engine::compile(loaded->model, service::default_outputs(loaded->model->signature()));
    ASSERT_TRUE(plan.ok()) << plan.status().text();
    columns_ = columns_of(*(*plan)->output_schema());
  }

  // Returns false if the door can't be tried with this model.
  bool check(const Door& door) {
    for (const testing::ScoreBlock& block : script_.blocks) {
      const auto answers = door.score(kRoot + script_.model, block.rows, columns_);
      if (!answers.ok() && std::string_view(answers.status().reason()) == "NO_KERNEL") return false;
      EXPECT_TRUE(answers.ok()) << door.name() << ": " << answers.status().text();
      if (answers.ok()) compare(block, *answers, door.name());
    }
    return true;
  }

  void compare(const testing::ScoreBlock& block, const std::vector<RowAnswer>& answers,
               const char* door) {
    ASSERT_EQ(answers.size(), block.rows.size()) << door;
    for (std::size_t row = 0; row < answers.size(); ++row) {
      const auto want = expected_of(block.answers[row]);
      ASSERT_TRUE(want.ok()) << want.status().text();
      const RowAnswer& got = answers[row];
      bool equal = want->reason == got.reason && want->cells.size() == got.cells.size();
      for (std::size_t i = 0; equal && i < got.cells.size(); ++i)
        equal = same(want->cells[i], got.cells[i], columns_[i].is_single) ||
                (block.tolerance > 0 && near(want->cells[i], got.cells[i], block.tolerance));
      EXPECT_TRUE(equal) << script_.path << ":" << block.line << " row " << row + 1 << ", " << door
                         << ": " << show(got) << ", expected " << show(*want);
    }
  }

  testing::ScoreScript script_;
  std::vector<Column> columns_;
};

TEST_P(ScriptTest, UnderEveryChunkAndFault) {
  for (const std::int64_t rows : {1, 2, 3, 7, 2048})
    for (const Fault fault : {Fault::kNone, Fault::kTornRead, Fault::kNackOnce, Fault::kClockJump})
      EXPECT_TRUE(check(*process_door(rows, fault)));
}

// Each kernel in turn is forbidden; where another one fits, the answers are the same bits.
TEST_P(ScriptTest, WithEveryKernelThatFits) {
  EXPECT_TRUE(check(*plan_door(2048, {})));
  const std::vector<std::string> all = engine::kernels().names();
  for (const std::string& forbidden : all) {
    std::vector<std::string> others = all;
    std::erase(others, forbidden);
    for (const std::int64_t rows : {1, 3, 2048})
      if (!check(*plan_door(rows, others))) break;  // the only one that fits
  }
}

TEST_P(ScriptTest, ThroughEveryDoor) {
  for (const auto& door : {manual_door(), http_door(), queue_door()}) EXPECT_TRUE(check(*door));
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name;
  const std::size_t begin = (kRoot + "tests/scripts/").size();
  for (const char c : info.param.substr(begin, info.param.size() - begin - 6))
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, ScriptTest, ::testing::ValuesIn(scripts()), test_name);

}  // namespace
}  // namespace slipway::doors
