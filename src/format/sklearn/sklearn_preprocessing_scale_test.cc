// What scalers compute, by option, era and kind of input, and what is refused. Their answers are
// compared with the library's in golden/.
#include <cmath>

#include "format/sklearn/record_test.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/linear.h"
#include "model/stages/row_norm.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using Numbers = std::vector<double>;

class Scalers : public Records {
 protected:
  // What becomes of a scaler behind a one-hot encoder of one column to two.
  std::string behind(const std::string& dtype, bool sparse, const std::string& name,
                     const std::string& attributes, const std::string& version = "1.4.2") {
    const std::string encoder =
        object("sklearn.preprocessing._encoders.OneHotEncoder",
               is("categories_", list_of({array({2}, {1, 2})})) + is("dtype", text_of(dtype)) +
                   is("sparse", truth(sparse)));
    const std::string scaler = object("sklearn.preprocessing._data." + name, attributes);
    return refusal(
        "sklearn.pipeline.Pipeline",
        is("steps", list_of({tuple_of({text_of("a"), encoder}), tuple_of({text_of("b"), scaler})})),
        1, version);
  }
  bool takes_nan() const { return op<model::Require>("check")->allow_nan; }
};

const std::string kPackage = "sklearn.preprocessing._data.";
const std::string kScale = is("scale_", array({2}, {2, 4}));
const std::string kMean = is("mean_", array({2}, {1, 3}));

TEST_F(Scalers, StandardByItsOptions) {
  const std::string name = kPackage + "StandardScaler", all = kMean + kScale;
  const auto made = emitted(name, all);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"x0", "x1"}));
  EXPECT_EQ(op<model::Scale>()->offset, (Numbers{1, 3}));
  EXPECT_EQ(op<model::Scale>()->divisor, (Numbers{2, 4}));
  ASSERT_EQ(refusal(name, all + is("with_mean", truth(false))), "");
  EXPECT_EQ(op<model::Scale>()->offset, Numbers());
  EXPECT_EQ(op<model::Scale>()->divisor, (Numbers{2, 4}));
  ASSERT_EQ(refusal(name, kMean + is("scale_", none()) + is("with_std", truth(false))), "");
  EXPECT_EQ(op<model::Scale>()->offset, (Numbers{1, 3}));
  EXPECT_EQ(op<model::Scale>()->divisor, Numbers());
}

TEST_F(Scalers, MinMaxMultipliesAndAdds) {
  const std::string name = kPackage + "MinMaxScaler";
  const std::string all = kScale + is("min_", array({2}, {5, 6})) +
                          is("feature_range", tuple_of({whole(-1), whole(1)}));
  ASSERT_EQ(refusal(name, all), "");
  EXPECT_EQ(op<model::Scale>()->factor, (Numbers{2, 4}));
  EXPECT_EQ(op<model::Scale>()->addend, (Numbers{5, 6}));
  EXPECT_TRUE(std::isinf(op<model::Scale>()->clip_min));
  ASSERT_EQ(refusal(name, all + is("clip", truth(true))), "");
  EXPECT_EQ(op<model::Scale>()->clip_min, -1);
  EXPECT_EQ(op<model::Scale>()->clip_max, 1);
  EXPECT_EQ(refusal(name, kScale + is("min_", array({2}, {5, 6})) +
                              is("feature_range", tuple_of({whole(1)}))),
            "WRONG_SHAPE: feature_range has 1 values for 2 columns");
}

TEST_F(Scalers, MaxAbs) {
  ASSERT_EQ(refusal(kPackage + "MaxAbsScaler", kScale), "");
  EXPECT_EQ(op<model::Scale>()->divisor, (Numbers{2, 4}));
  EXPECT_TRUE(std::isinf(op<model::Scale>()->clip_max));
  ASSERT_EQ(refusal(kPackage + "MaxAbsScaler", kScale + is("clip", truth(true)), 2, "1.8.0"), "");
  EXPECT_EQ(op<model::Scale>()->clip_min, -1);
  EXPECT_EQ(op<model::Scale>()->clip_max, 1);
}

TEST_F(Scalers, RobustByItsOptions) {
  const std::string name = kPackage + "RobustScaler";
  const std::string all = kScale + is("center_", array({2}, {7, 8}));
  ASSERT_EQ(refusal(name, all), "");
  EXPECT_EQ(op<model::Scale>()->offset, (Numbers{7, 8}));
  EXPECT_EQ(op<model::Scale>()->divisor, (Numbers{2, 4}));
  ASSERT_EQ(refusal(name, kScale + is("with_centering", truth(false))), "");
  EXPECT_EQ(op<model::Scale>()->offset, Numbers());
  ASSERT_EQ(refusal(name, is("center_", array({2}, {7, 8})) + is("with_scaling", truth(false))),
            "");
  EXPECT_EQ(op<model::Scale>()->divisor, Numbers());
}

TEST_F(Scalers, MissingValuesPassFrom020On) {
  const std::string old = "sklearn.preprocessing.data.StandardScaler";
  ASSERT_EQ(refusal(old, kMean + kScale, 2, "0.20.4"), "");
  EXPECT_TRUE(takes_nan());
  ASSERT_EQ(refusal(old, kMean + kScale, 2, "0.19.2"), "");
  EXPECT_FALSE(takes_nan());
}

// In float32 numpy computes in double and rounds; from 1.8 on StandardScaler rounds its constants first.
TEST_F(Scalers, OfFloat32EachStepIsRounded) {
  const std::string all = is("mean_", array({2}, {.1, .2})) + is("scale_", array({2}, {.3, .4}));
  ASSERT_EQ(behind("float32", false, "StandardScaler", all, "1.7.2"), "");
  EXPECT_NE(op<model::Cast>("b.float32"), nullptr);
  EXPECT_EQ(op<model::Elementwise>("b.offset")->constants, (Numbers{.1, .2}));
  EXPECT_EQ(op<model::Elementwise>("b.divisor")->constants, (Numbers{.3, .4}));
  ASSERT_EQ(behind("float32", false, "StandardScaler", all, "1.8.0"), "");
  EXPECT_EQ(op<model::Elementwise>("b.offset")->constants[0], static_cast<double>(.1f));
  const std::string range = is("scale_", array({2}, {.1, .2})) + is("min_", array({2}, {.3, .4})) +
                            is("feature_range", tuple_of({whole(0), whole(1)}));
  ASSERT_EQ(behind("float32", false, "MinMaxScaler", range, "1.8.0"), "");
  EXPECT_EQ(op<model::Elementwise>("b.factor")->constants, (Numbers{.1, .2}));
  EXPECT_EQ(op<model::Elementwise>("b.addend")->constants, (Numbers{.3, .4}));
  EXPECT_EQ(op<model::Scale>("b.clip"), nullptr);
  ASSERT_EQ(behind("float32", false, "MinMaxScaler", range + is("clip", truth(true))), "");
  EXPECT_EQ(op<model::Scale>("b.clip")->clip_max, 1);
  ASSERT_EQ(behind("float64", false, "StandardScaler", all, "1.8.0"), "");
  EXPECT_NE(op<model::Scale>("b"), nullptr);
}

// A sparse matrix is multiplied by what is divided by otherwise, and can't be moved.
TEST_F(Scalers, OfSparseInput) {
  ASSERT_EQ(behind("float64", true, "MaxAbsScaler", kScale), "");
  EXPECT_EQ(op<model::Scale>("b")->divisor, Numbers());
  EXPECT_EQ(op<model::Scale>("b")->factor, (Numbers{.5, .25}));
  EXPECT_EQ(
      behind("float64", true, "StandardScaler", kMean + kScale),
      "UNSUPPORTED_OPTION: " + kPackage +
          "StandardScaler of scikit-learn 1.4.2: sparse input, which it would have to centre");
  EXPECT_EQ(behind("float64", true, "Binarizer", is("threshold", real(-1))),
            "UNSUPPORTED_OPTION: " + kPackage +
                "Binarizer of scikit-learn 1.4.2: sparse input and a threshold below 0");
  EXPECT_EQ(behind("float64", true, "Binarizer", is("threshold", real(0))), "");
}

TEST_F(Scalers, NormsOfRows) {
  const std::string name = kPackage + "Normalizer";
  const auto norm = [&](const char* which, const char* version) {
    EXPECT_EQ(refusal(name, is("norm", text_of(which)), 2, version), "");
    return op<model::RowNorm>()->norm;
  };
  EXPECT_EQ(norm("l2", "1.4.2"), model::Norm::kL2);
  EXPECT_EQ(norm("l1", "1.4.2"), model::Norm::kL1);
  EXPECT_EQ(norm("max", "0.23.2"), model::Norm::kMaxAbs);
  EXPECT_EQ(norm("max", "0.22.2"), model::Norm::kMax);
  EXPECT_EQ(refusal(name, is("norm", text_of("l3"))),
            "UNSUPPORTED_OPTION: " + name + " of scikit-learn 1.4.2: norm=l3");
}

// From 1.0 on a dense row whose norm is nearly nothing stays as it is.
TEST_F(Scalers, NormsThatAreNearlyNothing) {
  const std::string l2 = is("norm", text_of("l2"));
  ASSERT_EQ(refusal(kPackage + "Normalizer", l2, 2, "1.0.2"), "");
  EXPECT_EQ(op<model::RowNorm>()->least, 10 * 0x1p-52);
  ASSERT_EQ(refusal(kPackage + "Normalizer", l2, 2, "0.24.2"), "");
  EXPECT_EQ(op<model::RowNorm>()->least, 0);
  ASSERT_EQ(behind("float64", true, "Normalizer", l2), "");
  EXPECT_EQ(op<model::RowNorm>("b")->least, 0);
}

TEST_F(Scalers, BinarizerIsAboveItsThreshold) {
  const auto made = emitted(kPackage + "Binarizer", is("threshold", real(.5)));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(op<model::Elementwise>()->function, model::Function::kGreater);
  EXPECT_EQ(op<model::Elementwise>()->constants, (Numbers{.5}));
  EXPECT_TRUE(made->transform->finite);
  EXPECT_FALSE(takes_nan());
}

TEST_F(Scalers, KernelCenterer) {
  ASSERT_EQ(refusal(kPackage + "KernelCenterer",
                    is("K_fit_rows_", array({2}, {3, 4})) + is("K_fit_all_", real(5))),
            "");
  EXPECT_EQ(op<model::Linear>("sum")->coef, (Numbers{1, 1}));
  EXPECT_EQ(op<model::Elementwise>("mean")->constants, (Numbers{2}));
  EXPECT_EQ(op<model::Elementwise>("rows")->constants, (Numbers{3, 4}));
  EXPECT_EQ(op<model::Combine>("columns")->weights, (Numbers{1, -1}));
  EXPECT_EQ(op<model::Elementwise>()->constants, (Numbers{5}));
}

TEST_F(Scalers, WhatDoesNotFitIsRefused) {
  EXPECT_EQ(refusal(kPackage + "StandardScaler", kMean + kScale, 3),
            "WRONG_SHAPE: mean_ has 2 values for 3 columns");
  EXPECT_EQ(refusal(kPackage + "StandardScaler", kScale),
            "MISSING_ATTRIBUTE: there is no attribute mean_");
  EXPECT_EQ(refusal(kPackage + "MaxAbsScaler", kScale, 1),
            "WRONG_SHAPE: scale_ has 2 values for 1 columns");
  EXPECT_EQ(refusal(kPackage + "KernelCenterer",
                    is("K_fit_rows_", array({2}, {3, 4})) + is("K_fit_all_", real(5)), 3),
            "WRONG_SHAPE: K_fit_rows_ has 2 values for 3 columns");
  EXPECT_EQ(refusal(kPackage + "Binarizer", is("threshold", text_of("x"))).substr(0, 10),
            "WRONG_TYPE");
  EXPECT_EQ(
      refusal(kPackage + "StandardScaler", kMean + kScale + is("power", whole(2))).substr(0, 17),
      "UNKNOWN_ATTRIBUTE");
}

}  // namespace
}  // namespace slipway::format::sklearn
