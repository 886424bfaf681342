// What the tests of connect/ share: folders, settings, rows, answered Deliveries.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "connect/connect.h"
#include "connect/table.h"
#include "flow/fakes_test.h"

namespace slipway::connect {

using testing::FakeClock;

// An empty folder that goes with its test.
class TestFolder {
 public:
  explicit TestFolder(const std::string& of = "") {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(info->test_suite_name()) + "." + info->name();
    std::ranges::replace(name, '/', '_');
    path_ = std::filesystem::path(::testing::TempDir()) /
            ("connect_" + std::to_string(::getpid()) + "_" + name + of);
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() { std::filesystem::remove_all(path_); }

  std::string path() const { return path_.string(); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_))
      names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
  }
  // The folder as it is now, as a process that is killed now would leave it.
  void copy_to(const TestFolder& other) const {
    std::filesystem::remove_all(other.path_);
    std::filesystem::copy(path_, other.path_, std::filesystem::copy_options::recursive);
  }

 private:
  std::filesystem::path path_;
};

inline std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline base::Value settings(std::initializer_list<std::pair<std::string, std::string>> members) {
  base::Value::Map map;
  for (const auto& [key, value] : members) map.emplace_back(key, base::Value(value));
  return base::Value(std::move(map));
}

inline std::string reason(const base::Status& status) { return status.reason(); }

// A Delivery as the path answers it: kept columns, predictions, and rows that failed.
using Answered = std::unique_ptr<flow::Delivery>;
inline Answered answered(data::Chunk rows, data::Chunk predictions, const flow::Origin& origin,
                         const std::set<std::int64_t>& failed = {}) {
  auto d = std::make_unique<flow::Delivery>();
  d->rows = std::move(rows);
  d->origin = origin;
  d->answer.predictions = std::move(predictions);
  d->answer.versions.assign(static_cast<std::size_t>(d->rows.rows()), flow::version(1));
  for (const std::int64_t row : failed)
    d->answer.errors.push_back({row, base::invalid_argument("BAD_ROW", "it is bad"), "x", "?"});
  return d;
}

inline const data::SchemaPtr& id_schema() {
  static const data::SchemaPtr kSchema = std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"id", {data::Kind::kString, {}}, {}}});
  return kSchema;
}
inline const data::SchemaPtr& predict_schema() {
  static const data::SchemaPtr kSchema = std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"predict", {data::Kind::kFloat64, {}}, {}}});
  return kSchema;
}

// Rows `begin` to `end` of a source whose row i has the id "r<i>" and the prediction i / 4.
inline Answered answered_rows(std::uint64_t begin, std::uint64_t end,
                              const std::set<std::int64_t>& failed = {}) {
  data::Chunk rows(id_schema()), predictions(predict_schema());
  for (std::uint64_t i = begin; i < end; ++i) {
    rows.column(0).append_string("r" + std::to_string(i));
    predictions.column(0).append_float64(static_cast<double>(i) / 4);
  }
  return answered(std::move(rows), std::move(predictions), {0, begin, end, {}}, failed);
}

}  // namespace slipway::connect
