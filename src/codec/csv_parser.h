// CsvParser: the bytes of CSV to records of values, a block at a time. Its one member is Arrow's parser,
// in the module codec/csv, opened on first need; codec_csv.cc says what the values mean.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/kinds.h"
#include "base/status.h"

namespace slipway::codec {

// Without its quotes; of a record that is ragged: empty.
struct CsvValue {
  const char* data = nullptr;
  std::uint32_t size = 0;
  bool quoted = false;
  std::string_view text() const { return {data, size}; }
};

// A record with more or fewer values than the first one.
struct CsvRagged {
  std::int64_t row;
  std::int64_t values;
};

struct CsvBlock {
  std::int64_t rows = 0;
  std::vector<std::vector<CsvValue>> columns;  // by column, then row
  std::vector<CsvRagged> ragged;               // in order of row
};

// One thread.
class CsvParser {
 public:
  virtual ~CsvParser();
  virtual const std::string& name() const = 0;  // of the stream
  // The next records: `rows_max` sound ones at most, and what is ragged between them. False: there are
  // none. The values of the block before are gone. Fails with INVALID_ARGUMENT/BAD_CSV, naming the
  // line, if a quote is never closed, and RECORD_TOO_LONG if it may be.
  virtual base::Result<bool> next(std::int64_t rows_max, CsvBlock& block) = 0;
};

class CsvParsers {
 public:
  static constexpr const char* kKind = "csv parser";
  virtual ~CsvParsers();
  virtual base::Result<std::unique_ptr<CsvParser>> make(std::unique_ptr<base::Stream> stream,
                                                        char separator) const = 0;
};

base::Kinds<CsvParsers>& csv_parsers();

}  // namespace slipway::codec
