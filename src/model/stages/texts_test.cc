// edit_texts, join_texts, measure_texts, lookup_texts: what is refused.
#include "model/stages/texts.h"

#include "model/stages/check_test.h"

namespace slipway::model {
namespace {

using Kind = Category::Kind;

TEST(Check, EditTexts) {
  EditTexts op{.what = EditTexts::What::kSlice, .begin = 1, .end = 3};
  EXPECT_EQ(made(op, {kText, kText}), (Columns{kText, kText}));
  EXPECT_EQ(contract(op), "characters 1 to 3");
  EXPECT_EQ(refusal(op, {kText, kF64}), "takes texts");
  op.begin = 4;
  EXPECT_EQ(refusal(op, {kText}), "ends before it begins");
  op = {.what = EditTexts::What::kReplace};
  EXPECT_EQ(refusal(op, {kText}), "has no pattern");
  op.pattern = *Pattern::compile("a+", {Pattern::Use::For::kReplace, "pattern"});
  EXPECT_EQ(made(op, {kText}), Columns{kText});
  EXPECT_EQ(contract(op), "every match of a+ replaced");
}

TEST(Check, JoinTexts) {
  EXPECT_EQ(made(JoinTexts{"-"}, {kText, kText}), Columns{kText});
  EXPECT_EQ(refusal(JoinTexts{"-"}, {kF64}), "takes texts");
  EXPECT_EQ(contract(JoinTexts{"-"}), "texts joined by \"-\"");
}

TEST(Check, MeasureTexts) {
  MeasureTexts op;
  EXPECT_EQ(made(op, {kText, kText}), (Columns{kF64, kF64}));
  EXPECT_EQ(refusal(op, {kF64}), "takes texts");
  op.what = MeasureTexts::What::kContains;
  EXPECT_EQ(refusal(op, {kText}), "has no pattern");
}

TEST(Check, LookupTexts) {
  const Category one{Kind::kNumber, 1, {}}, a{Kind::kString, 0, "a"}, none{Kind::kMissing, 0, {}};
  EXPECT_EQ(made(LookupTexts{{{{one}, {a}, none}}}, {kF64}), Columns{kText});
  EXPECT_EQ(refusal(LookupTexts{{{{one}, {a}, none}}}, {kText}),
            "works on numbers, but is given something else");
  EXPECT_EQ(refusal(LookupTexts{{{{one}, {}, none}}}, {kF64}), "texts has 0 values, wanted 1");
  EXPECT_EQ(refusal(LookupTexts{{{{a}, {a}, none}}}, {kF64}), "looks up what is no number");
  EXPECT_EQ(refusal(LookupTexts{{{{one}, {one}, none}}}, {kF64}), "makes a text of what is none");
  EXPECT_EQ(refusal(LookupTexts{{{{one}, {a}, one}}}, {kF64}), "makes a text of what is none");
}

}  // namespace
}  // namespace slipway::model
