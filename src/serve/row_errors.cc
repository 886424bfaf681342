#include "serve/row_errors.h"

#include <iterator>

#include <fmt/format.h>

#include "codec/json_text.h"
#include "serve/http.h"

namespace slipway::serve {

void append_row_error(std::string& out, const data::RowError& error, std::int64_t row) {
  fmt::format_to(std::back_inserter(out), "{{\"row\":{},\"reason\":\"{}\",\"message\":", row,
                 error.status.reason());
  codec::append_json_string(out, printable(error.status.message()));
  if (!error.column.empty())
    codec::append_json_string(out += ",\"column\":", printable(error.column));
  if (!error.value.empty()) codec::append_json_string(out += ",\"value\":", printable(error.value));
  out += '}';
}

void append_row_errors(std::string& out, const data::RowErrors& errors) {
  out += '[';
  for (const data::RowError& error : errors) {
    if (&error != &errors.front()) out += ',';
    append_row_error(out, error, error.row);
  }
  out += ']';
}

void append_rows(std::string& out, const codec::JsonRowWriter& writer, const data::Chunk& rows,
                 const data::RowErrors& errors) {
  const std::int64_t count = rows.rows();
  auto error = errors.begin();
  out += '[';
  for (std::int64_t row = 0; row < count; ++row) {
    if (row != 0) out += ',';
    if (error != errors.end() && error->row == row) {
      out += "null";
      ++error;
    } else {
      writer.append(out, rows.view(), row);
    }
  }
  out += ']';
}

void make_terse(data::RowErrors& errors) {
  for (data::RowError& error : errors)
    error.value.clear(), error.status = terse_error(error.status);
}

}  // namespace slipway::serve
