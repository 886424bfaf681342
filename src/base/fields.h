// Fields: what a configurable thing may be told, as data. From one list come the validation, the
// help text, the JSON schema of slipway.yaml and the reference page.
//
//   const Fields kFields = {{"path", FieldType::kText, "", "the database file"},
//                           {"rows_max", FieldType::kInt, "1000", "rows in one transaction"}};
//   SLIPWAY_ASSIGN(const Settings settings, read_fields(kFields, value, "sqlite"));
//   open(settings.text("path"), settings.integer("rows_max"));
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/status.h"
#include "base/value.h"

namespace slipway::base {

enum class FieldType : std::uint8_t {
  kBool,
  kInt,  // also "10k", "5M"
  kDouble,
  kText,
  kBytes,     // 64MiB, 10MB, 4096
  kDuration,  // 20ms, 5s, 2h, 1d
  kList,      // of text
  kAny,       // a nested value, read by the member itself
};

const char* field_type_name(FieldType type);  // "a duration such as 20ms, 5s, 2h"

// A field whose default is nullptr must be given.
struct Field {
  const char* name;
  FieldType type;
  const char* default_text;
  const char* doc;
};
using Fields = std::vector<Field>;

// Values of all fields, defaults filled in. REQUIRES of each getter: a field of that name and type.
class Settings {
 public:
  bool boolean(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;  // kInt and kBytes
  double number(std::string_view name) const;
  const std::string& text(std::string_view name) const;
  Duration duration(std::string_view name) const;
  const std::vector<std::string>& list(std::string_view name) const;
  const Value& any(std::string_view name) const;
  bool given(std::string_view name) const;  // written by the user, not a default

 private:
  friend Result<Settings> read_fields(const Fields&, const Value&, std::string_view);
  struct Entry {
    FieldType type = FieldType::kText;
    bool given = false;
    bool boolean = false;
    std::int64_t integer = 0;  // of durations: nanoseconds
    double number = 0;
    std::string text;
    std::vector<std::string> list;
    Value any;
  };
  const Entry& entry(std::string_view name, FieldType type) const;
  static Status fill(const Field& field, const Value& from, Entry& entry);
  std::map<std::string, Entry, std::less<>> entries_;
};

// Checks `value` (a map, or null for "all defaults") against `fields`. Failures name the place, and
// for an unknown key the nearest known one: INVALID_ARGUMENT/{UNKNOWN_KEY, MISSING_KEY, BAD_VALUE}.
Result<Settings> read_fields(const Fields& fields, const Value& value, std::string_view what);

// The member of `names` nearest to `name` by edit distance, or empty if none is near.
std::string nearest(std::string_view name, const std::vector<std::string>& names);

Result<std::int64_t> parse_bytes(std::string_view text);  // "64MiB"
Result<Duration> parse_duration(std::string_view text);   // "20ms"

}  // namespace slipway::base
