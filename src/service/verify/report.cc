// What was found, for people and as JSON.
#include <algorithm>

#include <fmt/format.h>

#include "codec/json_text.h"
#include "service/verify/verify.h"

namespace slipway::service {
namespace {

constexpr std::size_t kColumnsShown = 40;

std::string name_of(const VerifyColumn& column) {
  return column.name.empty() ? column.output : column.output + "_" + column.name;
}

std::string verdict_of(const VerifyColumn& column) {
  if (column.compared == 0) return "no row to compare";
  if (column.same_bits == column.compared) return "the same bits";
  if (column.different == 0) return fmt::format("within {:.1e}", column.relative_max);
  return fmt::format("DIFFERENT in {} of {}; row {}: {} here, {} there", column.different,
                     column.compared, column.worst_row, column.ours, column.theirs);
}

void append_refusals(std::string& out, const VerifyOutput& output) {
  if (output.refused_by_both > 0)
    out += fmt::format("  {:<32} {} rows refused by both: {}\n", output.name,
                       output.refused_by_both, output.our_reason);
  if (output.refused_by_us > 0)
    out += fmt::format("  {:<32} {} rows REFUSED ONLY HERE, the first is row {}: {}\n", output.name,
                       output.refused_by_us, output.first_refused_row, output.our_reason);
  if (output.refused_by_them > 0)
    out += fmt::format("  {:<32} {} rows REFUSED ONLY BY PYTHON, the first is row {}: {}\n",
                       output.name, output.refused_by_them, output.first_refused_row,
                       output.their_reason);
}

void json_field(std::string& out, const char* name, const std::string& text) {
  out += fmt::format("\"{}\":", name);
  codec::append_json_string(out, text);
}

}  // namespace

std::string verify_text(const VerifyReport& report) {
  std::string out = fmt::format("Python {}", report.python);
  for (const auto& [name, version] : report.versions) out += fmt::format(", {} {}", name, version);
  out += fmt::format("\nwritten by {}\n", report.written_by);
  if (!report.note.empty()) out += fmt::format("note: {}\n", report.note);
  out += fmt::format("{} rows{}\n", report.rows,
                     report.made ? ", made from the model's thresholds and categories" : "");
  std::size_t shown = 0;
  for (const VerifyColumn& column : report.columns)
    if (column.different > 0 || shown++ < kColumnsShown)
      out += fmt::format("  {:<32} {}\n", name_of(column), verdict_of(column));
  if (shown > kColumnsShown) out += fmt::format("  … and {} more\n", shown - kColumnsShown);
  for (const VerifyOutput& output : report.outputs) append_refusals(out, output);
  if (report.same()) return out + "verdict: the same\n";
  out += fmt::format(
      "verdict: {} of {} rows differ: {}{}\n", report.rows_different, report.rows,
      fmt::join(report.different.begin(),
                report.different.begin() +
                    static_cast<std::ptrdiff_t>(std::min<std::size_t>(report.different.size(), 10)),
                ", "),
      report.rows_different > 10 ? ", …" : "");
  if (const std::size_t count = report.contradicted.size(); count > 0)
    out += fmt::format(
        "In {} of them the library contradicts itself: it answers otherwise for the row alone.\n",
        count == static_cast<std::size_t>(report.rows_different) ? "all"
                                                                 : fmt::format("{}", count));
  return out;
}

std::string verify_json(const VerifyReport& report) {
  std::string out = "{";
  json_field(out, "python", report.python);
  out += ",\"versions\":{";
  for (const auto& [name, version] : report.versions) {
    if (out.back() != '{') out += ',';
    json_field(out, name.c_str(), version);
  }
  out += "},";
  json_field(out, "written_by", report.written_by);
  out += ',';
  json_field(out, "note", report.note);
  out += fmt::format(
      ",\"rows\":{},\"made\":{},\"rows_different\":{},\"same\":{},\"different\":[{}],"
      "\"contradicted\":[{}]",
      report.rows, report.made, report.rows_different, report.same(),
      fmt::join(report.different, ","), fmt::join(report.contradicted, ","));
  out += ",\"columns\":[";
  for (const VerifyColumn& column : report.columns) {
    if (out.back() != '[') out += ',';
    out += '{';
    json_field(out, "name", name_of(column));
    out += fmt::format(",\"compared\":{},\"same_bits\":{},\"different\":{},\"relative_max\":{}",
                       column.compared, column.same_bits, column.different, column.relative_max);
    if (column.worst_row > 0) {
      out += fmt::format(",\"row\":{},", column.worst_row);
      json_field(out, "ours", column.ours);
      out += ',';
      json_field(out, "theirs", column.theirs);
    }
    out += '}';
  }
  out += "],\"outputs\":[";
  for (const VerifyOutput& output : report.outputs) {
    if (out.back() != '[') out += ',';
    out += '{';
    json_field(out, "name", output.name);
    out += fmt::format(",\"refused_by_both\":{},\"refused_by_us\":{},\"refused_by_them\":{},",
                       output.refused_by_both, output.refused_by_us, output.refused_by_them);
    json_field(out, "our_reason", output.our_reason);
    out += ',';
    json_field(out, "their_reason", output.their_reason);
    out += '}';
  }
  return out + "]}\n";
}

}  // namespace slipway::service
