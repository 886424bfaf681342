// What networks offer and refuse. Their answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Networks : public Records {};

const std::string kClassifier = "sklearn.neural_network._multilayer_perceptron.MLPClassifier";
const std::string kRegressor = "sklearn.neural_network._multilayer_perceptron.MLPRegressor";
const std::string kMachine = "sklearn.neural_network._rbm.BernoulliRBM";

// Two columns, three hidden units, `outputs` outputs.
std::string layers(int outputs, const std::string& activation = "relu") {
  const auto count = static_cast<std::size_t>(outputs);
  return is("coefs_", list_of({array({2, 3}, {1, 2, 3, 4, 5, 6}),
                               array({3, outputs}, std::vector<double>(3 * count, 1))})) +
         is("intercepts_", list_of({reals({0, 0, 0}), reals(std::vector<double>(count, 1))})) +
         is("activation", text_of(activation));
}

std::string classes(const std::string& type, const std::vector<std::int64_t>& values) {
  return is("classes_", labels(values)) +
         is("_label_binarizer",
            object("sklearn.preprocessing._label.LabelBinarizer", is("y_type_", text_of(type))));
}

TEST_F(Networks, ARegressorOfSeveralTargetsGivesVectors) {
  const std::string last = is("out_activation_", text_of("identity"));
  EXPECT_FALSE(emitted(kRegressor, layers(1) + last)->predict_is_vector);
  EXPECT_TRUE(emitted(kRegressor, layers(2) + last)->predict_is_vector);
  EXPECT_EQ(refusal(kRegressor, layers(2) + last, 3),
            "WRONG_SHAPE: coefs_ has 2 values for 3 columns");
  EXPECT_EQ(refusal(kRegressor, layers(2, "sine") + last),
            "UNSUPPORTED_OPTION: " + kRegressor + " of scikit-learn 1.4.2: activation=sine");
}

TEST_F(Networks, LabelsAsTheBinarizerHasThem) {
  const std::string logistic = is("out_activation_", text_of("logistic"));
  const auto two = emitted(kClassifier, layers(1) + logistic + classes("binary", {3, 4}));
  ASSERT_TRUE(two.ok()) << two.status().text();
  EXPECT_EQ(width(*two->proba), 2u);
  EXPECT_EQ(two->classes->number, (std::vector<double>{3, 4}));
  const auto each =
      emitted(kClassifier, layers(2) + logistic + classes("multilabel-indicator", {0, 1}));
  ASSERT_TRUE(each.ok()) << each.status().text();
  EXPECT_TRUE(each->predict_is_vector);
  EXPECT_FALSE(each->classes);
  EXPECT_EQ(refusal(kClassifier, layers(2) + logistic + classes("binary", {0, 1})),
            "WRONG_SHAPE: 2 outputs for 2 classes");
  EXPECT_EQ(
      refusal(kClassifier, layers(2) + logistic + classes("unknown", {0, 1})),
      "UNSUPPORTED_OPTION: " + kClassifier + " of scikit-learn 1.4.2: a target that is unknown");
}

TEST_F(Networks, HiddenUnitsHaveNames) {
  const auto made = emitted(
      kMachine, is("components_", array({1, 2}, {1, 2})) + is("intercept_hidden_", reals({0})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"bernoullirbm0"}));
}

}  // namespace
}  // namespace slipway::format::sklearn
