// What mixtures offer, by option. Their answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Mixture : public Records {};

const std::string kGaussian = "sklearn.mixture._gaussian_mixture.GaussianMixture";
const std::string kBayesian = "sklearn.mixture._bayesian_mixture.BayesianGaussianMixture";
const std::string kMeans = is("means_", array({2, 2}, {1, 2, 3, 4}));

std::string of_type(const std::string& type, const std::string& roots) {
  return kMeans + is("weights_", array({2}, {0.5, 0.5})) + is("covariance_type", text_of(type)) +
         is("precisions_cholesky_", roots);
}

TEST_F(Mixture, CovarianceTypes) {
  const std::string full = array({2, 2, 2}, {1, 0, 0, 1, 1, 0, 0, 1});
  const std::string square = array({2, 2}, {1, 2, 0, 1}), two = array({2}, {1, 2});
  for (const auto& [type, roots] : std::vector<std::pair<std::string, std::string>>{
           {"full", full}, {"tied", square}, {"diag", square}, {"spherical", two}}) {
    const auto found = emitted(kGaussian, of_type(type, roots));
    ASSERT_TRUE(found.ok()) << found.status().text();
    EXPECT_EQ(width(*found->proba), 2u);
    EXPECT_EQ(width(*found->samples), 1u);
    EXPECT_FALSE(found->log_proba.has_value());
  }
  EXPECT_EQ(refusal(kGaussian, of_type("full", two)),
            "WRONG_SHAPE: precisions_cholesky_ has 2 values for 8 columns");
  EXPECT_EQ(refusal(kGaussian, of_type("novel", two)),
            "UNSUPPORTED_OPTION: sklearn.mixture._gaussian_mixture.GaussianMixture of scikit-learn "
            "1.4.2: covariance_type=novel");
  EXPECT_EQ(refusal(kGaussian, of_type("spherical", two), 3),
            "WRONG_SHAPE: means_ does not fit 3 columns");
}

TEST_F(Mixture, ConcentrationOfAProcessOrADistribution) {
  const std::string common = kMeans + is("covariance_type", text_of("spherical")) +
                             is("precisions_cholesky_", array({2}, {1, 2})) +
                             is("degrees_of_freedom_", array({2}, {3, 4})) +
                             is("mean_precision_", array({2}, {3, 4}));
  const auto typed = [&](const std::string& type, const std::string& concentration) {
    return common + is("weight_concentration_prior_type", text_of(type)) +
           is("weight_concentration_", concentration);
  };
  const std::string one = array({2}, {5, 6}), pair = list_of({one, one});
  EXPECT_EQ(refusal(kBayesian, typed("dirichlet_process", pair)), "");
  EXPECT_EQ(refusal(kBayesian, typed("dirichlet_distribution", one)), "");
  EXPECT_EQ(refusal(kBayesian, typed("dirichlet_process", list_of({one}))),
            "WRONG_SHAPE: weight_concentration_ has 1 values for 2 columns");
  EXPECT_EQ(refusal(kBayesian, typed("novel", one)),
            "UNSUPPORTED_OPTION: sklearn.mixture._bayesian_mixture.BayesianGaussianMixture of "
            "scikit-learn 1.4.2: weight_concentration_prior_type=novel");
}

TEST_F(Mixture, ClassesThatAreGone) {
  for (const char* name : {"GMM", "VBGMM", "DPGMM"})
    EXPECT_EQ(refusal(std::string("sklearn.mixture.gmm.") + name, "", 2, "0.18.2").substr(0, 18),
              "UNSUPPORTED_OPTION");
}

}  // namespace
}  // namespace slipway::format::sklearn
