// What the checks of several families have in common. Used in stages/*.cc only; failures are
// INVALID_ARGUMENT/BAD_MODEL, and ModelBuilder adds the stage's name.
#pragma once

#include <string>

#include "model/stages/block.h"

namespace slipway::model {

base::Status bad(std::string what);

Block same(Element element, std::size_t width);

// One dense block: what most families take.
base::Status one_dense(const Inputs& in);
// … of numbers: kF64 and kF32.
base::Status one_numeric(const Inputs& in);
// One block of kF64 and kF32, dense or sparse.
base::Status numeric(const Inputs& in);
base::Status no_index(const Block& block);

base::Status want_size(const char* what, std::size_t size, std::size_t wanted);
base::Status want_size_or_none(const char* what, std::size_t size, std::size_t wanted);
// A block so wide is refused before there is memory for it.
base::Status want_columns(std::size_t columns);

}  // namespace slipway::model
