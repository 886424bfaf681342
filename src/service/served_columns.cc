#include "service/served_columns.h"

#include <algorithm>
#include <vector>

#include "flow/reply.h"
#include "service/verify/rows.h"

namespace slipway::service {
namespace {

constexpr std::int64_t kWarmRows = 64;
constexpr std::uint64_t kWarmSeed = 1;
constexpr std::size_t kExamples = 2;
constexpr std::size_t kAskedMax = 512;  // columns: of wider models nothing more is said

bool failed(const data::RowErrors& errors, std::int64_t row) {
  return std::ranges::binary_search(errors, row, {}, &data::RowError::row);
}

std::int64_t nulls(const data::Chunk& rows, std::int64_t row) {
  std::int64_t count = 0;
  for (std::size_t j = 0; j < rows.width(); ++j) count += rows.column(j).view().valid(row) ? 0 : 1;
  return count;
}

// Of the rows that could be scored those with the fewest missing values.
void keep_examples(const flow::Delivery& scored, serve::ServedModel& served) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < scored.rows.rows(); ++row)
    if (!failed(scored.answer.errors, row)) rows.push_back(row);
  std::ranges::stable_sort(rows, {}, [&](std::int64_t row) { return nulls(scored.rows, row); });
  while (rows.size() > kExamples) rows.pop_back();
  served.examples = data::Chunk(served.columns);
  served.answers = scored.answer.predictions;
  served.answers.clear();
  for (const std::int64_t row : rows) {
    served.examples.append(scored.rows.view(), row);
    served.answers.append(scored.answer.predictions.view(), row);
  }
}

// Rows [begin, end) of 2 n: the first example, its column j missing in row j, and a text that nobody knows in
// row n + j.
void make_variants(const data::Chunk& examples, std::int64_t begin, std::int64_t end,
                   data::Chunk& into) {
  into.clear();
  const auto columns = static_cast<std::int64_t>(examples.width());
  for (std::int64_t j = 0; j < columns; ++j) {
    const data::Column& example = examples.column(static_cast<std::size_t>(j));
    data::Column& column = into.column(static_cast<std::size_t>(j));
    const bool text = example.type().kind == data::Kind::kString;
    for (std::int64_t row = begin; row < end; ++row)
      if (row == j)
        column.append_null();
      else if (text && row == columns + j)
        column.append_string("\x01 no category");
      else
        column.append_row(example.view(), 0);
  }
}

base::Status ask_variants(serve::ServedModel& served) {
  const auto columns = static_cast<std::int64_t>(served.known.size());
  flow::Reply reply;
  reply.delivery.rows = data::Chunk(served.columns);
  const std::int64_t part = std::min<std::int64_t>(served.rows_max, base::kChunkRowsMax);
  for (std::int64_t begin = 0; begin < 2 * columns; begin += part) {
    const std::int64_t end = std::min(begin + part, 2 * columns);
    make_variants(served.examples, begin, end, reply.delivery.rows);
    SLIPWAY_TRY(reply.call(*served.usual.path, base::system_clock()));
    for (std::int64_t row = begin; row < end; ++row) {
      serve::ServedColumn& known = served.known[static_cast<std::size_t>(row % columns)];
      const bool refused = failed(reply.delivery.answer.errors, row - begin);
      if (row < columns)
        known.takes_missing = !refused;
      else
        known.closed = !known.categories.empty() && refused;
    }
  }
  return {};
}

}  // namespace

base::Status ask_columns(const model::Model& model, serve::ServedModel& served) {
  for (const model::Feature& feature : model.signature().inputs)
    served.known.push_back({.categories = feature.categories});
  const data::Chunk made = make_rows(model, std::min(kWarmRows, served.rows_max), kWarmSeed);
  flow::Reply reply;
  reply.delivery.rows = data::Chunk(served.columns);
  if (made.width() != served.columns->size()) return {};
  for (std::size_t j = 0; j < made.width(); ++j) {
    if (made.column(j).view().kind != (*served.columns)[j].type.kind) return {};
    reply.delivery.rows.column(j).append_rows(made.column(j).view(), 0, made.rows());
  }
  SLIPWAY_TRY(reply.call(*served.usual.path, base::system_clock()));
  keep_examples(reply.delivery, served);
  if (served.examples.rows() == 0 || served.known.size() > kAskedMax) return {};
  return ask_variants(served);
}

}  // namespace slipway::service
