#include "format/sklearn/parts.h"

#include <cmath>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

}  // namespace

bool is_text(Ref value, std::string_view text) {
  return value->tag == Tag::kString && value->text == text;
}

base::Result<Emitted> in_turn(Context& context, Ref steps, const Value& in,
                              bool (*passes_on)(Ref estimator)) {
  Emitted last;
  last.transform = in;
  for (Ref step : steps->items()) {
    if (step->items().size() != 2 || step->items()[0]->tag != pickle::Tag::kString)
      return base::invalid_argument("WRONG_TYPE", "a step is not a pair of name and estimator");
    if (!last.transform)
      return base::invalid_argument("BAD_MODEL", "a step follows one that does not transform");
    const Value input = *last.transform;
    last = Emitted();
    if (passes_on(step->items()[1])) {
      last.transform = input;
    } else {
      SLIPWAY_ASSIGN(last, context.convert(step->items()[1], step->items()[0]->text, input));
    }
  }
  return last;
}

base::Result<Value> weighted(Context& context, Ref weights, std::string_view name, Value in) {
  Ref weight = is_none(weights) ? nullptr : pickle::find(weights, name);
  if (is_none(weight)) return in;
  SLIPWAY_ASSIGN(const double factor, pickle::as_double(weight));
  model::Scale op;
  op.factor.assign(in.width(), factor);
  SLIPWAY_ASSIGN(const ValueId block, context.block_as_is(in));
  SLIPWAY_ASSIGN(const ValueId id,
                 context.add(block, std::move(op), fmt::format("{}.weight", name)));
  Value out = computed(id, in.names);
  out.finite = in.finite && std::isfinite(factor);
  out.sparse = in.sparse;
  out.single = in.single;
  return out;
}

base::Result<PartNames> PartNames::read(const Context& context, Ref verbose) {
  PartNames names;
  names.pattern_ = "{transformer_name}__{feature_name}";
  if (verbose == nullptr) return names;
  if (verbose->tag == Tag::kString) {
    names.pattern_ = std::string(verbose->text);
    return names;
  }
  const auto on = pickle::as_bool(verbose);
  if (!on.ok()) return context.unsupported("verbose_feature_names_out that is a function");
  if (!*on) names.pattern_.reset();
  return names;
}

void PartNames::rename(std::string_view transformer, Value& part) const {
  if (!pattern_) return;
  const std::string pattern = replaced(*pattern_, "{transformer_name}", transformer);
  for (std::string& name : part.names) name = replaced(pattern, "{feature_name}", name);
}

}  // namespace slipway::format::sklearn
