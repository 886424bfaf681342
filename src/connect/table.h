// The rows a sink writes: the kept columns of a Delivery, then the outputs of its model.
#pragma once

#include "data/chunk.h"
#include "flow/delivery.h"

namespace slipway::connect {

// The schema of such rows. `wanted`: columns of `rows` before the kept ones.
data::SchemaPtr table_schema(const data::Schema& rows, std::size_t wanted,
                             const data::Schema& predictions);

// The rows of an answered Delivery, borrowed: valid as long as it is. `schema` is table_schema()'s.
data::Chunk table_of(const flow::Delivery& delivery, std::size_t wanted,
                     const data::SchemaPtr& schema);

}  // namespace slipway::connect
