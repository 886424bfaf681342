// LightGBM's text model, as its sections stand in the file. The meaning is in booster.h. Nearly all
// of a large file is its trees: only where they stand is noted, and they are read one at a time.
//
//   tree / version=v4 / num_class=1 / … / Tree=0 / num_leaves=31 / … / end of trees / … /
//   pandas_categorical:[["a", "b"]]
//
// Source: LightGBM src/boosting/gbdt_model_text.cpp, src/io/tree.cpp (Tree::ToString).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/status.h"
#include "format/window.h"

namespace slipway::format::lightgbm {

// The key=value lines of one section; views into the text.
class Section {
 public:
  void add(std::string_view key, std::string_view value) { values_[key] = value; }
  bool has(std::string_view key) const { return values_.contains(key); }
  // Empty if there is none.
  std::string_view text(std::string_view key) const;
  base::Result<std::int64_t> integer(std::string_view key) const;
  // Exactly `count` numbers; MISSING_KEY, BAD_NUMBER, WRONG_LENGTH.
  base::Result<std::vector<double>> doubles(std::string_view key, std::size_t count) const;
  base::Result<std::vector<std::int64_t>> integers(std::string_view key, std::size_t count) const;

 private:
  std::map<std::string_view, std::string_view> values_;
};

// A model file whose trees are still in it.
struct TextFile {
  const base::Reader* file = nullptr;
  std::unique_ptr<const std::string> head;  // that `header` looks at
  Section header;
  std::vector<Span> trees;          // from "Tree=0" to the next
  std::string pandas_categorical;   // JSON, or empty
  std::string categorical_feature;  // of the parameters: "3,4"; empty if the file has none
};

// `file` must outlive the TextFile. INVALID_ARGUMENT/{BAD_FILE, TRUNCATED} with the line as the
// place.
base::Result<TextFile> read_text(const base::Reader& file);

// The lines of one section, which the result looks at.
Section parse_section(std::string_view text);

}  // namespace slipway::format::lightgbm
