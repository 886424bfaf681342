// treelite: the checkpoint that treelite.Model.serialize() writes, of Treelite 3.9 and 4.
//
// Outputs: predict, what treelite.gtil.predict() returns, margin, with pred_margin=True, and leaf,
// what predict_leaf() returns. Of several targets the classes of one stand behind those of the other.
#include <fmt/format.h>

#include "base/limits.h"
#include "format/booster_outputs.h"
#include "format/format.h"
#include "format/treelite/answers.h"
#include "format/treelite/checkpoint.h"

namespace slipway::format {
namespace {

std::vector<std::string> column_names(const treelite::Header& header) {
  std::vector<std::string> names;
  if (header.num_class.size() == 1) return names;
  for (std::size_t target = 0; target < header.num_class.size(); ++target)
    for (std::int32_t c = 0; c < header.num_class[target]; ++c)
      names.push_back(fmt::format("{}_{}", target, c));
  return names;
}

class Treelite final : public Format {
 public:
  const char* about() const override { return "Treelite checkpoint (Model.serialize)"; }
  std::vector<std::string> extensions() const override { return {".tl", ".bin"}; }
  int sniff(std::string_view head, std::uint64_t) const override {
    return treelite::looks_like_checkpoint(head) ? 80 : 0;
  }

  base::Status read(const base::Folder&, const base::Reader& file,
                    model::ModelBuilder& builder) const override {
    if (file.size() > base::kModelBytesMax)
      return base::resource_exhausted(
          "TOO_LARGE", fmt::format("{} bytes, at most {}", file.size(), base::kModelBytesMax));
    Window window(file);
    SLIPWAY_ASSIGN(const treelite::Header header, treelite::read_header(window));
    const treelite::Columns columns(header);
    SLIPWAY_ASSIGN(treelite::Trees trees, treelite::read_trees(window, header, columns));
    std::vector<model::Feature> features;
    for (std::uint32_t i = 0; i < header.features; ++i)
      features.push_back({fmt::format("x{}", i), data::Kind::kFloat64, {}});
    builder.inputs(std::move(features), false);
    SLIPWAY_ASSIGN(const treelite::Answers answers,
                   treelite::add_answers(builder, header, columns, std::move(trees)));
    describe(header, builder.about());
    const std::vector<std::string> names = column_names(header);
    return declare(
        {.predict = answers.predict,
         .predict_is_vector = !answers.predict_is_scalar,
         .predict_columns = answers.predict_is_scalar ? std::vector<std::string>() : names,
         .margin = answers.margin,
         .margin_is_vector = !answers.margin_is_scalar,
         .margin_columns = names,
         .leaf = answers.leaf},
        builder);
  }

 private:
  static void describe(const treelite::Header& header, model::About& about) {
    about.library = "Treelite";
    about.library_version = fmt::format("{}.{}.{}", header.major, header.minor, header.patch);
    about.title = fmt::format("{}({})", header.task, header.postprocessor);
    about.notes.emplace_back("the file has no feature names: columns are bound by position");
    about.notes.emplace_back(
        "answers are those of Treelite, which can differ in the last bits from the library that "
        "trained the model");
  }
};

}  // namespace

base::Status register_format_treelite(base::Kinds<Format>& kinds) {
  return kinds.add("treelite", std::make_unique<Treelite>());
}

}  // namespace slipway::format
