// The rows of a JSON request, in the shapes that the tabular protocols have: lists of rows, lists of
// objects, columns, pandas' split form.
//
//   JsonTable table;
//   SLIPWAY_TRY(table.parse(request.body));
//   SLIPWAY_TRY(table.rows("instances", chunk, rejected));
//
// A value that its column can't take makes its row an error, as does a column that an object lacks. A
// number column takes numbers, true and false, null (missing), and the texts NaN, Infinity and -Infinity;
// a text column takes texts, {"b64": "…"} of UTF-8, and null. Bare NaN and Infinity as JsonBody has them. One
// thread; used again and again.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "data/chunk.h"
#include "data/row_error.h"

namespace slipway::serve {

class JsonTable {
 public:
  JsonTable();
  ~JsonTable();

  // Keeps what it needs of `body`. BAD_JSON; BAD_REQUEST: it is no object.
  base::Status parse(std::string_view body);

  bool has(std::string_view member) const;
  std::string text(std::string_view member) const;  // empty: there is none, or no text

  // Of a member: [[1, 2], …] in the model's order, [{"a": 1, "b": 2}, …], or [1, …] for a model of one
  // column. An object whose one member is a whole row, {"input": [1, 2]}, is that row.
  base::Status rows(std::string_view member, data::Chunk& into, data::RowErrors& errors);
  // Of a member: {"a": [1, …], "b": [2, …]}, {"input": [[1, 2], …]}, or rows as above.
  base::Status columns(std::string_view member, data::Chunk& into, data::RowErrors& errors);
  // Of a member: {"columns": ["b", "a"], "data": [[2, 1], …]}.
  base::Status split(std::string_view member, data::Chunk& into, data::RowErrors& errors);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slipway::serve
