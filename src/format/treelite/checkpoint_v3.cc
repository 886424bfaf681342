// Checkpoints of Treelite 3.9: parameters and nodes are C structures as they lay in memory.
#include "format/treelite/checkpoint.h"
#include "format/treelite/values.h"

namespace slipway::format::treelite {
namespace {

using base::Result;
using base::Status;

enum Task : std::uint8_t { kBinaryOrRegressor, kGrovePerClass, kLeafOfClasses, kLeafOfOneClass };

constexpr std::size_t kTaskBytes = 12;    // u8 output_type, bool grove_per_class, 2 × u32
constexpr std::size_t kModelBytes = 268;  // char[256] pred_transform, 3 × float
constexpr std::size_t kNameBytes = 256;
constexpr std::int8_t kCategorical = 2;

// struct Node: i32 left, right; u32 feature and default (the highest bit); the threshold or leaf; u64
// count; 2 × double; i8 type, i8 operator; 4 × bool.
struct Layout {
  std::size_t value, type, bytes;
};
constexpr Layout kNarrow = {12, 40, 48}, kWide = {16, 48, 56};

TreeNode node_at(std::string_view bytes, std::size_t at, bool wide) {
  const Layout& layout = wide ? kWide : kNarrow;
  TreeNode node;
  node.left = load<std::int32_t>(bytes, at);
  node.right = load<std::int32_t>(bytes, at + 4);
  const auto feature = load<std::uint32_t>(bytes, at + 8);
  node.leaf = node.left == -1;
  node.default_left = (feature >> 31) != 0;
  node.feature = feature & 0x7fffffffu;
  node.value = wide ? load<double>(bytes, at + layout.value)
                    : static_cast<double>(load<float>(bytes, at + layout.value));
  node.categorical = load<std::int8_t>(bytes, at + layout.type) == kCategorical;
  node.compare = static_cast<Operator>(load<std::int8_t>(bytes, at + layout.type + 1));
  node.list_right = load<std::uint8_t>(bytes, at + layout.type + 5) != 0;
  return node;
}

Status read_task(std::uint8_t task, std::string_view param, Header& header) {
  const auto output_type = load<std::uint8_t>(param);
  const auto grove = load<std::uint8_t>(param, 1);
  const auto classes = load<std::uint32_t>(param, 4), width = load<std::uint32_t>(param, 8);
  if (output_type != 0 || task == kLeafOfOneClass)
    return base::unimplemented("UNSUPPORTED_OPTION", "leaves that are whole numbers");
  if (task > kLeafOfOneClass) return bad(fmt::format("task {}", task));
  if (classes < 1 || classes > 100'000 || (task == kBinaryOrRegressor && classes != 1))
    return bad(fmt::format("{} classes", classes));
  const bool vectors = task == kLeafOfClasses;
  if ((grove != 0) != (task == kGrovePerClass) || width != (vectors ? classes : 1))
    return bad(fmt::format("leaves of {} values for {} classes", width, classes));
  header.task = task == kBinaryOrRegressor ? "model" : "classifier";
  header.num_class = {static_cast<std::int32_t>(classes)};
  header.leaf_classes = static_cast<std::int32_t>(width);
  header.target_id.assign(header.trees, 0);
  header.class_id.assign(header.trees, vectors ? -1 : 0);
  if (task == kGrovePerClass)
    for (std::size_t t = 0; t < header.trees; ++t)
      header.class_id[t] = static_cast<std::int32_t>(t % classes);
  return {};
}

Status no_more_fields(Window& window) {
  SLIPWAY_ASSIGN(const auto count, scalar<std::int32_t>(window));
  return count == 0 ? Status() : bad(fmt::format("{} more fields, which 3.9 has not", count));
}

}  // namespace

Status read_header_v3(Window& window, Header& header) {
  SLIPWAY_ASSIGN(const auto task, scalar<std::uint8_t>(window));
  SLIPWAY_ASSIGN(const auto average, scalar<std::uint8_t>(window));
  header.average = average != 0;
  SLIPWAY_ASSIGN(const std::string_view param, window.take(kTaskBytes));
  SLIPWAY_TRY(read_task(task, param, header));
  SLIPWAY_ASSIGN(const std::string_view model, window.take(kModelBytes));
  const std::string_view name = model.substr(0, kNameBytes);
  header.postprocessor = name.substr(0, name.find('\0'));
  header.sigmoid_alpha = load<float>(model, kNameBytes);
  header.ratio_c = load<float>(model, kNameBytes + 4);
  // The one bias is of every class.
  header.base_scores.assign(static_cast<std::size_t>(header.num_class[0]),
                            static_cast<double>(load<float>(model, kNameBytes + 8)));
  return no_more_fields(window);
}

Result<Tree> read_tree_v3(Window& window, const Header& header) {
  Tree tree;
  SLIPWAY_ASSIGN(const auto count, scalar<std::int32_t>(window));
  SLIPWAY_TRY(scalar<std::uint8_t>(window).status());
  const std::size_t bytes = header.wide ? kWide.bytes : kNarrow.bytes;
  SLIPWAY_ASSIGN(const std::string_view nodes, array_bytes(window, bytes));
  if (count < 1 || static_cast<std::size_t>(count) != nodes.size() / bytes)
    return bad(fmt::format("{} nodes, but {} are there", count, nodes.size() / bytes));
  for (std::size_t at = 0; at < nodes.size(); at += bytes)
    tree.nodes.push_back(node_at(nodes, at, header.wide));
  SLIPWAY_ASSIGN(tree.leaf_vector, reals(window, header.wide));
  SLIPWAY_ASSIGN(const auto begin, array<std::uint64_t>(window));
  SLIPWAY_ASSIGN(const auto end, array<std::uint64_t>(window));
  SLIPWAY_ASSIGN(tree.category_list, array<std::uint32_t>(window));
  SLIPWAY_ASSIGN(const auto offsets, array<std::uint64_t>(window));
  SLIPWAY_TRY(no_more_fields(window));
  SLIPWAY_TRY(no_more_fields(window));
  const std::size_t wanted = tree.nodes.size();
  if (begin.size() != wanted || end.size() != wanted || offsets.size() != wanted + 1)
    return bad(fmt::format("vectors and categories are not those of {} nodes", wanted));
  for (std::size_t i = 0; i < wanted; ++i) {
    TreeNode& node = tree.nodes[i];
    node.vector_begin = begin[i];
    node.vector_end = end[i];
    node.list_begin = offsets[i];
    node.list_end = offsets[i + 1];
    // Its own GTIL goes to the node behind the left child, and says nothing of the right one.
    if (!node.leaf && !node.categorical && std::int64_t{node.right} != std::int64_t{node.left} + 1)
      return base::unimplemented("UNSUPPORTED_OPTION",
                                 "children that do not stand beside each other");
  }
  return tree;
}

}  // namespace slipway::format::treelite
