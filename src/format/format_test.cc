// Which file of a folder is the model, and in which format.
#include "format/format.h"

#include <gtest/gtest.h>

#include "format/one_file_test.h"

namespace slipway::format {
namespace {

using namespace std::string_literals;

const std::string kPickle = golden("sklearn/scaler_00-1.4.2/model.pkl");
const std::string kJson = golden("xgboost/one_leaf-2.0.3/model.json");

TEST(ReadModel, FindsTheModelAmongOtherFiles) {
  const auto model =
      read_model(Files({{"README.md", "# A model"}, {"a.csv", "x,y\n1,2\n"}, {"m", kJson}}));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->about().format, "xgboost");
}

// joblib's side files look like compressed pickles; the pickle itself looks more like one.
TEST(ReadModel, TheSurestFileCounts) {
  const auto model = read_model(Files({{"a.z", "x\x9c"}, {"b", kPickle}, {"c.z", "x\x9c"}}));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->about().format, "pickle");
}

TEST(ReadModel, TwoModelsAreOneTooMany) {
  const base::Status status = read_model(Files({{"a.pkl", kPickle}, {"b.json", kJson}})).status();
  EXPECT_EQ(status.code(), base::Code::kInvalidArgument);
  EXPECT_EQ(
      status.text(),
      "a.pkl looks like pickle and b.json like xgboost (AMBIGUOUS_FORMAT); name the one file, "
      "or its format");
  EXPECT_TRUE(read_model(Files({{"a.pkl", kPickle}, {"b.json", kJson}}), "xgboost").ok());
}

TEST(ReadModel, AFileThatLeadsItsFolderSpeaksForAllOfIt) {
  const std::string mlmodel = "flavors:\n  sklearn: {pickled_model: a.pkl}\n";
  const Files files({{"MLmodel", mlmodel}, {"a.pkl", kPickle}, {"b.json", kJson}});
  const auto model = read_model(files);
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->about().format, "mlflow");
  EXPECT_EQ((*model)->about().library, "scikit-learn");
  const auto named = read_model(files, "xgboost");
  ASSERT_TRUE(named.ok()) << named.status().text();
  EXPECT_EQ((*named)->about().format, "xgboost");
  // Further down, or with other bytes, it is a file among others.
  EXPECT_TRUE(read_model(Files({{"MLmodel", "hello"}, {"a.pkl", kPickle}})).ok());
  EXPECT_STREQ(read_model(Files({{"m/MLmodel", mlmodel}, {"m/a.pkl", kPickle}})).status().reason(),
               "AMBIGUOUS_FORMAT");
}

TEST(ReadModel, ANamedFormatMustFitAndExist) {
  EXPECT_STREQ(read_model(OneFile(kPickle), "xgboost").status().reason(), "UNKNOWN_FORMAT");
  EXPECT_EQ(read_model(OneFile(kPickle), "onnx").status().message(), "no format is called onnx");
}

TEST(ReadModel, WhereNoModelIsItSaysSo) {
  EXPECT_STREQ(read_model(Files({})).status().reason(), "NO_FILE");
  const base::Status status = read_model(Files({{"a", "1"}, {"b", "2"}})).status();
  EXPECT_EQ(status.text(),
            "none of the files is no model file that Slipway knows (UNKNOWN_FORMAT); the formats "
            "are: catboost, lightgbm, mlflow, pickle, skops, treelite, xgboost");
}

// Fitted on an array.
const std::string kArray = golden("sklearn/svc_sparse_proba-1.9.1/model.pkl");
const std::vector<std::string> kNames = {"age", "height:int64", "c2", "c3", "c4", "c5", "c6", "c7"};

model::Asked columns(const std::vector<std::string>& names) {
  return {.iterations = std::nullopt, .columns = *model::parse_columns(names)};
}

TEST(ReadModel, ColumnsThatTheFileDoesNotNameAreNamedByTheCaller) {
  const OneFile file(kArray, "m.pkl");
  ASSERT_FALSE((*read_model(file))->signature().names_known);
  const auto model = read_model(file, {}, columns(kNames));
  ASSERT_TRUE(model.ok()) << model.status().text();
  const auto& signature = (*model)->signature();
  EXPECT_TRUE(signature.names_known);
  EXPECT_EQ(signature.inputs[0].name, "age");
  EXPECT_EQ(signature.inputs[0].kind, data::Kind::kFloat64);
  EXPECT_EQ(signature.inputs[1].kind, data::Kind::kInt64);
  for (const std::string& note : (*model)->about().notes)
    EXPECT_EQ(note.find("by position"), std::string::npos) << note;
}

TEST(ReadModel, ColumnsOtherThanTheModelsAreRefused) {
  const auto refusal = [](const OneFile& file, const std::vector<std::string>& names) {
    const base::Status status = read_model(file, {}, columns(names)).status();
    EXPECT_STREQ(status.reason(), "WRONG_COLUMNS");
    return status.message();
  };
  const OneFile numbered(kArray, "m.pkl");
  EXPECT_EQ(refusal(numbered, {"a"}),
            "1 columns are named, the model reads " + std::to_string(kNames.size()));
  std::vector<std::string> names = kNames;
  names[1] = "height:string";
  EXPECT_EQ(refusal(numbered, names), "column \"height\" is string, the model wants float64");
  const OneFile named(golden("sklearn/scaler_pandas-1.4.2/model.pkl"), "m.pkl");
  EXPECT_TRUE(read_model(named, {}, columns({"a", "b", "c", "d"})).ok());
  EXPECT_EQ(refusal(named, {"a", "b", "d", "c"}), "column 3 is \"c\", not \"d\"");
}

TEST(ReadModel, EveryRefusalNamesTheFileOnce) {
  const base::Status broken = read_model(OneFile("\x80\x04N"s, "dir/m.pkl")).status();
  EXPECT_EQ(broken.place(), "dir/m.pkl: offset 3");
  const base::Status cut = read_model(OneFile(kJson.substr(0, 100), "m.json")).status();
  EXPECT_EQ(cut.place(), "m.json: offset 100");
}

}  // namespace
}  // namespace slipway::format
