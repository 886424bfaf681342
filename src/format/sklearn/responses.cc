#include "format/sklearn/responses.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/link.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {

base::Result<ValueId> decide_targets(Context& context, ValueId scores,
                                     const std::vector<std::size_t>& width, std::string_view part) {
  std::vector<ValueId> parts;
  std::uint32_t first = 0;
  for (std::size_t target = 0; target < width.size(); ++target) {
    ValueId columns = scores;
    if (width.size() > 1) {
      std::vector<std::uint32_t> at(width[target]);
      std::iota(at.begin(), at.end(), first);
      first += static_cast<std::uint32_t>(width[target]);
      SLIPWAY_ASSIGN(columns, context.builder().select(
                                  fmt::format("{}.target{}", context.path(), target), scores, at));
    }
    // Of one class every row is of it; a Decide of one column would compare with a threshold.
    const double threshold = width[target] == 1 ? std::numeric_limits<double>::infinity() : 0.5;
    SLIPWAY_ASSIGN(parts.emplace_back(),
                   context.add(columns, model::Decide{.threshold = threshold}, part));
  }
  if (parts.size() == 1) return parts[0];
  return context.builder().concat(fmt::format("{}.{}s", context.path(), part), parts);
}

base::Result<std::vector<std::uint32_t>> positions_of(const model::Labels& inner,
                                                      const model::Labels& outer, bool encoded) {
  const bool text = outer.kind == data::Kind::kString;
  std::vector<std::uint32_t> positions;
  for (std::size_t k = 0; k < inner.text.size(); ++k) {
    std::size_t at = outer.text.size();
    if (encoded) {
      const double code = inner.number.empty() ? -1 : inner.number[k];
      if (code >= 0 && code < static_cast<double>(outer.text.size()))
        at = static_cast<std::size_t>(code);
    } else if (text == (inner.kind == data::Kind::kString)) {
      for (std::size_t i = 0; i < outer.text.size() && at == outer.text.size(); ++i)
        if (text ? outer.text[i] == inner.text[k] : outer.number[i] == inner.number[k]) at = i;
    }
    if (at == outer.text.size())
      return base::invalid_argument(
          "BAD_MODEL",
          fmt::format("an estimator inside has the class {}, which is not there outside",
                      inner.text[k]));
    positions.push_back(static_cast<std::uint32_t>(at));
  }
  return positions;
}

base::Result<ValueId> spread(Context& context, ValueId columns,
                             const std::vector<std::uint32_t>& positions, std::size_t width,
                             double fill, std::string_view part) {
  std::vector<std::uint32_t> in_order(width);
  std::iota(in_order.begin(), in_order.end(), 0u);
  if (positions == in_order) return columns;
  return context.add(columns, model::Place{positions, std::vector<double>(width, fill)}, part);
}

base::Result<ValueId> index_among(Context& context, ValueId index,
                                  const std::vector<std::uint32_t>& positions,
                                  std::string_view part) {
  std::vector<std::uint32_t> in_order(positions.size());
  std::iota(in_order.begin(), in_order.end(), 0u);
  if (positions == in_order) return index;
  model::NumberOf op{.numbers = {{positions.begin(), positions.end()}}, .to = model::Element::kI64};
  return context.add(index, std::move(op), part);
}

base::Result<ValueId> numbers_of(Context& context, const Emitted& emitted, std::string_view part) {
  if (!emitted.predict) return context.unsupported("an estimator inside that does not predict");
  if (!emitted.classes && emitted.target_classes.empty())
    return as_double(context, *emitted.predict, part);
  model::NumberOf op;
  const auto add = [&](const model::Labels& labels) -> base::Status {
    if (labels.kind == data::Kind::kString)
      return context.unsupported("an estimator inside that predicts texts");
    op.numbers.push_back(labels.number);
    return {};
  };
  if (emitted.classes) SLIPWAY_TRY(add(*emitted.classes));
  for (const model::Labels& labels : emitted.target_classes) SLIPWAY_TRY(add(labels));
  return context.add(*emitted.predict, std::move(op), part);
}

base::Result<ValueId> as_double(Context& context, ValueId value, std::string_view part) {
  const auto& columns = context.builder().block(value).columns;
  if (std::ranges::all_of(columns, [](model::Element e) { return e == model::Element::kF64; }))
    return value;
  return context.add(value, model::Cast{model::Element::kF64}, fmt::format("{}.double", part));
}

base::Result<ValueId> logarithm(Context& context, ValueId value, std::string_view part) {
  return context.add(value, model::Link{model::LinkKind::kLog, 1}, part);
}

base::Result<std::vector<Ref>> estimators_of(Attributes& state, std::string_view attribute) {
  SLIPWAY_ASSIGN(Ref held, state.need(attribute));
  auto estimators = pickle::as_refs(held);
  if (!estimators.ok()) return estimators.status().at(attribute);
  if (estimators->empty())
    return base::invalid_argument("MISSING_ATTRIBUTE", fmt::format("{} is empty", attribute))
        .remedy("fit the estimator before it is saved");
  return estimators;
}

}  // namespace slipway::format::sklearn
