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

void make_terse(data::RowErrors& errors) {
  for (data::RowError& error : errors)
    error.value.clear(), error.status = terse_error(error.status);
}

}  // namespace slipway::serve
