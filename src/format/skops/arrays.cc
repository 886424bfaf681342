// Arrays of a .skops file: .npy files, lists of objects, dtypes, sparse matrices (.npz).
#include <fmt/format.h>

#include "codec/zip.h"
#include "format/pickle/fold.h"
#include "format/pickle/npy.h"
#include "format/pickle/numpy.h"
#include "format/skops/nodes.h"

namespace slipway::format::skops {

using pickle::Array;
using pickle::Object;
using pickle::Ref;
using pickle::Tag;

base::Result<Ref> Nodes::npy(std::string content) {
  const std::string& bytes = document_.text.emplace_back(std::move(content));
  SLIPWAY_ASSIGN(pickle::NpyHeader header, pickle::read_npy_header(bytes));
  auto array = std::make_unique<Array>(std::move(header.array));
  if (array->dtype.kind == 'O')
    return base::invalid_argument("BAD_ARRAY", "a .npy file of objects");
  const std::string_view data = std::string_view(bytes).substr(header.data_at);
  std::uint64_t size = 0;
  if (!pickle::array_bytes(*array, size) || size != data.size())
    return base::invalid_argument("BAD_ARRAY",
                                  fmt::format("{} bytes do not fill the shape", data.size()));
  array->data = data;
  Object* made = make(Tag::kArray);
  made->set_array(std::move(array));
  return Ref(made);
}

base::Result<Ref> Nodes::array(Json node) {
  SLIPWAY_ASSIGN(const std::string_view kind, text_member(node, "type"));
  if (kind == "json") return objects(node);
  if (kind != "numpy") return bad_schema(fmt::format("an array of type \"{}\"", kind));
  SLIPWAY_ASSIGN(const std::string_view file, text_member(node, "file"));
  SLIPWAY_ASSIGN(Ref read, npy_file(file));
  SLIPWAY_ASSIGN(const std::string_view module, text_member(node, "__module__"));
  if (module == "numpy" || module.starts_with("numpy.")) return read;
  SLIPWAY_ASSIGN(Ref class_symbol, symbol_of(node));
  return Ref(record(class_symbol, {read}));  // a class of its own, for the adapters to refuse
}

base::Result<Ref> Nodes::npy_file(std::string_view file) {
  if (const auto known = files_.find(file); known != files_.end()) return known->second;
  SLIPWAY_ASSIGN(std::string content, zip_.read(file));
  auto made = npy(std::move(content));
  if (!made.ok()) return made.status().at(file);
  files_.emplace(file, *made);
  return *made;
}

// ndarray.tolist() of an array of objects, and its shape.
base::Result<Ref> Nodes::objects(Json node) {
  SLIPWAY_ASSIGN(Ref shape, child(node, "shape"));
  SLIPWAY_ASSIGN(const Json content, member(node, "content"));
  auto array = std::make_unique<Array>();
  array->dtype.kind = 'O';
  SLIPWAY_ASSIGN(array->shape, pickle::as_int64s(shape));
  if (array->shape.empty()) return bad_schema("an array of objects without a shape");
  SLIPWAY_TRY(flatten(content, array->shape, 0, array->objects));
  Object* made = make(Tag::kArray);
  made->set_array(std::move(array));
  return Ref(made);
}

base::Status Nodes::flatten(Json content, const std::vector<std::int64_t>& shape, std::size_t level,
                            std::vector<Ref>& into) {
  simdjson::dom::array all;
  if (content.get(all) != simdjson::SUCCESS ||
      static_cast<std::int64_t>(all.size()) != shape[level])
    return bad_schema("an array of objects does not fill its shape");
  for (const Json one : all) {
    if (level + 1 == shape.size()) {
      SLIPWAY_ASSIGN(into.emplace_back(), read(one));
      continue;
    }
    SLIPWAY_ASSIGN(const Json inner, member(one, "content"));
    SLIPWAY_TRY(flatten(inner, shape, level + 1, into));
  }
  return {};
}

// An empty array of the dtype; a plain one becomes what a pickle has: numpy.dtype("f8").
base::Result<Ref> Nodes::dtype(Json node) {
  SLIPWAY_ASSIGN(Ref empty, child(node, "content"));
  if (empty->tag != Tag::kArray) return bad_schema("a dtype without an array");
  const pickle::DType& type = empty->array()->dtype;
  if (!type.fields.empty()) return empty;
  const std::int64_t size = type.kind == 'U' ? type.itemsize / 4 : type.itemsize;
  return Ref(record(symbol("numpy", "dtype"), {text(fmt::format("{}{}", type.kind, size))}));
}

// scipy.sparse.save_npz(): an archive in the archive.
base::Result<Ref> Nodes::sparse(Json node) {
  SLIPWAY_ASSIGN(const std::string_view file, text_member(node, "file"));
  SLIPWAY_ASSIGN(Ref state, npz_file(file));
  SLIPWAY_ASSIGN(Ref class_symbol, symbol_of(node));
  Object* made = record(class_symbol, {});
  made->own_call().states.push_back(state);
  return Ref(made);
}

base::Result<Ref> Nodes::npz_file(std::string_view file) {
  if (const auto known = files_.find(file); known != files_.end()) return known->second;
  SLIPWAY_ASSIGN(std::string content, zip_.read(file));
  auto zip = codec::Zip::open(std::make_shared<const std::string>(std::move(content)));
  if (!zip.ok()) return zip.status().at(file);
  Object* state = make(Tag::kDict);
  for (const char* name : {"data", "indices", "indptr", "offsets", "row", "col", "shape"}) {
    const std::string member = fmt::format("{}.npy", name);
    if (!zip->contains(member)) continue;
    SLIPWAY_ASSIGN(std::string bytes, zip->read(member));
    SLIPWAY_ASSIGN(Ref array, npy(std::move(bytes)));
    state->own_items().push_back(text(name == std::string_view("shape") ? "_shape" : name));
    state->own_items().push_back(array);
  }
  files_.emplace(file, state);
  return Ref(state);
}

}  // namespace slipway::format::skops
