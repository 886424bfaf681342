#include "format/sklearn/columns_by_name.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"

namespace slipway::format::sklearn {

base::Result<Value> named_columns(Context& context, Ref columns, const Value& in) {
  std::vector<std::uint32_t> chosen;
  if (const auto names = pickle::as_strings(columns); names.ok()) {
    for (const std::string& name : *names) {
      const auto it = std::ranges::find(in.names, name);
      if (it == in.names.end())
        return base::invalid_argument("BAD_COLUMN",
                                      fmt::format("takes column \"{}\", which there is not", name));
      chosen.push_back(static_cast<std::uint32_t>(it - in.names.begin()));
    }
  } else {
    const auto numbers = pickle::as_int64s(columns);
    if (!numbers.ok() || pickle::as_bools(columns).ok())
      return context.unsupported(fmt::format("columns given as {}", pickle::describe(columns)));
    const auto width = static_cast<std::int64_t>(in.width());
    for (const std::int64_t number : *numbers) {
      if (number < -width || number >= width)
        return base::invalid_argument("BAD_COLUMN",
                                      fmt::format("takes column {} of {}", number, width));
      chosen.push_back(static_cast<std::uint32_t>(number < 0 ? number + width : number));
    }
  }
  if (chosen.empty()) return base::invalid_argument("BAD_MODEL", "no columns are left");
  return context.gather(in, chosen);
}

base::Result<std::optional<Inputs>> inputs_by_name(Ref record, std::string_view attribute) {
  Ref columns = pickle::attribute(record, attribute);
  if (is_none(columns)) return std::optional<Inputs>();
  if (const auto names = pickle::as_strings(columns); names.ok() && !names->empty())
    return std::optional(Inputs{*names, true});
  const auto numbers = pickle::as_int64s(columns);
  if (!numbers.ok() || numbers->empty()) return std::optional<Inputs>();
  const std::int64_t greatest =
      std::min<std::int64_t>(std::ranges::max(*numbers), base::kColumnsMax);
  SLIPWAY_ASSIGN(Inputs inputs, numbered_inputs(greatest + 1));
  return std::optional(std::move(inputs));
}

}  // namespace slipway::format::sklearn
