// The rows that both sides score: of a file, or made from what the model itself distinguishes. One
// thread.
#pragma once

#include <cstdint>

#include "data/chunk.h"
#include "model/model.h"
#include "service/verify/verify.h"

namespace slipway::service {

// Up to job.rows_max rows of job.data; those that can't be decoded are left out.
base::Result<data::Chunk> read_rows(const VerifyJob& job, const model::Signature& signature);

// `count` rows: of each column one of its probes most of the time, else a number between or beyond
// them, a text that is not known, or nothing. The same for the same seed.
data::Chunk make_rows(const model::Model& model, std::int64_t count, std::uint64_t seed);

}  // namespace slipway::service
