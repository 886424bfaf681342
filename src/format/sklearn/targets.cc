#include "format/sklearn/targets.h"

#include <utility>

#include "format/pickle/numpy.h"
#include "format/sklearn/values.h"

namespace slipway::format::sklearn {

base::Result<Targets> read_targets(Attributes& state) {
  Targets targets;
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  targets.several = classes->tag == pickle::Tag::kList;
  std::vector<Ref> each = {classes};
  if (targets.several) each.assign(classes->items().begin(), classes->items().end());
  if (each.empty()) return base::invalid_argument("WRONG_SHAPE", "classes_ is empty");
  for (Ref one : each) {
    SLIPWAY_ASSIGN(targets.labels.emplace_back(), read_labels(one));
  }
  SLIPWAY_ASSIGN(Ref held, state.need("_y"));
  auto indices = pickle::as_int64s(held);
  if (!indices.ok()) return indices.status().at("_y");
  if (indices->empty() || indices->size() % each.size() != 0)
    return base::invalid_argument("WRONG_SHAPE", "_y does not fit the classes");
  targets.class_of.resize(each.size());
  for (std::size_t i = 0; i < indices->size(); ++i) {
    const std::size_t target = i % each.size();
    const std::int64_t index = (*indices)[i];
    if (index < 0 || std::cmp_greater_equal(index, targets.labels[target].text.size()))
      return base::invalid_argument("WRONG_SHAPE", "_y has a class that is not there");
    targets.class_of[target].push_back(static_cast<std::uint32_t>(index));
  }
  return targets;
}

}  // namespace slipway::format::sklearn
