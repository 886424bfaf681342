#include <vector>

#include <fmt/format.h>

#include "data/arrow_bridge.h"

namespace slipway::data {
namespace {

// What one exported node owns. `keep` is set in arrays.
struct OwnedSchema {
  std::string format, name;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
  ArrowSchema dictionary{};
};
struct OwnedArray {
  std::shared_ptr<const Chunk> keep;
  std::vector<const void*> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  ArrowArray dictionary{};
};

template <class Node, class Owned>
void release(Node* node) {
  auto* owned = static_cast<Owned*>(node->private_data);
  for (Node* child : owned->pointers)
    if (child->release != nullptr) child->release(child);
  if (owned->dictionary.release != nullptr) owned->dictionary.release(&owned->dictionary);
  node->release = nullptr;
  delete owned;
}

OwnedSchema& start(ArrowSchema& schema, std::string format, std::string name) {
  auto* owned = new OwnedSchema{std::move(format), std::move(name), {}, {}, {}};
  schema = {};
  schema.format = owned->format.c_str();
  schema.name = owned->name.c_str();
  schema.flags = ARROW_FLAG_NULLABLE;
  schema.release = release<ArrowSchema, OwnedSchema>;
  schema.private_data = owned;
  return *owned;
}

OwnedArray& start(ArrowArray& array, std::shared_ptr<const Chunk> keep, std::int64_t length,
                  std::int64_t offset) {
  auto* owned = new OwnedArray{std::move(keep), {}, {}, {}, {}};
  array = {};
  array.length = length;
  array.null_count = -1;  // to be counted by whoever wants to know
  array.offset = offset;
  array.release = release<ArrowArray, OwnedArray>;
  array.private_data = owned;
  return *owned;
}

template <class Node, class Owned>
void adopt(Node& node, Owned& owned, std::size_t children) {
  owned.children.resize(children);
  for (auto& child : owned.children) owned.pointers.push_back(&child);
  node.n_children = static_cast<std::int64_t>(children);
  node.children = owned.pointers.data();
}

void set_buffers(ArrowArray& array, OwnedArray& owned, std::vector<const void*> buffers) {
  owned.buffers = std::move(buffers);
  array.n_buffers = static_cast<std::int64_t>(owned.buffers.size());
  array.buffers = owned.buffers.data();
}

const char* format_of(Kind kind) {
  switch (kind) {
    case Kind::kBool:
      return "b";
    case Kind::kInt64:
      return "l";
    case Kind::kFloat32:
      return "f";
    case Kind::kFloat64:
      return "g";
    case Kind::kString:
      return "u";
    case Kind::kTimestamp:
      return "tsu:UTC";
  }
  return "";
}

// Shared by all rows that are empty: a buffer must not be null where Arrow reads offsets.
constexpr std::int32_t kNoEnds[1] = {0};

void export_strings(const ColumnView& view, ArrowArray& array, OwnedArray& owned) {
  set_buffers(array, owned,
              {view.validity, view.ends != nullptr ? view.ends : kNoEnds, view.values});
}

void export_schema(const Field& field, const ColumnView& view, ArrowSchema& schema) {
  const bool vector = !field.type.shape.empty();
  if (vector) {
    OwnedSchema& owned = start(schema, fmt::format("+w:{}", view.width), field.name);
    adopt(schema, owned, 1);
    start(owned.children[0], format_of(view.kind), "item");
    return;
  }
  OwnedSchema& owned =
      start(schema, view.dictionary != nullptr ? "i" : format_of(view.kind), field.name);
  if (view.dictionary == nullptr) return;
  start(owned.dictionary, "u", "");
  schema.dictionary = &owned.dictionary;
}

void export_array(const std::shared_ptr<const Chunk>& chunk, const Field& field,
                  const ColumnView& view, ArrowArray& array) {
  OwnedArray& owned = start(array, chunk, view.length, view.offset);
  if (!field.type.shape.empty()) {
    set_buffers(array, owned, {view.validity});
    adopt(array, owned, 1);
    OwnedArray& item = start(owned.children[0], chunk, (view.offset + view.length) * view.width, 0);
    set_buffers(owned.children[0], item, {nullptr, view.values});
  } else if (view.kind == Kind::kString && view.dictionary == nullptr) {
    export_strings(view, array, owned);
  } else {
    set_buffers(array, owned, {view.validity, view.values});
    if (view.dictionary == nullptr) return;
    OwnedArray& values =
        start(owned.dictionary, chunk, view.dictionary->length, view.dictionary->offset);
    export_strings(*view.dictionary, owned.dictionary, values);
    array.dictionary = &owned.dictionary;
  }
}

}  // namespace

base::Status export_chunk(std::shared_ptr<const Chunk> chunk, ArrowSchema* schema,
                          ArrowArray* array) {
  const std::size_t columns = chunk->width();
  OwnedSchema& fields = start(*schema, "+s", "");
  schema->flags = 0;
  adopt(*schema, fields, columns);
  OwnedArray& values = start(*array, chunk, chunk->rows(), 0);
  set_buffers(*array, values, {nullptr});
  adopt(*array, values, columns);
  for (std::size_t i = 0; i < columns; ++i) {
    const ColumnView view = chunk->column(i).view();
    export_schema((*chunk->schema())[i], view, fields.children[i]);
    export_array(chunk, (*chunk->schema())[i], view, values.children[i]);
  }
  return {};
}

}  // namespace slipway::data
