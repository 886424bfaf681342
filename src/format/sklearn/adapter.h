// Adapters: one per class of scikit-learn, or of a library that keeps to its interface; each turns
// the record of a fitted estimator into stages.
//
//   {.package = "sklearn.preprocessing", .classes = {"StandardScaler"}, .convert = standard_scaler,
//    .reads = {"with_mean", "with_std", "mean_", "scale_"}, .ignores = {"copy", "var_"}}
//
// An adapter lists the attributes it reads and those it knowingly ignores; any other attribute of
// the record refuses the file (UNIMPLEMENTED/UNKNOWN_ATTRIBUTE), so that an option of a newer
// library is never passed over. Reading one that is not listed is a programmer's error. Options that Slipway can't score exactly are
// UNIMPLEMENTED/UNSUPPORTED_OPTION, functions and classes that it doesn't know UNKNOWN_SYMBOL.
//
// One thread; all of it lives within one call of read_estimator().
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "format/pickle/object.h"
#include "format/sklearn/inputs.h"
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
  bool finite_single = false;        // … nor after a cast to float32
  std::size_t width() const { return at.size(); }
};

// What an estimator offers, by method. Of a mere transformer only `transform`.
struct Emitted {
  std::optional<Value> transform;
  std::optional<ValueId> predict;  // an index into `classes`, if there are some, else numbers
  std::optional<ValueId> proba;
  std::optional<ValueId> log_proba;
  std::optional<ValueId> decision;
  std::optional<ValueId> joint;       // predict_joint_log_proba
  std::optional<ValueId> samples;     // score_samples
  std::optional<ValueId> leaves;      // apply (of a booster: leaf): of each tree the leaf, kI64
  std::optional<ValueId> margin;      // a booster's raw scores
  std::optional<ValueId> neighbours;  // kneighbors: distances, then as many numbers of rows
  bool predict_is_vector = false;     // 2-D even of one column
  bool decision_is_vector = false;
  bool margin_is_vector = false;
  bool leaves_is_vector = true;
  std::optional<model::Labels> classes;
  // A classifier of several targets: `predict` has a column of indices each (kI64), `proba` and
  // `log_proba` their columns side by side. Then `classes` is empty.
  std::vector<model::Labels> target_classes;
  std::vector<std::string> proba_columns;  // where they aren't those that `classes` say
};

// Two readings may be needed: what an encoder finds out about a column that was read before (it is
// text), and which columns nobody reads.
struct Findings {
  std::map<std::size_t, data::Kind> kinds;                     // by input
  std::map<std::size_t, std::vector<std::string>> categories;  // by input, of text
  std::set<std::size_t> used;                                  // inputs that a stage reads
  std::vector<std::size_t> declared;  // by input: which of the builder's it is
  std::map<Ref, int> entered;         // how often each estimator was read in this reading
};

class Attributes;
struct Adapter;
struct Inner;

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
  // The same estimator's attributes, for one that is read otherwise than by its adapter alone: a
  // tree of a forest. Its reader ends with finish().
  base::Result<Inner> enter(Ref estimator, std::string_view name) const;

  // Adds a stage called after the path (and `part`). The second reads all columns of `in`, dense;
  // the third several blocks.
  base::Result<ValueId> add(ValueId in, model::Op op, std::string_view part = {});
  base::Result<ValueId> add(const Value& in, model::Op op, std::string_view part = {});
  base::Result<ValueId> add(const std::vector<ValueId>& in, model::Op op,
                            std::string_view part = {});

  // The columns of a value as one dense block; block_as_is() may give a sparse one, which Linear,
  // Scale, Gather and the families of text take.
  base::Result<ValueId> block(const Value& in);
  base::Result<ValueId> block_as_is(const Value& in);
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
  std::string path_to(std::string_view name) const;

  model::ModelBuilder& builder_;
  Findings& findings_;
  int version_ = 0;
  std::uint32_t depth_ = 0;  // estimators that this one lies in
  std::string version_text_, path_, origin_;
};

// How often one record may be read as an estimator: a file may refer to it from many places, and
// what it refers to from many places again.
inline constexpr int kEntersMax = 64;

inline constexpr const char* kReadAgain = "READ_AGAIN";

// A whole block that an estimator computed; and one whose columns it calls after itself, as most of
// scikit-learn's do: "pca0", "pca1", …
Value computed(ValueId id, std::vector<std::string> names);
Value computed_components(const Context& context, ValueId id, std::size_t count);
std::string class_prefix(const Context& context);  // "pca"

// The attributes of one record. The getters' names must be among the adapter's `reads`.
class Attributes {
 public:
  static base::Result<Attributes> of(Ref record, const Adapter& adapter);

  Ref record() const { return record_; }
  bool has(std::string_view name) const { return values_.contains(name); }
  Ref get(std::string_view name);                 // nullptr if there is none
  base::Result<Ref> need(std::string_view name);  // INVALID_ARGUMENT/MISSING_ATTRIBUTE: not fitted?
  base::Result<bool> flag(std::string_view name, bool otherwise);
  base::Result<std::string> text(std::string_view name, std::string_view otherwise);  // None is ""
  base::Result<std::vector<double>> doubles(std::string_view name);
  void ignore(std::string_view name);  // one that is named only in the file

  // Refuses the first attribute that the adapter neither reads nor ignores.
  base::Status finish(const Context& context) const;

 private:
  Ref record_ = nullptr;
  const Adapter* adapter_ = nullptr;
  std::map<std::string_view, Ref> values_;
  std::set<std::string, std::less<>> ignored_;
};

// An estimator inside another: its own context, and what it holds.
struct Inner {
  Context context;
  Attributes state;
  const Adapter* adapter;
  base::Status finish() const { return state.finish(context); }
};

bool is_none(Ref value);  // also of an attribute that is not there

// 10402 of "1.4.2", "1.4.2.post1", "1.4.dev0" (10400); 0 of anything else.
int parse_version(std::string_view text);

using Names = std::vector<std::string_view>;

// `package` is where the class is known to live, two names deep, whatever file below it a version of
// the library keeps it in: sklearn.linear_model._logistic, sklearn.linear_model.logistic.
struct Adapter {
  std::string_view package;
  Names classes;
  base::Result<Emitted> (*convert)(Context& context, Attributes& state, const Value& in);
  Names reads;    // what changes the answers
  Names ignores;  // parameters of fitting, and by-products of it
  // Which columns it was fitted on, of libraries that note them otherwise than scikit-learn does; none:
  // it is asked as inputs.h says.
  base::Result<std::optional<Inputs>> (*inputs)(Ref record) = nullptr;
};

Names operator+(Names a, const Names& b);  // lists that several adapters share

const std::vector<Adapter>& adapters();
const Adapter* find_adapter(std::string_view class_name);  // nullptr if there is none
// The class is scikit-learn's own: it writes its version beside the attributes.
bool is_sklearn(std::string_view class_name);
// UNIMPLEMENTED/UNKNOWN_SYMBOL with the name, the offset and the remedy.
base::Status unknown_symbol(Ref value);

}  // namespace slipway::format::sklearn
