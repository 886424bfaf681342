// What the tests of the text codecs share: rows as JSON Lines, at every chunk size and block border.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "codec/codec.h"
#include "codec/codec_test.h"

namespace slipway::codec {

using data::Kind;

inline std::vector<data::Field> numbers(std::initializer_list<const char*> names) {
  std::vector<data::Field> fields;
  for (const char* name : names) fields.push_back({name, {Kind::kFloat64, {}}, {}});
  return fields;
}

struct Read {
  base::Status status;
  std::string rows;    // as JSON Lines
  std::string errors;  // "row REASON column value;"
};

inline Read read(const char* codec, const std::string& text, DecodeOptions options,
                 std::uint64_t drop = 1 << 20, std::string name = "test") {
  Read read;
  auto decoder = (*codecs().find(codec))
                     ->decoder(std::make_unique<Drops>(text, drop, std::move(name)), options);
  if (!decoder.ok()) return read.status = decoder.status(), read;
  data::Chunk chunk((*decoder)->schema());
  data::RowErrors errors;
  StringWriter out;
  auto encoder = *(*codecs().find("jsonl"))->encoder(out, (*decoder)->schema(), {});
  std::int64_t first = 0;
  for (;;) {
    auto more = (*decoder)->next(chunk, errors);
    if (!more.ok()) read.status = more.status();
    if (!more.ok() || !*more) break;
    EXPECT_LE(chunk.rows(), options.chunk_rows_max);
    for (const auto& error : errors)
      read.errors += std::to_string(error.row + first) + " " + error.status.reason() + " " +
                     error.column + " " + error.value + ";";
    EXPECT_TRUE(encoder->write(chunk.view(), {}).ok());
    first += chunk.rows();
  }
  read.rows = out.text;
  return read;
}

// The same at every chunk size and block border.
inline Read read_all_ways(const char* codec, const std::string& text,
                          const DecodeOptions& options) {
  const Read whole = read(codec, text, options);
  for (const std::int64_t rows : {1, 7})
    for (const std::uint64_t drop : {1, 3, 1 << 20}) {
      DecodeOptions other = options;
      other.chunk_rows_max = rows;
      const Read again = read(codec, text, other, drop);
      EXPECT_EQ(again.rows, whole.rows);
      EXPECT_EQ(again.errors, whole.errors);
      EXPECT_EQ(again.status.text(), whole.status.text());
    }
  return whole;
}

}  // namespace slipway::codec
