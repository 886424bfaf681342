// Every file of golden/pandas, by several versions of pandas, holds what the Python that wrote it
// saw.
#include <bit>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "format/one_file_test.h"
#include "format/pickle/machine.h"
#include "format/pickle/pandas.h"
#include "format/pickle/record.h"

namespace slipway::format::pickle {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

// Another folder of files that tools/goldens/pandas_files.py wrote, to try a version of pandas.
std::filesystem::path folder() {
  const char* other = std::getenv("SLIPWAY_PANDAS_FILES");
  return other != nullptr ? std::filesystem::path(other)
                          : std::filesystem::path(SLIPWAY_SOURCE_DIR) / "golden/pandas";
}

std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string hex(double value) {
  return std::isnan(value) ? "missing"
                           : fmt::format("{:016x}", std::bit_cast<std::uint64_t>(value));
}

// What is missing is null, None, NaN or NA, as pandas stores it.
std::string text(const Cell& cell) {
  if (cell.kind == Cell::Kind::kText) return "text " + cell.text;
  if (cell.kind == Cell::Kind::kMissing || std::isnan(cell.number)) return "missing";
  return (cell.truth ? "truth " : cell.whole ? "whole " : "float ") + hex(cell.number);
}

std::string number(element value) {
  const std::string bits{std::string_view(element(array(value).at(1)))};
  return hex(std::bit_cast<double>(std::strtoull(bits.c_str(), nullptr, 16)));
}

std::string text(element value) {
  if (value.is_null()) return "missing";
  if (value.is_string()) return "text " + std::string(std::string_view(value));
  if (value.is_array()) {
    const std::string bits = number(value);
    return bits == "missing" ? bits : "float " + bits;
  }
  if (value.is_bool()) return "truth " + hex(bool(value));
  return "whole " + hex(static_cast<double>(std::int64_t(value)));
}

void expect_cells(array expected, const std::vector<Cell>& cells, const std::string& place) {
  ASSERT_EQ(cells.size(), expected.size()) << place;
  for (std::size_t i = 0; i < cells.size(); ++i)
    EXPECT_EQ(text(cells[i]), text(element(expected.at(i)))) << place << i;
}

void expect_numbers(array expected, const std::vector<double>& numbers, const std::string& place) {
  ASSERT_EQ(numbers.size(), expected.size()) << place;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    EXPECT_EQ(hex(numbers[i]), number(element(expected.at(i)))) << place << i;
}

void expect_held(std::string_view form, element expected, Ref actual, const std::string& place) {
  CellBudget budget;
  if (form == "cells") {
    const auto cells = as_cells(actual, budget);
    ASSERT_TRUE(cells.ok()) << place << cells.status().text();
    expect_cells(expected, *cells, place);
  } else if (form == "series") {
    const auto series = as_series(actual, budget);
    ASSERT_TRUE(series.ok()) << place << series.status().text();
    expect_cells(element(array(expected).at(0)), series->index, place + "index ");
    expect_numbers(element(array(expected).at(1)), series->values, place);
  } else if (form == "frame") {
    const auto frame = as_frame(actual, budget);
    ASSERT_TRUE(frame.ok()) << place << frame.status().text();
    expect_cells(element(array(expected).at(0)), frame->index, place + "index ");
    expect_cells(element(array(expected).at(1)), frame->columns, place + "columns ");
    const array values = element(array(expected).at(2));
    ASSERT_EQ(frame->values.size(), values.size()) << place;
    for (std::size_t j = 0; j < values.size(); ++j)
      expect_numbers(element(values.at(j)), frame->values[j],
                     fmt::format("{}column {} ", place, j));
  } else {
    const base::Status refusal = is_frame(actual)    ? as_frame(actual, budget).status()
                                 : is_series(actual) ? as_series(actual, budget).status()
                                                     : as_cells(actual, budget).status();
    EXPECT_STREQ(refusal.reason(), "WRONG_TYPE") << place << refusal.text();
  }
}

class PandasGolden : public testing::TestWithParam<std::string> {};

TEST_P(PandasGolden, HoldsWhatPandasSaw) {
  const std::filesystem::path path = folder() / GetParam();
  simdjson::dom::parser parser;
  std::filesystem::path json = path;
  element expected;
  ASSERT_FALSE(parser.parse(slurp(json.replace_extension(".json"))).get(expected)) << json;
  const auto document =
      read_pickle_file(OneFile("", "none"), *base::memory_reader(slurp(path), GetParam()));
  ASSERT_TRUE(document.ok()) << document.status().text();
  const auto pairs = dict_pairs(document->root);
  ASSERT_GT(pairs.size(), 50U);
  for (const auto& [name, value] : pairs) {
    const std::string place(name->text);
    const simdjson::dom::object held = expected.at_key(place);
    for (const auto& field : held) expect_held(field.key, field.value, value, place + " ");
  }
}

std::vector<std::string> files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    const std::string name = entry.path().filename();
    if (name != "HOW" && !name.ends_with(".json")) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Files, PandasGolden, testing::ValuesIn(files()), [](const auto& info) {
  std::string name = info.param;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
});

}  // namespace
}  // namespace slipway::format::pickle
