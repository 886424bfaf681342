// A Treelite checkpoint as it lies in the file: a header, then one tree behind the other,
// little-endian. Scalars are written as they are, an array and a text behind its count (u64).
//
//   version (3 × i32) · types of thresholds and leaves · number of trees · the model · its trees
//
// Read of version 4 (all of 4.x) and 3.9, which keeps a node in one structure. Source: Treelite's
// src/serializer.cc; docs/serialization/v4.rst.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "format/window.h"

namespace slipway::format::treelite {

enum class Operator : std::int8_t { kNone, kEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

struct Header {
  std::int32_t major = 0, minor = 0, patch = 0;
  bool wide = false;  // thresholds and leaves are float64, not float32
  std::uint64_t trees = 0;
  std::uint32_t features = 0;
  std::string task;                     // "a binary classifier", for people
  bool average = false;                 // sums are divided by the trees that add to them
  std::vector<std::int32_t> num_class;  // by target
  std::int32_t leaf_targets = 1, leaf_classes = 1;  // the shape of a leaf's vector
  std::vector<std::int32_t> target_id, class_id;    // by tree; -1: all of them
  std::string postprocessor;
  float sigmoid_alpha = 1, ratio_c = 1;
  std::vector<double> base_scores;  // target × greatest num_class

  std::int32_t classes_max() const;
};

struct TreeNode {
  bool leaf = false, categorical = false;
  bool default_left = false;
  bool list_right = false;  // a category of the list goes right, not left
  Operator compare = Operator::kNone;
  std::uint32_t feature = 0;
  std::int32_t left = -1, right = -1;
  double value = 0;                                // the threshold, or the leaf's
  std::uint64_t vector_begin = 0, vector_end = 0;  // of a leaf, in leaf_vector
  std::uint64_t list_begin = 0, list_end = 0;      // of a categorical node, in category_list
};

struct Tree {
  std::vector<TreeNode> nodes;
  std::vector<double> leaf_vector;
  std::vector<std::uint32_t> category_list;
};

// Whether these are a checkpoint's first bytes.
bool looks_like_checkpoint(std::string_view head);

// INVALID_ARGUMENT/{BAD_FILE, TRUNCATED}; UNIMPLEMENTED for a version or an option that is not read.
base::Result<Header> read_header(Window& window);
base::Result<Tree> read_tree(Window& window, const Header& header);

// Of 3.9 only.
base::Status read_header_v3(Window& window, Header& header);
base::Result<Tree> read_tree_v3(Window& window, const Header& header);

}  // namespace slipway::format::treelite
