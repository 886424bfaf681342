#include "format/sklearn/record_test.h"
#include "model/stages/basis.h"
#include "model/stages/linear.h"

namespace slipway::format::sklearn {
namespace {

const std::string kName = "sklearn2pmml.preprocessing.BSplineTransformer";

class PmmlSplines : public Records {
 protected:
  std::string spline(int degree, const std::vector<double>& knots, const std::vector<double>& coef,
                     const std::string& outside) {
    return refusal(
        kName,
        is("bspline", object("scipy.interpolate._bsplines.BSpline",
                             is("k", whole(degree)) + is("t", reals(knots)) + is("c", reals(coef)) +
                                 is("extrapolate", outside) + is("axis", whole(0)))),
        1);
  }
};

TEST_F(PmmlSplines, AreSumsOfTheirBasis) {
  EXPECT_EQ(spline(1, {0, 0, 1, 2, 2}, {5, 6, 7, 0, 0}, truth(true)), "");
  EXPECT_EQ(op<model::BSplines>("basis")->outside, model::BSplines::Outside::kContinue);
  EXPECT_EQ(op<model::Linear>()->coef, (std::vector<double>{0, 5, 6, 7}));
  EXPECT_EQ(spline(1, {0, 0, 1, 2, 2}, {5, 6, 7}, text_of("periodic")), "");
  EXPECT_EQ(op<model::BSplines>("basis")->outside, model::BSplines::Outside::kPeriodic);
}

TEST_F(PmmlSplines, RefusesOthers) {
  const std::string of = "UNSUPPORTED_OPTION: " + kName + ": ";
  const std::string unfit = "WRONG_SHAPE: a spline's knots do not fit its coefficients";
  EXPECT_EQ(spline(1, {0, 0, 1, 2, 2}, {5, 6, 7}, truth(false)), of + "extrapolate=False");
  EXPECT_EQ(spline(1, {0, 0, 1, 2, 2}, {5, 6}, truth(true)), unfit);
  EXPECT_EQ(spline(2, {0, 0, 1, 2, 2}, {5, 6}, truth(true)), unfit);
  EXPECT_EQ(spline(-1, {0, 0, 1, 2, 2}, {5, 6}, truth(true)), of + "degree -1");
  EXPECT_EQ(refusal(kName, is("bspline", none()), 1), of + "bspline");
}

}  // namespace
}  // namespace slipway::format::sklearn
