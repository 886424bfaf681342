// What the caller asks of the reader of a model file, beyond what is in the file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "data/type.h"
#include "model/iterations.h"

namespace slipway::model {

// A column that the caller names. Without a kind it is a number.
struct NamedColumn {
  std::string name;
  std::optional<data::Kind> kind;
  bool operator==(const NamedColumn&) const = default;
};

struct Asked {
  std::optional<Iterations> iterations;  // else all, or what the library would take
  // The columns that the model reads, in order, for a file that does not name them; else empty.
  std::vector<NamedColumn> columns;

  // Empty if nothing is asked; else a line each, the same for what is the same: part of a digest.
  std::string text() const;
};

// "city:string" is a column of texts, "age" and "age:float64" one of numbers; any kind's name will do.
// INVALID_ARGUMENT/BAD_OPTION: an empty name, one that is there twice, too many.
base::Result<std::vector<NamedColumn>> parse_columns(const std::vector<std::string>& texts);

}  // namespace slipway::model
