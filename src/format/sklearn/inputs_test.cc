// What an estimator was fitted on, by all the ways in which one says so.
#include "format/sklearn/inputs.h"

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

// An array of texts, as feature_names_in_ is one.
std::string names_of(const std::vector<std::string>& names) {
  std::string items;
  for (const std::string& name : names) items += text_of(name);
  return "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(" +
         whole(static_cast<int>(names.size())) +
         "tcnumpy\ndtype\n(S'O8'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI63\ntbI00\n(" + items + "ltb";
}
std::string index_of(const std::vector<std::string>& names) {
  return "cpandas.core.indexes.base\n_new_Index\n(cpandas.core.indexes.base\nIndex\n(S'data'\n" +
         names_of(names) + "S'name'\nNdtR";
}

class InputsOf : public Records {
 protected:
  // "a b" if names are known, else "3: x0 x1 x2"; the text of a refusal.
  std::string found(const std::string& name, const std::string& attributes) {
    const auto inputs = inputs_of(value(object("sklearn." + name, attributes)));
    if (!inputs.ok()) return inputs.status().text();
    return fmt::format("{}{}", inputs->names_known ? "" : fmt::format("{}: ", inputs->names.size()),
                       fmt::join(inputs->names, " "));
  }
};

const std::string kScaler = "preprocessing._data.StandardScaler";
const std::string kTwo = "2: x0 x1", kThree = "3: x0 x1 x2";
const std::string kSix = array({2, 3}, {1, 2, 3, 4, 5, 6});

TEST_F(InputsOf, NamesThatTheFileKnows) {
  for (const std::string& held : {names_of({"b", "a"}), index_of({"b", "a"})}) {
    EXPECT_EQ(found(kScaler, is("feature_names_in_", held)), "b a");
    EXPECT_EQ(found("compose._column_transformer.ColumnTransformer", is("_df_columns", held)),
              "b a");  // until 0.23
    EXPECT_EQ(found("compose._column_transformer.ColumnTransformer", is("_feature_names_in", held)),
              "b a");
  }
  // Columns of a frame that are numbers have no names; what has that name by rule must be texts.
  EXPECT_EQ(found(kScaler, is("_df_columns", labels({0, 1})) + is("n_features_in_", whole(2))),
            kTwo);
  EXPECT_NE(found(kScaler, is("feature_names_in_", labels({0, 1}))).find("WRONG_TYPE"),
            std::string::npos);
}

TEST_F(InputsOf, CountsUnderEachEraName) {
  for (const char* name : {"n_features_in_", "_n_features", "n_features_", "n_input_features_"})
    EXPECT_EQ(found("tree._classes.DecisionTreeRegressor", is(name, whole(3))), kThree) << name;
  EXPECT_EQ(found(kScaler, is("n_features_in_", none()) + is("mean_", array({3}, {1, 2, 3}))),
            kThree);
}

TEST_F(InputsOf, CountsAreBounded) {
  const auto counted = [this](const std::string& count) {
    return found(kScaler, is("n_features_in_", count));
  };
  EXPECT_EQ(counted(whole(0)), "the model wants 0 columns (WRONG_SHAPE)");
  EXPECT_EQ(counted(whole(-1)), "the model wants -1 columns (WRONG_SHAPE)");
  EXPECT_EQ(counted(whole(100'001)), "the model wants 100001 columns (WRONG_SHAPE)");
  EXPECT_EQ(counted("L9223372036854775807L\n"),
            "the model wants 9223372036854775807 columns (WRONG_SHAPE)");
  EXPECT_EQ(counted(text_of("3")), "a str of 1 bytes where an integer is needed (WRONG_TYPE)");
  EXPECT_EQ(numbered_inputs(100'000)->names.back(), "x99999");
}

// Before 0.24 none counted them: what was learned has a dimension for each column.
TEST_F(InputsOf, ShapesOfWhatWasLearned) {
  for (const char* name : {"coef_", "components_", "cluster_centers_", "support_vectors_", "theta_",
                           "means_", "_fit_X", "X_train_"})
    EXPECT_EQ(found("x.X", is(name, kSix)), kThree) << name;
  EXPECT_EQ(found("x.X", is("scale_", array({2}, {1, 2}))), kTwo);
  for (const char* name : {"random_weights_", "coefs_"})  // the columns come first
    EXPECT_EQ(found("x.X", is(name, kSix)), kTwo) << name;
  EXPECT_EQ(found("neural_network.X", is("coefs_", list_of({kSix, array({3, 1}, {1, 2, 3})}))),
            kTwo);
  // Of cross decomposition the columns of coef_ are the targets.
  EXPECT_EQ(found("x.X", is("coef_", kSix) + is("x_mean_", array({2}, {1, 2}))), kTwo);
  EXPECT_EQ(found("x.X", is("mean_", real(0)) + is("scale_", array({2}, {1, 2}))), kTwo);
}

TEST_F(InputsOf, WhatEncodersLearned) {
  const std::string two = list_of({names_of({"a"}), names_of({"b", "c"})});
  EXPECT_EQ(found("preprocessing._encoders.OneHotEncoder", is("categories_", two)), kTwo);
  for (const char* name : {"LabelEncoder", "LabelBinarizer"})
    EXPECT_EQ(found(std::string("preprocessing.label.") + name, is("classes_", names_of({"a"}))),
              "1: x0");
  // Until 0.21 a mask may say which columns are encoded; the number of all is its length.
  const std::string values = is("n_values", text_of("auto")) + is("n_values_", labels({4}));
  EXPECT_EQ(found("preprocessing.data.OneHotEncoder",
                  values + is("categorical_features", flags({1, 0, 0}))),
            kThree);
  EXPECT_EQ(found("preprocessing.data.OneHotEncoder",
                  values + is("categorical_features", text_of("all"))),
            "1: x0");
  EXPECT_EQ(
      found("preprocessing.data.OneHotEncoder", values + is("categorical_features", labels({2}))),
      "OneHotEncoder does not say how many columns it wants (MISSING_ATTRIBUTE); fit the "
      "estimator before it is saved; where an old release does not note it, name the columns "
      "(--columns a,b), or save it in a pipeline with the model behind it");
  // FeatureAgglomeration has a label for each column, KMeans for each row.
  EXPECT_EQ(found("cluster.hierarchical.FeatureAgglomeration",
                  is("pooling_func", none()) + is("labels_", labels({0, 1, 0}))),
            kThree);
}

// RFE says n_features_ of those that it kept.
TEST_F(InputsOf, EliminationKnowsAllByItsMask) {
  const std::string rfe = is("n_features_", whole(1)) + is("support_", flags({1, 0, 0})) +
                          is("ranking_", labels({1, 2, 3}));
  EXPECT_EQ(found("feature_selection.rfe.RFE", rfe), kThree);
  EXPECT_EQ(
      found("feature_selection.rfe.RFE",
            rfe + is("estimator_", object("sklearn.svm.SVC", is("n_features_in_", whole(1))))),
      kThree);  // what is inside was fitted on those it kept
}

TEST_F(InputsOf, EstimatorsInsideSay) {
  const std::string scaler = object("sklearn.preprocessing._data.StandardScaler",
                                    is("feature_names_in_", names_of({"b", "a"})));
  const std::string silent = object("sklearn.x.Silent", "");
  for (const char* name : {"best_estimator_", "estimator_", "base_estimator_", "regressor_",
                           "estimator", "base_estimator", "transformer_"})
    EXPECT_EQ(found("x.X", is(name, scaler)), "b a") << name;
  EXPECT_EQ(found("x.X", is("estimators_", list_of({silent, scaler}))), "b a");
  EXPECT_EQ(found("x.X", is("calibrated_classifiers_", list_of({silent, scaler}))), "b a");
  // Pairs with a name: steps of a pipeline, the parts of a union.
  const std::string steps =
      list_of({tuple_of({text_of("none"), none()}), tuple_of({text_of("scale"), scaler})});
  EXPECT_EQ(found("pipeline.Pipeline", is("steps", steps)), "b a");
  EXPECT_EQ(found("pipeline.FeatureUnion", is("transformer_list", steps)), "b a");
  // What it says itself comes first, and what it learned last.
  EXPECT_EQ(found("x.X", is("estimator_", scaler) + is("n_features_in_", whole(3))), kThree);
  EXPECT_EQ(found("x.X", is("estimator_", scaler) + is("coef_", kSix)), "b a");
}

// A file may refer to an estimator from inside of itself, and from many places.
TEST_F(InputsOf, EachEstimatorIsAskedOnce) {
  const std::string cyclic =
      "csklearn.x\nX\n)\x81p5\n(S'estimator_'\ng5\nS'estimators_'\n(g5\ng5\nldb";
  const auto inputs = inputs_of(value(cyclic));
  EXPECT_STREQ(inputs.status().reason(), "MISSING_ATTRIBUTE");
  std::string laughs = object("sklearn.x.X", "") + "p0\n";
  for (int level = 1; level < 100; ++level)
    laughs = laughs + "csklearn.x\nX\n)\x81(S'estimator_'\ng" + std::to_string(level - 1) +
             "\nS'base_estimator_'\ng" + std::to_string(level - 1) + "\ndbp" +
             std::to_string(level) + "\n";
  Ref all = value("(" + laughs + "l");
  EXPECT_STREQ(inputs_of(all->items().back()).status().reason(), "MISSING_ATTRIBUTE");
}

TEST_F(InputsOf, TextIsReadByVectorizers) {
  for (const char* name : {"CountVectorizer", "TfidfVectorizer", "HashingVectorizer"})
    EXPECT_EQ(found(std::string("feature_extraction.text.") + name, is("n_features", whole(8))),
              "1: text")
        << name;
  EXPECT_EQ(found("feature_extraction.hashing.FeatureHasher", ""), "1: features");
  EXPECT_EQ(found("feature_extraction._dict_vectorizer.DictVectorizer",
                  is("vocabulary_",
                     dict_of({{text_of("age"), whole(0)}, {text_of("city=Oslo"), whole(1)}}))),
            "age city");
  EXPECT_EQ(found("feature_extraction._dict_vectorizer.DictVectorizer", is("vocabulary_", "(d")),
            "the model wants 0 columns (WRONG_SHAPE)");
  EXPECT_NE(found("evil.CountVectorizer", ""), "1: text");
}

TEST_F(InputsOf, ColumnsThatTheCallerNamesCountWhereNothingSays) {
  const std::vector<model::NamedColumn> columns = {{"a", std::nullopt}, {"b", std::nullopt}};
  const auto named = [&](const std::string& name, const std::string& attributes) {
    return inputs_of(value(object("sklearn." + name, attributes)), columns)->names;
  };
  EXPECT_EQ(named("preprocessing.data.Normalizer", ""), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(named("feature_extraction.hashing.FeatureHasher", ""),
            (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(named(kScaler, is("scale_", kSix)).size(), 3u);
}

// Before 0.20.3 a ColumnTransformer did not note what there is: only what it takes.
TEST_F(InputsOf, WhatAColumnTransformerTakes) {
  const auto takes = [this](const std::vector<std::string>& columns) {
    std::vector<std::string> transformers;
    for (const std::string& one : columns)
      transformers.push_back(tuple_of({text_of("t"), none(), one}));
    return found("compose._column_transformer.ColumnTransformer",
                 is("transformers_", list_of(transformers)));
  };
  EXPECT_EQ(takes({list_of({text_of("b"), text_of("a")}), text_of("c"), list_of({text_of("a")})}),
            "b a c");
  EXPECT_EQ(takes({index_of({"b", "a"})}), "b a");
  EXPECT_EQ(takes({list_of({whole(0)}), list_of({whole(2), whole(1)})}), kThree);
  EXPECT_EQ(takes({labels({1})}), kTwo);
  EXPECT_EQ(takes({flags({0, 0, 1})}), kThree);
  EXPECT_EQ(takes({list_of({truth(false), truth(true)})}), kTwo);
  for (const auto& nothing : std::vector<std::vector<std::string>>{
           {}, {none()}, {list_of({})}, {list_of({text_of("a")}), list_of({whole(1)})}})
    EXPECT_NE(takes(nothing).find("MISSING_ATTRIBUTE"), std::string::npos) << takes(nothing);
  EXPECT_EQ(found("compose._column_transformer.ColumnTransformer",
                  is("transformers_",
                     list_of({tuple_of({text_of("t"), text_of("drop"), list_of({whole(7)})}),
                              tuple_of({text_of("u"), text_of("passthrough"), list_of({whole(1)})}),
                              tuple_of({text_of("short"), none()}), none()}))),
            kTwo);
  // A number that no file can mean.
  EXPECT_EQ(takes({list_of({"L9223372036854775807L\n"})}),
            "the model wants 100001 columns (WRONG_SHAPE)");
}

TEST_F(InputsOf, WhereNothingSaysSoItIsNotFitted) {
  EXPECT_EQ(found(kScaler, is("with_mean", truth(true))),
            "StandardScaler does not say how many columns it wants (MISSING_ATTRIBUTE); fit the "
            "estimator before it is saved; where an old release does not note it, name the columns "
            "(--columns a,b), or save it in a pipeline with the model behind it");
}

TEST_F(InputsOf, LabelsOfAnIndex) {
  Ref index = value(index_of({"a"}));
  EXPECT_EQ(index_labels(index)->tag, pickle::Tag::kArray);
  for (const char* other :
       {"I1\n", "cm\nC\n)R", "cevil\n_new_Index\n(N(S'data'\nI1\ndtR",
        "cpandas\nevil\n(N(S'data'\nI1\ndtR", "cpandas.core.indexes.base\n_new_Index\n(NtR",
        "cpandas.core.indexes.base\n_new_Index\n(N(dtR"}) {
    Ref as_it_is = value(other);
    EXPECT_EQ(index_labels(as_it_is), as_it_is) << other;
  }
}

TEST_F(InputsOf, StepsOfAPipeline) {
  const auto steps = [this](const std::string& name) {
    Ref pipeline =
        value(object(name, is("steps", list_of({tuple_of({text_of("a"), none()}),
                                                tuple_of({text_of("b"), text_of("passthrough")}),
                                                tuple_of({text_of("c")}), none()}))));
    EXPECT_TRUE(is_pipeline(pipeline)) << name;
    return steps_of(pipeline).size();
  };
  for (const char* name : {"sklearn.pipeline.Pipeline", "imblearn.pipeline.Pipeline",
                           "sklearn2pmml.pipeline.PMMLPipeline"})
    EXPECT_EQ(steps(name), 2u);  // pairs only
  EXPECT_TRUE(steps_of(value(object("sklearn.pipeline.Pipeline", ""))).empty());
  EXPECT_FALSE(is_pipeline(value(object("evil.pipeline.Pipeline", ""))));
  EXPECT_FALSE(is_pipeline(value(object("sklearn.pipeline.FeatureUnion", ""))));
  EXPECT_FALSE(is_pipeline(value("I1\n")));
}

}  // namespace
}  // namespace slipway::format::sklearn
