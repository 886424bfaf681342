// What encoders of labels offer and refuse. Their answers are compared in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class LabelEncoders : public Records {};

const std::string kEncoder = "sklearn.preprocessing._label.LabelEncoder";
const std::string kBinarizer = "sklearn.preprocessing._label.LabelBinarizer";

TEST_F(LabelEncoders, TakeOneColumn) {
  EXPECT_EQ(refusal(kEncoder, is("classes_", labels({2, 5})), 1), "");
  EXPECT_EQ(refusal(kEncoder, is("classes_", labels({2, 5})), 2),
            "WRONG_SHAPE: a label has 1 values for 2 columns");
}

TEST_F(LabelEncoders, TwoClassesAreOneColumn) {
  const auto of = [](const std::vector<std::int64_t>& classes, const std::string& type) {
    return is("classes_", labels(classes)) + is("neg_label", whole(-1)) +
           is("pos_label", whole(2)) + is("y_type_", text_of(type));
  };
  EXPECT_EQ(emitted(kBinarizer, of({2, 5}, "binary"), 1)->transform->names,
            std::vector<std::string>{"5"});
  EXPECT_EQ(emitted(kBinarizer, of({2, 5, 7}, "multiclass"), 1)->transform->names,
            (std::vector<std::string>{"2", "5", "7"}));
  EXPECT_EQ(refusal(kBinarizer, of({2, 5}, "multilabel-indicator"), 1),
            "UNSUPPORTED_OPTION: " + kBinarizer +
                " of scikit-learn 1.4.2: labels of type multilabel-indicator");
  EXPECT_EQ(refusal(kBinarizer, of({2}, "binary"), 1),
            "UNSUPPORTED_OPTION: " + kBinarizer + " of scikit-learn 1.4.2: a single class");
}

}  // namespace
}  // namespace slipway::format::sklearn
