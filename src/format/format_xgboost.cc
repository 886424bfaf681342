// xgboost: what Booster.save_model and XGBClassifier.save_model write, of every version: JSON,
// UBJSON or the binary form of before 3.1.
//
// Outputs of a booster: predict, what Booster.predict returns, margin, with output_margin=True, and
// leaf, with pred_leaf=True.
// A file that XGBClassifier (XGBRegressor, …) saved says so, and answers as that: predict,
// predict_proba.
#include <fmt/format.h>

#include "base/limits.h"
#include "format/booster_outputs.h"
#include "format/format.h"
#include "format/xgboost/booster.h"
#include "format/xgboost/estimator.h"

namespace slipway::format {
namespace {

using xgboost::Role;

// {"_estimator_type": "classifier"}; before 1.6 {"type": "XGBClassifier"}.
base::Result<Role> role_of(std::string_view scikit_learn) {
  if (scikit_learn.empty()) return Role::kBooster;
  auto wrote = xgboost::parse_json(scikit_learn);
  if (!wrote.ok()) return wrote.status().at("scikit_learn");
  const std::string_view type = xgboost::text_of(wrote->root, "_estimator_type");
  const std::string_view name = xgboost::text_of(wrote->root, "type");
  return type == "classifier" || name.ends_with("Classifier") ? Role::kClassifier
                                                              : Role::kRegressor;
}

// What an older XGBClassifier called its classes, if not 0, 1, …
base::Result<std::optional<model::Labels>> classes_of(std::string_view scikit_learn) {
  std::optional<model::Labels> none;
  auto wrote = xgboost::parse_json(scikit_learn);
  const xgboost::Node* classes = wrote.ok() ? wrote->root.find("classes_") : nullptr;
  if (const xgboost::Node* encoder = wrote.ok() ? wrote->root.find("_le") : nullptr;
      classes == nullptr && encoder != nullptr)
    classes = encoder->find("classes_");
  if (classes == nullptr || classes->size() == 0) return none;
  model::Labels labels;
  if (classes->kind == xgboost::Node::Kind::kArray) {
    labels.kind = data::Kind::kString;
    SLIPWAY_ASSIGN(labels.text, classes->texts());
    return std::optional(std::move(labels));
  }
  SLIPWAY_ASSIGN(const auto numbers, classes->integers(classes->size()));
  for (const std::int64_t number : numbers)
    labels.text.push_back(std::to_string(number)),
        labels.number.push_back(static_cast<double>(number));
  return std::optional(std::move(labels));
}

class XgBoost final : public Format {
 public:
  const char* about() const override {
    return "XGBoost model, JSON, UBJSON or binary (save_model)";
  }
  std::vector<std::string> extensions() const override {
    return {".json", ".ubj", ".model", ".bin"};
  }

  int sniff(std::string_view head, std::uint64_t) const override {
    if (head.find("\"learner\"") < 64 &&
        head.find_first_not_of(" \t\r\n") != std::string_view::npos &&
        head[head.find_first_not_of(" \t\r\n")] == '{')
      return 90;
    if (head.starts_with("{L") || head.starts_with("{i") || head.starts_with("{U"))
      return head.find("learner") < 16 ? 100 : 0;
    return xgboost::sniff_binary(head);
  }

  base::Status read(const base::Folder&, const base::Reader& file,
                    model::ModelBuilder& builder) const override {
    if (file.size() > base::kModelBytesMax)
      return base::resource_exhausted(
          "TOO_LARGE", fmt::format("{} bytes, at most {}", file.size(), base::kModelBytesMax));
    SLIPWAY_ASSIGN(const xgboost::BoosterFile booster, xgboost::BoosterFile::read(file));
    const xgboost::BoosterInfo& info = booster.info();
    xgboost::Asked asked;
    SLIPWAY_ASSIGN(asked.role, role_of(info.scikit_learn));
    if (asked.role == Role::kClassifier) {
      SLIPWAY_ASSIGN(asked.classes, classes_of(info.scikit_learn));
    }
    if (!info.linear) asked.rounds = xgboost::rounds_of(builder.take_iterations());
    builder.inputs(info.features, info.names_known);
    SLIPWAY_ASSIGN(const xgboost::Answers answers,
                   xgboost::add_answers(builder, booster, builder.input(), asked, "booster"));
    describe(info, asked.role, builder.about());
    return declare(
        {.predict = answers.predict,
         .predict_is_vector = answers.vector && !answers.classes,
         .classes = answers.classes,
         .proba = answers.proba,
         .proba_columns = answers.classes ? answers.classes->text : std::vector<std::string>(),
         .margin = answers.margin,
         .margin_is_vector = answers.vector,
         .leaf = answers.leaf},
        builder);
  }

 private:
  static void describe(const xgboost::BoosterInfo& info, Role role, model::About& about) {
    about.library = "XGBoost";
    about.library_version = info.version;
    const char* name = role == Role::kBooster      ? "Booster"
                       : role == Role::kClassifier ? "XGBClassifier"
                                                   : "XGBRegressor";
    about.title = fmt::format("{}({})", name, info.objective.name);
    if (!info.names_known)
      about.notes.emplace_back("the file has no feature names: columns are bound by position");
    if (std::string note = xgboost::note_of_best(info, role); !note.empty())
      about.notes.push_back(std::move(note));
  }
};

}  // namespace

base::Status register_format_xgboost(base::Kinds<Format>& kinds) {
  return kinds.add("xgboost", std::make_unique<XgBoost>());
}

}  // namespace slipway::format
