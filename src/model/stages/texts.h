// Texts made of texts and of numbers, and numbers read off texts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/pattern.h"
#include "model/stages/block.h"

namespace slipway::model {

// Of all families here: characters are code points, case, spaces and letters those of text.h; a
// missing text fails its row with MISSING_VALUE, what is no UTF-8 with BAD_TEXT, a pattern that gives
// up with PATTERN_LIMIT, more text than there is room for with TEXT_LIMIT.

// Each column of a block of texts, changed alone.
struct EditTexts {
  static constexpr const char* kFamily = "edit_texts";
  enum class What : std::uint8_t {
    kLower,    // str.lower()
    kUpper,    // str.upper()
    kStrip,    // str.strip()
    kSlice,    // text[begin:end]
    kReplace,  // re.sub(pattern, by, text)
  };
  What what = What::kStrip;
  std::uint32_t begin = 0, end = 0;        // of kSlice
  std::shared_ptr<const Pattern> pattern;  // of kReplace, compiled for it
  Replacement by;
};

// The columns of a block of texts as one text.
struct JoinTexts {
  static constexpr const char* kFamily = "join_texts";
  std::string separator;
};

// A number for each text of a block.
struct MeasureTexts {
  static constexpr const char* kFamily = "measure_texts";
  enum class What : std::uint8_t {
    kLength,    // characters
    kContains,  // 1 if re.search(pattern, text), else 0
  };
  What what = What::kLength;
  std::shared_ptr<const Pattern> pattern;  // of kContains, compiled for it
};

// The text of each known number, by column; that of others is `otherwise`, but NaN stays missing
// unless it is known. A text is kString or kMissing.
struct LookupTexts {
  static constexpr const char* kFamily = "lookup_texts";
  struct Column {
    std::vector<Category> numbers;  // of equal ones the first counts
    std::vector<Category> texts;    // one each
    Category otherwise;
  };
  std::vector<Column> columns;
};

base::Result<Block> check(const EditTexts& op, const Inputs& in);
base::Result<Block> check(const JoinTexts& op, const Inputs& in);
base::Result<Block> check(const MeasureTexts& op, const Inputs& in);
base::Result<Block> check(const LookupTexts& op, const Inputs& in);
std::string contract(const EditTexts& op);
std::string contract(const JoinTexts& op);
std::string contract(const MeasureTexts& op);
std::string contract(const LookupTexts& op);

}  // namespace slipway::model
