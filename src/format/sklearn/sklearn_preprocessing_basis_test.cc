// What PolynomialFeatures, SplineTransformer and KBinsDiscretizer refuse. Their answers are compared
// in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Basis : public Records {};

const std::string kPolynomial = "sklearn.preprocessing._polynomial.PolynomialFeatures";
const std::string kSpline = "sklearn.preprocessing._polynomial.SplineTransformer";
const std::string kBins = "sklearn.preprocessing._discretization.KBinsDiscretizer";

TEST_F(Basis, ProductsInTheirOrderWithTheirNames) {
  const auto made = emitted(kPolynomial, is("degree", whole(2)));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names,
            (std::vector<std::string>{"1", "x0", "x1", "x0^2", "x0 x1", "x1^2"}));
  EXPECT_EQ(refusal(kPolynomial, is("degree", whole(65))),
            "UNSUPPORTED_OPTION: " + kPolynomial + " of scikit-learn 1.4.2: degree=65");
  EXPECT_EQ(refusal(kPolynomial, is("degree", "(I3\nI2\nt")),
            "UNSUPPORTED_OPTION: " + kPolynomial + " of scikit-learn 1.4.2: degree=2");
  EXPECT_EQ(refusal(kPolynomial, is("degree", whole(30)), 20),
            "UNSUPPORTED_OPTION: a polynomial of more than 100000 products");
}

TEST_F(Basis, SplinesAreTheIdentityOverTheirKnots) {
  const auto spline = [](const std::string& coef, int knots) {
    std::vector<double> at;
    for (int i = 0; i < knots; ++i) at.push_back(i);
    return is("degree", whole(1)) +
           is("bsplines_",
              list_of({object("scipy.interpolate._bsplines.BSpline",
                              is("t", array({knots}, at)) + is("c", coef) + is("k", whole(1)))}));
  };
  const std::string identity = array({2, 2}, {1, 0, 0, 1});
  EXPECT_EQ(refusal(kSpline, spline(identity, 4), 1), "");
  EXPECT_EQ(refusal(kSpline, spline(identity, 5), 1),
            "WRONG_SHAPE: a spline's knots do not fit its coefficients");
  EXPECT_EQ(refusal(kSpline, spline(array({2, 2}, {1, 0, 0, 2}), 4), 1),
            "UNSUPPORTED_OPTION: " + kSpline +
                " of scikit-learn 1.4.2: splines with coefficients of their own");
  EXPECT_EQ(refusal(kSpline, spline(identity, 4), 2),
            "WRONG_SHAPE: bsplines_ has 1 values for 2 columns");
  EXPECT_EQ(refusal(kSpline, spline(identity, 4) + is("extrapolation", text_of("mirror")), 1),
            "UNSUPPORTED_OPTION: " + kSpline + " of scikit-learn 1.4.2: extrapolation=mirror");
}

TEST_F(Basis, BinsFitTheirEdges) {
  const auto bins = [](int count) {
    return is("bin_edges_", list_of({array({3}, {0, 1, 2})})) +
           is("n_bins_", list_of({whole(count)}));
  };
  const std::string ordinal = is("encode", text_of("ordinal"));
  EXPECT_EQ(refusal(kBins, bins(2) + ordinal, 1), "");
  EXPECT_EQ(refusal(kBins, bins(3) + ordinal, 1), "WRONG_SHAPE: bin_edges_ do not fit n_bins_");
  EXPECT_EQ(refusal(kBins, bins(2) + is("encode", text_of("gray")), 1),
            "UNSUPPORTED_OPTION: " + kBins + " of scikit-learn 1.4.2: encode=gray");
}

}  // namespace
}  // namespace slipway::format::sklearn
