#include "format/catboost/info.h"

#include <gtest/gtest.h>

namespace slipway::format::catboost {
namespace {

Saved saved_with(const std::string& loss, std::int64_t outputs = 1) {
  Saved saved;
  saved.outputs = outputs;
  saved.info["params"] = R"({"loss_function":{"type":")" + loss + R"("}})";
  return saved;
}

base::Result<Info> info_of(Saved saved, const char* key, const std::string& value) {
  saved.info[key] = value;
  return read_info(saved);
}

std::vector<std::string> classes(const base::Result<Info>& info) {
  EXPECT_TRUE(info.ok()) << info.status().text();
  return info.ok() && info->classes ? info->classes->text : std::vector<std::string>();
}

using Texts = std::vector<std::string>;

TEST(CatBoostInfo, LossAndVersion) {
  Saved saved = saved_with("Logloss");
  saved.info["catboost_version_info"] = "Git info:\n    Branch: tags/v1.2.10\n";
  EXPECT_EQ(read_info(saved)->version, "1.2.10");
  saved.info["catboost_version_info"] = "Summary: version v0.10.3 ref:a691";
  EXPECT_EQ(read_info(saved)->version, "0.10.3");
  saved.info["catboost_version_info"] = "Branch: heads/master";
  EXPECT_EQ(read_info(saved)->version, "");
  EXPECT_TRUE(read_info(saved)->classifies);
  EXPECT_EQ(classes(read_info(saved)), (Texts{"0", "1"}));
  EXPECT_FALSE(read_info(saved_with("RMSE"))->classifies);
  EXPECT_EQ(read_info(Saved())->loss, "");
  EXPECT_EQ(info_of(Saved(), "loss_function", R"({"type":"MAE"})")->loss, "MAE");
  EXPECT_FALSE(read_info(saved_with("MultiClass", 0)).ok());
}

TEST(CatBoostInfo, ClassesOfEveryKind) {
  const auto named = [](const std::string& type, const std::string& names) {
    return info_of(saved_with("Logloss"), "class_params",
                   R"({"class_label_type":")" + type + R"(","class_names":)" + names +
                       R"(,"class_to_label":[0,1],"classes_count":0})");
  };
  EXPECT_EQ(classes(named("String", R"(["a","b"])")), (Texts{"a", "b"}));
  EXPECT_EQ(named("String", R"(["1","2"])")->classes->kind, data::Kind::kString);
  EXPECT_EQ(named("Integer", "[3,7]")->classes->number, (std::vector<double>{3, 7}));
  EXPECT_EQ(named("Float", "[0,1]")->classes->kind, data::Kind::kFloat64);
  EXPECT_EQ(named("Boolean", "[false,true]")->classes->kind, data::Kind::kBool);
  EXPECT_EQ(named("None", R"(["1","2"])")->classes->kind, data::Kind::kInt64);
  EXPECT_EQ(named("None", R"(["1.5","2"])")->classes->kind, data::Kind::kFloat64);
  EXPECT_FALSE(named("String", R"(["a",1])").ok());
  EXPECT_FALSE(named("String", "[null,1]").ok());
  EXPECT_FALSE(named("Integer", "[1,2,3]").ok());
}

TEST(CatBoostInfo, ClassesByNumber) {
  const auto counted = [](const std::string& count, const std::string& labels,
                          std::int64_t outputs = 3) {
    Saved saved = saved_with("MultiClass", outputs);
    saved.info["catboost_version_info"] = "Summary: version v0.10.3";
    return info_of(
        saved, "multiclass_params",
        R"({"class_names":[],"classes_count":)" + count + R"(,"class_to_label":)" + labels + "}");
  };
  EXPECT_EQ(classes(counted("0", "[0,1,2]")), (Texts{"0", "1", "2"}));
  EXPECT_STREQ(counted("0", "[-1,3,7]").status().reason(), "UNSUPPORTED_OPTION");
  EXPECT_STREQ(counted("0", "[0,1,3]").status().reason(), "UNSUPPORTED_OPTION");
  EXPECT_EQ(classes(counted(R"(0,"class_label_type":"Integer")", "[-1,3,7]")),
            (Texts{"-1", "3", "7"}));
  const auto five = counted("5", "[0,1,3]");
  EXPECT_EQ(classes(five).size(), 5u);
  EXPECT_EQ(five->outputs, 5u);
  EXPECT_EQ(five->output, (std::vector<std::uint32_t>{0, 1, 3}));
  EXPECT_FALSE(counted("5", "[0,1]").ok());
  EXPECT_FALSE(counted("5", "[0,1,5]").ok());
  EXPECT_FALSE(counted("5", "[0,1,1]").ok());
  EXPECT_FALSE(counted("2000000", "[0,1,2]").ok());
  EXPECT_FALSE(counted("0", "[0,1]").ok());
  EXPECT_STREQ(info_of(saved_with("MultiClass", 3), "multiclass_params",
                       R"({"class_names":[],"classes_count":5,"class_to_label":[0,1,3]})")
                   .status()
                   .reason(),
               "UNSUPPORTED_OPTION");  // 0.9 wrote no version
  const auto texts = info_of(
      saved_with("Logloss"), "params",
      R"({"loss_function":{"type":"Logloss"},"data_processing_options":{"class_names":["no","yes"]}})");
  EXPECT_EQ(classes(texts), (Texts{"no", "yes"}));
}

TEST(CatBoostInfo, Threshold) {
  const auto at = [](const std::string& text) {
    return info_of(saved_with("Logloss"), "binclass_probability_threshold", text);
  };
  EXPECT_EQ(at("0.5")->threshold, 0);
  EXPECT_DOUBLE_EQ(at("0.8")->threshold, 1.3862943611198908);
  EXPECT_FALSE(at("1").ok());
  EXPECT_FALSE(at("high").ok());
}

// What was not yet an option tells when the file was written.
TEST(CatBoostInfo, Era) {
  const auto era = [](const std::string& options) {
    return *info_of(Saved(), "params", R"({"loss_function":{"type":"Poisson"},)" + options + "}");
  };
  EXPECT_TRUE(era(R"("boosting_options":{})").softmax_one_vs_all);
  EXPECT_FALSE(era(R"("boosting_options":{"model_shrink_rate":0})").softmax_one_vs_all);
  EXPECT_FALSE(era(R"("data_processing_options":{})").exponents);
  EXPECT_TRUE(era(R"("data_processing_options":{"auto_class_weights":"None"})").exponents);
}

}  // namespace
}  // namespace slipway::format::catboost
