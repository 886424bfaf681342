// A LightGBM booster as stages, from its text: used by format_lightgbm.cc, and by readers of
// pickles that hold one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/status.h"
#include "format/lightgbm/text.h"
#include "model/model_builder.h"

namespace slipway::format::lightgbm {

struct Booster {
  model::ValueId margin = 0;           // raw scores: one column, or one a class
  model::ValueId response = 0;         // what Booster.predict returns
  std::optional<model::ValueId> leaf;  // as pred_leaf=True: the leaf of each tree
  std::uint32_t classes = 1;           // columns of both
  std::string objective;  // "binary", "multiclass", "regression", …; empty if it was the user's own
};

struct BoosterInfo {
  std::vector<model::Feature> features;
  bool names_known = false;  // false: LightGBM's own Column_0, Column_1, …
  std::string version;       // "v4"
};

// What a pickled Booster adds to its text.
struct Beside {
  std::size_t iterations = 0;      // only the first so many count; 0: all
  std::string pandas_categorical;  // JSON, if the text has none
};

class BoosterFile {
 public:
  // `file` must outlive the BoosterFile.
  static base::Result<BoosterFile> read(const base::Reader& file, Beside beside = {});
  // The same of text in memory.
  static base::Result<BoosterFile> parse(std::string_view text, Beside beside = {});

  const BoosterInfo& info() const { return info_; }

  // Adds stages that read the columns of block `in`, one a feature. Features that pandas called
  // categories must be text or numbers as info() says; they are mapped to codes here. With
  // `iterations` those count, as start_iteration and num_iteration; else those of `beside`.
  base::Result<Booster> add(model::ModelBuilder& builder, model::ValueId in,
                            const std::string& name,
                            const std::optional<model::Iterations>& iterations = {}) const;

 private:
  BoosterFile() = default;
  base::Status read_header();
  base::Status find_pandas();
  base::Result<model::Iterations> chosen(const std::optional<model::Iterations>& asked,
                                         std::size_t rounds) const;
  base::Result<model::ValueId> add_codes(model::ModelBuilder& builder, model::ValueId in,
                                         const std::string& name) const;

  std::unique_ptr<const base::Reader> own_;  // of parse()
  TextFile text_;
  Beside beside_;
  std::vector<std::string> names_;
  std::vector<std::size_t> categorical_;  // features, by pandas column
  std::vector<std::vector<model::Category>> pandas_;
  BoosterInfo info_;
};

}  // namespace slipway::format::lightgbm
