// What the tests of this module share: rows in and out of memory, and as text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "codec/codec.h"
#include "codec/codec_test.h"

namespace slipway::codec {

struct Read {
  base::Status status;
  std::string rows;    // as CSV without a header
  std::string errors;  // "row REASON column value;"
  std::vector<std::int64_t> chunks;
  data::SchemaPtr schema;
};

inline void take_all(Decoder& decoder, Read& read) {
  StringWriter out;
  read.schema = decoder.schema();
  auto csv = (*codecs().find("csv"))->encoder(out, decoder.schema(), map({{"header", "false"}}));
  ASSERT_TRUE(csv.ok());
  data::Chunk chunk(decoder.schema());
  data::RowErrors errors;
  for (;;) {
    auto more = decoder.next(chunk, errors);
    if (!more.ok()) return (void)(read.status = more.status());
    if (!*more) break;
    EXPECT_TRUE((*csv)->write(chunk.view(), {}).ok());
    read.chunks.push_back(chunk.rows());
    for (const data::RowError& error : errors)
      read.errors += std::to_string(error.row) + " " + error.status.reason() + " " + error.column +
                     " " + error.value + ";";
  }
  read.rows = out.text;
}

// Bytes of Parquet or Arrow IPC as rows.
inline Read read(const char* name, const std::string& bytes, const DecodeOptions& options) {
  Read read;
  const auto codec = codecs().find(name);
  if (!codec.ok()) return read.status = codec.status(), read;
  auto decoder = (*codec)->needs_reader()
                     ? (*codec)->reader_decoder(base::memory_reader(bytes, "test"), options)
                     : (*codec)->decoder(base::memory_stream(bytes, "test"), options);
  if (!decoder.ok()) return read.status = decoder.status(), read;
  take_all(**decoder, read);
  return read;
}

inline std::string encode(const char* name, const data::Chunk& rows,
                          const base::Value& settings = {}, const data::RowErrors& skip = {}) {
  StringWriter out;
  auto encoder = (*codecs().find(name))->encoder(out, rows.schema(), settings);
  EXPECT_TRUE(encoder.ok()) << encoder.status().text();
  if (!encoder.ok()) return {};
  for (std::int64_t at = 0; at < rows.rows(); at += base::kChunkRowsMax) {
    data::RowErrors here;
    const std::int64_t count = std::min<std::int64_t>(base::kChunkRowsMax, rows.rows() - at);
    for (data::RowError error : skip)
      if (error.row >= at && error.row < at + count) error.row -= at, here.push_back(error);
    EXPECT_TRUE((*encoder)->write(rows.view(at, count), here).ok());
  }
  EXPECT_TRUE((*encoder)->finish().ok());
  return out.text;
}

std::string golden_bytes(const std::string& name);  // of golden/codec/

}  // namespace slipway::codec
