#include "model/stages/kernel_values.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

using Kind = KernelTerm::Kind;

constexpr std::size_t kTermsMax = 1000;
constexpr std::size_t kValuesMax = std::size_t{1} << 27;  // of all measures' rows: 1 GiB

bool finite(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

base::Status check_sparse(const KernelRows& rows) {
  SLIPWAY_TRY(want_size("column", rows.column.size(), rows.values.size()));
  SLIPWAY_TRY(want_size("begin", rows.begin.size(), rows.count + 1));
  if (rows.begin.front() != 0 || rows.begin.back() != rows.values.size() ||
      !std::ranges::is_sorted(rows.begin))
    return bad("rows do not follow each other");
  for (std::size_t i = 0; i < rows.count; ++i)
    for (std::size_t v = rows.begin[i]; v < rows.begin[i + 1]; ++v)
      if (rows.column[v] >= rows.columns ||
          (v > rows.begin[i] && rows.column[v] <= rows.column[v - 1]))
        return bad("the columns of a row do not ascend");
  return {};
}

base::Status check_rows(const KernelRows& rows, std::size_t width) {
  if (rows.count == 0) return bad("has no rows to compare with");
  SLIPWAY_TRY(want_columns(rows.count));
  SLIPWAY_TRY(want_size("rows", rows.columns, width));
  if (!finite(rows.values)) return bad("a row is not finite");
  if (rows.sparse) return check_sparse(rows);
  return want_size("values", rows.values.size(), rows.count * rows.columns);
}

base::Status check_term(const KernelTerm& term, std::size_t at, std::size_t width) {
  if (is_measure(term.kind))
    return term.scale.size() > 1 ? want_size("scale", term.scale.size(), width) : base::Status();
  const bool unary = term.kind == Kind::kFunction, binary = !unary && term.kind != Kind::kConstant;
  if ((unary || binary) && term.a >= at) return bad("a step reads a later one");
  if (binary && term.b >= at) return bad("a step reads a later one");
  return {};
}

base::Status check_terms(const std::vector<KernelTerm>& terms, std::size_t width) {
  if (terms.empty() || terms.size() > kTermsMax)
    return bad(fmt::format("has {} steps, at most {}", terms.size(), kTermsMax));
  for (std::size_t at = 0; at < terms.size(); ++at) SLIPWAY_TRY(check_term(terms[at], at, width));
  return {};
}

bool needs_all_columns(const KernelTerm& term) {
  return !term.scale.empty() || (term.kind != Kind::kDot && term.kind != Kind::kSquaredDistance);
}

}  // namespace

bool is_measure(Kind kind) { return kind < Kind::kConstant; }

base::Result<Block> check(const KernelValues& op, const Inputs& in) {
  SLIPWAY_TRY(numeric(in));
  SLIPWAY_TRY(check_rows(op.rows, in[0]->width()));
  SLIPWAY_TRY(check_terms(op.terms, op.rows.columns));
  std::size_t values = 0;
  for (const KernelTerm& term : op.terms) {
    if (!is_measure(term.kind)) continue;
    values += op.rows.values.size();
    if (op.rows.sparse && needs_all_columns(term))
      return bad("measures sparse rows in a way that needs all columns");
  }
  if (values > kValuesMax) return bad("compares with too many rows in too many ways");
  return same(Element::kF64, op.rows.count);
}

base::Result<Block> check(const KernelDiagonal& op, const Inputs& in) {
  SLIPWAY_TRY(numeric(in));
  SLIPWAY_TRY(check_terms(op.terms, in[0]->width()));
  return same(Element::kF64, 1);
}

std::string contract(const KernelDiagonal& op) {
  return fmt::format("kernel of a row and itself ({} steps) in float64, in column order",
                     op.terms.size());
}

std::string contract(const KernelValues& op) {
  const auto measures =
      std::ranges::count_if(op.terms, [](const KernelTerm& term) { return is_measure(term.kind); });
  return fmt::format(
      "kernel of {} learned rows ({} measures, {} steps) in float64, in column order",
      op.rows.count, measures, op.terms.size());
}

}  // namespace slipway::model
