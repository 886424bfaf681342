// Document: what XGBoost saves, parsed. JSON and UBJSON hold the same things under the same names,
// so the readers of this folder see one tree of Nodes and never know which it was.
//
//   SLIPWAY_ASSIGN(const Document document, read_document(file));
//   SLIPWAY_ASSIGN(const Node* learner, document.root.need("learner"));
//   parse_tree(bytes of document.trees[0], document.form)
//
// Nearly all of a large file is its trees: they are left out, and parsed one at a time. Nodes hold
// views into the Document, or into the bytes of a tree. Bounded: nesting by base::kNestingMax, what
// is not trees by kSkeletonBytesMax. Immutable once parsed; any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/status.h"
#include "format/window.h"

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
  // As integers(), into `values`, whose type each must fit: for the arrays of large trees.
  template <class Value>
  base::Status copy(std::size_t count, std::vector<Value>& values) const;
};

inline constexpr std::size_t kSkeletonBytesMax = 64u << 20;
inline constexpr std::size_t kTreesMax = 4'000'000;
inline constexpr std::size_t kTreeBytesMin = 64;  // shorter ones are none

enum class Form : std::uint8_t { kJson, kUbjson, kBinary };

struct Document {
  Node root;
  Form form = Form::kJson;
  std::vector<Span> trees;          // the elements of the array "trees", which is empty in `root`
  std::deque<std::string> strings;  // that nodes look at
};

// INVALID_ARGUMENT/{BAD_FILE, TRUNCATED} with the offset as the place; RESOURCE_EXHAUSTED/TOO_LARGE.
base::Result<Document> read_document(const base::Reader& file);  // JSON or UBJSON
base::Result<Document> read_json(const base::Reader& file);
base::Result<Document> read_ubjson(const base::Reader& file);

// All of some bytes, which must outlive the Document. JSON with NaN and Infinity, as XGBoost writes
// them.
base::Result<Document> parse_json(std::string_view bytes);
base::Result<Document> parse_ubjson(std::string_view bytes);

// One tree, as an object; arrays that predicting does not need may be left out.
base::Result<Document> parse_tree(std::string_view bytes, Form form);

// A member that is a number, or the text of one ("num_class": "3"); `otherwise` if it is not there.
base::Result<std::int64_t> parameter(const Node& object, std::string_view name,
                                     std::int64_t otherwise);
// The same of a text; empty if it is not there.
std::string_view text_of(const Node& object, std::string_view name);

// "5E-1" as the float32 nearest to it.
base::Result<float> parse_float(std::string_view text);

}  // namespace slipway::format::xgboost
