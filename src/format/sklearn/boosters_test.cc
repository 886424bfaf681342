// What the readers of pickled boosters share, on the goldens of tools/goldens/make_pickled.py.
#include "format/sklearn/boosters.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "format/pickle/machine.h"

namespace slipway::format::sklearn {
namespace {

class Empty final : public base::Folder {
 public:
  base::Result<std::vector<std::string>> list() const override {
    return std::vector<std::string>();
  }
  base::Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    return base::not_found("NO_FILE", std::string(name));
  }
};

base::Result<pickle::Document> load(const std::string& name) {
  std::ifstream file(SLIPWAY_SOURCE_DIR "/golden/" + name + "/model.pkl", std::ios::binary);
  const auto reader =
      base::memory_reader({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
  return pickle::read_pickle_file(Empty(), *reader);
}

TEST(Boosters, SayTheirLibraryVersionAndColumns) {
  const auto xgboost = load("xgboost/pickled_classifier-3.4.1");
  ASSERT_TRUE(xgboost.ok()) << xgboost.status().text();
  ASSERT_TRUE(holds_booster(xgboost->root));
  const auto says = booster_says(xgboost->root);
  ASSERT_TRUE(says.ok()) << says.status().text();
  EXPECT_EQ(says->library, "XGBoost");
  EXPECT_EQ(says->version, "3.4.1");
  EXPECT_EQ(says->names, (std::vector<std::string>{"a", "b", "c", "d"}));
  const auto lightgbm = load("lightgbm/pickled_booster-2.1.2");
  ASSERT_TRUE(lightgbm.ok());
  EXPECT_EQ(booster_says(lightgbm->root)->library, "LightGBM");
  EXPECT_EQ(booster_says(lightgbm->root)->version, "v2");
}

TEST(Boosters, NamesThatTheLibraryMadeUpAreNoNames) {
  const auto document = load("xgboost/pickled_joblib-2.0.3");
  ASSERT_TRUE(document.ok()) << document.status().text();
  EXPECT_FALSE(booster_says(document->root)->names_known);
}

}  // namespace
}  // namespace slipway::format::sklearn
