// Rows as JSON text: shared by the JSON codecs and by replies of the server.
//
// Numbers are the shortest text that reads back to the same bits. NaN, infinities and missing
// values are null: JSON has no others. Vectors are arrays. Timestamps are RFC 3339 in UTC.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/chunk.h"

namespace slipway::codec {

// "text", escaped, in quotes.
void append_json_string(std::string& out, std::string_view text);
std::string json_string(std::string_view text);  // the same alone
void append_json_number(std::string& out, double number);
void append_json_number(std::string& out, float number);
void append_json_value(std::string& out, const data::ColumnView& column, std::int64_t row);

// "2026-11-24T02:00:00Z", with microseconds if there are any.
std::string rfc3339(std::int64_t microseconds);

// {"name":value,…}: keys are escaped once. One thread; the schema is not kept.
class JsonRowWriter {
 public:
  explicit JsonRowWriter(const data::Schema& schema);
  void append(std::string& out, const data::ChunkView& rows, std::int64_t row) const;

 private:
  std::vector<std::string> keys_;  // `"name":`, with the comma before it
};

}  // namespace slipway::codec
