#include "format/xgboost/binary.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/window.h"
#include "format/xgboost/saved.h"

namespace slipway::format::xgboost {
namespace {

using base::Result;
using base::Status;

constexpr std::size_t kLearnerBytes = 136, kTreesBytes = 160, kTreeBytes = 148, kLinearBytes = 136;
constexpr std::size_t kNodeBytes = 20, kStatisticBytes = 16;
constexpr std::uint64_t kTextMax = 16u << 20;
constexpr std::string_view kConfig = "CONFIG-offset:";

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

template <class Value>
Value load(std::string_view bytes, std::size_t at) {
  Value value;
  std::memcpy(&value, bytes.data() + at, sizeof(Value));
  return value;
}

// Reads one saved booster front to back.
class BinaryReader {
 public:
  BinaryReader(const base::Reader& file, std::uint64_t begin, std::uint64_t end)
      : window_(file, begin, end) {
    saved_.trees.file = &file;
    saved_.trees.form = Form::kBinary;
  }

  Result<Saved> run() {
    if (auto status = booster(); !status.ok())
      return status.at(fmt::format("offset {}", window_.offset()));
    return std::move(saved_);
  }

 private:
  Status booster() {
    SLIPWAY_TRY(learner());
    SLIPWAY_ASSIGN(saved_.objective, text());
    SLIPWAY_ASSIGN(const std::string name, text());
    if (name == "gblinear") {
      SLIPWAY_TRY(linear());
    } else if (name == "gbtree" || name == "dart") {
      SLIPWAY_TRY(trees());
      if (name == "dart" && !saved_.trees.spans.empty()) {
        SLIPWAY_ASSIGN(saved_.tree_weight, floats(saved_.trees.spans.size()));
      }
    } else {
      return base::unimplemented("UNSUPPORTED_OPTION",
                                 fmt::format("booster {}", name.substr(0, 40)))
          .remedy("Slipway reads gbtree, dart and gblinear");
    }
    return rest();
  }

  Status learner() {
    if (window_.peek() == 'b') {
      SLIPWAY_ASSIGN(const std::string_view magic, window_.take(4));
      if (magic != "binf") return bad("a form that is not known");
    }
    SLIPWAY_ASSIGN(const std::string_view param, window_.take(kLearnerBytes));
    saved_.base_score = {load<float>(param, 0)};
    const auto features = load<std::uint32_t>(param, 4);
    const auto classes = load<std::int32_t>(param, 8);
    has_attributes_ = load<std::int32_t>(param, 12) != 0;
    has_metrics_ = load<std::int32_t>(param, 16) != 0;
    const auto major = load<std::uint32_t>(param, 20), minor = load<std::uint32_t>(param, 24);
    const auto targets = load<std::uint32_t>(param, 28);
    if (features == 0 || features > base::kColumnsMax)
      return bad(fmt::format("num_feature is {}", features));
    if (classes < 0 || classes > 100'000) return bad(fmt::format("num_class is {}", classes));
    if (major > 3 || minor > 99) return bad(fmt::format("version {}.{}", major, minor));
    saved_.features = features;
    saved_.categories.resize(features);
    saved_.classes = static_cast<std::size_t>(classes);
    if (major >= 1) saved_.version = fmt::format("{}.{}", major, minor);
    saved_.version_number = static_cast<int>(major * 10000 + minor * 100);
    saved_.base_is_margin = major < 1;
    // Reserved, and 0, before 1.6.
    if (saved_.version_number >= 10600) saved_.targets = std::max(targets, 1u);
    if (saved_.targets > 100'000) return bad(fmt::format("num_target is {}", targets));
    return {};
  }

  Status trees() {
    SLIPWAY_ASSIGN(const std::string_view param, window_.take(kTreesBytes));
    const auto trees = load<std::int32_t>(param, 0);
    const auto parallel = load<std::int32_t>(param, 4);  // from 1.0 on; before, num_roots
    const auto buffer = load<std::int64_t>(param, 16);
    if (trees < 0 || std::cmp_greater(trees, kTreesMax))
      return bad(fmt::format("num_trees is {}", trees));
    if (saved_.version_number >= 10600 && parallel > 0)
      saved_.parallel_trees = static_cast<std::size_t>(parallel);
    for (std::int32_t t = 0; t < trees; ++t) SLIPWAY_TRY(tree());
    for (std::int32_t t = 0; t < trees; ++t) {
      SLIPWAY_ASSIGN(const std::string_view bytes, window_.take(4));
      saved_.tree_output.push_back(load<std::uint32_t>(bytes, 0));
    }
    if (buffer != 0 && saved_.version_number == 0)
      return base::unimplemented("UNSUPPORTED_OPTION",
                                 "a model of before XGBoost 0.4, which holds predictions too")
          .remedy("load it with XGBoost 0.90 to 2.1, and save it with save_model(\"model.json\")");
    return {};
  }

  Status tree() {
    const std::uint64_t begin = window_.offset();
    SLIPWAY_ASSIGN(const std::string_view param, window_.take(kTreeBytes));
    const auto nodes = load<std::int32_t>(param, 4);
    const auto leaf_vector = load<std::int32_t>(param, 20);
    if (leaf_vector > 1)
      return base::unimplemented("UNSUPPORTED_OPTION", "leaf vectors in the binary form");
    if (nodes < 1)
      return bad(fmt::format("tree {} has {} nodes", saved_.trees.spans.size(), nodes));
    SLIPWAY_TRY(window_.skip(static_cast<std::uint64_t>(nodes) * (kNodeBytes + kStatisticBytes)));
    saved_.trees.spans.push_back({begin, window_.offset() - begin});
    if (leaf_vector != 0 && saved_.version_number < 20000) {  // from 2.0 on its width, 1

      SLIPWAY_ASSIGN(const std::uint64_t count, length(4));
      if (count > 0)
        return base::unimplemented("UNSUPPORTED_OPTION", "leaf vectors in the binary form");
    }
    return {};
  }

  Status linear() {
    saved_.linear = true;
    SLIPWAY_ASSIGN(const std::string_view param, window_.take(kLinearBytes));
    const auto features = load<std::uint32_t>(param, 0);
    if (features != 0 && features != saved_.features)  // 0: from 1.0 on
      return bad(fmt::format("weights of {} features for {}", features, saved_.features));
    SLIPWAY_ASSIGN(saved_.weights, floats((saved_.features + 1) * saved_.outputs()));
    return {};
  }

  // Attributes; what follows them serves training.
  Status rest() {
    if (has_attributes_) {
      SLIPWAY_ASSIGN(const std::uint64_t count, length(16));
      for (std::uint64_t i = 0; i < count; ++i) {
        SLIPWAY_ASSIGN(const std::string name, text());
        SLIPWAY_ASSIGN(const std::string value, text());
        SLIPWAY_TRY(attribute(name, value));
      }
    }
    if (saved_.objective == "count:poisson" && window_.left() > 0) {
      SLIPWAY_TRY(text().status());  // max_delta_step
    }
    if (has_metrics_ && window_.left() > 0) {
      SLIPWAY_ASSIGN(const std::uint64_t count, length(8));
      for (std::uint64_t i = 0; i < count; ++i) SLIPWAY_TRY(text().status());
    }
    return window_.left() == 0 ? Status() : bad("something follows the model");
  }

  Status attribute(const std::string& name, const std::string& value) {
    if (name == "scikit_learn") return saved_.scikit_learn = value, Status();
    const bool best = name == "best_iteration";
    if (!best && name != "best_ntree_limit") return {};
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number >= 1u << 30)
      return bad(fmt::format("{} is no number", name));
    (best ? saved_.best_iteration : saved_.best_trees_limit) = number;
    return {};
  }

  // A count of elements of at least `bytes` bytes each.
  Result<std::uint64_t> length(std::uint64_t bytes) {
    SLIPWAY_ASSIGN(const std::string_view stored, window_.take(8));
    const auto count = load<std::uint64_t>(stored, 0);
    if (count > window_.left() / bytes) return window_.take(UINT64_MAX).status();
    return count;
  }
  Result<std::string> text() {
    SLIPWAY_ASSIGN(const std::uint64_t count, length(1));
    if (count > kTextMax) return bad("a text that is too long");
    SLIPWAY_ASSIGN(const std::string_view bytes, window_.take(count));
    return std::string(bytes);
  }
  Result<std::vector<float>> floats(std::size_t wanted) {
    SLIPWAY_ASSIGN(const std::uint64_t count, length(4));
    if (count != wanted) return bad(fmt::format("{} weights, wanted {}", count, wanted));
    SLIPWAY_ASSIGN(const std::string_view bytes, window_.take(4 * count));
    std::vector<float> values(count);
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

  Window window_;
  Saved saved_;
  bool has_attributes_ = false, has_metrics_ = false;
};

}  // namespace

Result<Saved> read_saved_binary(const base::Reader& file, std::uint64_t begin, std::uint64_t end) {
  std::string head;
  SLIPWAY_TRY(file.read(begin, kConfig.size() + 8, head));
  if (head.starts_with(kConfig) && head.size() == kConfig.size() + 8) {
    begin += head.size();
    const auto config = load<std::uint64_t>(head, kConfig.size());  // counted from there
    if (config > end - begin) return bad("CONFIG-offset is out of range");
    end = begin + config;
  }
  return BinaryReader(file, begin, end).run();
}

int sniff_binary(std::string_view head) {
  if (head.starts_with(kConfig) || head.starts_with("binf")) return 100;
  // The names of an objective and a booster stand behind the first structure.
  const auto name_at = [&head](std::size_t at) -> std::string_view {
    if (head.size() < at + 8) return {};
    const auto count = load<std::uint64_t>(head, at);
    return count > 64 || head.size() < at + 8 + count ? std::string_view()
                                                      : head.substr(at + 8, count);
  };
  const std::string_view objective = name_at(kLearnerBytes);
  const bool letters = std::ranges::all_of(objective, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ':' || c == '_';
  });
  if (objective.empty() || !letters) return 0;
  const std::string_view booster = name_at(kLearnerBytes + 8 + objective.size());
  return booster == "gbtree" || booster == "dart" || booster == "gblinear" ? 100 : 0;
}

Status read_binary_tree(std::string_view bytes, TreeArrays& arrays) {
  const auto count = static_cast<std::size_t>(load<std::int32_t>(bytes, 4));
  if (bytes.size() != kTreeBytes + count * (kNodeBytes + kStatisticBytes))
    return base::invalid_argument("TRUNCATED", "a tree that is cut off");
  arrays.leaf_width = 1;
  arrays.set_nodes.clear();
  arrays.left.resize(count);
  arrays.right.resize(count);
  arrays.feature.resize(count);
  arrays.default_left.resize(count);
  arrays.value.resize(count);
  arrays.categorical.assign(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = kTreeBytes + i * kNodeBytes;  // parent first
    arrays.left[i] = load<std::int32_t>(bytes, at + 4);
    arrays.right[i] = load<std::int32_t>(bytes, at + 8);
    const auto split = load<std::uint32_t>(bytes, at + 12);
    arrays.feature[i] = static_cast<std::int32_t>(split & 0x7fffffffu);
    arrays.default_left[i] = static_cast<std::uint8_t>(split >> 31);
    arrays.value[i] = load<float>(bytes, at + 16);
  }
  return {};
}

}  // namespace slipway::format::xgboost
