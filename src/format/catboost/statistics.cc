#include "format/catboost/statistics.h"

#include <fmt/format.h>

namespace slipway::format::catboost {
namespace {

using base::Result;
using base::Status;

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

float value_of(const CtrFeature& ctr, float good, float all) {
  const float mean = (good + ctr.prior) / (all + ctr.prior_denominator);
  return (mean + ctr.shift) * ctr.scale;
}

float count(std::int32_t number) { return static_cast<float>(number); }

// Counts wrap around as those of CatBoost do.
std::int32_t sum(const std::int32_t* counts, std::int32_t begin, std::int32_t end) {
  std::uint32_t sum = 0;
  for (std::int32_t i = begin; i < end; ++i) sum += static_cast<std::uint32_t>(counts[i]);
  return static_cast<std::int32_t>(sum);
}

// The values of a ctr feature for all buckets of its table.
class Values {
 public:
  Values(const CtrFeature& ctr, const CtrTable& counted) : ctr_(ctr), counted_(counted) {
    mean_ = ctr.base.type == CtrType::kBinarizedTargetMeanValue ||
            ctr.base.type == CtrType::kFloatTargetMeanValue;
    counter_ = ctr.base.type == CtrType::kCounter || ctr.base.type == CtrType::kFeatureFreq;
  }

  Status check() const {
    if (mean_ || counter_) return {};
    const std::int32_t classes = counted_.classes;
    const std::int32_t border = ctr_.target_border;
    if (classes < 1 || border < 0 || border >= classes)
      return bad(fmt::format("border {} of a target of {} classes", border, classes));
    if (ctr_.base.type == CtrType::kBorders && classes < 2)
      return bad("a target of one class has no border");
    return {};
  }

  std::size_t buckets() const {
    if (mean_) return std::min(counted_.sums.size(), counted_.counts.size());
    return counter_ ? counted_.counts.size()
                    : counted_.counts.size() / static_cast<std::size_t>(counted_.classes);
  }

  float unknown() const { return value_of(ctr_, 0, counter_ ? count(counted_.denominator) : 0); }

  float of(std::size_t bucket) const {
    if (mean_) return value_of(ctr_, counted_.sums[bucket], count(counted_.counts[bucket]));
    if (counter_)
      return value_of(ctr_, count(counted_.counts[bucket]), count(counted_.denominator));
    const std::int32_t classes = counted_.classes;
    const std::int32_t* counts =
        counted_.counts.data() + bucket * static_cast<std::size_t>(classes);
    // Of two classes, the border is not asked for.
    const std::int32_t border = classes == 2 && borders() ? 0 : ctr_.target_border;
    const std::int32_t good = borders() ? sum(counts, border + 1, classes) : counts[border];
    return value_of(ctr_, count(good), count(sum(counts, 0, classes)));
  }

 private:
  bool borders() const { return ctr_.base.type == CtrType::kBorders; }

  const CtrFeature& ctr_;
  const CtrTable& counted_;
  bool mean_ = false, counter_ = false;
};

}  // namespace

Status add_statistic(const CtrFeature& ctr, const CtrTable& counted,
                     model::HashedLookup::Table& table) {
  const Values values(ctr, counted);
  SLIPWAY_TRY(values.check());
  const std::size_t width = table.unknown.size(), keys = counted.keys.size();
  for (const std::uint32_t bucket : counted.bucket)
    if (bucket >= values.buckets()) return bad(fmt::format("bucket {} is not there", bucket));
  std::vector<float> rows(keys * (width + 1));
  for (std::size_t i = 0; i < keys; ++i) {
    for (std::size_t k = 0; k < width; ++k) rows[i * (width + 1) + k] = table.rows[i * width + k];
    rows[i * (width + 1) + width] = values.of(counted.bucket[i]);
  }
  table.rows = std::move(rows);
  table.unknown.push_back(values.unknown());
  return {};
}

}  // namespace slipway::format::catboost
