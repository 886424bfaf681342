#include "format/mlflow/mlmodel.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace slipway::format::mlflow {
namespace {

using base::Result;
using base::Status;
using base::Value;

struct Flavor {
  const char *name, *library;
  const char *file, *version;  // the keys
  std::array<const char*, 4> ignores;
};

// `code` are modules beside the model that its classes may come from: what is not known is refused
// when the model itself is read. The first that MLmodel has counts.
constexpr Flavor kFlavors[] = {
    {"sklearn",
     "scikit-learn",
     "pickled_model",
     "sklearn_version",
     {"serialization_format", "skops_trusted_types"}},
    {"xgboost", "XGBoost", "data", "xgb_version", {"model_format"}},
    {"lightgbm",
     "LightGBM",
     "data",
     "lgb_version",
     {"serialization_format", "skops_trusted_types"}},
    {"catboost", "CatBoost", "data", "catboost_version", {"model_type", "save_format"}},
};
constexpr const char* kAlways[] = {"code", "extra_files", "model_class"};

Status bad(std::string what, const Value& at) {
  return base::invalid_argument("BAD_FILE", std::move(what)).at(at.place());
}

// Text, or empty if there is none. Versions are written as they are, and 1.0 looks like a number.
Result<std::string> text_of(const Value& map, const char* key) {
  const Value* value = map.find(key);
  if (value == nullptr || value->is_null()) return std::string();
  if (const std::string* text = value->as_text()) return *text;
  if (const double* number = value->as_double()) return fmt::format("{}", *number);
  if (const std::int64_t* number = value->as_int()) return fmt::format("{}", *number);
  return bad(fmt::format("{} is no text", key), *value);
}

bool stays_inside(std::string_view path) {
  if (path.empty() || path.find_first_of(std::string_view("\\\0", 2)) != path.npos) return false;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == path.npos) return true;
    path.remove_prefix(slash + 1);
  }
}

Status check_keys(const Flavor& flavor, const Value::Map& members) {
  const auto is = [](const std::string& name) {
    return [&name](const char* known) { return known != nullptr && name == known; };
  };
  for (const auto& [name, value] : members)
    if (name != flavor.file && name != flavor.version && !value.is_null() &&
        std::ranges::none_of(flavor.ignores, is(name)) && std::ranges::none_of(kAlways, is(name)))
      return base::unimplemented("UNKNOWN_ATTRIBUTE",
                                 fmt::format("the flavor {} has \"{}\", of which nothing is known",
                                             flavor.name, name))
          .at(value.place());
  return {};
}

Status read_flavor(const Flavor& flavor, const Value& config, MlModel& model) {
  const Value::Map* members = config.as_map();
  if (members == nullptr) return bad(fmt::format("the flavor {} is no map", flavor.name), config);
  SLIPWAY_TRY(check_keys(flavor, *members));
  model.flavor = flavor.name;
  model.library = flavor.library;
  SLIPWAY_ASSIGN(model.library_version, text_of(config, flavor.version));
  const bool by_type = config.find("model_type") != nullptr;  // CatBoost's word for it
  SLIPWAY_ASSIGN(model.model_class, text_of(config, by_type ? "model_type" : "model_class"));
  SLIPWAY_ASSIGN(model.file, text_of(config, flavor.file));
  if (model.file.empty())
    return bad(fmt::format("the flavor {} has no {}", flavor.name, flavor.file), config);
  if (stays_inside(model.file)) return {};
  return base::invalid_argument(
             "OUTSIDE_FOLDER",
             fmt::format("{} \"{}\" leads out of the model's folder", flavor.file, model.file))
      .at(config.find(flavor.file)->place());
}

Status choose_flavor(const Value& flavors, MlModel& model) {
  const Value::Map* members = flavors.as_map();
  if (members == nullptr) return bad("flavors is no map", flavors);
  for (const Flavor& flavor : kFlavors)
    if (const Value* config = flavors.find(flavor.name)) return read_flavor(flavor, *config, model);
  std::vector<std::string> found, known;
  for (const auto& [name, value] : *members) found.push_back(name);
  for (const Flavor& flavor : kFlavors) known.emplace_back(flavor.name);
  return base::unimplemented("UNSUPPORTED_FLAVOR",
                             fmt::format("the model is of {}",
                                         found.empty() ? std::string("no flavor")
                                                       : fmt::to_string(fmt::join(found, ", "))))
      .at(flavors.place())
      .remedy(fmt::format("what is read of MLflow are the flavors {}", fmt::join(known, ", ")));
}

// What a person should know of where the model came from.
Status take_notes(const Value& root, MlModel& model) {
  SLIPWAY_ASSIGN(const std::string version, text_of(root, "mlflow_version"));
  model.notes.push_back(fmt::format("an MLflow model of flavor {} in {}{}", model.flavor,
                                    model.file,
                                    version.empty() ? "" : ", logged by MLflow " + version));
  for (const char* key : {"artifact_path", "model_uuid", "model_id", "run_id"}) {
    SLIPWAY_ASSIGN(const std::string text, text_of(root, key));
    if (!text.empty()) model.notes.push_back(fmt::format("{} {}", key, text));
  }
  const Value* python = root.find("flavors")->find("python_function");
  if (python == nullptr) return {};
  SLIPWAY_ASSIGN(const std::string function, text_of(*python, "predict_fn"));
  if (!function.empty() && function != "predict")
    model.notes.push_back(fmt::format("MLflow's own predict is {} here", function));
  return {};
}

}  // namespace

bool looks_like_mlmodel(std::string_view head) {
  return head.starts_with("flavors:") || head.find("\nflavors:") != head.npos;
}

Result<MlModel> read_mlmodel(const Value& root) {
  const Value* flavors = root.find("flavors");
  if (flavors == nullptr) return bad("there are no flavors", root);
  MlModel model;
  SLIPWAY_TRY(choose_flavor(*flavors, model));
  SLIPWAY_TRY(take_notes(root, model));
  const Value* signature = root.find("signature");
  if (signature == nullptr || signature->is_null()) return model;
  if (signature->as_map() == nullptr) return bad("signature is no map", *signature);
  SLIPWAY_ASSIGN(model.inputs, text_of(*signature, "inputs"));
  return model;
}

}  // namespace slipway::format::mlflow
