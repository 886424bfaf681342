#include "model/stages/texts.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/stages/rules.h"

namespace slipway::model {
namespace {

base::Status of_texts(const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  if (in[0]->columns.empty() ||
      std::ranges::any_of(in[0]->columns, [](Element e) { return e != Element::kString; }))
    return bad("takes texts");
  return {};
}

}  // namespace

base::Result<Block> check(const EditTexts& op, const Inputs& in) {
  SLIPWAY_TRY(of_texts(in));
  if (op.what == EditTexts::What::kReplace && op.pattern == nullptr) return bad("has no pattern");
  if (op.begin > op.end) return bad("ends before it begins");
  return *in[0];
}

base::Result<Block> check(const JoinTexts&, const Inputs& in) {
  SLIPWAY_TRY(of_texts(in));
  return same(Element::kString, 1);
}

base::Result<Block> check(const MeasureTexts& op, const Inputs& in) {
  SLIPWAY_TRY(of_texts(in));
  if (op.what == MeasureTexts::What::kContains && op.pattern == nullptr)
    return bad("has no pattern");
  return same(Element::kF64, in[0]->width());
}

base::Result<Block> check(const LookupTexts& op, const Inputs& in) {
  SLIPWAY_TRY(one_numeric(in));
  SLIPWAY_TRY(want_size("columns", op.columns.size(), in[0]->width()));
  for (const LookupTexts::Column& column : op.columns) {
    SLIPWAY_TRY(want_size("texts", column.texts.size(), column.numbers.size()));
    const auto is_number = [](const Category& c) { return c.kind == Category::Kind::kNumber; };
    if (!std::ranges::all_of(column.numbers, is_number)) return bad("looks up what is no number");
    if (std::ranges::any_of(column.texts, is_number) || is_number(column.otherwise))
      return bad("makes a text of what is none");
  }
  return same(Element::kString, in[0]->width());
}

std::string contract(const EditTexts& op) {
  switch (op.what) {
    case EditTexts::What::kLower:
      return "lower case, by Unicode's full mapping";
    case EditTexts::What::kUpper:
      return "upper case, by Unicode's full mapping";
    case EditTexts::What::kStrip:
      return "without spaces at both ends";
    case EditTexts::What::kSlice:
      return fmt::format("characters {} to {}", op.begin, op.end);
    case EditTexts::What::kReplace:
      break;
  }
  return fmt::format("every match of {} replaced", op.pattern->python());
}

std::string contract(const JoinTexts& op) {
  return fmt::format("texts joined by \"{}\"", op.separator);
}

std::string contract(const MeasureTexts& op) {
  return op.what == MeasureTexts::What::kLength
             ? std::string("how many characters")
             : fmt::format("1 if {} matches, else 0", op.pattern->python());
}

std::string contract(const LookupTexts&) { return "known numbers to texts, by column"; }

}  // namespace slipway::model
