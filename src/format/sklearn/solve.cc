#include "format/sklearn/solve.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace slipway::format::sklearn {
namespace {

constexpr std::size_t kSizeMax = 4096;  // 4096³ steps are a minute

using Row = std::vector<long double>;

// Both sides of each equation in one row.
std::vector<Row> equations(const std::vector<double>& system, std::size_t size,
                           const std::vector<double>& right) {
  const std::size_t columns = right.size() / size;
  std::vector<Row> rows(size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j)
      rows[i].push_back(static_cast<long double>(system[i * size + j]));
    for (std::size_t j = 0; j < columns; ++j)
      rows[i].push_back(static_cast<long double>(right[i * columns + j]));
  }
  return rows;
}

bool eliminate(std::vector<Row>& rows) {
  const std::size_t size = rows.size();
  for (std::size_t k = 0; k < size; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < size; ++i)
      if (std::abs(rows[i][k]) > std::abs(rows[pivot][k])) pivot = i;
    if (rows[pivot][k] == 0 || !std::isfinite(rows[pivot][k])) return false;
    std::swap(rows[k], rows[pivot]);
    for (std::size_t i = 0; i < size; ++i) {
      if (i == k || rows[i][k] == 0) continue;
      const long double factor = rows[i][k] / rows[k][k];
      for (std::size_t j = k; j < rows[i].size(); ++j) rows[i][j] -= factor * rows[k][j];
    }
  }
  return true;
}

}  // namespace

std::vector<double> products_of_rows(const std::vector<double>& a, const std::vector<double>& b,
                                     std::size_t width) {
  std::vector<double> products;
  for (std::size_t i = 0; i + width <= a.size(); i += width)
    for (std::size_t k = 0; k + width <= b.size(); k += width) {
      long double sum = 0;
      for (std::size_t j = 0; j < width; ++j)
        sum += static_cast<long double>(a[i + j]) * static_cast<long double>(b[k + j]);
      products.push_back(static_cast<double>(sum));
    }
  return products;
}

base::Status solve(const std::vector<double>& system, std::size_t size,
                   std::vector<double>& right) {
  if (size > kSizeMax)
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("a system of {} equations, at most {}", size, kSizeMax));
  if (size == 0 || system.size() != size * size || right.size() % size != 0)
    return base::invalid_argument("BAD_MODEL", "a system of equations has no such shape");
  std::vector<Row> rows = equations(system, size, right);
  if (!eliminate(rows))
    return base::invalid_argument("BAD_MODEL", "a system of equations has no solution");
  const std::size_t columns = right.size() / size;
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      right[i * columns + j] = static_cast<double>(rows[i][size + j] / rows[i][i]);
  return {};
}

}  // namespace slipway::format::sklearn
