#include "base/fields.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace slipway::base {

const char* field_type_name(FieldType type) {
  switch (type) {
    case FieldType::kBool:
      return "true or false";
    case FieldType::kInt:
      return "a whole number";
    case FieldType::kDouble:
      return "a number";
    case FieldType::kText:
      return "text";
    case FieldType::kBytes:
      return "a size such as 64MiB";
    case FieldType::kDuration:
      return "a duration such as 20ms, 5s, 2h";
    case FieldType::kList:
      return "a list of texts";
    case FieldType::kAny:
      return "a value";
  }
  return "";
}

namespace {

struct Unit {
  std::string_view name;
  double factor;
};

// A number and one of `units`; the first unit is the one that may be left out.
Result<double> parse_unit(std::string_view text, std::initializer_list<Unit> units) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && std::isfinite(number)) {
    std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (rest.starts_with(' ')) rest.remove_prefix(1);
    for (const Unit& unit : units)
      if (rest == unit.name && number >= 0 && number * unit.factor < 9e18)
        return number * unit.factor;
  }
  return invalid_argument("BAD_VALUE", fmt::format("\"{}\" can't be read", text));
}

Result<std::int64_t> parse_int(std::string_view text) {
  std::int64_t exact = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exact);
  if (error == std::errc() && end == text.data() + text.size()) return exact;
  SLIPWAY_ASSIGN(const double number, parse_unit(text, {{"k", 1e3}, {"M", 1e6}, {"G", 1e9}}));
  return static_cast<std::int64_t>(number);
}

// Mistakes between two words: a letter left out, added, exchanged, or two in the wrong order (the
// optimal string alignment distance).
std::size_t mistakes(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, above, row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(above, std::move(row));
    row.assign(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({row[j - 1] + 1, above[j] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

}  // namespace

Result<std::int64_t> parse_bytes(std::string_view text) {
  SLIPWAY_ASSIGN(const double bytes, parse_unit(text, {{"", 1},
                                                       {"B", 1},
                                                       {"kB", 1e3},
                                                       {"KB", 1e3},
                                                       {"MB", 1e6},
                                                       {"GB", 1e9},
                                                       {"TB", 1e12},
                                                       {"KiB", 1024.0},
                                                       {"MiB", 1048576.0},
                                                       {"GiB", 1073741824.0},
                                                       {"TiB", 1099511627776.0}}));
  return static_cast<std::int64_t>(bytes);
}

Result<Duration> parse_duration(std::string_view text) {
  SLIPWAY_ASSIGN(const double ns, parse_unit(text, {{"ns", 1},
                                                    {"us", 1e3},
                                                    {"ms", 1e6},
                                                    {"s", 1e9},
                                                    {"m", 60e9},
                                                    {"min", 60e9},
                                                    {"h", 3600e9},
                                                    {"d", 86400e9}}));
  return Duration(static_cast<std::int64_t>(ns));
}

std::string nearest(std::string_view name, const std::vector<std::string>& names) {
  std::string best;
  std::size_t fewest = name.size() / 2 + 1;
  for (const std::string& other : names)
    if (const std::size_t here = mistakes(name, other); here < fewest) fewest = here, best = other;
  return best;
}

namespace {

Status bad(const Field& field, const Value& value) {
  return invalid_argument("BAD_VALUE",
                          fmt::format("{} must be {}", field.name, field_type_name(field.type)))
      .at(value.place());
}

std::string scalar_text(const Value& value) {
  if (const auto* text = value.as_text()) return *text;
  if (const auto* integer = value.as_int()) return fmt::format("{}", *integer);
  if (const auto* number = value.as_double()) return fmt::format("{}", *number);
  if (const auto* boolean = value.as_bool()) return *boolean ? "true" : "false";
  return {};
}

Status check_keys(const Fields& fields, const Value& value, std::string_view what) {
  const Value::Map* map = value.as_map();
  if (map == nullptr) return {};
  for (const auto& [key, member] : *map) {
    if (std::ranges::any_of(fields, [&key = key](const Field& f) { return f.name == key; }))
      continue;
    std::vector<std::string> names;
    for (const Field& field : fields) names.emplace_back(field.name);
    const std::string near = nearest(key, names);
    return invalid_argument("UNKNOWN_KEY", fmt::format("{} has no setting \"{}\"", what, key))
        .at(member.place())
        .remedy(near.empty() ? fmt::format("it has: {}", fmt::join(names, ", "))
                             : fmt::format("did you mean \"{}\"?", near));
  }
  return {};
}

}  // namespace

const Settings::Entry& Settings::entry(std::string_view name, FieldType type) const {
  const auto it = entries_.find(name);
  assert(it != entries_.end() && it->second.type == type);
  (void)type;
  return it->second;
}

bool Settings::boolean(std::string_view name) const {
  return entry(name, FieldType::kBool).boolean;
}
std::int64_t Settings::integer(std::string_view name) const {
  return entries_.find(name)->second.integer;
}
double Settings::number(std::string_view name) const {
  return entry(name, FieldType::kDouble).number;
}
const std::string& Settings::text(std::string_view name) const {
  return entry(name, FieldType::kText).text;
}
Duration Settings::duration(std::string_view name) const {
  return Duration(entry(name, FieldType::kDuration).integer);
}
const std::vector<std::string>& Settings::list(std::string_view name) const {
  return entry(name, FieldType::kList).list;
}
const Value& Settings::any(std::string_view name) const { return entry(name, FieldType::kAny).any; }
bool Settings::given(std::string_view name) const { return entries_.find(name)->second.given; }

Status Settings::fill(const Field& field, const Value& from, Entry& entry) {
  const std::string text = scalar_text(from);
  switch (field.type) {
    case FieldType::kBool:
      if (text != "true" && text != "false") return bad(field, from);
      entry.boolean = text == "true";
      break;
    case FieldType::kInt:
    case FieldType::kBytes: {
      auto parsed = field.type == FieldType::kInt ? parse_int(text) : parse_bytes(text);
      if (!parsed.ok()) return bad(field, from);
      entry.integer = *parsed;
      break;
    }
    case FieldType::kDouble: {
      auto parsed = parse_unit(text.starts_with('-') ? text.substr(1) : text, {{"", 1}});
      if (!parsed.ok()) return bad(field, from);
      entry.number = text.starts_with('-') ? -*parsed : *parsed;
      break;
    }
    case FieldType::kDuration: {
      auto parsed = parse_duration(text);
      if (!parsed.ok()) return bad(field, from);
      entry.integer = parsed->count();
      break;
    }
    case FieldType::kText:
      if (from.as_list() != nullptr || from.as_map() != nullptr) return bad(field, from);
      entry.text = text;
      break;
    case FieldType::kList:
      if (from.as_map() != nullptr) return bad(field, from);
      if (from.as_list() == nullptr && !text.empty()) entry.list.push_back(text);
      if (from.as_list() != nullptr)
        for (const Value& item : *from.as_list()) {
          if (item.as_list() != nullptr || item.as_map() != nullptr)
            return bad(field, item.place().empty() ? from : item);
          entry.list.push_back(scalar_text(item));
        }
      break;
    case FieldType::kAny:
      if (entry.given) entry.any = from;
      break;
  }
  return {};
}

Result<Settings> read_fields(const Fields& fields, const Value& value, std::string_view what) {
  if (!value.is_null() && value.as_map() == nullptr)
    return invalid_argument("BAD_VALUE", fmt::format("{} must be a map of settings", what))
        .at(value.place());
  SLIPWAY_TRY(check_keys(fields, value, what));
  Settings settings;
  for (const Field& field : fields) {
    const Value* given = value.find(field.name);
    Settings::Entry entry;
    entry.type = field.type;
    entry.given = given != nullptr && !given->is_null();
    if (!entry.given && field.default_text == nullptr)
      return invalid_argument("MISSING_KEY",
                              fmt::format("{} needs \"{}\": {}", what, field.name, field.doc))
          .at(value.place());
    const Value fallback(std::string(field.default_text != nullptr ? field.default_text : ""));
    SLIPWAY_TRY(Settings::fill(field, entry.given ? *given : fallback, entry));
    settings.entries_.emplace(field.name, std::move(entry));
  }
  return settings;
}

}  // namespace slipway::base
