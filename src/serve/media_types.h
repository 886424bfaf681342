// Tables as bodies: which codec a media type means, a whole body to rows, and predictions to a body.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/status.h"
#include "base/value.h"
#include "codec/codec.h"
#include "data/chunk.h"
#include "data/row_error.h"

namespace slipway::serve {

struct TableType {
  const char* media;  // "text/csv"
  const char* codec;  // "csv"; "json" is read by protocols themselves
  base::Value settings;
  bool streams;  // rows can be read and written as they come
};

std::span<const TableType> table_types();

// Of a Content-Type, whatever its parameters: null if it is of no table. "text/csv; header=absent" (RFC 4180)
// has other settings than "text/csv".
const TableType* table_type(std::string_view content_type);

// The first of an Accept that is a table's; null: none is, or anything will do.
const TableType* accepted_type(std::string_view accept);

std::string table_types_text(
    bool streams = false);  // for error messages: all, or those that stream

// Rows of `body` as they come, `rows_max` at a time. REQUIRES: the codec reads front to back.
base::Result<std::unique_ptr<codec::Decoder>> row_decoder(const TableType& type,
                                                          std::unique_ptr<base::Stream> body,
                                                          const data::SchemaPtr& columns,
                                                          std::int64_t rows_max);
// `writer` outlives it.
base::Result<std::unique_ptr<codec::Encoder>> row_encoder(const TableType& type,
                                                          base::Writer& writer,
                                                          const data::SchemaPtr& schema);
// Writes all rows: nulls of those that `errors` name.
base::Status encode_rows(codec::Encoder& encoder, const data::Chunk& predictions,
                         const data::RowErrors& errors);

// All rows of a body; bad ones as nulls and named in `rejected`. Both are cleared first. Of `columns` what
// the body does not have is MISSING_COLUMN.
base::Status decode_table(const TableType& type, std::string_view body,
                          const data::SchemaPtr& columns, data::Chunk& rows,
                          data::RowErrors& rejected);

// A row of predictions for each row of the request, nulls where it could not be scored. Appends.
base::Status encode_answer(const TableType& type, const data::Chunk& predictions,
                           const data::RowErrors& errors, std::string& body);

}  // namespace slipway::serve
