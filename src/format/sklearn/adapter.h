// Adapters: one per class of scikit-learn, or of a library that keeps to its interface; each turns
// the record of a fitted estimator into stages.
//
//   base::Result<Emitted> convert_standard_scaler(Context& context, Attributes& state, const Value&
//     in);
//
// An adapter reads attributes through Attributes and names those it knowingly ignores; any other
// attribute of the record refuses the file (UNIMPLEMENTED/UNKNOWN_ATTRIBUTE), so that an option of
// a newer library is never passed over. Options that Slipway can't score exactly are
// UNIMPLEMENTED/UNSUPPORTED_OPTION, functions and classes that it doesn't know UNKNOWN_SYMBOL.
//
// One thread; all of it lives within one call of read_estimator().
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "format/pickle/object.h"
#include "model/model_builder.h"

namespace slipway::format::sklearn {

using model::ValueId;
using pickle::Ref;

// What flows between estimators: a block, and what is known of its columns.
struct Value {
  ValueId id = 0;
  std::vector<std::uint32_t> at;     // column j is column at[j] of the block
  std::vector<std::int32_t> source;  // the model's input that column j is, or -1 if it was computed
  std::vector<std::string> names;    // as get_feature_names_out() has them
  bool sparse = false;               // scikit-learn holds it as a sparse matrix
  bool single = false;               // … as float32
  bool finite = false;               // neither NaN nor infinite, whatever the row
  std::size_t width() const { return at.size(); }
};

// What an estimator offers. Of a transformer only `transform`.
struct Emitted {
  std::optional<Value> transform;
  std::optional<ValueId> predict;  // an index into `classes`, if there are some, else numbers
  std::optional<ValueId> proba;
  std::optional<ValueId> decision;
  std::optional<ValueId> margin;   // a booster's raw scores
  bool predict_is_vector = false;  // 2-D even of one column
  bool decision_is_vector = false;
  bool margin_is_vector = false;
  std::optional<model::Labels> classes;
};

// Two readings may be needed: what an encoder finds out about a column that was read before (it is
// text), and which columns nobody reads.
struct Findings {
  std::map<std::size_t, data::Kind> kinds;                     // by input
  std::map<std::size_t, std::vector<std::string>> categories;  // by input, of text
  std::set<std::size_t> used;                                  // inputs that a stage reads
  std::vector<std::size_t> declared;  // by input: which of the builder's it is
};

class Attributes;

// Where the reader stands: in which estimator, of which version of the library.
class Context {
 public:
  Context(model::ModelBuilder& builder, Findings& findings)
      : builder_(builder), findings_(findings) {}

  // 10402 of "1.4.2".
  int version() const { return version_; }
  const std::string& version_text() const { return version_text_; }
  const std::string& path() const { return path_; }      // "pipeline.prep.num"
  const std::string& origin() const { return origin_; }  // the class being read
  model::ModelBuilder& builder() { return builder_; }

  // Reads `estimator`, a step called `name` of the one being read, given `in`.
  base::Result<Emitted> convert(Ref estimator, std::string_view name, const Value& in);

  // Adds a stage called after the path (and `part`). The second reads all columns of `in`.
  base::Result<ValueId> add(ValueId in, model::Op op, std::string_view part = {});
  base::Result<ValueId> add(const Value& in, model::Op op, std::string_view part = {});

  // The columns of a value as one block.
  base::Result<ValueId> block(const Value& in);
  // Some columns of a value.
  base::Result<Value> gather(const Value& in, const std::vector<std::uint32_t>& columns);
  // Refuses rows as check_array() does: NaN unless allowed, infinite ones after a cast to `as`.
  base::Result<Value> require(const Value& in, model::Element as, bool allow_nan);
  // Several values side by side.
  base::Result<Value> concat(const std::vector<Value>& parts);
  // Column `j` holds this kind of value. ABORTED/READ_AGAIN if a stage read it as another.
  base::Status expect_kind(const Value& in, std::size_t j, data::Kind kind,
                           std::vector<std::string> categories = {});

  base::Status unsupported(std::string what) const;

 private:
  model::ModelBuilder& builder_;
  Findings& findings_;
  int version_ = 0;
  std::string version_text_, path_, origin_;
};

inline constexpr const char* kReadAgain = "READ_AGAIN";

// A whole block that an estimator computed.
Value computed(ValueId id, std::vector<std::string> names);

// The attributes of one record. What was asked for counts as read.
class Attributes {
 public:
  static base::Result<Attributes> of(Ref record);

  Ref record() const { return record_; }
  bool has(std::string_view name) const { return values_.contains(name); }
  Ref get(std::string_view name);                 // nullptr if there is none
  base::Result<Ref> need(std::string_view name);  // INVALID_ARGUMENT/MISSING_ATTRIBUTE: not fitted?
  base::Result<bool> flag(std::string_view name, bool otherwise);
  base::Result<std::string> text(std::string_view name, std::string_view otherwise);  // None is ""
  base::Result<std::vector<double>> doubles(std::string_view name);
  void ignore(std::initializer_list<std::string_view> names);

  // Refuses the first attribute that was neither read nor ignored.
  base::Status finish(const Context& context) const;

 private:
  Ref record_ = nullptr;
  std::map<std::string_view, Ref> values_;
  std::set<std::string, std::less<>> known_;
};

bool is_none(Ref value);  // also of an attribute that is not there

// 10402 of "1.4.2", "1.4.2.post1", "1.4.dev0" (10400); 0 of anything else.
int parse_version(std::string_view text);

using Adapter = base::Result<Emitted> (*)(Context&, Attributes&, const Value&);
Adapter find_adapter(std::string_view class_name);  // nullptr if there is none
// The class is scikit-learn's own: it writes its version beside the attributes.
bool is_sklearn(std::string_view class_name);
// UNIMPLEMENTED/UNKNOWN_SYMBOL with the name, the offset and the remedy.
base::Status unknown_symbol(Ref value);

}  // namespace slipway::format::sklearn
