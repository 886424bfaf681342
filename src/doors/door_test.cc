// Every golden through every door: the same bits as a Scorer gives in process, which golden_test.cc
// compares with the library that made the model.
#include "doors/door.h"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "codec/json_text.h"
#include "doors/disk_folder.h"
#include "format/format.h"
#include "score/scorer.h"
#include "service/model_file.h"
#include "testing/golden.h"

namespace slipway::doors {
namespace {

// A row as a user would write it: under the names that `inspect` shows, which are the model's own
// if the file has none. JSON has no number for an infinity.
std::string line_of(const model::Signature& signature, const data::Chunk& rows, std::int64_t row) {
  std::string line;
  for (std::size_t i = 0; i < rows.width(); ++i) {
    codec::append_json_string(line += line.empty() ? "{" : ",", signature.names_known
                                                                    ? (*rows.schema())[i].name
                                                                    : signature.inputs[i].name);
    line += ':';
    const data::ColumnView column = rows.column(i).view();
    const bool infinite = column.kind == data::Kind::kFloat64 && column.valid(row) &&
                          std::isinf(column.float64s()[row]);
    if (infinite)
      line += column.float64s()[row] > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    else
      codec::append_json_value(line, column, row);
  }
  return line + "}";
}

struct Expected {
  std::vector<Column> columns;
  std::vector<RowAnswer> answers;
};

base::Result<Expected> in_process(const model::ModelPtr& model, const data::Chunk& rows) {
  SLIPWAY_ASSIGN(const auto scorer, score::bind(model, score::intern("m", "0"), *rows.schema(),
                                                service::default_outputs(model->signature())));
  Expected expected;
  expected.columns = columns_of(*scorer->output_schema());
  data::Chunk out(scorer->output_schema());
  data::RowErrors errors;
  SLIPWAY_TRY(scorer->score(rows.view(), out, errors));
  expected.answers.resize(static_cast<std::size_t>(rows.rows()));
  for (const data::RowError& error : errors)
    expected.answers[static_cast<std::size_t>(error.row)].reason = error.status.reason();
  for (std::int64_t row = 0; row < rows.rows(); ++row) {
    RowAnswer& answer = expected.answers[static_cast<std::size_t>(row)];
    for (std::size_t i = 0; answer.reason.empty() && i < out.width(); ++i)
      for (std::int64_t k = 0; k < out.column(i).view().width; ++k)
        answer.cells.push_back(cell_at(out.column(i).view(), row, k));
  }
  return expected;
}

void expect_equal(const Expected& expected, const std::vector<RowAnswer>& answers,
                  const char* door) {
  ASSERT_EQ(answers.size(), expected.answers.size()) << door;
  for (std::size_t row = 0; row < answers.size(); ++row) {
    const RowAnswer &want = expected.answers[row], &got = answers[row];
    bool equal = want.reason == got.reason && want.cells.size() == got.cells.size();
    for (std::size_t i = 0; equal && i < want.cells.size(); ++i)
      equal = same(want.cells[i], got.cells[i], expected.columns[i].is_single);
    ASSERT_TRUE(equal) << door << ", row " << row << ": " << show(got) << ", in process "
                       << show(want);
  }
}

class DoorTest : public ::testing::TestWithParam<std::string> {};

TEST_P(DoorTest, SameBitsThroughEveryDoor) {
  const auto golden = testing::load_golden(GetParam());
  ASSERT_TRUE(golden.ok()) << golden.status().text();
  if (golden->refused) GTEST_SKIP() << "golden_test.cc checks that it is refused";
  if (!golden->named.empty()) GTEST_SKIP() << "its columns are named by the caller: golden_test.cc";
  const auto model = format::read_model(*disk_folder(golden->folder, golden->model));
  ASSERT_TRUE(model.ok()) << model.status().text();
  const auto expected = in_process(*model, golden->rows);
  ASSERT_TRUE(expected.ok()) << expected.status().text();
  std::vector<std::string> lines;
  for (std::int64_t row = 0; row < golden->rows.rows(); ++row)
    lines.push_back(line_of((*model)->signature(), golden->rows, row));
  for (const auto& door : {manual_door(), http_door(), queue_door()}) {
    const auto answers =
        door->score(golden->folder + "/" + golden->model, lines, expected->columns);
    ASSERT_TRUE(answers.ok()) << door->name() << ": " << answers.status().text();
    expect_equal(*expected, *answers, door->name());
  }
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name;
  for (const char c : info.param.substr(info.param.find("golden/") + 7))
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, DoorTest,
                         ::testing::ValuesIn(testing::golden_folders(SLIPWAY_SOURCE_DIR "/golden")),
                         test_name);

}  // namespace
}  // namespace slipway::doors
