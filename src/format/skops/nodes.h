// Nodes: one walk over schema.json. Internal to document.cc, which owns the Document.
//
// REQUIRES: the JSON and the archive outlive it; one thread. Nesting is bounded by base::kNestingMax.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "base/status.h"
#include "format/pickle/object.h"

namespace slipway::codec {
class Zip;
}

namespace slipway::format::skops {

class Nodes {
 public:
  Nodes(pickle::Document& document, const codec::Zip& zip) : document_(document), zip_(zip) {}

  base::Result<pickle::Ref> read(simdjson::dom::element node);

 private:
  using Json = simdjson::dom::element;
  using Found = base::Result<pickle::Ref>;
  using Loader = Found (Nodes::*)(Json node);
  static Loader loader_of(std::string_view name);  // nullptr: unknown

  // Members of a node; BAD_SCHEMA if there is none, or of another type.
  static base::Result<Json> member(Json node, const char* name);
  static base::Result<std::string_view> text_member(Json node, const char* name);
  base::Result<pickle::Ref> child(Json node, const char* name);
  base::Result<std::vector<pickle::Ref>> children(Json node, const char* name);

  pickle::Object* make(pickle::Tag tag);
  pickle::Ref text(std::string_view value);
  pickle::Ref tuple(std::vector<pickle::Ref> items);
  pickle::Ref symbol(std::string_view module, std::string_view name);
  pickle::Object* record(pickle::Ref symbol, std::vector<pickle::Ref> args);
  Found symbol_of(Json node);  // __module__ and __class__
  base::Result<bool> is_class(Json node, std::string_view name);

  // nodes.cc
  Found json(Json node);
  Found dict(Json node);
  Found default_dict(Json node);
  Found list(Json node);
  Found tuple_node(Json node);
  Found set(Json node);
  Found slice(Json node);
  Found bytes(Json node);
  Found object(Json node);
  Found reduced(Json node);
  Found constructed(Json node);
  Found type(Json node);
  Found function(Json node);
  Found method(Json node);
  Found partial(Json node);
  Found operator_function(Json node);
  Found opaque(Json node);  // what no adapter reads: random states, masked arrays
  Found scalar(Json value);
  Found key(std::string_view text, pickle::Ref type);

  // arrays.cc
  Found array(Json node);
  Found dtype(Json node);
  Found sparse(Json node);
  Found npy(std::string content);
  Found npy_file(std::string_view file);
  Found npz_file(std::string_view file);
  Found objects(Json node);
  base::Status flatten(Json content, const std::vector<std::int64_t>& shape, std::size_t level,
                       std::vector<pickle::Ref>& into);

  pickle::Document& document_;
  const codec::Zip& zip_;
  std::map<std::string, pickle::Ref, std::less<>> files_;  // that were read, each once
  std::uint32_t depth_ = 0;
};

base::Status bad_schema(std::string what);

}  // namespace slipway::format::skops
