// Saved: what a CatBoost model holds, whichever file it was in. binary.cc (.cbm) and json.cc fill it;
// trees.cc, statistics.cc and info.cc make stages of it. Nothing in it is checked but its types.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace slipway::format::catboost {

enum class NanIs : std::uint8_t { kAsIs, kFalse, kTrue };

// Features have two numbers: `index` among those of their kind, which everything else refers to, and
// `flat` among all columns. One that no tree tests has no borders.
struct FloatFeature {
  std::int32_t index = -1, flat = -1;
  std::string name;
  std::vector<float> borders;
  bool has_nans = false;
  NanIs nan = NanIs::kAsIs;
};

struct CategoryFeature {
  std::int32_t index = -1, flat = -1;
  std::string name;
};

// Its values are hashes of texts.
struct OneHotFeature {
  std::int32_t feature = -1;
  std::vector<std::int32_t> values;
};

struct FloatTest {  // x > border
  std::int32_t feature = -1;
  float border = 0;
  auto operator<=>(const FloatTest&) const = default;
};

struct ValueTest {  // x == value
  std::int32_t feature = -1;
  std::int32_t value = 0;
  auto operator<=>(const ValueTest&) const = default;
};

// Categories combined with each other and with tests: one key a row.
struct Projection {
  std::vector<std::int32_t> categories;
  std::vector<FloatTest> floats;
  std::vector<ValueTest> values;
  auto operator<=>(const Projection&) const = default;
};

enum class CtrType : std::uint8_t {
  kBorders,
  kBuckets,
  kBinarizedTargetMeanValue,
  kFloatTargetMeanValue,
  kCounter,
  kFeatureFreq
};

// Which table a target statistic is read from.
struct CtrBase {
  Projection projection;
  CtrType type = CtrType::kBorders;
  std::int32_t classifier = 0;
  auto operator<=>(const CtrBase&) const = default;
};

// A target statistic ("ctr") as a feature: ((good + prior) / (all + prior_denominator) + shift) * scale
// of a row's key.
struct CtrFeature {
  CtrBase base;
  std::int32_t target_border = 0;
  float prior = 0, prior_denominator = 1, shift = 0, scale = 1;
  std::vector<float> borders;
};

// What was counted for each key: `width` numbers a bucket, or a sum and a count.
struct CtrTable {
  std::vector<std::uint64_t> keys;
  std::vector<std::uint32_t> bucket;  // by key
  std::vector<std::int32_t> counts;
  std::vector<float> sums;  // of the two means; else empty
  std::int32_t denominator = 0;
  std::int32_t classes = 0;
};

// A node of a tree that is not symmetric: how far on its sides go, 0 if the walk ends there.
struct StepNode {
  std::uint32_t left = 0, right = 0;
};

struct Saved {
  std::map<std::string, std::string> info;
  std::vector<FloatFeature> floats;
  std::vector<CategoryFeature> categories;
  std::vector<OneHotFeature> one_hot;
  std::vector<CtrFeature> ctrs;
  std::map<CtrBase, CtrTable> tables;

  std::int64_t outputs = 1;
  std::vector<std::int32_t>
      splits;  // numbers of tests, tree by tree: those of floats, one_hot, ctrs
  std::vector<std::int32_t> sizes;  // by tree: its splits, or its nodes if there are steps
  std::vector<StepNode> steps;      // by node; empty: the trees are symmetric
  std::vector<std::uint32_t> leaf;  // by node: where its values begin
  std::vector<double> leaves;
  double scale = 1;
  std::vector<double> bias;  // empty: 0
};

}  // namespace slipway::format::catboost
