// The stages a model is made of: what each family holds, and the arithmetic it promises.
//
// A stage reads blocks (rows × columns) and writes one block. Every column of a block has one
// Element. The family says what is computed; the comments and enums in stages/ say *how*, to the
// bit: cast, compare, order of sums, rule for missing values. Kernels (engine/) implement these
// contracts and nothing else; readers (format/) choose among them.
//
// Missing is NaN in kF32/kF64, invalid in kString. A kI64 value is never missing.
//
// A family is a struct with its kFamily, check() (the block it makes of its inputs, or
// INVALID_ARGUMENT/BAD_MODEL: no kernel checks again) and contract() (one line, for people), in
// stages/<family>.h and .cc, and its name below.
#pragma once

#include <string>
#include <variant>

#include "model/stages/basis.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/interpolate.h"
#include "model/stages/linear.h"
#include "model/stages/linear_float.h"
#include "model/stages/link.h"
#include "model/stages/lookup.h"
#include "model/stages/neighbour_impute.h"
#include "model/stages/row_norm.h"
#include "model/stages/scale.h"
#include "model/stages/shares.h"
#include "model/stages/text.h"
#include "model/stages/topics.h"
#include "model/stages/trees.h"
#include "model/stages/vote.h"

namespace slipway::model {

// One a line, so that families can be added side by side.
// clang-format off
using Op = std::variant<
    BSplines,
    Bins,
    Cast,
    Combine,
    Decide,
    Dense,
    Elementwise,
    Gather,
    Impute,
    Interpolate,
    Linear,
    LinearFloat,
    Link,
    LookupRows,
    NeighbourImpute,
    NumberOf,
    OneHot,
    Ordinal,
    Place,
    Products,
    Require,
    RowNorm,
    Scale,
    TextCount,
    TextHash,
    TfIdf,
    Topics,
    Shares,
    TreeEnsemble,
    TreeLeaves,
    Votes,
    WeightedMedian,
    Where>;
// clang-format on

// "tree_ensemble": what `inspect` prints and kernels are registered under.
const char* family(const Op& op);

// One line of the contract, for people: "float32(x) <= threshold, sum in float64 in tree order".
std::string contract(const Op& op);

}  // namespace slipway::model
