// Functions of numpy and scipy that a file names: those of model/stages/elementwise.h, and nothing
// else. One thread.
#pragma once

#include <vector>

#include "format/sklearn/adapter.h"
#include "model/stages/elementwise.h"

namespace slipway::format::sklearn {

// numpy.log1p, by its name (a symbol) or as numpy pickles its ufuncs (numpy.core._ufunc_reconstruct).
// kPositive of what passes its argument on (None, numpy.asarray). UNSUPPORTED_OPTION of anything
// else, with `what` ("func") and its name.
base::Result<model::Function> read_function(const Context& context, const char* what, Ref function);

// The same with the arguments it is called with by name (a dict; null, None or empty: none), as steps
// one after the other; no step: its argument is passed on. Beside read_function()'s: numpy.clip,
// and numpy.round to decimals, both in numpy's own steps.
base::Result<std::vector<model::Elementwise>> read_call(const Context& context, const char* what,
                                                        Ref function, Ref arguments);

}  // namespace slipway::format::sklearn
