#include "flow/gather.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace slipway::flow {
namespace {

using Dictionary = std::shared_ptr<const data::Column>;

bool same_texts(const data::Column& a, const data::Column& b) {
  const data::ColumnView x = a.view(), y = b.view();
  if (x.length != y.length) return false;
  for (std::int64_t i = 0; i < x.length; ++i)
    if (x.valid(i) != y.valid(i) || x.string(i) != y.string(i)) return false;
  return true;
}

// The dictionary that serves column `c` of all runs, or null.
Dictionary shared_dictionary(std::span<const Run> runs, std::size_t c) {
  Dictionary shared;
  const data::Column* also = nullptr;  // known to be equal: runs of two Chunks often alternate
  for (const Run& run : runs) {
    const data::Column& column = run.chunk->column(c);
    const Dictionary& own = column.dictionary();
    if (own == nullptr) {
      if (column.null_count() == column.size()) continue;  // nothing to look up
      return nullptr;
    }
    if (shared == nullptr) shared = own;
    if (own == shared || own.get() == also) continue;
    if (!same_texts(*own, *shared)) return nullptr;
    also = own.get();
  }
  return shared;
}

void gather_column(std::span<const Run> runs, std::size_t c, data::Column& to) {
  if (to.type().kind == data::Kind::kString) {
    Dictionary dictionary = shared_dictionary(runs, c);
    if (to.dictionary() != dictionary) to.set_dictionary(std::move(dictionary));
  }
  for (const Run& run : runs) {
    const data::ColumnView from = run.chunk->column(c).view();
    if (to.dictionary() != nullptr && from.dictionary == nullptr) {
      for (std::int64_t i = 0; i < run.rows; ++i) to.append_null();
    } else {
      to.append_rows(from, run.begin, run.rows);
    }
  }
}

// Rows of one stretch that several versions share, back in their order.
void interleave(const Delivery& d, std::span<const Part> parts, std::vector<Run>& runs) {
  std::array<const Part*, Part::kSlotsMax> part_of{};
  std::array<std::int64_t, Part::kSlotsMax> next{};
  for (const Part& part : parts) part_of[part.slot] = &part;
  for (std::int64_t row = parts.front().begin; row < parts.front().end; ++row) {
    const std::uint8_t slot = d.slot_of_row[static_cast<std::size_t>(row)];
    const data::Chunk* chunk = &part_of[slot]->predictions;
    if (!runs.empty() && runs.back().chunk == chunk) {
      ++runs.back().rows;
    } else {
      runs.push_back({chunk, next[slot], 1});
    }
    ++next[slot];
  }
}

void assemble_predictions(Delivery& d) {
  std::vector<Run> runs;
  for (auto part = d.parts.begin(); part != d.parts.end();) {
    const auto end = std::find_if(part, d.parts.end(),
                                  [&](const Part& other) { return other.begin != part->begin; });
    if (part->every_row) {
      runs.push_back({&part->predictions, 0, part->rows});
    } else {
      interleave(d, {part, end}, runs);
    }
    part = end;
  }
  adopt(d.answer.predictions, d.parts.front().predictions.schema());
  gather(runs, d.answer.predictions);
}

void assemble_versions(Delivery& d) {
  auto& versions = d.answer.versions;
  versions.resize(static_cast<std::size_t>(d.rows.rows()));
  for (const Part& part : d.parts)
    for (auto row = static_cast<std::size_t>(part.begin); std::cmp_less(row, part.end); ++row)
      if (part.every_row || d.slot_of_row[row] == part.slot) versions[row] = part.version;
}

// Those rejected come first: what they are refused for was found first.
void assemble_errors(Delivery& d) {
  data::RowErrors& all = d.answer.errors;
  all.assign(d.rejected.begin(), d.rejected.end());
  for (Part& part : d.parts)
    all.insert(all.end(), std::make_move_iterator(part.errors.begin()),
               std::make_move_iterator(part.errors.end()));
  if (all.size() < 2) return;
  std::ranges::stable_sort(all, {}, &data::RowError::row);
  const auto twice = std::ranges::unique(all, {}, &data::RowError::row);
  all.erase(twice.begin(), twice.end());
}

}  // namespace

void adopt(data::Chunk& to, const data::SchemaPtr& schema) {
  bool fits = to.schema() == schema || (to.schema() != nullptr && *to.schema() == *schema);
  for (std::size_t c = 0; fits && c < to.width(); ++c) fits = !to.column(c).borrowed();
  if (!fits) to = data::Chunk(schema);
}

void gather(std::span<const Run> runs, data::Chunk& to) {
  to.clear();
  for (std::size_t c = 0; c < to.width(); ++c) gather_column(runs, c, to.column(c));
  if (to.width() != 0) return;
  std::int64_t rows = 0;
  for (const Run& run : runs) rows += run.rows;
  to.set_rows(rows);
}

void assemble(Delivery& d) {
  if (d.parts.size() > 1) assemble_predictions(d);
  assemble_versions(d);
  assemble_errors(d);
}

}  // namespace slipway::flow
