#include "format/sklearn/pmml_steps.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "format/sklearn/values.h"
#include "model/stages/domain.h"

namespace slipway::format::sklearn {

using model::Category;
using model::Domain;

base::Result<std::optional<Inputs>> one_input(Ref) {
  SLIPWAY_ASSIGN(Inputs one, numbered_inputs(1));
  return std::optional(std::move(one));
}

base::Status want_one(const Context& context, const Value& in) {
  if (in.single) return context.unsupported("a column of float32");
  return want_width("the transformer", 1, in.width());
}

base::Status want_texts(Context& context, const Value& in, const std::vector<Category>& known) {
  SLIPWAY_TRY(expect_all_texts(context, in, known));
  for (const std::uint32_t column : in.at)
    if (context.builder().block(in.id).columns[column] != model::Element::kString)
      return context.unsupported("numbers as texts").remedy("give it columns of text");
  return {};
}

base::Result<Value> as_times(Context& context, const Value& in, model::ReadTimes::Down down) {
  SLIPWAY_TRY(expect_all_texts(context, in));
  const auto& columns = context.builder().block(in.id).columns;
  const bool read = std::ranges::all_of(
      in.at, [&](std::uint32_t column) { return columns[column] != model::Element::kString; });
  if (read && down == model::ReadTimes::Down::kNot) return in;
  if (read) return context.unsupported("dates that are no texts");
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, model::ReadTimes{down}, "times"));
  return computed(id, in.names);
}

base::Result<ValueId> present(Context& context, ValueId in) {
  Domain domain;
  for (const model::Element element : context.builder().block(in).columns) {
    Domain::Column column{.missing = {missing_of(element == model::Element::kString)}};
    column.on_missing.what = Domain::Do::kReject;
    domain.columns.push_back(std::move(column));
  }
  return context.add(in, std::move(domain), "present");
}

Emitted transformed(ValueId id, std::vector<std::string> names) {
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  return emitted;
}

base::Result<Emitted> one_column(Context& context, const Value& in, model::Op op) {
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, std::move(op)));
  return transformed(id, in.names);
}

Category missing_of(bool text) {
  return text ? Category{Category::Kind::kMissing, 0, {}}
              : Category{Category::Kind::kNumber, std::nan(""), {}};
}

bool is_null(const Category& value) {
  return value.kind == Category::Kind::kMissing ||
         (value.kind == Category::Kind::kNumber && std::isnan(value.number));
}

Adapter pmml_adapter(Names classes, decltype(Adapter::convert) convert, Names reads, Names ignores,
                     decltype(Adapter::inputs) inputs) {
  return {.package = "sklearn2pmml.preprocessing",
          .classes = std::move(classes),
          .convert = convert,
          .reads = std::move(reads),
          .ignores = std::move(ignores),
          .inputs = inputs};
}

}  // namespace slipway::format::sklearn
