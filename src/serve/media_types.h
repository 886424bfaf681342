// Tables as bodies: which codec a media type means, a whole body to rows, and predictions to a body.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"
#include "base/value.h"
#include "data/chunk.h"
#include "data/row_error.h"
#include "flow/delivery.h"

namespace slipway::serve {

struct TableType {
  const char* media;  // "text/csv"
  const char* codec;  // "csv"; "json" is read by protocols themselves
  base::Value settings;
};

// Of a Content-Type, whatever its parameters: null if it is of no table. "text/csv; header=absent" (RFC 4180)
// has other settings than "text/csv".
const TableType* table_type(std::string_view content_type);

// The first of an Accept that is a table's; null: none is, or anything will do.
const TableType* accepted_type(std::string_view accept);

std::string table_types_text();  // for error messages

// All rows of a body; bad ones as nulls and named in `rejected`. Both are cleared first. Of `columns` what
// the body does not have is MISSING_COLUMN.
base::Status decode_table(const TableType& type, std::string_view body,
                          const data::SchemaPtr& columns, data::Chunk& rows,
                          data::RowErrors& rejected);

// A row of predictions for each row of the request, nulls where it could not be scored. Appends.
base::Status encode_answer(const TableType& type, const flow::Delivery& delivery,
                           std::string& body);

}  // namespace slipway::serve
