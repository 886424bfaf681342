// Schema: the names and types of a Chunk's columns. Immutable, shared by all Chunks made by one
// decoder: two Chunks with the same Schema object need no comparing.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/type.h"

namespace slipway::data {

struct Field {
  std::string name;
  Type type;
  std::vector<std::string> labels;  // of a vector's elements, where they have names; else empty
  bool operator==(const Field&) const = default;
};

class Schema {
 public:
  static constexpr std::size_t kMissing = static_cast<std::size_t>(-1);

  Schema() = default;
  explicit Schema(std::vector<Field> fields) : fields_(std::move(fields)) {}

  const std::vector<Field>& fields() const { return fields_; }
  std::size_t size() const { return fields_.size(); }
  const Field& operator[](std::size_t i) const { return fields_[i]; }
  // The first field of that name, or kMissing. Linear: names are resolved once, at bind.
  std::size_t index(std::string_view name) const {
    for (std::size_t i = 0; i < fields_.size(); ++i)
      if (fields_[i].name == name) return i;
    return kMissing;
  }
  bool operator==(const Schema&) const = default;

 private:
  std::vector<Field> fields_;
};

using SchemaPtr = std::shared_ptr<const Schema>;

}  // namespace slipway::data
