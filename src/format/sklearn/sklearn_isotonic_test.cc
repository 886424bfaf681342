// What IsotonicRegression is refused for. Its answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Isotonic : public Records {};

const char* const kIsotonic = "sklearn.isotonic.IsotonicRegression";

std::string fitted(double least, double greatest) {
  return is("X_thresholds_", array({3}, {0, 1, 2})) + is("y_thresholds_", array({3}, {5, 6, 7})) +
         is("X_min_", real(least)) + is("X_max_", real(greatest));
}

TEST_F(Isotonic, PredictsAndTransformsAlike) {
  const auto found = emitted(kIsotonic, fitted(0, 2), 1);
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(found->transform->id, *found->predict);
  EXPECT_EQ(found->transform->names, std::vector<std::string>{"isotonicregression0"});
}

TEST_F(Isotonic, RefusesWhatDoesNotFit) {
  EXPECT_EQ(refusal(kIsotonic, fitted(0, 2), 2),
            "WRONG_SHAPE: X_thresholds_ has 1 values for 2 columns");
  EXPECT_EQ(refusal(kIsotonic, fitted(0.5, 2), 1), "BAD_MODEL: X_min_ is no end of X_thresholds_");
  EXPECT_EQ(refusal(kIsotonic, fitted(0, 3), 1), "BAD_MODEL: X_max_ is no end of X_thresholds_");
  EXPECT_EQ(refusal(kIsotonic, fitted(0, 2) + is("out_of_bounds", text_of("wrap")), 1),
            "UNSUPPORTED_OPTION: sklearn.isotonic.IsotonicRegression of scikit-learn 1.4.2: "
            "out_of_bounds=wrap");
  EXPECT_EQ(refusal(kIsotonic, fitted(0, 2), 1, "0.23.2"),
            "MISSING_ATTRIBUTE: there is no attribute _necessary_X_");
}

// Up to 0.20, which let NaN in: numpy.interp answers NaN, a single threshold its one answer.
TEST_F(Isotonic, ASingleThresholdAnswersNanToo) {
  const auto stages = [&](int count, const std::vector<double>& x) {
    const auto found =
        emitted(kIsotonic,
                is("_necessary_X_", array({count}, x)) + is("_necessary_y_", array({count}, x)) +
                    is("X_min_", real(x.front())) + is("X_max_", real(x.back())) +
                    is("out_of_bounds", text_of("clip")),
                1, "0.20.4");
    EXPECT_TRUE(found.ok()) << found.status().text();
    return found.ok() ? *found->predict : 0;
  };
  EXPECT_EQ(stages(1, {4}), stages(2, {4, 5}) + 1);
}

TEST_F(Isotonic, WhatWasFittedOnFloat32IsOfIt) {
  const std::vector<float> x = {0, 1};
  const auto found = emitted(kIsotonic,
                             is("X_thresholds_", array_of({2}, bytes_of(x), "f4")) +
                                 is("y_thresholds_", array_of({2}, bytes_of(x), "f4")) +
                                 is("X_min_", real(0)) + is("X_max_", real(1)),
                             1);
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(builder_.block(*found->predict).columns[0], model::Element::kF32);
}

}  // namespace
}  // namespace slipway::format::sklearn
