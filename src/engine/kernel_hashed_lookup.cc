// hashed_lookup: categories hashed once a row, then one look-up a table.
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "base/city_hash.h"
#include "engine/kernel.h"
#include "model/stages/hashed_lookup.h"

namespace slipway::engine {
namespace {

using model::Element;
using model::HashedLookup;

// Keys to rows: open addressing, at most half full.
class KeyIndex {
 public:
  explicit KeyIndex(const std::vector<std::uint64_t>& keys)
      : mask_(std::bit_ceil(2 * keys.size() + 2) - 1), places_(mask_ + 1) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      std::size_t at = keys[i] & mask_;
      while (places_[at].row >= 0 && places_[at].key != keys[i]) at = (at + 1) & mask_;
      if (places_[at].row < 0) places_[at] = {keys[i], static_cast<std::int64_t>(i)};
    }
  }

  std::int64_t find(std::uint64_t key) const {
    std::size_t at = key & mask_;
    while (places_[at].row >= 0 && places_[at].key != key) at = (at + 1) & mask_;
    return places_[at].row;
  }

 private:
  struct Place {
    std::uint64_t key = 0;
    std::int64_t row = -1;
  };
  std::size_t mask_;
  std::vector<Place> places_;
};

class HashedLookupStep final : public Step {
 public:
  HashedLookupStep(const HashedLookup& op, const model::Stage& stage, const model::Model& model)
      : op_(op), stage_(stage), model_(model), elements_(model.block(stage.inputs[0]).columns) {
    if (stage.inputs.size() == 2) numbers_ = model.block(stage.inputs[1]).columns;
    for (const HashedLookup::Table& table : op.tables) index_.emplace_back(table.keys);
  }

  void run(Run& run) const override {
    // The workspace holds doubles; a hash of 32 bits is one exactly.
    run.workspace->resize(elements_.size());
    double* hashes = run.workspace->data();
    for (std::int64_t i = 0; i < run.rows; ++i) {
      for (std::uint32_t j = 0; j < elements_.size(); ++j) hashes[j] = hash(run, j, i);
      std::size_t to = 0;
      for (const HashedLookup::Equal& equal : op_.equal)
        run.out[to++].f32[i] = hashes[equal.column] == equal.hash ? 1.0f : 0.0f;
      for (std::size_t t = 0; t < op_.tables.size(); ++t) {
        const HashedLookup::Table& table = op_.tables[t];
        const std::int64_t found = index_[t].find(key_of(table, hashes, run, i));
        const std::size_t width = table.unknown.size();
        const float* row = found < 0 ? table.unknown.data()
                                     : table.rows.data() + static_cast<std::size_t>(found) * width;
        for (std::size_t k = 0; k < width; ++k) run.out[to++].f32[i] = row[k];
      }
    }
  }
  double ns_per_row() const override {
    return 10.0 * static_cast<double>(elements_.size()) +
           20.0 * static_cast<double>(op_.tables.size());
  }

 private:
  std::uint64_t key_of(const HashedLookup::Table& table, const double* hashes, const Run& run,
                       std::int64_t i) const {
    std::uint64_t key = 0;
    const auto add = [&key](std::uint64_t next) {
      key = HashedLookup::kMultiplier * (key + HashedLookup::kMultiplier * next);
    };
    for (const std::uint32_t column : table.columns)
      add(static_cast<std::uint64_t>(static_cast<std::int64_t>(hashes[column])));
    for (const HashedLookup::Above& above : table.above) {
      const auto x =
          static_cast<float>(number_at(run.in[1][above.column], numbers_[above.column], i));
      add(std::isnan(x) ? above.nan : x > above.border);
    }
    for (const HashedLookup::Equal& equal : table.equal) add(hashes[equal.column] == equal.hash);
    return key;
  }

  double hash(Run& run, std::uint32_t j, std::int64_t i) const {
    if (elements_[j] != Element::kString)
      return hash_number(run, j, i, number_at(run.in[0][j], elements_[j], i));
    const std::string_view text = run.in[0][j].text[i];
    return text.data() == nullptr ? missing(run, j, i) : hash_of(text);
  }

  double hash_number(Run& run, std::uint32_t j, std::int64_t i, double x) const {
    constexpr double kWholeMax = 9007199254740992;  // 2^53
    if (std::isnan(x)) return missing(run, j, i);
    if (x != std::trunc(x) || std::abs(x) > kWholeMax) {
      run.failures->add(
          i,
          base::invalid_argument("BAD_CATEGORY",
                                 fmt::format("{} is no category: CatBoost takes texts and whole "
                                             "numbers",
                                             x)),
          column_name(model_, stage_, 0, j), fmt::format("{}", x));
      return 0;
    }
    std::array<char, 24> digits;
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<std::int64_t>(x));
    return hash_of({digits.data(), static_cast<std::size_t>(end - digits.data())});
  }

  double missing(Run& run, std::uint32_t j, std::int64_t i) const {
    run.failures->add(i,
                      base::invalid_argument("MISSING_VALUE",
                                             "the value is missing, and CatBoost takes no missing "
                                             "categories: they are to be texts of their own"),
                      column_name(model_, stage_, 0, j));
    return 0;
  }

  static double hash_of(std::string_view text) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(base::city_hash64(text)));
  }

  const HashedLookup& op_;
  const model::Stage& stage_;
  const model::Model& model_;
  const std::vector<Element> elements_;
  std::vector<Element> numbers_;
  std::vector<KeyIndex> index_;  // by table
};

}  // namespace

base::Status register_kernel_hashed_lookup(base::Kinds<Kernel>& kinds) {
  return kinds.add("hashed_lookup",
                   std::make_unique<FamilyKernel<HashedLookup, HashedLookupStep>>());
}

}  // namespace slipway::engine
