// One value written as text, to a value of its column's type. Shared by the text codecs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "data/chunk.h"
#include "data/row_error.h"

namespace slipway::codec {

// A decimal number as C writes it, with a leading "+", surrounding blanks, and inf, infinity, nan
// in any case. Above the range of float64 it is an infinity. False: it is something else.
bool parse_number(std::string_view text, double& number);

// "NaN", "Infinity", "-Infinity": the texts that stand in JSON for what it has no numbers for.
bool special_number(std::string_view text, double& number);

// Whether a float64 is a whole number that it holds exactly: below 2^53.
bool whole_number(double number, std::int64_t& whole);

// A whole number; also 3.0 and 3e2.
bool parse_integer(std::string_view text, std::int64_t& number);

// true, false in any case; 1, 0.
bool parse_boolean(std::string_view text, bool& value);

// ISO 8601: 2026-11-24, 2026-11-24T02:00, with seconds, fraction (to microseconds), and Z or
// ±hh:mm; without an offset it is UTC. Gives microseconds since 1970.
bool parse_timestamp(std::string_view text, std::int64_t& microseconds);

bool valid_utf8(std::string_view text);

// Appends `text` as a value of the column's kind, or a null, and returns why not.
base::Status append_text(data::Column& column, std::string_view text);

// RowErrors of a decoder: the first of each row, its value cut to 256 bytes.
void add_error(data::RowErrors& errors, std::int64_t row, const base::Status& status,
               std::string_view column, std::string_view value);

// The output schema of a decoder and where its columns come from.
struct Columns {
  data::SchemaPtr schema;
  std::vector<std::vector<std::size_t>>
      targets;  // by column of the data: columns of the schema it feeds
};

// `names` are the data's columns, `wanted` and `keep` as in DecodeOptions. Fails with
// MISSING_COLUMN, naming every wanted or kept column that the data lacks, and what is near.
base::Result<Columns> resolve_columns(const std::vector<std::string>& names,
                                      const std::vector<data::Field>& wanted, bool by_position,
                                      const std::vector<std::string>& keep);

}  // namespace slipway::codec
