#include "service/verify/python.h"

#include <filesystem>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <rapidjson/document.h>

#include "base/process.h"
#include "codec/json_text.h"
#include "service/verify/script.h"

namespace slipway::service {
namespace {

constexpr std::size_t kErrorLinesMax = 3;

void append_value(std::string& out, const data::ColumnView& column, std::int64_t row) {
  if (!column.valid(row)) {
    out += "null";
    return;
  }
  double number = 0;
  if (column.kind == data::Kind::kFloat64)
    number = column.float64s()[row];
  else if (column.kind == data::Kind::kFloat32)
    number = static_cast<double>(column.float32s()[row]);
  if (std::isnan(number))
    out += "null";
  else if (std::isinf(number))
    out += number > 0 ? "\"inf\"" : "\"-inf\"";
  else
    codec::append_json_value(out, column, row);
}

// {"name": "predict_1", "method": "predict", "column": 1}; null: all that the method gives.
void append_output(std::string& out, const model::Signature& signature, const std::string& name) {
  std::string method = name, column = "null";
  std::map<std::string, int> columns;  // so far, by method
  for (const model::Output& output : signature.outputs) {
    if (output.of.empty()) continue;
    const int k = columns[output.of]++;
    if (output.name == name) method = output.of, column = std::to_string(k);
  }
  codec::append_json_string(out += "{\"name\":", name);
  codec::append_json_string(out += ",\"method\":", method);
  out += fmt::format(",\"column\":{}}}", column);
}

std::string request(const VerifyJob& job, const LoadedModel& loaded,
                    const std::vector<std::string>& outputs, const data::Chunk& rows,
                    Asking asking) {
  std::string out = "{\"path\":";
  codec::append_json_string(out, std::filesystem::absolute(job.model).string());
  out += ",\"format\":";
  codec::append_json_string(out, loaded.model->about().format);
  out += fmt::format(",\"names_known\":{},\"alone\":{},\"outputs\":[",
                     loaded.model->signature().names_known, asking == Asking::kAlone);
  for (const std::string& output : outputs) {
    if (out.back() != '[') out += ',';
    append_output(out, loaded.model->signature(), output);
  }
  out += "],\"columns\":[";
  for (std::size_t j = 0; j < rows.width(); ++j) {
    out += j == 0 ? "{\"name\":" : ",{\"name\":";
    const data::Field& field = rows.schema()->fields()[j];
    codec::append_json_string(out, field.name);
    out += fmt::format(",\"kind\":\"{}\",\"categories\":[", data::kind_name(field.type.kind));
    for (const std::string& category : loaded.model->signature().inputs[j].categories) {
      if (out.back() != '[') out += ',';
      codec::append_json_string(out, category);
    }
    out += "],\"values\":[";
    const data::ColumnView column = rows.column(j).view();
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
      if (i > 0) out += ',';
      append_value(out, column, i);
    }
    out += "]}";
  }
  return out + "]}";
}

TheirValue value_of(const rapidjson::Value& value) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  if (value.IsBool()) return value.GetBool() ? 1.0 : 0.0;
  if (value.IsNumber()) return value.GetDouble();
  if (value.IsString()) return std::string(value.GetString(), value.GetStringLength());
  return kNan;
}

std::string text_of(const rapidjson::Value& object, const char* name) {
  const auto it = object.FindMember(name);
  if (it == object.MemberEnd() || !it->value.IsString()) return {};
  return {it->value.GetString(), it->value.GetStringLength()};
}

TheirOutput output_of(const rapidjson::Value& found) {
  TheirOutput output;
  output.error = text_of(found, "error");
  const auto rows = found.FindMember("rows");
  if (rows == found.MemberEnd() || !rows->value.IsArray()) return output;
  for (const rapidjson::Value& row : rows->value.GetArray()) {
    auto& values = output.rows.emplace_back();
    if (!row.IsArray()) continue;
    values.emplace();
    for (const rapidjson::Value& value : row.GetArray()) values->push_back(value_of(value));
  }
  return output;
}

// The last lines, where Python says what went wrong.
std::string last_lines(const std::string& text) {
  std::size_t begin = text.find_last_not_of('\n');
  if (begin == std::string::npos) return "nothing";
  const std::size_t end = begin + 1;
  for (std::size_t lines = 0; begin > 0; --begin)
    if (text[begin] == '\n' && ++lines == kErrorLinesMax) break;
  return text.substr(text[begin] == '\n' ? begin + 1 : begin, end - begin);
}

base::Status failed(const std::string& python, const std::string& what) {
  return base::failed_precondition("PYTHON_FAILED", fmt::format("{}: {}", python, what));
}

}  // namespace

base::Result<TheirAnswer> ask_python(const VerifyJob& job, const LoadedModel& loaded,
                                     const std::vector<std::string>& outputs,
                                     const data::Chunk& rows, Asking asking,
                                     const std::atomic<bool>& stop) {
  base::ProcessOptions options;
  options.command = {job.python, "-c", kVerifyScript};
  options.input = request(job, loaded, outputs, rows, asking);
  options.stop = &stop;
  SLIPWAY_ASSIGN(const base::ProcessResult result, base::run_process(options));
  rapidjson::Document document;
  document.Parse<rapidjson::kParseFullPrecisionFlag>(result.output.data(), result.output.size());
  if (result.exit_code != 0 || document.HasParseError() || !document.IsObject())
    return failed(job.python, fmt::format("ended with {} and said: {}", result.exit_code,
                                          last_lines(result.errors)));
  TheirAnswer answer;
  answer.python = text_of(document, "python");
  if (const std::string error = text_of(document, "error"); !error.empty())
    return failed(job.python, fmt::format("the model can't be loaded: {}", error))
        .remedy("give the interpreter of the environment that made the model: --python PATH");
  if (const auto it = document.FindMember("versions");
      it != document.MemberEnd() && it->value.IsObject())
    for (const auto& [name, version] : it->value.GetObject())
      if (version.IsString()) answer.versions[name.GetString()] = version.GetString();
  if (const auto it = document.FindMember("outputs");
      it != document.MemberEnd() && it->value.IsObject())
    for (const auto& [name, output] : it->value.GetObject())
      if (output.IsObject()) answer.outputs[name.GetString()] = output_of(output);
  return answer;
}

}  // namespace slipway::service
