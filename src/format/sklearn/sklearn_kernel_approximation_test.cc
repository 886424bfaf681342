// What the samplers refuse. Their answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Samplers : public Records {};

TEST_F(Samplers, WeightsFitColumnsAndOffsets) {
  const std::string name = "sklearn.kernel_approximation.RBFSampler";
  const std::string count = is("n_components", whole(3));
  const std::string offsets = is("random_offset_", array({3}, {0, 1, 2}));
  EXPECT_EQ(
      refusal(name, count + offsets + is("random_weights_", array({2, 3}, {1, 2, 3, 4, 5, 6}))),
      "");
  EXPECT_EQ(
      refusal(name, count + offsets + is("random_weights_", array({3, 2}, {1, 2, 3, 4, 5, 6}))),
      "WRONG_SHAPE: random_weights_ has 3 values for 2 columns");
  EXPECT_EQ(refusal(name, count + offsets + is("random_weights_", array({2, 2}, {1, 2, 3, 4}))),
            "WRONG_SHAPE: random_offset_ has 3 values for 2 columns");
}

TEST_F(Samplers, StepsHaveTheirInterval) {
  const std::string name = "sklearn.kernel_approximation.AdditiveChi2Sampler";
  const auto made = emitted(name, is("sample_steps", whole(2)), 1);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names,
            (std::vector<std::string>{"additivechi2sampler_x0_sqrt", "additivechi2sampler_x0_cos1",
                                      "additivechi2sampler_x0_sin1"}));
  EXPECT_EQ(refusal(name, is("sample_steps", whole(4)), 1), "MISSING_ATTRIBUTE: sample_interval");
  EXPECT_NE(refusal(name, is("sample_steps", whole(0)), 1).find("sample_steps=0"),
            std::string::npos);
}

}  // namespace
}  // namespace slipway::format::sklearn
