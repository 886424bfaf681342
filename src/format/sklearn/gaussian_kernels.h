// The kernels of sklearn.gaussian_process.kernels, as formulas. One thread.
#pragma once

#include "format/sklearn/kernels.h"

namespace slipway::format::sklearn {

bool is_gaussian_kernel(Ref value);

// k(X, Y) of two different sets of rows, or k.diag(X): they differ by the noise of WhiteKernel.
enum class KernelOf : std::uint8_t { kPairs, kDiagonal };

// The step that is the kernel. UNSUPPORTED_OPTION of a Matern kernel of another nu than 0.5, 1.5, 2.5
// and inf, and of CompoundKernel; UNKNOWN_SYMBOL of a class of one's own.
base::Result<std::uint32_t> read_gaussian_kernel(Context& context, Ref kernel, KernelOf of,
                                                 KernelTerms& terms);

}  // namespace slipway::format::sklearn
