// What classifiers made of classifiers are refused for. Their answers are compared with the library's
// in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Multiclass : public Records {};

const std::string kConstant =
    object("sklearn.multiclass._ConstantPredictor",
           is("_sklearn_version", text_of("1.4.2")) + is("y_", array({1}, {1})));

std::string constants(std::size_t count) {
  return is("estimators_", list_of(std::vector<std::string>(count, kConstant)));
}

std::string binarizer(const std::string& type) {
  return is("label_binarizer_",
            object("sklearn.preprocessing._label.LabelBinarizer", is("y_type_", text_of(type))));
}

TEST_F(Multiclass, OneVersusRest) {
  const char* const rest = "sklearn.multiclass.OneVsRestClassifier";
  const std::string three = is("classes_", labels({0, 1, 2}));
  const auto classes = emitted(rest, three + constants(3) + binarizer("multiclass"));
  ASSERT_TRUE(classes.ok()) << classes.status().text();
  EXPECT_EQ(width(*classes->predict), 1u);
  const auto several = emitted(rest, three + constants(3) + binarizer("multilabel-indicator"));
  ASSERT_TRUE(several.ok()) << several.status().text();
  EXPECT_EQ(width(*several->predict), 3u);
  EXPECT_FALSE(several->classes.has_value());
  EXPECT_EQ(refusal(rest, three + constants(2) + binarizer("multiclass")),
            "UNSUPPORTED_OPTION: sklearn.multiclass.OneVsRestClassifier of scikit-learn 1.4.2: 2 "
            "estimators for 3 classes");
  EXPECT_EQ(refusal(rest, three + constants(3) + binarizer("multiclass-multioutput")),
            "UNSUPPORTED_OPTION: sklearn.multiclass.OneVsRestClassifier of scikit-learn 1.4.2: "
            "y_type_=multiclass-multioutput");
}

TEST_F(Multiclass, OneVersusOne) {
  const char* const one = "sklearn.multiclass.OneVsOneClassifier";
  EXPECT_EQ(refusal(one, is("classes_", labels({0, 1, 2})) + constants(2)),
            "WRONG_SHAPE: 2 estimators for 3 classes");
  EXPECT_EQ(
      refusal(one, is("classes_", labels({0, 1})) + constants(1) +
                       is("pairwise_indices_", list_of({whole(0)}))),
      "UNSUPPORTED_OPTION: sklearn.multiclass.OneVsOneClassifier of scikit-learn 1.4.2: a kernel "
      "that was computed beforehand");
}

TEST_F(Multiclass, OutputCode) {
  const char* const code = "sklearn.multiclass.OutputCodeClassifier";
  const std::string two = is("classes_", labels({0, 1})) + constants(2);
  EXPECT_EQ(refusal(code, two + is("code_book_", array({2, 2}, {0, 1, 1, 0}))), "");
  EXPECT_EQ(refusal(code, two + is("code_book_", array({2, 1}, {0, 1}))),
            "WRONG_SHAPE: code_book_ is of 2 × 1, for 2 classes and 2 estimators");
}

}  // namespace
}  // namespace slipway::format::sklearn
