#include "service/model_file.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "service/service_test.h"

namespace slipway::service {
namespace {

LoadedModel loaded(const std::string& name) {
  auto model = load_model(example(name));
  EXPECT_TRUE(model.ok()) << model.status().text();
  return *std::move(model);
}

rapidjson::Document json_of(const LoadedModel& model) {
  rapidjson::Document json;
  json.Parse(describe_json(model).c_str());
  EXPECT_FALSE(json.HasParseError());
  return json;
}

std::string wrong(const std::string& path, const std::string& format = {}) {
  return load_model(path, format).status().text();
}

// The digests are those of sha256sum.
TEST(ModelFile, APickleIsDescribedToPeople) {
  EXPECT_EQ(describe_text(loaded("wine.pkl")), R"(Pipeline(StandardScaler, LogisticRegression)
  format    pickle
  library   scikit-learn 1.9.1
  digest    94422af6bfb3fb4ff4e4591ad28fc051437b238f731022ae583052b929ddf4cc
  bytes     2061
inputs (13, bound by name)
  alcohol                  float64
  malic_acid               float64
  ash                      float64
  alcalinity_of_ash        float64
  magnesium                float64
  total_phenols            float64
  flavanoids               float64
  nonflavanoid_phenols     float64
  proanthocyanins          float64
  color_intensity          float64
  hue                      float64
  od280/od315_of_diluted_wines float64
  proline                  float64
outputs
  predict                  string  class_0, class_1, class_2
  predict_proba            float64[3]
  predict_log_proba        float64[3]
  decision_function        float64[3]
stages (7)
  pipeline.scale.check     require: finite in float64
  pipeline.scale           scale: (x - offset) / divisor, each step rounded
  pipeline.model.check     require: not missing, finite in float64
  pipeline.model           linear: 3 sums of 13 products in float64, in column order
  pipeline.model.predict   decide: the greatest, or x > 0
  pipeline.model.softmax   link: softmax
  pipeline.model.log_proba link: log
)");
}

TEST(ModelFile, CategoriesAreShownWhereAModelHasThem) {
  EXPECT_EQ(describe_text(loaded("penguins.ubj")), R"(XGBClassifier(multi:softprob)
  format    xgboost
  library   XGBoost 3.4.1
  digest    fd9c8a0f2d113a71a0fbc6712f5c7ec77bfab7890551708fd07dd5df908d04e7
  bytes     57479
inputs (6, bound by name)
  island                   string  Biscoe, Dream, Torgersen
  bill_length_mm           float64
  bill_depth_mm            float64
  flipper_length_mm        float64
  body_mass_g              float64
  sex                      string  female, male
outputs
  predict                  int64  0, 1, 2
  predict_proba            float32[3]
  margin                   float32[3]
  leaf                     int64[60]
stages (7)
  booster.codes            ordinal: 2 columns to numbers
  booster.trees            tree_ensemble: 60 trees; float32(x) < threshold; sum in float32 in tree order
  booster.leaf             tree_leaves: 60 trees; float32(x) < threshold; the leaf of each tree
  booster.response         link: softmax
  booster.predict          decide: the greatest, or x > 0.5
)");
}

TEST(ModelFile, ABoosterIsDescribedToPeople) {
  const std::string text = describe_text(loaded("cancer.txt"));
  EXPECT_TRUE(text.starts_with("Booster(binary)\n  format    lightgbm\n  library   LightGBM v4\n"))
      << text;
  EXPECT_NE(text.find("inputs (30, bound by name)\n  mean_radius              float64\n"),
            std::string::npos)
      << text;
}

TEST(ModelFile, TheJsonSaysTheSameToPrograms) {
  const LoadedModel model = loaded("penguins.ubj");
  const auto json = json_of(model);
  EXPECT_STREQ(json["name"].GetString(), "penguins");
  EXPECT_STREQ(json["title"].GetString(), "XGBClassifier(multi:softprob)");
  EXPECT_STREQ(json["format"].GetString(), "xgboost");
  EXPECT_STREQ(json["library"].GetString(), "XGBoost");
  EXPECT_STREQ(json["library_version"].GetString(), "3.4.1");
  EXPECT_EQ(json["digest"].GetString(), model.digest);
  EXPECT_EQ(json["bytes"].GetUint64(), 57479u);
  EXPECT_STREQ(json["bound_by"].GetString(), "name");
  ASSERT_EQ(json["inputs"].Size(), 6u);
  const auto& island = json["inputs"][0];
  EXPECT_STREQ(island["name"].GetString(), "island");
  EXPECT_STREQ(island["type"].GetString(), "string");
  ASSERT_EQ(island["categories"].Size(), 3u);
  EXPECT_STREQ(island["categories"][2].GetString(), "Torgersen");
  EXPECT_FALSE(json["inputs"][1].HasMember("categories"));
  ASSERT_EQ(json["outputs"].Size(), 4u);
  EXPECT_STREQ(json["outputs"][0]["name"].GetString(), "predict");
  EXPECT_STREQ(json["outputs"][0]["type"].GetString(), "int64");
  ASSERT_EQ(json["outputs"][0]["labels"].Size(), 3u);
  EXPECT_STREQ(json["outputs"][1]["type"].GetString(), "float32[3]");
  ASSERT_EQ(json["stages"].Size(), model.model->stages().size());
  for (const auto& stage : json["stages"].GetArray())
    for (const char* key : {"name", "origin", "family", "contract", "reads"})
      EXPECT_TRUE(stage.HasMember(key)) << key;
}

TEST(ModelFile, ItIsCalledAsTheFileIsUnlessItIsNamed) {
  const Folder work;
  const std::string bytes = text_of(example("wine.pkl"));
  const auto name = [](const std::string& path) { return load_model(path)->name; };
  EXPECT_EQ(name(work.write("wine.v2.pkl", bytes)), "wine");
  EXPECT_EQ(name(work.write(".hidden.pkl", bytes)), ".hidden");
  EXPECT_EQ(name(work.write("plain", bytes)), "plain");
  EXPECT_EQ(load_model(work / "plain", "", "cellar")->name, "cellar");
  std::filesystem::create_directories(work / "folder");
  work.write("folder/model.pkl", bytes);
  EXPECT_EQ(name(work / "folder"), "folder");
  EXPECT_EQ(name(work / "folder/"), "folder");
}

TEST(ModelFile, OfAFolderOneFileIsTheModelAndAllOfThemAreTheDigest) {
  const Folder work;
  const auto alone = loaded("wine.pkl");
  work.write("model.pkl", text_of(example("wine.pkl")));
  const auto one = load_model(work.path());
  ASSERT_TRUE(one.ok()) << one.status().text();
  EXPECT_EQ(one->digest, alone.digest);
  EXPECT_EQ(one->bytes, alone.bytes);
  work.write("notes.md", "of 2026");
  const auto with_notes = load_model(work.path());
  ASSERT_TRUE(with_notes.ok()) << with_notes.status().text();
  EXPECT_EQ(with_notes->model->about().title, alone.model->about().title);
  EXPECT_EQ(with_notes->bytes, alone.bytes + 7);
  EXPECT_NE(with_notes->digest, alone.digest);
  work.write("notes.md", "of 2027");
  EXPECT_NE(load_model(work.path())->digest, with_notes->digest);
  work.write("other.pkl", text_of(example("wine.pkl")));
  EXPECT_EQ(wrong(work.path()), work.path() +
                                    ": model.pkl looks like pickle and other.pkl like pickle "
                                    "(AMBIGUOUS_FORMAT); name the one file, or its format");
  std::filesystem::remove(work / "other.pkl");
  work.write("other.ubj", text_of(example("penguins.ubj")));
  EXPECT_EQ(load_model(work.path(), "xgboost")->model->about().format, "xgboost");
}

TEST(ModelFile, WhateverIsWrongIsSaidWithThePathInFront) {
  const Folder work;
  EXPECT_EQ(wrong(work / "none.pkl"),
            work / "none.pkl: can't open it: No such file or directory (NO_FILE)");
  EXPECT_EQ(wrong(work.path()), work.path() + ": there is no file (NO_FILE)");
  EXPECT_EQ(wrong(work.write("empty.pkl", "")),
            work /
                "empty.pkl: empty.pkl is no model file that Slipway knows (UNKNOWN_FORMAT); the "
                "formats are: catboost, lightgbm, mlflow, pickle, skops, treelite, xgboost");
  EXPECT_EQ(wrong(example("wine.pkl"), "xgbost"),
            example("wine.pkl") + ": no format is called xgbost (UNKNOWN_KIND)");
  const std::string half = text_of(example("wine.pkl")).substr(0, 1000);
  const auto broken = load_model(work.write("half.pkl", half)).status();
  EXPECT_TRUE(broken.place().starts_with(work / "half.pkl")) << broken.text();
}

// os.system('echo')
TEST(ModelFile, ARefusedPickleNamesTheSymbol) {
  const Folder work;
  const auto status = load_model(work.write("evil.pkl",
                                            "\x80\x02"
                                            "cos\nsystem\n(S'echo'\ntR."))
                          .status();
  EXPECT_TRUE(status.place().starts_with(work / "evil.pkl")) << status.text();
  EXPECT_NE(status.text().find("os.system"), std::string::npos) << status.text();
}

TEST(ModelFile, PredictionAndProbabilitiesAreWhatIsWantedOfAModel) {
  model::Signature signature;
  const auto give = [&signature](std::initializer_list<const char*> names) {
    signature.outputs.clear();
    for (const char* name : names) signature.outputs.emplace_back().name = name;
    return default_outputs(signature);
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(give({"decision_function", "predict_proba", "predict"}),
            (Names{"predict", "predict_proba"}));
  EXPECT_EQ(give({"predict", "margin"}), Names{"predict"});
  EXPECT_EQ(give({"margin", "leaf"}), Names{"margin"});
  give({"predict_0", "predict_1", "margin"});
  signature.outputs[0].of = signature.outputs[1].of = "predict";
  EXPECT_EQ(default_outputs(signature), (Names{"predict_0", "predict_1"}));
}

}  // namespace
}  // namespace slipway::service
