// mlflow: a folder that mlflow.<flavor>.save_model wrote. Its file MLmodel names the flavor and the
// file that holds the model, which that file's own format reads; the signature says what the columns
// are called where the model does not.
#include <fmt/format.h>

#include "codec/yaml.h"
#include "format/format.h"
#include "format/mlflow/mlmodel.h"
#include "format/mlflow/signature.h"

namespace slipway::format {
namespace {

constexpr const char* kFileName = "MLmodel";
constexpr std::uint64_t kFileBytesMax = 1u << 20;  // the signature of many thousand columns

// Whether a file that was read as `title`, "CatBoostRegressor(RMSE)", answers as `name` does.
bool answers_as(const std::string& flavor, const std::string& name, const std::string& title) {
  if (flavor == "xgboost") return (name == "Booster") == title.starts_with("Booster");
  if (flavor != "catboost" || title.starts_with(name + "(")) return true;
  const bool scores = title.starts_with("CatBoostRegressor(") &&
                      title.find("(Poisson") == title.npos && title.find("(Tweedie") == title.npos;
  return scores && (name == "CatBoost" || name == "CatBoostRanker");
}

// The files of XGBoost and CatBoost say what kind of model they are, and what predict() gives hangs
// on that: of another class than MLmodel's it would be something else.
base::Status check_class(const mlflow::MlModel& read, const model::About& about) {
  const std::string name = read.model_class.substr(read.model_class.rfind('.') + 1);
  if (name.empty() || answers_as(read.flavor, name, about.title)) return {};
  return base::unimplemented(
             "UNSUPPORTED_OPTION",
             fmt::format("the model is a {}, but its file holds {}", name, about.title))
      .remedy("save the model with save_model of the same class");
}

// A pickle knows which version wrote it; XGBoost's file only "2.0", and LightGBM's the version of its
// text.
void describe(mlflow::MlModel& read, model::About& about) {
  if (!read.library_version.empty() && about.library == read.library &&
      (about.library_version.starts_with('v') ||
       read.library_version.starts_with(about.library_version)))
    about.library_version = read.library_version;
  about.notes.insert(about.notes.begin(), read.notes.begin(), read.notes.end());
}

// In place of what the model's own file could not say.
void note_names(std::vector<std::string>& notes) {
  std::erase_if(notes, [](const std::string& note) { return note.ends_with("by position"); });
  notes.emplace_back("the columns are named by the signature in MLmodel");
}

// To a reader of a model that notes no columns at all.
void tell_names(const mlflow::InputSchema& schema, model::ModelBuilder& builder) {
  model::Asked asked = builder.asked();
  if (!asked.columns.empty()) return;
  for (const mlflow::SignatureColumn& column : schema.columns) {
    if (column.name.empty()) return;
    asked.columns.push_back({.name = column.name, .kind = std::nullopt});
    if (column.type == "string") asked.columns.back().kind = data::Kind::kString;
  }
  builder.ask_for(std::move(asked));
}

class MlFlow final : public Format {
 public:
  const char* about() const override {
    return "MLflow model folder (flavors sklearn, xgboost, lightgbm, catboost)";
  }
  std::vector<std::string> extensions() const override { return {kFileName}; }
  int sniff(std::string_view head, std::uint64_t) const override {
    return mlflow::looks_like_mlmodel(head) ? 70 : 0;
  }
  std::string_view leads() const override { return kFileName; }

  base::Status read(const base::Folder& folder, const base::Reader& file,
                    model::ModelBuilder& builder) const override {
    SLIPWAY_ASSIGN(const std::string text, base::read_all(file, kFileBytesMax));
    SLIPWAY_ASSIGN(const base::Value root, codec::parse_yaml(text, file.name()));
    SLIPWAY_ASSIGN(mlflow::MlModel read, mlflow::read_mlmodel(root));
    mlflow::InputSchema schema;
    if (!read.inputs.empty()) {
      SLIPWAY_ASSIGN(schema, mlflow::parse_inputs(read.inputs));
      tell_names(schema, builder);
    }
    SLIPWAY_TRY(read_member(folder, read.file, builder));
    SLIPWAY_TRY(check_class(read, builder.about()));
    if (!read.inputs.empty()) {
      const bool named = builder.names_known();
      SLIPWAY_TRY(mlflow::bind_inputs(schema, builder));
      if (!named && builder.names_known()) note_names(builder.about().notes);
    }
    describe(read, builder.about());
    return {};
  }
};

}  // namespace

base::Status register_format_mlflow(base::Kinds<Format>& kinds) {
  return kinds.add("mlflow", std::make_unique<MlFlow>());
}

}  // namespace slipway::format
