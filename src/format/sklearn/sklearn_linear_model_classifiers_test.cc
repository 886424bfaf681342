// What the classifiers of linear_model offer, by option. Their answers are compared with the
// library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class LinearClassifiers : public Records {};

const std::string kTwo = is("classes_", labels({0, 1})) + is("coef_", array({1, 2}, {1, 2})) +
                         is("intercept_", array({1}, {0}));

TEST_F(LinearClassifiers, ProbabilitiesOfSgdDependOnTheLoss) {
  const std::string sgd = "sklearn.linear_model._stochastic_gradient.SGDClassifier";
  for (const char* loss : {"log", "log_loss", "modified_huber"}) {
    const auto found = emitted(sgd, kTwo + is("loss", text_of(loss)));
    ASSERT_TRUE(found.ok()) << found.status().text();
    EXPECT_EQ(width(*found->proba), 2u);
    EXPECT_TRUE(found->log_proba.has_value());
  }
  const auto hinge = emitted(sgd, kTwo + is("loss", text_of("hinge")));
  ASSERT_TRUE(hinge.ok()) << hinge.status().text();
  EXPECT_FALSE(hinge->proba.has_value());
}

TEST_F(LinearClassifiers, MultiClassOfLogisticRegression) {
  const std::string logistic = "sklearn.linear_model._logistic.LogisticRegression";
  EXPECT_EQ(refusal(logistic, kTwo + is("multi_class", text_of("ovr"))), "");
  EXPECT_EQ(refusal(logistic, kTwo + is("multi_class", text_of("novel"))),
            "UNSUPPORTED_OPTION: sklearn.linear_model._logistic.LogisticRegression of scikit-learn "
            "1.4.2: multi_class=novel");
}

TEST_F(LinearClassifiers, LabelsOfARidgeClassifier) {
  const std::string ridge = "sklearn.linear_model._ridge.RidgeClassifier";
  const auto binarizer = [](const std::string& type) {
    return is("_label_binarizer",
              object("sklearn.preprocessing._label.LabelBinarizer",
                     is("classes_", labels({0, 1, 2})) + is("y_type_", text_of(type))));
  };
  const std::string score =
      is("coef_", array({3, 2}, {1, 2, 3, 4, 5, 6})) + is("intercept_", real(0));
  const auto one = emitted(ridge, score + binarizer("multiclass"));
  ASSERT_TRUE(one.ok()) << one.status().text();
  EXPECT_EQ(width(*one->predict), 1u);
  const auto each = emitted(ridge, score + binarizer("multilabel-indicator"));
  ASSERT_TRUE(each.ok()) << each.status().text();
  EXPECT_EQ(width(*each->predict), 3u);
  EXPECT_FALSE(each->classes.has_value());
  EXPECT_EQ(refusal(ridge, score), "MISSING_ATTRIBUTE: there is no attribute _label_binarizer");
}

TEST_F(LinearClassifiers, OutliersOfSgd) {
  const std::string outliers = "sklearn.linear_model._stochastic_gradient.SGDOneClassSVM";
  const auto found =
      emitted(outliers, is("coef_", array({2}, {1, 2})) + is("offset_", array({1}, {3})));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(found->classes->number, (std::vector<double>{-1, 1}));
  EXPECT_TRUE(found->samples.has_value());
  EXPECT_EQ(refusal(outliers, is("coef_", array({1}, {1})) + is("offset_", array({1}, {3}))),
            "WRONG_SHAPE: coef_ does not fit 2 columns");
}

}  // namespace
}  // namespace slipway::format::sklearn
