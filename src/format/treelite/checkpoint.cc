#include "format/treelite/checkpoint.h"

#include <algorithm>

#include "base/limits.h"
#include "format/treelite/values.h"

namespace slipway::format::treelite {
namespace {

using base::Result;
using base::Status;

constexpr std::uint8_t kFloat32 = 2, kFloat64 = 3;
constexpr std::uint64_t kTreesMax = 1u << 24;
constexpr std::size_t kHeadBytes = 26;  // up to the number of features, and with it

enum Type : std::int8_t { kLeaf = 0, kNumerical = 1, kCategorical = 2 };

Status check_types(std::uint8_t threshold, std::uint8_t leaf) {
  if (threshold == leaf && (leaf == kFloat32 || leaf == kFloat64)) return {};
  if (leaf == 1) return base::unimplemented("UNSUPPORTED_OPTION", "leaves that are whole numbers");
  return bad(fmt::format("thresholds of type {}, leaves of type {}", threshold, leaf));
}

// Fields that a later version may have added: nothing is known of them.
Status no_more_fields(Window& window, const char* of) {
  SLIPWAY_ASSIGN(const auto count, scalar<std::int32_t>(window));
  if (count == 0) return {};
  SLIPWAY_ASSIGN(const std::string name, text(window));
  return base::unimplemented(
      "UNKNOWN_ATTRIBUTE",
      fmt::format("{} has a field \"{}\", of which nothing is known", of, name.substr(0, 40)));
}

Status check_classes(const Header& header, std::int32_t targets) {
  if (targets < 1 || targets != static_cast<std::int32_t>(header.num_class.size()))
    return bad(fmt::format("{} targets, but classes of {}", targets, header.num_class.size()));
  std::int64_t outputs = 0;
  for (const std::int32_t classes : header.num_class) {
    if (classes < 1 || static_cast<std::uint32_t>(classes) > base::kColumnsMax)
      return bad(fmt::format("a target of {} classes", classes));
    outputs += classes;
  }
  if (outputs > base::kColumnsMax) return bad(fmt::format("{} outputs", outputs));
  return {};
}

Result<std::string> task_of(std::uint8_t task) {
  static constexpr const char* kTasks[] = {"binary classifier", "regressor", "classifier", "ranker",
                                           "isolation forest"};
  if (task >= std::size(kTasks)) return bad(fmt::format("task {}", task));
  return std::string(kTasks[task]);
}

Status read_model(Window& window, Header& header) {
  SLIPWAY_ASSIGN(const auto task, scalar<std::uint8_t>(window));
  SLIPWAY_ASSIGN(header.task, task_of(task));
  SLIPWAY_ASSIGN(const auto average, scalar<std::uint8_t>(window));
  header.average = average != 0;
  SLIPWAY_ASSIGN(const auto targets, scalar<std::int32_t>(window));
  SLIPWAY_ASSIGN(header.num_class, array<std::int32_t>(window));
  SLIPWAY_ASSIGN(const auto shape, array<std::int32_t>(window));
  if (shape.size() != 2) return bad(fmt::format("leaves of {} dimensions", shape.size()));
  header.leaf_targets = shape[0];
  header.leaf_classes = shape[1];
  SLIPWAY_ASSIGN(header.target_id, array<std::int32_t>(window));
  SLIPWAY_ASSIGN(header.class_id, array<std::int32_t>(window));
  SLIPWAY_ASSIGN(header.postprocessor, text(window));
  SLIPWAY_ASSIGN(header.sigmoid_alpha, scalar<float>(window));
  SLIPWAY_ASSIGN(header.ratio_c, scalar<float>(window));
  SLIPWAY_ASSIGN(header.base_scores, array<double>(window));
  SLIPWAY_TRY(text(window).status());  // attributes: the user's own
  SLIPWAY_TRY(no_more_fields(window, "the model"));
  return check_classes(header, targets);
}

Status check_ids(const Header& header) {
  const auto targets = static_cast<std::int32_t>(header.num_class.size());
  if (header.target_id.size() != header.trees || header.class_id.size() != header.trees)
    return bad("not every tree has a target and a class");
  for (std::size_t t = 0; t < header.trees; ++t)
    if (header.target_id[t] < -1 || header.target_id[t] >= targets || header.class_id[t] < -1 ||
        header.class_id[t] >= header.classes_max())
      return bad(fmt::format("tree {} is of target {}, class {}", t, header.target_id[t],
                             header.class_id[t]));
  const std::size_t wanted =
      header.num_class.size() * static_cast<std::size_t>(header.classes_max());
  if (header.base_scores.size() == wanted) return {};
  return bad(fmt::format("{} base scores, wanted {}", header.base_scores.size(), wanted));
}

Status read_all_of_header(Window& window, Header& header) {
  SLIPWAY_ASSIGN(header.major, scalar<std::int32_t>(window));
  SLIPWAY_ASSIGN(header.minor, scalar<std::int32_t>(window));
  SLIPWAY_ASSIGN(header.patch, scalar<std::int32_t>(window));
  if (header.major != 4 && (header.major != 3 || header.minor != 9))
    return base::unimplemented("UNSUPPORTED_VERSION", fmt::format("a checkpoint of Treelite {}.{}",
                                                                  header.major, header.minor))
        .remedy(
            "Slipway reads those of 3.9 and 4.x: load the model with Treelite 4 from where it "
            "came, and serialize it");
  SLIPWAY_ASSIGN(const auto threshold, scalar<std::uint8_t>(window));
  SLIPWAY_ASSIGN(const auto leaf, scalar<std::uint8_t>(window));
  SLIPWAY_TRY(check_types(threshold, leaf));
  header.wide = leaf == kFloat64;
  SLIPWAY_ASSIGN(header.trees, scalar<std::uint64_t>(window));
  if (header.trees > kTreesMax || header.trees > window.left())
    return bad(fmt::format("{} trees", header.trees));
  SLIPWAY_ASSIGN(const auto features, scalar<std::int32_t>(window));
  if (features < 1 || static_cast<std::uint32_t>(features) > base::kColumnsMax)
    return bad(fmt::format("{} features", features));
  header.features = static_cast<std::uint32_t>(features);
  SLIPWAY_TRY(header.major == 3 ? read_header_v3(window, header) : read_model(window, header));
  return check_ids(header);
}

// What is known of every node, an array each.
struct Arrays {
  std::vector<std::int8_t> type, compare;
  std::vector<std::int32_t> left, right, feature;
  std::vector<std::uint8_t> default_left, list_right;
  std::vector<double> leaf_value, threshold;
  std::vector<std::uint64_t> vector_begin, vector_end, list_begin, list_end;
};

Status read_arrays(Window& window, bool wide, Arrays& arrays, Tree& tree) {
  SLIPWAY_ASSIGN(arrays.type, array<std::int8_t>(window));
  SLIPWAY_ASSIGN(arrays.left, array<std::int32_t>(window));
  SLIPWAY_ASSIGN(arrays.right, array<std::int32_t>(window));
  SLIPWAY_ASSIGN(arrays.feature, array<std::int32_t>(window));
  SLIPWAY_ASSIGN(arrays.default_left, array<std::uint8_t>(window));
  SLIPWAY_ASSIGN(arrays.leaf_value, reals(window, wide));
  SLIPWAY_ASSIGN(arrays.threshold, reals(window, wide));
  SLIPWAY_ASSIGN(arrays.compare, array<std::int8_t>(window));
  SLIPWAY_ASSIGN(arrays.list_right, array<std::uint8_t>(window));
  SLIPWAY_ASSIGN(tree.leaf_vector, reals(window, wide));
  SLIPWAY_ASSIGN(arrays.vector_begin, array<std::uint64_t>(window));
  SLIPWAY_ASSIGN(arrays.vector_end, array<std::uint64_t>(window));
  SLIPWAY_ASSIGN(tree.category_list, array<std::uint32_t>(window));
  SLIPWAY_ASSIGN(arrays.list_begin, array<std::uint64_t>(window));
  SLIPWAY_ASSIGN(arrays.list_end, array<std::uint64_t>(window));
  for (int statistic = 0; statistic < 3; ++statistic) {  // counts, hessians, gains
    SLIPWAY_TRY(array_bytes(window, 8).status());
    SLIPWAY_TRY(array_bytes(window, 1).status());
  }
  SLIPWAY_TRY(no_more_fields(window, "a tree"));
  return no_more_fields(window, "a node");
}

Status check_sizes(const Arrays& arrays, std::size_t nodes) {
  for (const std::size_t size :
       {arrays.type.size(), arrays.left.size(), arrays.right.size(), arrays.feature.size(),
        arrays.default_left.size(), arrays.leaf_value.size(), arrays.threshold.size(),
        arrays.compare.size(), arrays.list_right.size(), arrays.vector_begin.size(),
        arrays.vector_end.size(), arrays.list_begin.size(), arrays.list_end.size()})
    if (size != nodes) return bad(fmt::format("{} values for {} nodes", size, nodes));
  return {};
}

}  // namespace

std::int32_t Header::classes_max() const { return *std::ranges::max_element(num_class); }

bool looks_like_checkpoint(std::string_view head) {
  if (head.size() < kHeadBytes) return false;
  const auto major = load<std::int32_t>(head), minor = load<std::int32_t>(head, 4),
             patch = load<std::int32_t>(head, 8), features = load<std::int32_t>(head, 22);
  const auto threshold = load<std::uint8_t>(head, 12), leaf = load<std::uint8_t>(head, 13);
  return (major == 3 || major == 4) && minor >= 0 && minor < 100 && patch >= 0 && patch < 1000 &&
         (threshold == kFloat32 || threshold == kFloat64) && leaf >= 1 && leaf <= kFloat64 &&
         load<std::uint64_t>(head, 14) <= kTreesMax && features > 0;
}

Result<Header> read_header(Window& window) {
  Header header;
  if (auto status = read_all_of_header(window, header); !status.ok())
    return status.at(fmt::format("offset {}", window.offset()));
  return header;
}

Result<Tree> read_tree(Window& window, const Header& header) {
  if (header.major == 3) return read_tree_v3(window, header);
  Tree tree;
  SLIPWAY_ASSIGN(const auto count, scalar<std::int32_t>(window));
  SLIPWAY_TRY(scalar<std::uint8_t>(window).status());  // whether a node is categorical: it says so
  Arrays arrays;
  SLIPWAY_TRY(read_arrays(window, header.wide, arrays, tree));
  if (count < 1) return bad(fmt::format("{} nodes", count));
  SLIPWAY_TRY(check_sizes(arrays, static_cast<std::size_t>(count)));
  tree.nodes.resize(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    if (arrays.type[i] < kLeaf || arrays.type[i] > kCategorical)
      return bad(fmt::format("node {} is of kind {}", i, arrays.type[i]));
    TreeNode& node = tree.nodes[i];
    node.leaf = arrays.left[i] == -1;
    node.categorical = arrays.type[i] == kCategorical;
    node.default_left = arrays.default_left[i] != 0;
    node.list_right = arrays.list_right[i] != 0;
    node.compare = static_cast<Operator>(arrays.compare[i]);
    node.feature = static_cast<std::uint32_t>(arrays.feature[i]);
    node.left = arrays.left[i];
    node.right = arrays.right[i];
    node.value = node.leaf ? arrays.leaf_value[i] : arrays.threshold[i];
    node.vector_begin = arrays.vector_begin[i];
    node.vector_end = arrays.vector_end[i];
    node.list_begin = arrays.list_begin[i];
    node.list_end = arrays.list_end[i];
  }
  return tree;
}

}  // namespace slipway::format::treelite
