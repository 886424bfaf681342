// Look-ups by a hash of several columns: CatBoost's categorical features.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// The first input block holds categories: texts, or whole numbers, which stand for their decimal text.
// A row with another number, or without one, fails: BAD_CATEGORY, MISSING_VALUE. Its hash is the lower
// half of CityHash64 of the text, signed. The second block (there may be none) holds numbers, cast to
// float32; NaN is above a border if the test says so.
//
// Output, kF32: a column for each of `equal`, 1 or 0; then those of each table. The key of a row is 0,
// then, for each category, number and equality of the table in order,
//   key = m * (key + m * next), next = hash | x > border | hash == value, m = 0x4906ba494954cb65
// and the row of that key stands in `rows`; an unknown key's is `unknown`.
struct HashedLookup {
  static constexpr const char* kFamily = "hashed_lookup";
  static constexpr std::uint64_t kMultiplier = 0x4906ba494954cb65;
  struct Above {
    std::uint32_t column = 0;  // of the second block
    float border = 0;
    bool nan = false;
  };
  struct Equal {
    std::uint32_t column = 0;  // of the first block
    std::int32_t hash = 0;
  };
  struct Table {
    std::vector<std::uint32_t> columns;  // of the first block
    std::vector<Above> above;
    std::vector<Equal> equal;
    std::vector<std::uint64_t> keys;  // of several equal ones the first counts
    std::vector<float> rows;          // key × width
    std::vector<float> unknown;       // width
  };
  std::vector<Equal> equal;
  std::vector<Table> tables;
};

base::Result<Block> check(const HashedLookup& op, const Inputs& in);
std::string contract(const HashedLookup& op);

}  // namespace slipway::model
