// Bench: a model of one stage over columns that the test fills, and its answers row by row. For the
// tests of this room.
#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/plan.h"
#include "model/model_builder.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"

namespace slipway::engine {

using model::Category;
using model::ValueId;

inline constexpr double kInf = std::numeric_limits<double>::infinity();
inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

inline Category number(double x) { return {Category::Kind::kNumber, x, {}}; }
inline Category text(std::string x) { return {Category::Kind::kString, 0, std::move(x)}; }

// A forest and what adds it up, as one thing to fill.
struct Trees : model::Forest, model::TreeEnsemble {
  model::ForestPtr shared() const { return std::make_shared<const model::Forest>(*this); }
};

// A model of one stage, or of several in a row, over number or text columns.
struct Bench {
  explicit Bench(std::vector<data::Kind> kinds) {
    std::vector<model::Feature> features;
    for (std::size_t i = 0; i < kinds.size(); ++i)
      features.push_back({"f" + std::to_string(i), kinds[i], {}});
    for (const auto kind : kinds) columns.emplace_back(data::Type{kind, {}});
    builder.inputs(std::move(features), true);
  }
  Bench& stage(model::Op op) {
    const auto added = builder.add("stage", "test", {last}, std::move(op));
    EXPECT_TRUE(added.ok()) << added.status().text();
    if (added.ok()) last = *added;
    return *this;
  }
  Bench& stage(const Trees& trees) {
    model::TreeEnsemble op = trees;
    op.forest = trees.shared();
    return stage(model::Op(std::move(op)));
  }
  // A row of numbers; of a text column, missing.
  Bench& row(const std::vector<double>& values) {
    for (std::size_t j = 0; j < values.size(); ++j) {
      if (columns[j].type().kind == data::Kind::kFloat64)
        columns[j].append_float64(values[j]);
      else if (columns[j].type().kind == data::Kind::kFloat32)
        columns[j].append_float32(static_cast<float>(values[j]));
      else
        columns[j].append_null();
    }
    return *this;
  }
  // By row; all outputs as doubles.
  std::vector<std::vector<double>> run(const CompileOptions& options = {},
                                       std::int64_t chunk = 2048) {
    std::vector<std::vector<double>> rows;
    each_row(false, options, chunk, [&](const data::ColumnView& view, std::int64_t i) {
      auto& row = rows.emplace_back();
      for (std::int64_t k = 0; k < view.width; ++k)
        row.push_back(view.kind == data::Kind::kFloat64 ? view.float64s()[i * view.width + k]
                      : view.kind == data::Kind::kFloat32
                          ? static_cast<double>(view.float32s()[i * view.width + k])
                          : static_cast<double>(view.int64s()[i * view.width + k]));
    });
    return rows;
  }
  // The answers of a stage that makes one text; "(missing)" where there is none.
  std::vector<std::string> texts(std::int64_t chunk = 2048) {
    std::vector<std::string> rows;
    each_row(true, {}, chunk, [&](const data::ColumnView& view, std::int64_t i) {
      rows.emplace_back(view.valid(i) ? view.string(i) : "(missing)");
    });
    return rows;
  }
  model::ModelBuilder builder;
  model::ModelPtr built;
  std::vector<data::Column> columns;
  data::RowErrors errors;
  ValueId last = 0;

 private:
  template <class Visit>
  void each_row(bool scalar, const CompileOptions& options, std::int64_t chunk, Visit visit) {
    if (!built) {
      EXPECT_TRUE(builder.output({.name = "out", .value = last, .scalar = scalar}).ok());
      built = *std::move(builder).build();
    }
    auto plan = compile(built, {}, options);
    EXPECT_TRUE(plan.ok()) << plan.status().text();
    Scratch scratch;
    for (std::int64_t begin = 0; begin < columns[0].size(); begin += chunk) {
      const std::int64_t count = std::min(chunk, columns[0].size() - begin);
      std::vector<data::ColumnView> views;
      for (const auto& column : columns) views.push_back(column.view(begin, count));
      data::Chunk out;
      data::RowErrors failed;
      EXPECT_TRUE((*plan)->run(views, count, out, scratch, failed).ok());
      for (auto& error : failed)
        errors.push_back({error.row + begin, error.status, error.column, error.value});
      const auto view = out.column(0).view();
      for (std::int64_t i = 0; i < count; ++i) visit(view, i);
    }
  }
};

using Rows = std::vector<std::vector<double>>;
inline constexpr auto kF64 = data::Kind::kFloat64;
inline constexpr auto kF32 = data::Kind::kFloat32;
inline constexpr auto kText = data::Kind::kString;

}  // namespace slipway::engine
