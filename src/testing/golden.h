// Golden: rows and the answers that the producing library gave for them. Read from
// golden/<library>/<case>/case.json, which a script of tools/goldens/ wrote (see HOW beside it):
//
//   {"library": "scikit-learn", "version": "1.4.2", "model": "model.pkl",
//    "estimators": ["Pipeline", "LogisticRegression"],
//    "outputs": {"predict_proba": {"relative": 1e-12, "ulp": 0}},
//    "columns": [{"name": "age", "kind": "float64"}],
//    "rows": [[1.5], [null], ["nan"], ["-inf"]],
//    "expected": {"predict_proba": [[0.5, 0.5], …]},
//    "errors": {"3": "NOT_FINITE"}}
//
// Numbers are written so that they read back to the same bits; "nan", "inf" and "-inf" are texts.
// null is a missing value. A model that Slipway must refuse has, instead of outputs, columns, rows and
// expected, "refused": {"reason": "UNSUPPORTED_OPTION", "names": "metric"}: a text of its message.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "data/chunk.h"

namespace slipway::testing {

// One value an output may have: text or number.
struct GoldenValue {
  bool is_text = false;
  std::string text;  // also of "nan", which may be either; "" of null
  double number = 0;
};

struct GoldenOutput {
  double relative = 0;                         // allowed |a - b| / max(|a|, |b|)
  int ulp = 0;                                 // allowed distance in the output's own type
  std::vector<std::vector<GoldenValue>> rows;  // a scalar output: one value a row
};

// Why a model must be refused, and what its message must name.
struct Refusal {
  std::string reason, names;
};

struct Golden {
  std::string folder, library, version, model;  // `model`: the file's name in `folder`
  std::vector<std::string> estimators;          // the classes in the file, the outermost first
  std::optional<Refusal> refused;               // … then there are no rows
  // What the reader is asked for: "iterations": "1:3", "named": ["age", "city:string"].
  std::string iterations;
  std::vector<std::string> named;
  data::Chunk rows;
  std::map<std::string, GoldenOutput> outputs;
  std::map<std::int64_t, std::string> errors;  // row -> reason; its outputs are not compared
};

base::Result<Golden> load_golden(const std::string& folder);

// Folders below `root` that hold a case.json, sorted.
std::vector<std::string> golden_folders(const std::string& root);

struct Difference {
  std::int64_t compared = 0;
  std::int64_t wrong = 0;  // values outside the tolerance
  double relative_max = 0;
  std::int64_t ulp_max = 0;
  std::string first_wrong;  // "row 3 column 1: 0.25, expected 0.5"
};

// Compares one column of answers with what the library said.
Difference compare(const data::ColumnView& answers, const GoldenOutput& expected,
                   const std::map<std::int64_t, std::string>& errors);

}  // namespace slipway::testing
