// Functions of numpy and scipy that a file names: those of model/stages/elementwise.h, and nothing
// else. One thread.
#pragma once

#include <optional>

#include "format/sklearn/adapter.h"
#include "model/stages/elementwise.h"

namespace slipway::format::sklearn {

// numpy.log1p, by its name (a symbol) or as numpy pickles its ufuncs (numpy.core._ufunc_reconstruct).
// kPositive of what passes its argument on (None, numpy.asarray). UNSUPPORTED_OPTION of anything
// else, with `what` ("func") and its name.
base::Result<model::Function> read_function(const Context& context, const char* what, Ref function);

}  // namespace slipway::format::sklearn
