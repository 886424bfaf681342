// Verify: the same rows by Slipway and by the library that made the model, and where they differ:
// `slipway verify MODEL --against python [DATA]`.
//
// The library runs in the user's own Python, as a child process, and loading a pickle there runs
// whatever code is in it: a person must have agreed before run_verify() is called. Slipway itself
// runs nothing of it.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/status.h"
#include "base/value.h"
#include "model/asked.h"

namespace slipway::service {

struct VerifyJob {
  std::string model, format;
  model::Asked asked;  // of the model: names of columns
  std::string data;    // rows to score; empty: made from the model's thresholds and categories
  std::string codec;
  base::Value codec_settings;
  std::vector<std::string> outputs;  // empty: all that the model has
  std::string python = "python3";    // the interpreter
  std::int64_t rows_max = 1000;      // to make, or to take of `data`
  double relative = 1e-9;            // what may differ and still count as the same
  std::uint64_t seed = 1;
};

struct VerifyColumn {
  std::string output, name;  // "predict_proba", "yes"
  std::int64_t compared = 0;
  std::int64_t same_bits = 0;
  std::int64_t different = 0;  // beyond what is allowed
  double relative_max = 0;
  std::int64_t worst_row = -1;  // of those that differ, else of those not the same; counts from 1
  std::string ours, theirs;     // there
};

struct VerifyOutput {
  std::string name;
  std::int64_t refused_by_both = 0, refused_by_us = 0, refused_by_them = 0;
  std::int64_t first_refused_row = -1;  // that only one refuses; counts from 1
  std::string our_reason, their_reason;
};

struct VerifyReport {
  std::string python;                           // its version
  std::map<std::string, std::string> versions;  // of libraries
  std::string written_by;                       // what the file says: "scikit-learn 1.4.2"
  std::string note;                             // a version that is not the file's
  std::int64_t rows = 0, rows_different = 0;
  bool made = false;  // rows were made
  std::vector<VerifyOutput> outputs;
  std::vector<VerifyColumn> columns;
  std::vector<std::int64_t> different;  // the first rows that differ; count from 1
  // Of those, the rows in which the library contradicts itself: asked for the row alone, it answers
  // otherwise than among the others, in every column that differs.
  std::vector<std::int64_t> contradicted;

  bool same() const { return rows_different == 0; }
};

// Fails as load_model() does; INVALID_ARGUMENT of data; NOT_FOUND/NO_PROGRAM; FAILED_PRECONDITION/
// PYTHON_FAILED with what Python said; CANCELLED/INTERRUPTED.
base::Result<VerifyReport> run_verify(const VerifyJob& job, const std::atomic<bool>& stop);

// For people, and as JSON.
std::string verify_text(const VerifyReport& report);
std::string verify_json(const VerifyReport& report);

}  // namespace slipway::service
