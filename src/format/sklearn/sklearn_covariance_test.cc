// What EllipticEnvelope offers, by version. Its answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Covariance : public Records {};

const std::string kEnvelope = "sklearn.covariance._elliptic_envelope.EllipticEnvelope";
const std::string kCentre = is("location_", array({2}, {1, 2}));
const std::string kPrecision = is("precision_", array({2, 2}, {2, 1, 1, 2}));

TEST_F(Covariance, OffsetOrThreshold) {
  const auto found = emitted(kEnvelope, kCentre + kPrecision + is("offset_", real(-5)));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_TRUE(found->samples.has_value());
  EXPECT_EQ(found->classes->number, (std::vector<double>{-1, 1}));
  const std::string old = kCentre + kPrecision + is("threshold_", real(5));
  const auto before = emitted(kEnvelope, old + is("contamination", real(0.1)), 2, "0.19.2");
  ASSERT_TRUE(before.ok()) << before.status().text();
  EXPECT_FALSE(before->samples.has_value());
  EXPECT_EQ(refusal(kEnvelope, old + is("contamination", none()), 2, "0.19.2"),
            "UNSUPPORTED_OPTION: sklearn.covariance._elliptic_envelope.EllipticEnvelope of "
            "scikit-learn 0.19.2: contamination=None");
}

TEST_F(Covariance, ThePrecisionMayBeLeftToTheReader) {
  const std::string rest = kCentre + is("offset_", real(-5)) + is("precision_", none());
  EXPECT_EQ(refusal(kEnvelope, rest + is("covariance_", array({2, 2}, {2, 1, 1, 2}))), "");
  EXPECT_EQ(refusal(kEnvelope, rest + is("covariance_", array({2, 2}, {1, 1, 1, 1}))).substr(0, 9),
            "BAD_MODEL");
  EXPECT_EQ(refusal(kEnvelope, rest), "MISSING_ATTRIBUTE: there is no attribute covariance_");
  EXPECT_EQ(refusal(kEnvelope, kCentre + kPrecision + is("offset_", real(-5)), 3),
            "WRONG_SHAPE: location_ has 2 values for 3 columns");
}

}  // namespace
}  // namespace slipway::format::sklearn
