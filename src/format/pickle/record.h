// What a record is and what it holds: the class behind the ways Python writes an object down, and
// its attributes. Used by the adapters of format/ on a Document of machine.h. Any thread; views
// live as long as the Document.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"
#include "format/pickle/object.h"

namespace slipway::format::pickle {

// "sklearn.tree._tree.Tree" of a kSymbol, else empty. Python 2's "__builtin__.slice" is
// "builtins.slice".
std::string symbol_name(Ref value);
bool is_symbol(Ref value, std::string_view name);  // the same, compared without allocating

// The name of the class of a kRecord, whichever way it was written: NEWOBJ and NEWOBJ_EX,
// copyreg.__newobj__(cls, ...), copyreg._reconstructor(cls, object, None), copy_reg of Python 2, or
// a plain call, of which it is the name of what would be called. Empty if `value` is no record.
std::string record_class(Ref value);
// The same, as the symbol: nullptr if `value` is no record, or a chained call.
Ref record_symbol(Ref value);
// The arguments that the class, __newobj__ and the like left aside, or the function is called with.
std::vector<Ref> record_args(Ref value);

// The value last set for a string key in a kDict or in the dict items of a kRecord (OrderedDict,
// defaultdict), or nullptr.
Ref find(Ref dict, std::string_view key);
// The pairs of the same, in order. Empty for anything else.
std::vector<std::pair<Ref, Ref>> dict_pairs(Ref dict);

// The state of a record as Python would set it: `dict` into __dict__, `slots` by setattr; either
// may be null. A state of another form (a tuple for __setstate__) is `other`.
// INVALID_ARGUMENT/BAD_STATE if there is more than one BUILD, or it's no record.
struct State {
  Ref dict = nullptr;
  Ref slots = nullptr;
  Ref other = nullptr;
};
base::Result<State> record_state(Ref record);

// An attribute of a record by name, of its dict or its slots, or nullptr.
Ref attribute(Ref record, std::string_view name);
// All attributes, for those who must refuse the unknown ones. BAD_STATE as above, or a key that is
// no str.
base::Result<std::vector<std::pair<std::string_view, Ref>>> attributes(Ref record);

// What a person calls the value: "str", "a list of 3", "sklearn.svm._classes.SVC", "float64 array
// (3, 4)".
std::string describe(Ref value);

}  // namespace slipway::format::pickle
