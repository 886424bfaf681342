// LightGBM's text model, as its sections stand in the file. The meaning is in booster.h.
//
//   tree / version=v4 / num_class=1 / … / Tree=0 / num_leaves=31 / … / end of trees / … /
//   pandas_categorical:[["a", "b"]]
//
// Source: LightGBM src/boosting/gbdt_model_text.cpp, src/io/tree.cpp (Tree::ToString).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

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

struct TextModel {
  Section header;
  std::vector<Section> trees;
  std::string_view pandas_categorical;  // JSON, or empty
};

// INVALID_ARGUMENT/{BAD_FILE, TRUNCATED} with the line as the place.
base::Result<TextModel> parse_text(std::string_view text);

}  // namespace slipway::format::lightgbm
