#include "format/sklearn/boosters.h"

#include <fmt/format.h>

#include "format/catboost/model_file.h"
#include "format/lightgbm/booster.h"
#include "format/pickle/record.h"
#include "format/xgboost/booster.h"

namespace slipway::format::sklearn {
namespace {

bool is_xgboost(Ref estimator) { return pickle::record_class(estimator).starts_with("xgboost."); }
bool is_catboost(Ref estimator) { return pickle::record_class(estimator).starts_with("catboost."); }
bool is_lightgbm(Ref estimator) { return pickle::record_class(estimator).starts_with("lightgbm."); }

BoosterSays say(const char* library, const std::string& version, bool names_known,
                const std::vector<model::Feature>& features) {
  BoosterSays says{library, version, {}, names_known};
  for (const model::Feature& feature : features) says.names.push_back(feature.name);
  return says;
}

}  // namespace

bool holds_booster(Ref estimator) {
  return is_xgboost(estimator) || is_lightgbm(estimator) || is_catboost(estimator);
}

base::Result<std::string_view> catboost_model_of(Ref estimator) {
  Ref model = pickle::attribute(estimator, "__model");
  if (is_none(model))
    return base::invalid_argument("MISSING_ATTRIBUTE", "there is no __model")
        .remedy("fit the estimator before it is saved");
  if (model->tag == pickle::Tag::kBytes || model->tag == pickle::Tag::kString) return model->text;
  return base::invalid_argument("WRONG_TYPE",
                                fmt::format("__model is {}", pickle::describe(model)));
}

base::Result<Ref> booster_of(Ref estimator) {
  if (pickle::record_class(estimator).ends_with(".Booster")) return estimator;
  Ref booster = pickle::attribute(estimator, "_Booster");
  if (!is_none(booster)) return booster;
  return base::invalid_argument("MISSING_ATTRIBUTE", "there is no _Booster")
      .remedy("fit the estimator before it is saved");
}

base::Result<std::string_view> handle_of(Ref booster) {
  for (const char* name : {"handle", "_handle"}) {
    Ref handle = pickle::attribute(booster, name);
    if (is_none(handle)) continue;
    if (handle->tag == pickle::Tag::kBytes || handle->tag == pickle::Tag::kString)
      return handle->text;
    return base::invalid_argument(
        "WRONG_TYPE", fmt::format("the handle of the Booster is {}", pickle::describe(handle)));
  }
  return base::invalid_argument("MISSING_ATTRIBUTE", "the Booster has no handle")
      .remedy("train it before it is saved");
}

base::Result<BoosterSays> booster_says(Ref estimator) {
  if (is_catboost(estimator)) {
    SLIPWAY_ASSIGN(const std::string_view bytes, catboost_model_of(estimator));
    SLIPWAY_ASSIGN(const catboost::ModelFile file, catboost::ModelFile::parse(bytes));
    return say("CatBoost", file.info().version, file.names_known(), file.features());
  }
  SLIPWAY_ASSIGN(Ref booster, booster_of(estimator));
  SLIPWAY_ASSIGN(const std::string_view handle, handle_of(booster));
  if (is_lightgbm(estimator)) {
    SLIPWAY_ASSIGN(const lightgbm::BoosterFile file, lightgbm::BoosterFile::parse(handle));
    return say("LightGBM", file.info().version, file.info().names_known, file.info().features);
  }
  SLIPWAY_ASSIGN(const xgboost::BoosterFile file, xgboost::BoosterFile::parse(handle));
  return say("XGBoost", file.info().version, file.info().names_known, file.info().features);
}

base::Status expect_features(Context& context, const Value& in,
                             const std::vector<model::Feature>& features) {
  if (features.size() != in.width())
    return base::invalid_argument(
        "WRONG_SHAPE",
        fmt::format("the booster has {} features, but is given {}", features.size(), in.width()));
  for (std::size_t j = 0; j < features.size(); ++j)
    if (features[j].kind == data::Kind::kString)
      SLIPWAY_TRY(context.expect_kind(in, j, data::Kind::kString, features[j].categories));
  return {};
}

}  // namespace slipway::format::sklearn
