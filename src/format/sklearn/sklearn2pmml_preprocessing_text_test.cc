#include "format/sklearn/pmml_test.h"
#include "model/stages/texts.h"

namespace slipway::format::sklearn {
namespace {

using model::EditTexts;
using model::MeasureTexts;

class PmmlTexts : public PmmlRecords {};

TEST_F(PmmlTexts, NormalizesTexts) {
  const std::string name = "StringNormalizer";
  EXPECT_EQ(option(name, is("function", text_of("upper")) + is("trim_blanks", truth(true))), "");
  EXPECT_EQ(op<EditTexts>("upper")->what, EditTexts::What::kUpper);
  EXPECT_EQ(op<EditTexts>("trim")->what, EditTexts::What::kStrip);
  EXPECT_EQ(builder_.features()[0].kind, data::Kind::kString);
  EXPECT_EQ(option(name, is("function", none()) + is("trim_blanks", truth(false)), 2), "");
  EXPECT_EQ(op<EditTexts>("trim"), nullptr);
  EXPECT_EQ(option(name, is("function", text_of("title"))), unsupported(name, "function=title"));
}

TEST_F(PmmlTexts, CutsAndJoins) {
  EXPECT_EQ(option("SubstringTransformer", is("begin", whole(1)) + is("end", whole(3))), "");
  EXPECT_EQ(op<EditTexts>()->end, 3u);
  EXPECT_EQ(option("SubstringTransformer", is("begin", whole(-1)) + is("end", whole(3))),
            "BAD_MODEL: begin is -1");
  EXPECT_EQ(option("SubstringTransformer", is("begin", whole(0)) + is("end", whole(3)), 2),
            "WRONG_SHAPE: the transformer has 1 values for 2 columns");
  EXPECT_EQ(option("ConcatTransformer", is("separator", text_of("-")), 3), "");
  EXPECT_EQ(op<model::JoinTexts>()->separator, "-");
  EXPECT_EQ(option("StringLengthTransformer", ""), "");
  EXPECT_EQ(op<MeasureTexts>()->what, MeasureTexts::What::kLength);
}

TEST_F(PmmlTexts, RunsExpressions) {
  const auto with = [](const std::string& pattern, const std::string& flavour) {
    return is("pattern", text_of(pattern)) + is("re_flavour", text_of(flavour));
  };
  EXPECT_EQ(option("MatchesTransformer", with("a|[^b-d]+\\\\.", "pcre2")), "");
  EXPECT_EQ(option("MatchesTransformer", with("\\\\w", "re")), "");
  EXPECT_EQ(option("MatchesTransformer", with("\\\\w", "pcre")),
            unsupported("MatchesTransformer", "re_flavour=pcre of the pattern \\w"));
  EXPECT_EQ(option("MatchesTransformer", with("[[:alpha:]]", "pcre2")),
            unsupported("MatchesTransformer", "re_flavour=pcre2 of the pattern [[:alpha:]]"));
  EXPECT_EQ(
      option("ReplaceTransformer", with("(a)", "re") + is("replacement", text_of("\\\\1\\\\1"))),
      "");
  EXPECT_EQ(op<EditTexts>()->by.groups, 1u);
  EXPECT_EQ(option("ReplaceTransformer", with("a", "pcre2") + is("replacement", text_of("$1"))),
            unsupported("ReplaceTransformer", "re_flavour=pcre2 of the pattern a"));
  EXPECT_TRUE(builder_.about().notes.empty());
  EXPECT_EQ(option("MatchesTransformer", is("pattern", text_of("a"))), "");
  EXPECT_EQ(builder_.about().notes.size(), 1u);
}

TEST_F(PmmlTexts, NumbersAreNoTexts) {
  const std::string steps = is(
      "steps", list_of({tuple_of({text_of("a"), object(kPmml + "StringLengthTransformer", "")}),
                        tuple_of({text_of("b"), object(kPmml + "StringLengthTransformer", "")})}));
  EXPECT_EQ(refusal("sklearn.pipeline.Pipeline", steps, 1),
            unsupported("StringLengthTransformer", "numbers as texts"));
}

}  // namespace
}  // namespace slipway::format::sklearn
