#include "format/pickle/record.h"

#include <utility>

#include <fmt/format.h>

namespace slipway::format::pickle {
namespace {

bool is_copyreg(std::string_view module) { return module == "copyreg" || module == "copy_reg"; }

// The calls that only make an empty object of the class that is their first argument.
bool is_maker(Ref symbol) {
  return is_copyreg(symbol->call()->module) &&
         (symbol->text == "_reconstructor" || symbol->text == "__newobj__" ||
          symbol->text == "__newobj_ex__");
}

Ref made_class(Ref record) {  // the class in a maker's arguments, or nullptr
  const std::vector<Ref>& args = record->call()->args->items();
  return !args.empty() && args[0]->tag == Tag::kSymbol ? args[0] : nullptr;
}

const std::vector<Ref>& pairs_of(Ref dict) {
  static const std::vector<Ref> kNothing;
  if (dict == nullptr) return kNothing;
  if (dict->tag == Tag::kDict) return dict->items();
  return dict->tag == Tag::kRecord ? dict->call()->dict_items : kNothing;
}

base::Status bad_state(Ref value, const char* message) {
  return base::invalid_argument("BAD_STATE", describe(value) + " " + message);
}

base::Status collect(Ref dict, std::vector<std::pair<std::string_view, Ref>>& into) {
  for (const auto& [key, value] : dict_pairs(dict)) {
    if (key->tag != Tag::kString) return bad_state(dict, "has an attribute whose name is no str");
    into.emplace_back(key->text, value);
  }
  return {};
}

std::string describe_array(const Array& array) {
  std::string shape;
  for (const std::int64_t dim : array.shape)
    shape += fmt::format("{}{}", shape.empty() ? "" : ", ", dim);
  return fmt::format("an array of dtype {}{} and shape ({})", array.dtype.kind,
                     array.dtype.itemsize, shape);
}

struct Name {
  std::string_view module, text;
};

// Protocols up to 2 name Python's own types as Python 2 does.
Name name_of(Ref symbol) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {"bool", "bool"}, {"float", "float"}, {"int", "int"},
      {"long", "int"},  {"slice", "slice"}, {"unicode", "str"}};
  const Name name{symbol->call()->module, symbol->text};
  if (name.module != "__builtin__") return name;
  for (const auto& [old, now] : kTypes)
    if (name.text == old) return {"builtins", now};
  return name;
}

}  // namespace

std::string symbol_name(Ref value) {
  if (value == nullptr || value->tag != Tag::kSymbol) return {};
  const Name name = name_of(value);
  return fmt::format("{}.{}", name.module, name.text);
}

bool is_symbol(Ref value, std::string_view name) {
  if (value == nullptr || value->tag != Tag::kSymbol) return false;
  const auto [module, text] = name_of(value);
  const std::size_t dot = module.size();
  return name.size() == dot + 1 + text.size() && name[dot] == '.' && name.starts_with(module) &&
         name.substr(dot + 1) == text;
}

Ref record_symbol(Ref value) {
  if (value == nullptr || value->tag != Tag::kRecord) return nullptr;
  Ref symbol = value->call()->symbol;
  if (symbol->tag != Tag::kSymbol) return nullptr;
  return is_maker(symbol) ? made_class(value) : symbol;
}

std::string record_class(Ref value) { return symbol_name(record_symbol(value)); }

std::vector<Ref> record_args(Ref value) {
  if (value == nullptr || value->tag != Tag::kRecord) return {};
  Ref symbol = value->call()->symbol;
  const std::vector<Ref>& args = value->call()->args->items();
  if (symbol->tag != Tag::kSymbol || !is_maker(symbol) || args.empty()) return args;
  if (symbol->text == "_reconstructor") return {};  // the base class and its state
  return {args.begin() + 1, args.end()};
}

Ref find(Ref dict, std::string_view key) {
  const std::vector<Ref>& pairs = pairs_of(dict);
  for (std::size_t i = pairs.size(); i >= 2; i -= 2) {
    if (pairs[i - 2]->tag == Tag::kString && pairs[i - 2]->text == key) return pairs[i - 1];
  }
  return nullptr;
}

std::vector<std::pair<Ref, Ref>> dict_pairs(Ref dict) {
  const std::vector<Ref>& pairs = pairs_of(dict);
  std::vector<std::pair<Ref, Ref>> out;
  out.reserve(pairs.size() / 2);
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) out.emplace_back(pairs[i], pairs[i + 1]);
  return out;
}

base::Result<State> record_state(Ref record) {
  if (record == nullptr || record->tag != Tag::kRecord) return bad_state(record, "has no state");
  if (record->call()->states.size() > 1) return bad_state(record, "has more than one state");
  State state;
  if (record->call()->states.empty() || record->call()->states[0]->tag == Tag::kNone) return state;
  Ref value = record->call()->states[0];
  const auto dict_or_none = [](Ref one) {
    return one->tag == Tag::kDict || one->tag == Tag::kNone;
  };
  if (value->tag == Tag::kDict) {
    state.dict = value;
  } else if (value->tag == Tag::kTuple && value->items().size() == 2 &&
             dict_or_none(value->items()[0]) && dict_or_none(value->items()[1])) {
    if (value->items()[0]->tag == Tag::kDict) state.dict = value->items()[0];
    if (value->items()[1]->tag == Tag::kDict) state.slots = value->items()[1];
  } else {
    state.other = value;
  }
  return state;
}

Ref attribute(Ref record, std::string_view name) {
  const base::Result<State> state = record_state(record);
  if (!state.ok()) return nullptr;
  Ref slot = find(state->slots, name);  // Python sets the slots last
  return slot != nullptr ? slot : find(state->dict, name);
}

base::Result<std::vector<std::pair<std::string_view, Ref>>> attributes(Ref record) {
  SLIPWAY_ASSIGN(const State state, record_state(record));
  if (state.other != nullptr) return bad_state(record, "has a state that is no dict");
  std::vector<std::pair<std::string_view, Ref>> all;
  SLIPWAY_TRY(collect(state.dict, all));
  SLIPWAY_TRY(collect(state.slots, all));
  return all;
}

std::string describe(Ref value) {
  if (value == nullptr) return "nothing";
  switch (value->tag) {
    case Tag::kNone:
      return "None";
    case Tag::kBool:
      return value->boolean ? "True" : "False";
    case Tag::kInt:
      return fmt::format("the int {}", value->integer);
    case Tag::kBigInt:
      return fmt::format("an int of {} bytes", value->text.size());
    case Tag::kFloat:
      return fmt::format("the float {}", value->number);
    case Tag::kString:
      return fmt::format("a str of {} bytes", value->text.size());
    case Tag::kBytes:
      return fmt::format("{} bytes", value->text.size());
    case Tag::kTuple:
      return fmt::format("a tuple of {}", value->items().size());
    case Tag::kList:
      return fmt::format("a list of {}", value->items().size());
    case Tag::kDict:
      return fmt::format("a dict of {}", value->items().size() / 2);
    case Tag::kSet:
      return fmt::format("a set of {}", value->items().size());
    case Tag::kSymbol:
      return symbol_name(value);
    case Tag::kArray:
      return describe_array(*value->array());
    case Tag::kRecord:
      break;
  }
  const std::string name = record_class(value);
  return name.empty() ? "a chained call" : "a " + name;
}

}  // namespace slipway::format::pickle
