#include "format/xgboost/tree_arrays.h"

#include <fmt/format.h>

#include "format/xgboost/binary.h"

namespace slipway::format::xgboost {
namespace {

using base::Status;

constexpr std::int64_t kLeafWidthMax = 100'000;

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

template <class Value>
Status copy(const Node& tree, const char* name, std::size_t count, std::vector<Value>& values) {
  SLIPWAY_ASSIGN(const Node* node, tree.need(name));
  auto status = node->copy(count, values);
  return status.ok() ? status : status.at(name);
}

// The leaf vectors of a tree with several targets. From 3.2 on they have an array of their own,
// and a leaf's right child is its place there; before, they are the weights of the nodes.
Status read_leaf_vectors(const Node& tree, TreeArrays& arrays) {
  const std::size_t nodes = arrays.left.size();
  const Node* own = tree.find("leaf_weights");
  arrays.vector_by_leaf = own != nullptr && own->size() > 0;
  if (arrays.vector_by_leaf) {
    if (own->size() % arrays.leaf_width != 0) return bad("leaf_weights are cut off");
    return copy(tree, "leaf_weights", own->size(), arrays.leaf_vectors);
  }
  SLIPWAY_ASSIGN(const Node* weights, tree.need("base_weights"));
  if (weights->kind != Node::Kind::kText)
    return copy(tree, "base_weights", nodes * arrays.leaf_width, arrays.leaf_vectors);
  SLIPWAY_ASSIGN(const Document array, parse_json(weights->text));
  auto status = array.root.copy(nodes * arrays.leaf_width, arrays.leaf_vectors);
  return status.ok() ? status : status.at("base_weights");
}

Status read_sets(const Node& tree, TreeArrays& arrays) {
  const Node* nodes = tree.find("categories_nodes");
  const std::size_t count = nodes == nullptr ? 0 : nodes->size();
  arrays.set_nodes.clear();
  if (count == 0) return {};
  SLIPWAY_TRY(copy(tree, "categories_nodes", count, arrays.set_nodes));
  SLIPWAY_TRY(copy(tree, "categories_segments", count, arrays.set_begins));
  SLIPWAY_TRY(copy(tree, "categories_sizes", count, arrays.set_sizes));
  SLIPWAY_ASSIGN(const Node* all, tree.need("categories"));
  return copy(tree, "categories", all->size(), arrays.categories);
}

Status read_document_tree(const Node& tree, TreeArrays& arrays) {
  SLIPWAY_ASSIGN(const Node* left, tree.need("left_children"));
  const std::size_t count = left->size();
  if (count == 0) return bad("has no nodes");
  SLIPWAY_TRY(copy(tree, "left_children", count, arrays.left));
  SLIPWAY_TRY(copy(tree, "right_children", count, arrays.right));
  SLIPWAY_TRY(copy(tree, "split_indices", count, arrays.feature));
  SLIPWAY_TRY(copy(tree, "split_conditions", count, arrays.value));
  SLIPWAY_TRY(copy(tree, "default_left", count, arrays.default_left));
  arrays.categorical.assign(count, 0);
  if (tree.find("split_type") != nullptr)
    SLIPWAY_TRY(copy(tree, "split_type", count, arrays.categorical));
  arrays.leaf_width = 1;
  if (const Node* param = tree.find("tree_param"); param != nullptr) {
    SLIPWAY_ASSIGN(const std::int64_t width, parameter(*param, "size_leaf_vector", 1));
    if (width < 0 || width > kLeafWidthMax)
      return bad(fmt::format("size_leaf_vector is {}", width));
    arrays.leaf_width = width < 1 ? 1 : static_cast<std::uint32_t>(width);
  }
  if (arrays.leaf_width > 1) SLIPWAY_TRY(read_leaf_vectors(tree, arrays));
  return read_sets(tree, arrays);
}

}  // namespace

Status read_arrays(std::string_view bytes, Form form, TreeArrays& arrays) {
  if (form == Form::kBinary) return read_binary_tree(bytes, arrays);
  SLIPWAY_ASSIGN(const Document document, parse_tree(bytes, form));
  return read_document_tree(document.root, arrays);
}

}  // namespace slipway::format::xgboost
