// Document: what XGBoost saves, parsed. JSON and UBJSON hold the same things under the same names,
// so the readers of this folder see one tree of Nodes and never know which it was.
//
//   SLIPWAY_ASSIGN(const Document document, parse_document(bytes));
//   SLIPWAY_ASSIGN(const Node* learner, document.root.need("learner"));
//
// Nodes hold views into the bytes (UBJSON) or into the Document (JSON). Bounded: nesting by
// base::kNestingMax, memory by a small multiple of the bytes. Immutable once parsed; any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"

namespace slipway::format::xgboost {

class Node {
 public:
  enum class Kind : std::uint8_t { kNull, kNumber, kText, kNumbers, kArray, kObject };
  Kind kind = Kind::kNull;
  double number = 0;            // booleans count as 0 and 1; floats are float32 values, exactly
  std::string_view text;        // kText; of kNumbers with an element type: its bytes
  char element = 0;             // UBJSON's type of kNumbers that stand in `text`; 0: in `numbers`
  std::vector<double> numbers;  // kNumbers: an array of nothing but numbers (or of nothing)
  std::vector<Node>
      items;  // kArray: any other array; kObject: its members, as they stand in the file
  std::vector<std::string_view> names;  // kObject: of `items`

  // The last member of that name, or nullptr.
  const Node* find(std::string_view name) const;
  // As find(): INVALID_ARGUMENT/MISSING_KEY. The pointer is never null.
  base::Result<const Node*> need(std::string_view name) const;

  // Elements of an array; 0 of anything else.
  std::size_t size() const;
  // INVALID_ARGUMENT/WRONG_TYPE, or WRONG_LENGTH unless there are exactly `count`.
  base::Result<std::vector<double>> doubles(std::size_t count) const;
  base::Result<std::vector<std::int64_t>> integers(std::size_t count) const;
  base::Result<std::vector<std::string>> texts() const;
};

struct Document {
  Node root;
  std::deque<std::string> strings;  // JSON's, unescaped
};

// INVALID_ARGUMENT/{BAD_FILE, TRUNCATED} with the offset as the place. `bytes` must outlive the
// Document.
base::Result<Document> parse_document(std::string_view bytes);  // whichever of the two it is
base::Result<Document> parse_json(
    std::string_view bytes);  // with NaN and Infinity, as XGBoost writes them
base::Result<Document> parse_ubjson(std::string_view bytes);

// A member that is a number, or the text of one ("num_class": "3"); `otherwise` if it is not there.
base::Result<std::int64_t> parameter(const Node& object, std::string_view name,
                                     std::int64_t otherwise);
// The same of a text; empty if it is not there.
std::string_view text_of(const Node& object, std::string_view name);

// "5E-1" as the float32 nearest to it.
base::Result<float> parse_float(std::string_view text);

}  // namespace slipway::format::xgboost
