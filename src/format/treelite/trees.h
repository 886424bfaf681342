// The trees of a checkpoint as a Forest, one after the other.
#pragma once

#include <cstdint>
#include <vector>

#include "base/status.h"
#include "format/treelite/checkpoint.h"
#include "model/stages/forest.h"

namespace slipway::format::treelite {

// One column for each class of each target, the targets one behind the other.
struct Columns {
  explicit Columns(const Header& header);
  std::uint32_t at(std::int32_t target, std::int32_t of_class) const {
    return begin[static_cast<std::size_t>(target)] + static_cast<std::uint32_t>(of_class);
  }
  std::vector<std::uint32_t> begin;  // by target, and their number at the end
  std::uint32_t count() const { return begin.back(); }
};

struct Trees {
  model::Forest forest;
  std::vector<std::uint32_t> tree_output;  // by tree, if a leaf is one value of several
  std::vector<std::uint64_t> adding;       // by column: how many trees add to it
};

base::Result<Trees> read_trees(Window& window, const Header& header, const Columns& columns);

}  // namespace slipway::format::treelite
