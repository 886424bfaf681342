#include "format/skops/nodes.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "base/limits.h"
#include "codec/zip.h"
#include "format/pickle/record.h"

namespace slipway::format::skops {

using pickle::Object;
using pickle::Ref;
using pickle::Tag;

base::Status bad_schema(std::string what) {
  return base::invalid_argument("BAD_SCHEMA", std::move(what));
}

Nodes::Loader Nodes::loader_of(std::string_view name) {
  static const std::map<std::string_view, Loader> kLoaders = {
      {"JsonNode", &Nodes::json},
      {"DictNode", &Nodes::dict},
      {"DefaultDictNode", &Nodes::default_dict},
      {"_DictWithDeprecatedKeysNode", &Nodes::default_dict},
      {"ListNode", &Nodes::list},
      {"TupleNode", &Nodes::tuple_node},
      {"SetNode", &Nodes::set},
      {"SliceNode", &Nodes::slice},
      {"BytesNode", &Nodes::bytes},
      {"BytearrayNode", &Nodes::bytes},
      {"ObjectNode", &Nodes::object},
      {"ConstructorFromReduceNode", &Nodes::constructed},  // from 0.13 on
      {"ReduceNode", &Nodes::reduced},
      {"TreeNode", &Nodes::reduced},
      {"LossNode", &Nodes::reduced},
      {"SGDNode", &Nodes::reduced},
      {"TypeNode", &Nodes::type},
      {"FunctionNode", &Nodes::function},
      {"MethodNode", &Nodes::method},
      {"PartialNode", &Nodes::partial},
      {"OperatorFuncNode", &Nodes::operator_function},
      {"NdArrayNode", &Nodes::array},
      {"DTypeNode", &Nodes::dtype},
      {"SparseMatrixNode", &Nodes::sparse},
      {"MaskedArrayNode", &Nodes::opaque},
      {"RandomStateNode", &Nodes::opaque},
      {"RandomGeneratorNode", &Nodes::opaque},
  };
  const auto found = kLoaders.find(name);
  return found == kLoaders.end() ? nullptr : found->second;
}

base::Result<Ref> Nodes::read(Json node) {
  SLIPWAY_ASSIGN(const std::string_view name, text_member(node, "__loader__"));
  const Loader load = loader_of(name);
  if (load == nullptr) {
    SLIPWAY_ASSIGN(Ref class_symbol, symbol_of(node));
    return base::unimplemented("UNKNOWN_NODE",
                               fmt::format("{} is saved as {}, which Slipway does not know",
                                           pickle::symbol_name(class_symbol), name))
        .remedy("save the model without it, or as a pickle");
  }
  if (depth_ >= base::kNestingMax) return bad_schema("nodes are nested too deep");
  ++depth_;
  Found found = (this->*load)(node);
  --depth_;
  return found;
}

base::Result<Nodes::Json> Nodes::member(Json node, const char* name) {
  Json found;
  if (node[name].get(found) != simdjson::SUCCESS)
    return bad_schema(fmt::format("a node has no \"{}\"", name));
  return found;
}

base::Result<std::string_view> Nodes::text_member(Json node, const char* name) {
  SLIPWAY_ASSIGN(const Json value, member(node, name));
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS)
    return bad_schema(fmt::format("\"{}\" of a node is no text", name));
  return text;
}

base::Result<Ref> Nodes::child(Json node, const char* name) {
  SLIPWAY_ASSIGN(const Json value, member(node, name));
  return read(value);
}

base::Result<std::vector<Ref>> Nodes::children(Json node, const char* name) {
  SLIPWAY_ASSIGN(const Json value, member(node, name));
  simdjson::dom::array all;
  if (value.get(all) != simdjson::SUCCESS)
    return bad_schema(fmt::format("\"{}\" of a node is no list", name));
  std::vector<Ref> items;
  for (const Json one : all) {
    SLIPWAY_ASSIGN(items.emplace_back(), read(one));
  }
  return items;
}

Object* Nodes::make(Tag tag) {
  Object& made = document_.arena.emplace_back();
  made.tag = tag;
  return &made;
}

Ref Nodes::text(std::string_view value) {
  Object* made = make(Tag::kString);
  made->text = document_.text.emplace_back(value);
  return made;
}

Ref Nodes::tuple(std::vector<Ref> items) {
  Object* made = make(Tag::kTuple);
  made->own_items() = std::move(items);
  return made;
}

Ref Nodes::symbol(std::string_view module, std::string_view name) {
  Object* made = make(Tag::kSymbol);
  made->own_call().module = document_.text.emplace_back(module);
  made->text = document_.text.emplace_back(name);
  return made;
}

Object* Nodes::record(Ref called, std::vector<Ref> args) {
  Object* made = make(Tag::kRecord);
  made->own_call().symbol = called;
  made->own_call().args = tuple(std::move(args));
  return made;
}

base::Result<Ref> Nodes::symbol_of(Json node) {
  SLIPWAY_ASSIGN(const std::string_view module, text_member(node, "__module__"));
  SLIPWAY_ASSIGN(const std::string_view name, text_member(node, "__class__"));
  return symbol(module, name);
}

base::Result<bool> Nodes::is_class(Json node, std::string_view name) {
  SLIPWAY_ASSIGN(const std::string_view class_name, text_member(node, "__class__"));
  return class_name == name;
}

// The content is JSON in a text, as json.dumps() of Python writes it, NaN and Infinity too.
base::Result<Ref> Nodes::json(Json node) {
  SLIPWAY_ASSIGN(const std::string_view content, text_member(node, "content"));
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const auto& [name, number] : {std::pair{"NaN", std::numeric_limits<double>::quiet_NaN()},
                                     {"Infinity", kInfinity},
                                     {"-Infinity", -kInfinity}}) {
    if (content != name) continue;
    Object* made = make(Tag::kFloat);
    made->number = number;
    return Ref(made);
  }
  const bool digits = !content.empty() && content.find_first_not_of("-0123456789") == content.npos;
  if (digits && content.size() > 18) {  // an integer that may be beyond 64 bits
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(content.data(), content.data() + content.size(), value);
    if (error != std::errc() || end != content.data() + content.size())
      return Ref(make(Tag::kBigInt));
    Object* made = make(Tag::kInt);
    made->integer = value;
    return Ref(made);
  }
  simdjson::dom::parser parser;
  Json value;
  if (parser.parse(content.data(), content.size()).get(value) != simdjson::SUCCESS)
    return bad_schema("the content of a JsonNode is no JSON");
  return scalar(value);
}

base::Result<Ref> Nodes::scalar(Json value) {
  Object* made = nullptr;
  switch (value.type()) {
    case simdjson::dom::element_type::NULL_VALUE:
      return Ref(make(Tag::kNone));
    case simdjson::dom::element_type::STRING:
      return text(value.get_string().value_unsafe());
    case simdjson::dom::element_type::BOOL:
      made = make(Tag::kBool);
      made->boolean = value.get_bool().value_unsafe();
      return Ref(made);
    case simdjson::dom::element_type::INT64:
      made = make(Tag::kInt);
      made->integer = value.get_int64().value_unsafe();
      return Ref(made);
    case simdjson::dom::element_type::DOUBLE:
      made = make(Tag::kFloat);
      made->number = value.get_double().value_unsafe();
      return Ref(made);
    default:
      return bad_schema("a plain value is none");
  }
}

// A key is written as a text, and its type beside it.
base::Result<Ref> Nodes::key(std::string_view shown, Ref type) {
  const std::string_view name = type->tag == Tag::kSymbol ? type->text : std::string_view();
  if (name == "str" || name == "str_") return text(shown);
  const char* end = shown.data() + shown.size();
  if (name.starts_with("int") || name.starts_with("uint")) {
    Object* made = make(Tag::kInt);
    const auto [stop, error] = std::from_chars(shown.data(), end, made->integer);
    if (error == std::errc() && stop == end) return Ref(made);
  }
  if (name.starts_with("float")) {
    Object* made = make(Tag::kFloat);
    const auto [stop, error] = std::from_chars(shown.data(), end, made->number);
    if (error == std::errc() && stop == end) return Ref(made);
  }
  return base::unimplemented("UNKNOWN_NODE",
                             fmt::format("a dict has a key of type {}", pickle::symbol_name(type)));
}

base::Result<Ref> Nodes::dict(Json node) {
  SLIPWAY_ASSIGN(const Json content, member(node, "content"));
  SLIPWAY_ASSIGN(Ref types, child(node, "key_types"));
  simdjson::dom::object members;
  if (content.get(members) != simdjson::SUCCESS || members.size() != types->items().size())
    return bad_schema("a DictNode has not one type a key");
  Object* made = make(Tag::kDict);
  std::size_t i = 0;
  for (const auto member : members) {
    SLIPWAY_ASSIGN(Ref name, key(member.key, types->items()[i++]));
    SLIPWAY_ASSIGN(Ref value, read(member.value));
    made->own_items().push_back(name);
    made->own_items().push_back(value);
  }
  return Ref(made);
}

base::Result<Ref> Nodes::default_dict(Json node) {
  SLIPWAY_ASSIGN(const Json content, member(node, "content"));
  return child(content, "main");
}

// A class of its own keeps its name, as a call with the list.
base::Result<Ref> Nodes::list(Json node) {
  Object* made = make(Tag::kList);
  SLIPWAY_ASSIGN(made->own_items(), children(node, "content"));
  SLIPWAY_ASSIGN(const bool plain, is_class(node, "list"));
  if (plain) return Ref(made);
  SLIPWAY_ASSIGN(Ref class_symbol, symbol_of(node));
  return Ref(record(class_symbol, {made}));
}

base::Result<Ref> Nodes::tuple_node(Json node) {
  SLIPWAY_ASSIGN(std::vector<Ref> items, children(node, "content"));
  SLIPWAY_ASSIGN(const bool plain, is_class(node, "tuple"));
  if (plain) return tuple(std::move(items));
  SLIPWAY_ASSIGN(Ref class_symbol, symbol_of(node));
  return Ref(record(class_symbol, std::move(items)));
}

base::Result<Ref> Nodes::set(Json node) {
  Object* made = make(Tag::kSet);
  SLIPWAY_ASSIGN(made->own_items(), children(node, "content"));
  return Ref(made);
}

base::Result<Ref> Nodes::slice(Json node) {
  SLIPWAY_ASSIGN(const Json content, member(node, "content"));
  std::vector<Ref> bounds;
  for (const char* name : {"start", "stop", "step"}) {
    SLIPWAY_ASSIGN(const Json bound, member(content, name));
    SLIPWAY_ASSIGN(bounds.emplace_back(), scalar(bound));
  }
  return Ref(record(symbol("builtins", "slice"), std::move(bounds)));
}

base::Result<Ref> Nodes::bytes(Json node) {
  SLIPWAY_ASSIGN(const std::string_view file, text_member(node, "file"));
  if (const auto known = files_.find(file); known != files_.end()) return known->second;
  SLIPWAY_ASSIGN(std::string content, zip_.read(file));
  Object* made = make(Tag::kBytes);
  made->text = document_.text.emplace_back(std::move(content));
  files_.emplace(file, made);
  return Ref(made);
}

base::Result<Ref> Nodes::object(Json node) {
  SLIPWAY_ASSIGN(Ref class_symbol, symbol_of(node));
  Object* made = record(class_symbol, {});
  Json content;
  if (node["content"].get(content) != simdjson::SUCCESS || content.is_null()) return Ref(made);
  SLIPWAY_ASSIGN(Ref state, read(content));
  if (state->tag != Tag::kNone) made->own_call().states.push_back(state);
  return Ref(made);
}

// A class that is called with arguments, then given a state.
base::Result<Ref> Nodes::reduced(Json node) {
  SLIPWAY_ASSIGN(Ref class_symbol, symbol_of(node));
  SLIPWAY_ASSIGN(const Json reduce, member(node, "__reduce__"));
  SLIPWAY_ASSIGN(Ref args, child(reduce, "args"));
  if (args->tag != Tag::kTuple) return bad_schema("the arguments of a node are no tuple");
  Object* made = record(class_symbol, args->items());
  SLIPWAY_ASSIGN(Ref state, child(node, "content"));
  const bool empty =
      state->tag == Tag::kNone || (state->tag == Tag::kDict && state->items().empty());
  if (!empty) made->own_call().states.push_back(state);
  return Ref(made);
}

// A class that is called with arguments, and is whole then.
base::Result<Ref> Nodes::constructed(Json node) {
  SLIPWAY_ASSIGN(Ref class_symbol, symbol_of(node));
  SLIPWAY_ASSIGN(Ref args, child(node, "content"));
  if (args->tag != Tag::kTuple) return bad_schema("the arguments of a node are no tuple");
  return Ref(record(class_symbol, args->items()));
}

base::Result<Ref> Nodes::type(Json node) { return symbol_of(node); }

base::Result<Ref> Nodes::function(Json node) {
  Json content;
  if (node["content"].get(content) != simdjson::SUCCESS || content.is_null())
    return symbol_of(node);
  SLIPWAY_ASSIGN(const std::string_view module, text_member(content, "module_path"));  // protocol 0
  SLIPWAY_ASSIGN(const std::string_view name, text_member(content, "function"));
  return symbol(module, name);
}

base::Result<Ref> Nodes::method(Json node) {
  SLIPWAY_ASSIGN(const Json content, member(node, "content"));
  SLIPWAY_ASSIGN(const std::string_view name, text_member(content, "func"));
  SLIPWAY_ASSIGN(Ref owner, child(content, "obj"));
  return Ref(record(symbol("builtins", "getattr"), {owner, text(name)}));
}

base::Result<Ref> Nodes::partial(Json node) {
  SLIPWAY_ASSIGN(const Json content, member(node, "content"));
  std::vector<Ref> parts;
  for (const char* name : {"func", "args", "kwds", "namespace"}) {
    SLIPWAY_ASSIGN(parts.emplace_back(), child(content, name));
  }
  Object* made = record(symbol("functools", "partial"), {parts[0]});
  made->own_call().states.push_back(tuple(std::move(parts)));
  return Ref(made);
}

base::Result<Ref> Nodes::operator_function(Json node) {
  SLIPWAY_ASSIGN(Ref called, symbol_of(node));
  SLIPWAY_ASSIGN(Ref args, child(node, "attrs"));
  return Ref(record(called, args->items()));
}

base::Result<Ref> Nodes::opaque(Json node) {
  SLIPWAY_ASSIGN(Ref class_symbol, symbol_of(node));
  return Ref(record(class_symbol, {}));
}

}  // namespace slipway::format::skops
