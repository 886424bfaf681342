// From the record of a fitted estimator to the inputs and outputs of a model: how they are named, and
// which columns a model asks for. On files of the library; what they answer is compared in golden/.
#include "format/sklearn/read.h"

#include "format/format.h"
#include "format/one_file_test.h"
#include "format/sklearn/trees_test.h"

namespace slipway::format::sklearn {
namespace {

model::ModelPtr read(const std::string& name) {
  auto model = read_model(OneFile(golden(name + "/model.pkl")));
  EXPECT_TRUE(model.ok()) << name << ": " << model.status().text();
  return model.ok() ? *std::move(model) : nullptr;
}

// "predict=no/yes predict_proba(no,yes)": an output's labels, and the columns of a vector.
std::string outputs(const std::string& name) {
  const model::ModelPtr model = read(name);
  if (model == nullptr) return "";
  std::string all;
  for (const model::Output& output : model->signature().outputs) {
    all += (all.empty() ? "" : " ") + output.name;
    if (output.labels) all += fmt::format("={}", fmt::join(output.labels->text, "/"));
    if (!output.scalar) all += fmt::format("({})", fmt::join(output.columns, ","));
  }
  return all;
}

std::string inputs(const std::string& name) {
  const model::ModelPtr model = read(name);
  if (model == nullptr) return "";
  std::string all;
  for (const model::Feature& feature : model->signature().inputs)
    all +=
        fmt::format("{}{}:{}", all.empty() ? "" : " ", feature.name, data::kind_name(feature.kind));
  return all;
}

TEST(ReadEstimator, OutputsAreCalledAsMethods) {
  EXPECT_EQ(outputs("sklearn/linear_regression-1.9.1"), "predict");
  EXPECT_EQ(outputs("sklearn/tree-1.9.1"),
            "predict=0/1/2 predict_proba(0,1,2) predict_log_proba(0,1,2) apply");
  EXPECT_EQ(outputs("sklearn/bernoulli_nb_binarize-1.9.1"),
            "predict=0/1/2 predict_proba(0,1,2) predict_log_proba(0,1,2) "
            "predict_joint_log_proba(0,1,2)");
  EXPECT_EQ(outputs("sklearn/mixture_full-1.9.1"), "predict predict_proba() score_samples");
  EXPECT_EQ(outputs("sklearn/kmeans_plain-1.9.1"),
            "predict transform(kmeans0,kmeans1,kmeans2,kmeans3)");
  EXPECT_EQ(outputs("sklearn/lof_3-1.9.1"), "predict=-1/1 decision_function score_samples");
}

// Of two classes decision_function is one number, of more one each.
TEST(ReadEstimator, ColumnsOfAClassifierAreItsClasses) {
  EXPECT_EQ(outputs("sklearn/logistic_text-1.0.2"),
            "predict=no/yes predict_proba(no,yes) predict_log_proba(no,yes) decision_function");
  EXPECT_EQ(outputs("sklearn/logistic_multi-1.9.1"),
            "predict=0/1/2 predict_proba(0,1,2) predict_log_proba(0,1,2) "
            "decision_function(0,1,2)");
}

TEST(ReadEstimator, SeveralTargetsAreAVector) {
  EXPECT_EQ(outputs("sklearn/linear_regression_two-1.9.1"), "predict()");
  EXPECT_EQ(outputs("sklearn/tree_two_targets-1.9.1"), "predict() apply");
  EXPECT_EQ(outputs("sklearn/knn_targets-1.9.1"),
            "predict() predict_proba(0_0,0_1,0_2,1_0,1_1)");  // <target>_<class>
}

TEST(ReadEstimator, ABoostersLeavesAndScoresAreCalledAsItsOwn) {
  EXPECT_EQ(outputs("lightgbm/pickled_classifier-4.7.0"),
            "predict=0/1 predict_proba(0,1) leaf() margin");
}

// As get_feature_names_out() has them; of hashed features there are none.
TEST(ReadEstimator, ColumnsOfATransformerHaveItsNames) {
  EXPECT_EQ(outputs("sklearn/scaler_11-1.9.1"), "transform(a,b,c,d)");
  EXPECT_EQ(outputs("sklearn/onehot_error-1.9.1"),
            "transform(city_,city_Bergen,city_København,city_Oslo,city_rare,grade_1.0,grade_2.0,"
            "grade_3.0)");
  EXPECT_EQ(outputs("sklearn/hash_64-1.9.1"), "transform()");
}

TEST(ReadEstimator, NamedColumnsThatNothingReadsAreNotAskedFor) {
  EXPECT_EQ(inputs("sklearn/columns_index_drop-1.9.1"), "a:float64 d:float64");
  EXPECT_EQ(outputs("sklearn/columns_index_drop-1.9.1"), "transform(scale__a,scale__d)");
  EXPECT_EQ(inputs("sklearn/scaler_11-1.9.1"), "a:float64 b:float64 c:float64 d:float64");
}

TEST(ReadEstimator, WhereNamesAreNotInTheFileColumnsAreByPosition) {
  EXPECT_EQ(inputs("sklearn/knn_labels-0.18.2"), "x0:float64 x1:float64 x2:float64 x3:float64");
  EXPECT_EQ(
      read("sklearn/knn_labels-0.18.2")->about().notes,
      std::vector<std::string>{"feature names are not in the file: columns are taken by position"});
  EXPECT_TRUE(read("sklearn/scaler_11-1.9.1")->about().notes.empty());
}

TEST(ReadEstimator, AColumnHasTheKindOfWhatReadsIt) {
  EXPECT_EQ(inputs("sklearn/onehot_error-1.9.1"), "city:string grade:float64");
  EXPECT_EQ(inputs("sklearn/text_logistic-1.9.1"), "text:string");
  const model::ModelPtr onehot = read("sklearn/onehot_error-1.9.1");
  EXPECT_EQ(onehot->signature().inputs[0].categories,
            (std::vector<std::string>{"", "Bergen", "København", "Oslo", "rare"}));
}

TEST(ReadEstimator, SaysWhatItIs) {
  const auto about = [](const std::string& name) {
    const model::ModelPtr model = read(name);
    if (model == nullptr) return std::string();
    return fmt::format("{} of {} {}", model->about().title, model->about().library,
                       model->about().library_version);
  };
  EXPECT_EQ(about("sklearn/scaler_11-1.9.1"), "StandardScaler of scikit-learn 1.9.1");
  EXPECT_EQ(about("sklearn/pipeline-1.9.1"),
            "Pipeline(ColumnTransformer, LogisticRegression) of scikit-learn 1.9.1");
  EXPECT_EQ(about("imblearn/pipeline_smote-0.14.2"),
            "Pipeline(StandardScaler, SMOTE, DecisionTreeClassifier) of imbalanced-learn ");
  EXPECT_EQ(about("lightgbm/pickled_classifier-4.7.0"), "LGBMClassifier of LightGBM v4");
  EXPECT_EQ(about("lightgbm/pickled_pipeline-4.7.0"),
            "Pipeline(StandardScaler, LGBMClassifier) of scikit-learn 1.9.1");
}

// ---- by hand: what no library writes ----

class ReadRecord : public Records {
 protected:
  base::Status read(const std::string& opcodes) {
    model::ModelBuilder builder;
    return read_estimator(value(opcodes), builder);
  }
};

const std::string kVersion = is("_sklearn_version", text_of("1.4.2"));

std::string scaler(const std::string& more) {
  return object("sklearn.preprocessing._data.StandardScaler",
                kVersion + is("with_mean", truth(false)) + is("with_std", truth(false)) + more);
}

TEST_F(ReadRecord, AnEstimatorIsAnInstanceOfAKnownClass) {
  EXPECT_TRUE(is_estimator(value(scaler(""))));
  for (const char* other : {"I1\n", "(l", "cos\nsystem\n)R", "csklearn.svm\nSVC\n"})
    EXPECT_FALSE(is_estimator(value(other))) << other;
}

TEST_F(ReadRecord, ATitleNamesTheStepsThatAreEstimators) {
  Ref pipeline = value(object(
      "sklearn.pipeline.Pipeline",
      is("steps", list_of({tuple_of({text_of("a"), scaler("")}), tuple_of({text_of("b"), none()}),
                           tuple_of({text_of("c"), text_of("passthrough")}),
                           tuple_of({text_of("d"), object("evil.Step", "")})}))));
  EXPECT_EQ(title_of(pipeline), "Pipeline(StandardScaler, Step)");
  EXPECT_EQ(title_of(value(scaler(""))), "StandardScaler");
}

TEST_F(ReadRecord, RefusalsNameThePathOfTheStep) {
  EXPECT_EQ(read(scaler(is("n_features_in_", whole(1)) + is("novel", none()))).place(),
            "standardscaler");
  const std::string steps =
      list_of({tuple_of({text_of("scale"), scaler(is("n_features_in_", whole(1)))}),
               tuple_of({text_of("evil"), object("os.system", "")})});
  const base::Status status =
      read(object("sklearn.pipeline.Pipeline", kVersion + is("steps", steps)));
  EXPECT_EQ(status.place(), "pipeline.evil");
  EXPECT_STREQ(status.reason(), "UNKNOWN_SYMBOL");
}

TEST_F(ReadRecord, AModelThatReadsNothingIsNone) {
  const std::string no_names =
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I0\nt"
      "cnumpy\ndtype\n(S'O8'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI63\ntbI00\n(ltb";
  const base::Status status = read(scaler(is("feature_names_in_", no_names)));
  EXPECT_EQ(status.text(), "output transform has no column (BAD_MODEL)");
}

TEST_F(ReadRecord, SeveralTargetsOfTextsAreOneOutputEach) {
  const std::string texts = array_of({2}, std::string("a\0\0\0b\0\0\0", 8), "U1");
  const std::string tree =
      object("sklearn.tree._classes.DecisionTreeClassifier",
             kVersion + is("n_features_in_", whole(2)) + is("n_outputs_", whole(2)) +
                 is("classes_", list_of({texts, texts})) +
                 is("tree_", stump({1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0}, 2, 2)));
  model::ModelBuilder builder;
  const base::Status status = read_estimator(value(tree), builder);
  ASSERT_TRUE(status.ok()) << status.text();
  const auto model = std::move(builder).build();
  ASSERT_TRUE(model.ok()) << model.status().text();
  const std::vector<model::Output>& outputs = (*model)->signature().outputs;
  for (std::size_t target = 0; target < 2; ++target) {
    EXPECT_EQ(outputs[target].name, "predict_" + std::to_string(target));
    EXPECT_EQ(outputs[target].of, "predict");
    EXPECT_EQ(outputs[target].labels->text, (std::vector<std::string>{"a", "b"}));
  }
  EXPECT_EQ(outputs[2].name, "predict_proba");
}

// A union of what takes a column as numbers and what knows its texts: in the second reading the column
// is text for both.
TEST_F(ReadRecord, ColumnsThatAreTextsAndNumbersAreRefused) {
  const std::string encoder =
      object("sklearn.preprocessing._encoders.OneHotEncoder",
             kVersion + is("n_features_in_", whole(1)) + is("sparse_output", truth(false)) +
                 is("handle_unknown", text_of("error")) + is("drop_idx_", none()) +
                 is("_infrequent_enabled", truth(false)) + is("dtype", "cnumpy\nfloat64\n") +
                 is("categories_", list_of({array_of({1}, std::string("a\0\0\0", 4), "U1")})));
  ASSERT_TRUE(read(encoder).ok()) << read(encoder).text();
  const std::string parts =
      list_of({tuple_of({text_of("scale"),
                         scaler(is("n_features_in_", whole(1)) + is("mean_", array({1}, {1})))}),
               tuple_of({text_of("encode"), encoder})});
  const base::Status status =
      read(object("sklearn.pipeline.FeatureUnion", kVersion + is("transformer_list", parts)));
  EXPECT_EQ(status.text(),
            "featureunion.scale: works on numbers, but is given something else (BAD_MODEL)");
}

}  // namespace
}  // namespace slipway::format::sklearn
