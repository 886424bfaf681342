// text_count, text_hash, tf_idf: what is refused.
#include "model/stages/text.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

Analysis words() {
  Analysis analysis;
  analysis.token_pattern = *Pattern::compile(R"(\w+)");
  return analysis;
}

bool makes_sparse(const Op& op, Columns in) {
  const Block block{.columns = std::move(in), .sparse = false};
  const auto out = op.check({&block});
  return out.ok() && out->sparse;
}

TEST(Check, TextCount) {
  TextCount op{.analysis = words(), .terms = {"a", "b"}};
  EXPECT_EQ(made(op, {kText}), (Columns{kF64, kF64}));
  EXPECT_TRUE(makes_sparse(op, {kText}));
  EXPECT_EQ(contract(op), R"(how often: 1..1 words, lower case of \w+)");
  EXPECT_EQ(refusal(op, {kText, kText}), "takes one text");
  EXPECT_EQ(refusal(op, {kF64}), "takes one text");
  op.terms = {"a", "a"};
  EXPECT_EQ(refusal(op, {kText}), "counts \"a\" twice");
  op.terms = {};
  EXPECT_EQ(refusal(op, {kText}), "leaves no column");
  op.analysis.token_pattern = nullptr;
  EXPECT_EQ(refusal(op, {kText}), "has no token pattern");
  op.analysis.unit = Analysis::Unit::kChars;
  op.terms = {"a"};
  EXPECT_EQ(made(op, {kText}), Columns{kF64});
  op.analysis.ngram_min = 2;
  EXPECT_EQ(refusal(op, {kText}), "takes 2 to 1 at a time");
  op.analysis.ngram_max = 65;
  EXPECT_EQ(refusal(op, {kText}), "takes 2 to 65 at a time");
}

TEST(Check, TextHash) {
  TextHash op{.analysis = words(), .columns = 8};
  EXPECT_EQ(made(op, {kText}).size(), 8u);
  op.columns = 0;
  EXPECT_EQ(refusal(op, {kText}), "leaves no column");
  op.columns = 1u << 23;
  EXPECT_EQ(refusal(op, {kText}), "has 8388608 columns, at most 4194304");
}

TEST(Check, FeatureHash) {
  EXPECT_EQ(made(FeatureHash{.names = {"a"}, .columns = 2}, {kF64}), (Columns{kF64, kF64}));
  EXPECT_EQ(made(FeatureHash{.names = {""}, .columns = 1}, {kText}), Columns{kF64});
  EXPECT_EQ(refusal(FeatureHash{.names = {""}, .columns = 1}, {kF64}), "a number without a name");
  EXPECT_EQ(refusal(FeatureHash{.names = {"a"}}, {kF64}), "leaves no column");
  EXPECT_EQ(refusal(FeatureHash{.names = {}, .columns = 1}, {kF64}),
            "names has 0 values, wanted 1");
  EXPECT_EQ(refusal(FeatureHash{.names = {"a"}, .columns = 1u << 31}, {kF64}),
            "has 2147483648 columns, at most 4194304");
}

TEST(Check, TfIdf) {
  TfIdf op{.idf = {1, 2}};
  EXPECT_TRUE(makes_sparse(op, {kF64, kF32}));
  EXPECT_EQ(refusal(op, {kF64}), "idf has 2 values, wanted 1");
  EXPECT_EQ(refusal(op, {kText, kF64}), "works on numbers, but is given something else");
}

}  // namespace
}  // namespace slipway::model
