// Model: the typed graph that every format is read into and every engine compiles. Immutable.
//
//   inputs ─▶ stage ─▶ stage ─▶ … ─▶ outputs, each named as its library names it
//
// Block 0 is the inputs, one column per feature of the signature. Stage i writes block i + 1 and
// reads only earlier blocks, so the order of the stages is an order of evaluation.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "data/type.h"
#include "model/stage.h"

namespace slipway::model {

// What the model wants to be given. Nullable always: a missing value is for the stages to judge.
struct Feature {
  std::string name;                        // "x0", "x1", … where the model knows no names
  data::Kind kind = data::Kind::kFloat64;  // kFloat64, kFloat32, kInt64, kBool or kString
  std::vector<std::string> categories;     // known text values, for people; may be empty
  bool whole_numbers = false;              // of kString: data::Type has it so
};

// What can be asked for. Block `value`; if `labels` is set, its one kI64 column is an index into
// it.
struct Labels {
  data::Kind kind = data::Kind::kInt64;  // kInt64, kFloat64, kBool or kString
  std::vector<std::string> text;         // as shown in column names: predict_proba_<text>
  std::vector<double> number;            // by label, unless kString
};

struct Output {
  std::string name;  // "predict", "predict_proba", "decision_function", "transform"
  ValueId value = 0;
  bool scalar = true;                // one column is a scalar; false: a vector even if of one
  std::optional<Labels> labels;      // the value is an index into them
  std::vector<std::string> columns;  // names of a vector's columns: class labels, feature names
  std::string of = {};               // "predict": one column of what the library calls so
};

struct Signature {
  std::vector<Feature> inputs;
  bool names_known = true;      // false: bind by position
  std::vector<Output> outputs;  // the first is the default
};

struct Stage {
  std::string name;    // where it stands in the file: "pipeline.prep.num.scaler"
  std::string origin;  // the class it was read from: "sklearn.preprocessing.StandardScaler"
  std::vector<ValueId> inputs;
  Block output;
  Op op;
};

// Whether `stage` reads column `column` of block 0 (through a Gather: only if it is named).
bool reads_input(const Stage& stage, std::size_t column);

// What a reader found out about the file, for `inspect`.
struct About {
  std::string format;              // "pickle", "xgboost", "lightgbm"
  std::string library;             // "scikit-learn"
  std::string library_version;     // empty if the file does not say
  std::string title;               // "Pipeline(StandardScaler, LogisticRegression)"
  std::vector<std::string> notes;  // what a person should know: "feature names are not in the file"
};

class Model {
 public:
  const About& about() const { return about_; }
  const Signature& signature() const { return signature_; }
  const std::vector<Stage>& stages() const { return stages_; }
  const Block& block(ValueId id) const { return id == 0 ? input_ : stages_[id - 1].output; }
  const Output* output(std::string_view name) const;  // null if there is none

 private:
  friend class ModelBuilder;
  About about_;
  Signature signature_;
  Block input_;
  std::vector<Stage> stages_;
};

using ModelPtr = std::shared_ptr<const Model>;

}  // namespace slipway::model
