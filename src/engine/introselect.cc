#include "engine/introselect.h"

#include <cmath>
#include <utility>

namespace slipway::engine {
namespace {

bool less(double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); }

class Selection {
 public:
  Selection(const double* values, std::int64_t* index) : values_(values), index_(index) {}

  double at(std::size_t i) const { return values_[index_[i]]; }
  void swap(std::size_t a, std::size_t b) { std::swap(index_[a], index_[b]); }

  // The kth smallest, each by looking at all that are left.
  void simple(std::size_t count, std::size_t kth) {
    for (std::size_t i = 0; i <= kth; ++i) {
      std::size_t least = i;
      for (std::size_t k = i + 1; k < count; ++k)
        if (less(at(k), at(least))) least = k;
      swap(i, least);
    }
  }

  // The median of low, mid and high to low, the least of the three to low + 1.
  void median_of_three(std::size_t low, std::size_t mid, std::size_t high) {
    if (less(at(high), at(mid))) swap(high, mid);
    if (less(at(high), at(low))) swap(high, low);
    if (less(at(low), at(mid))) swap(low, mid);
    swap(mid, low + 1);
  }

  // Returns where the pivot (at low) belongs; `above` is the first that is greater.
  std::size_t partition(std::size_t low, std::size_t high, std::size_t& above) {
    const double pivot = at(low);
    std::size_t ll = low + 1, hh = high;
    for (;;) {
      do ++ll;
      while (less(at(ll), pivot));
      do --hh;
      while (less(pivot, at(hh)));
      if (hh < ll) break;
      swap(ll, hh);
    }
    above = ll;
    return hh;
  }

 private:
  const double* values_;
  std::int64_t* index_;
};

}  // namespace

void arg_partition(const double* values, std::int64_t* index, std::size_t count, std::size_t kth) {
  Selection selection(values, index);
  if (kth < 3) return selection.simple(count, kth);
  if (kth == count - 1) {
    std::size_t greatest = 0;
    for (std::size_t k = 1; k < count; ++k)
      if (!less(selection.at(k), selection.at(greatest))) greatest = k;
    return selection.swap(kth, greatest);
  }
  std::size_t low = 0, high = count - 1;
  while (low + 1 < high) {
    selection.median_of_three(low, low + (high - low) / 2, high);
    std::size_t above = 0;
    const std::size_t pivot = selection.partition(low, high, above);
    selection.swap(low, pivot);
    if (pivot >= kth) high = pivot - 1;
    if (pivot <= kth) low = above;
  }
  if (high == low + 1 && less(selection.at(high), selection.at(low))) selection.swap(high, low);
}

}  // namespace slipway::engine
