// A small forest to be broken in one place. Tests only.
#pragma once

#include <memory>
#include <string>

#include "model/stages/check_test.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"

namespace slipway::model {

// A forest and what adds it up.
struct Trees : Forest, TreeEnsemble {
  Op ensemble() const {
    TreeEnsemble op = *this;
    op.forest = std::make_shared<const Forest>(*this);
    return op;
  }
  Op leaves_of() const { return TreeLeaves{std::make_shared<const Forest>(*this)}; }
};

// x0 <= 1 ? leaf 0 : (x1 in set 0 ? leaf 1 : leaf 2)
inline Trees tree() {
  Trees op;
  op.inputs = 2;
  op.roots = {0};
  op.leaves = {1, 2, 3};
  op.nodes = {{.threshold = 1, .left = ~0, .right = 1, .feature = 0},
              {.threshold = 0, .left = ~1, .right = ~2, .feature = 1, .categorical = true}};
  op.sets = {{0, 1}};
  op.set_words = {5};
  return op;
}

// Breaks one thing of the tree, and says why it is refused.
template <class Break>
std::string broken(Break break_it) {
  Trees op = tree();
  break_it(op);
  return refusal(op.ensemble(), {kF64, kF64});
}

}  // namespace slipway::model
