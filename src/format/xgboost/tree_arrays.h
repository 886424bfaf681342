// One tree as its arrays, whichever form of file it stands in. Used by trees.cc.
#pragma once

#include <cstdint>
#include <vector>

#include "base/status.h"
#include "format/xgboost/document.h"

namespace slipway::format::xgboost {

// By node, all of one length, but the last three. Kept from tree to tree, for their memory.
struct TreeArrays {
  std::vector<std::int32_t> left, right, feature;  // left is -1 in a leaf
  std::vector<std::uint8_t> default_left, categorical;
  std::vector<float> value;  // a threshold, or the value of a leaf

  std::uint32_t leaf_width = 1;
  std::vector<float> leaf_vectors;  // if leaf_width > 1: leaf_width values for each …
  bool vector_by_leaf = false;      // … leaf, whose number is `right`, or node

  // categories_nodes[i] has the set_sizes[i] values of `categories` from set_begins[i] on.
  std::vector<std::int32_t> set_nodes, categories;
  std::vector<std::int64_t> set_begins, set_sizes;
};

// INVALID_ARGUMENT/BAD_FILE and what Node says. Indices are not checked: nodes may be anywhere.
base::Status read_arrays(std::string_view bytes, Form form, TreeArrays& arrays);

}  // namespace slipway::format::xgboost
