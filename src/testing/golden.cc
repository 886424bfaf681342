#include "testing/golden.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include <fmt/format.h>
#include <rapidjson/document.h>

namespace slipway::testing {
namespace {

using Json = rapidjson::Value;

base::Status bad(const std::string& what) { return base::invalid_argument("BAD_GOLDEN", what); }

std::string text_of(const Json& value) { return {value.GetString(), value.GetStringLength()}; }

double number_of(const Json& value) {
  if (value.IsBool()) return value.GetBool() ? 1 : 0;
  if (value.IsNumber()) return value.GetDouble();
  if (value.IsNull()) return std::numeric_limits<double>::quiet_NaN();
  return std::strtod(value.GetString(), nullptr);  // "nan", "inf", "-inf"
}

base::Result<data::Kind> kind_of(const std::string& name) {
  for (const auto kind : {data::Kind::kBool, data::Kind::kInt64, data::Kind::kFloat32,
                          data::Kind::kFloat64, data::Kind::kString, data::Kind::kTimestamp})
    if (data::kind_name(kind) == name) return kind;
  return bad("kind " + name);
}

void append(data::Column& column, const Json& value) {
  if (value.IsNull()) return column.append_null();
  switch (column.type().kind) {
    case data::Kind::kBool:
      return column.append_bool(value.GetBool());
    case data::Kind::kInt64:
    case data::Kind::kTimestamp:
      return column.append_int64(value.GetInt64());
    case data::Kind::kFloat32:
      return column.append_float32(static_cast<float>(number_of(value)));
    case data::Kind::kFloat64:
      return column.append_float64(number_of(value));
    case data::Kind::kString:
      return column.append_string(text_of(value));
  }
}

base::Result<data::Chunk> rows_of(const Json& json) {
  std::vector<data::Field> fields;
  for (const Json& column : json["columns"].GetArray()) {
    SLIPWAY_ASSIGN(const data::Kind kind, kind_of(text_of(column["kind"])));
    fields.push_back({text_of(column["name"]), {kind, {}}});
  }
  data::Chunk rows(std::make_shared<const data::Schema>(std::move(fields)));
  for (const Json& row : json["rows"].GetArray()) {
    if (row.Size() != rows.width())
      return bad("a row has another number of values than there are columns");
    for (rapidjson::SizeType i = 0; i < row.Size(); ++i) append(rows.column(i), row[i]);
  }
  return rows;
}

GoldenValue value_of(const Json& json) {
  static const std::vector<std::string> kNumbers = {"nan", "inf", "-inf"};
  if (json.IsString() && std::ranges::find(kNumbers, text_of(json)) == kNumbers.end())
    return {true, text_of(json), 0};
  return {false, json.IsString() ? text_of(json) : "", number_of(json)};
}

GoldenOutput output_of(const Json& tolerance, const Json& expected) {
  GoldenOutput output;
  if (tolerance.HasMember("relative")) output.relative = tolerance["relative"].GetDouble();
  if (tolerance.HasMember("ulp")) output.ulp = tolerance["ulp"].GetInt();
  for (const Json& row : expected.GetArray()) {
    auto& values = output.rows.emplace_back();
    if (!row.IsArray()) {
      values.push_back(value_of(row));
    } else {
      for (const Json& value : row.GetArray()) values.push_back(value_of(value));
    }
  }
  return output;
}

// What the file is, and whether it is refused.
base::Status read_head(const Json& json, Golden& golden) {
  for (const char* key : {"library", "version", "model"})
    if (!json.HasMember(key)) return bad(golden.folder + "/case.json has no " + key);
  golden.library = text_of(json["library"]);
  golden.version = text_of(json["version"]);
  golden.model = text_of(json["model"]);
  if (json.HasMember("estimators"))
    for (const Json& name : json["estimators"].GetArray())
      golden.estimators.push_back(text_of(name));
  if (json.HasMember("iterations")) golden.iterations = text_of(json["iterations"]);
  if (json.HasMember("named"))
    for (const Json& name : json["named"].GetArray()) golden.named.push_back(text_of(name));
  if (json.HasMember("refused"))
    golden.refused = {text_of(json["refused"]["reason"]), text_of(json["refused"]["names"])};
  return {};
}

template <class Float, class Bits>
std::int64_t ulps(Float a, Float b) {
  const auto ordered = [](Float x) {
    const auto bits = std::bit_cast<Bits>(x);
    return bits < 0 ? std::numeric_limits<Bits>::min() - bits : bits;
  };
  const auto difference =
      static_cast<long double>(ordered(a)) - static_cast<long double>(ordered(b));
  return static_cast<std::int64_t>(std::min(std::abs(difference), 9e18L));
}

std::int64_t ulps(double a, double b, data::Kind kind) {
  if (kind == data::Kind::kFloat32)
    return ulps<float, std::int32_t>(static_cast<float>(a), static_cast<float>(b));
  return ulps<double, std::int64_t>(a, b);
}

double number_at(const data::ColumnView& view, std::int64_t i) {
  switch (view.kind) {
    case data::Kind::kFloat64:
      return view.float64s()[i];
    case data::Kind::kFloat32:
      return static_cast<double>(view.float32s()[i]);
    case data::Kind::kBool:
      return view.boolean(i) ? 1 : 0;
    default:
      return static_cast<double>(view.int64s()[i]);
  }
}

void compare_number(double got, double want, data::Kind kind, const GoldenOutput& expected,
                    const std::string& where, Difference& difference) {
  if ((std::isnan(got) && std::isnan(want)) || got == want) return;
  const double relative = std::abs(got - want) / std::max(std::abs(got), std::abs(want));
  const std::int64_t distance = ulps(got, want, kind);
  const bool bad_value = std::isnan(relative);
  difference.relative_max = std::max(difference.relative_max, bad_value ? 1 : relative);
  difference.ulp_max = std::max(difference.ulp_max, distance);
  if (!bad_value && (relative <= expected.relative || distance <= expected.ulp)) return;
  if (difference.wrong++ == 0)
    difference.first_wrong = fmt::format("{}: {}, expected {}", where, got, want);
}

// A missing text is null or NaN; "nan" may be a text, too.
void compare_text(const data::ColumnView& answers, std::int64_t row, const GoldenValue& want,
                  const std::string& where, Difference& difference) {
  const bool text = answers.kind == data::Kind::kString;
  const std::string missing = "(missing)";
  const std::string got = !text                ? "(a number)"
                          : answers.valid(row) ? std::string(answers.string(row))
                                               : missing;
  const std::string wanted = want.is_text ? want.text : missing;
  if (!want.is_text && !want.text.empty() && got == want.text) return;
  if (got != wanted && difference.wrong++ == 0)
    difference.first_wrong = fmt::format("{}: \"{}\", expected \"{}\"", where, got, wanted);
}

}  // namespace

base::Result<Golden> load_golden(const std::string& folder) {
  std::ifstream file(folder + "/case.json");
  std::stringstream text;
  text << file.rdbuf();
  rapidjson::Document json;
  const std::string bytes = text.str();
  json.Parse<rapidjson::kParseFullPrecisionFlag>(bytes.data(), bytes.size());
  if (json.HasParseError() || !json.IsObject())
    return bad(folder + "/case.json is not a JSON object");
  Golden golden;
  golden.folder = folder;
  SLIPWAY_TRY(read_head(json, golden));
  if (golden.refused) return golden;
  for (const char* key : {"outputs", "columns", "rows", "expected"})
    if (!json.HasMember(key)) return bad(folder + "/case.json has no " + key);
  SLIPWAY_ASSIGN(golden.rows, rows_of(json));
  for (const auto& [name, tolerance] : json["outputs"].GetObject()) {
    if (!json["expected"].HasMember(name))
      return bad(folder + " expects nothing of " + text_of(name));
    golden.outputs[text_of(name)] = output_of(tolerance, json["expected"][name]);
  }
  if (json.HasMember("errors"))
    for (const auto& [row, reason] : json["errors"].GetObject())
      golden.errors[std::atoll(row.GetString())] = text_of(reason);
  return golden;
}

std::vector<std::string> golden_folders(const std::string& root) {
  std::vector<std::string> folders;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root, ignored))
    if (entry.path().filename() == "case.json")
      folders.push_back(entry.path().parent_path().string());
  std::ranges::sort(folders);
  return folders;
}

Difference compare(const data::ColumnView& answers, const GoldenOutput& expected,
                   const std::map<std::int64_t, std::string>& errors) {
  Difference difference;
  for (std::int64_t row = 0; row < answers.length; ++row) {
    if (errors.contains(row)) continue;
    const auto& wanted = expected.rows[static_cast<std::size_t>(row)];
    if (std::cmp_not_equal(wanted.size(), answers.width)) {
      ++difference.wrong, difference.first_wrong = fmt::format("{} values a row, expected {}",
                                                               answers.width, wanted.size());
      return difference;
    }
    for (std::int64_t k = 0; k < answers.width; ++k, ++difference.compared) {
      const GoldenValue& want = wanted[static_cast<std::size_t>(k)];
      const std::string where = fmt::format("row {} column {}", row, k);
      if (answers.kind == data::Kind::kString || want.is_text) {
        compare_text(answers, row, want, where, difference);
      } else {
        compare_number(number_at(answers, row * answers.width + k), want.number, answers.kind,
                       expected, where, difference);
      }
    }
  }
  return difference;
}

}  // namespace slipway::testing
