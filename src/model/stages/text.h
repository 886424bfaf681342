// Texts to numbers: what of a text counts, and how the counts are weighed; and named values hashed as texts
// are.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/pattern.h"
#include "model/stages/block.h"

namespace slipway::model {

// What is taken out of a text, as scikit-learn's build_analyzer() does. Characters are code points;
// case, accents and letters are those of Unicode 15.0 (Python 3.12), spaces those of str.isspace().
struct Analysis {
  enum class Accents : std::uint8_t {
    kKeep,
    kAscii,            // NFKD, then only what is ASCII
    kStrip,            // NFKD without combining characters
    kStripIfComposed,  // … but a text that is in NFKD already stays as it is (before 0.22)
  };
  enum class Unit : std::uint8_t {
    kWords,         // matches of `token_pattern` that are no stop words, joined by one space
    kChars,         // windows of characters, two spaces and more taken as one " "
    kCharsInWords,  // … of each word between spaces, which gets a space at both ends
  };
  bool lowercase = true;  // first: str.lower()
  Accents accents = Accents::kKeep;
  Unit unit = Unit::kWords;
  std::shared_ptr<const Pattern> token_pattern;  // of kWords
  std::vector<std::string> stop_words;           // of kWords
  std::uint32_t ngram_min = 1, ngram_max = 1;    // how many words or characters
};

inline constexpr std::uint32_t kNgramMax = 64;

// One kString column to a sparse block: column j is how often the text has terms[j]; 1 if `binary`.
// A missing text fails with MISSING_VALUE, a pattern that gives up with PATTERN_LIMIT.
struct TextCount {
  static constexpr const char* kFamily = "text_count";
  Analysis analysis;
  std::vector<std::string> terms;
  bool binary = false;
};

// The same without a vocabulary: term t belongs to column |h| mod `columns`, h the signed 32-bit
// MurmurHash3 (x86, seed 0) of its UTF-8, and counts as 1, or as -1 if `signs` and h < 0. A column
// whose terms cancel out is 0; with `binary` each that has a term is 1, with `absolute` the sign is
// dropped from the sums.
struct TextHash {
  static constexpr const char* kFamily = "text_hash";
  Analysis analysis;
  std::uint32_t columns = 0;
  bool signs = true, absolute = false, binary = false;
};

// One dense block of numbers and texts to a sparse block of `columns` columns. Column j of the input is
// called names[j]. A number counts as itself for the term names[j]; a text as 1 for the term
// names[j] + "=" + the text, or for the text itself if names[j] is empty. A missing value and a 0 count
// for nothing.
// Term t belongs to column |h| mod `columns`, h the signed 32-bit MurmurHash3 (x86, seed 0) of its UTF-8,
// and counts with the other sign if `signs` and h < 0. Terms of one column are summed in the order in
// which scipy sorts them (sklearn/feature_extraction/_hashing_fast.pyx, scipy/sparse/sparsetools/csr.h), in
// float32 if `single`; with `absolute` the sums lose their sign.
struct FeatureHash {
  static constexpr const char* kFamily = "feature_hash";
  std::vector<std::string> names;
  std::uint32_t columns = 0;
  bool signs = true, absolute = false, single = false;
};

// What is not 0 of a block, weighed: x = log(x) + 1 if `sublinear`; x *= idf[j] unless that is empty;
// then rows are divided by the sum of |x| (kL1) or the root of the sum of x * x (kL2) if it is not
// 0. The sum is in double, columns ascending, or descending as scipy's product with a diagonal
// matrix left them (scikit-learn before 1.5). `single`: every other result is rounded to float32. A
// dense input is read as a sparse one; the output is sparse.
struct TfIdf {
  static constexpr const char* kFamily = "tf_idf";
  enum class Norm : std::uint8_t { kNone, kL1, kL2 };
  bool sublinear = false;
  std::vector<double> idf;
  Norm norm = Norm::kL2;
  bool descending = false;
  bool single = false;
};

base::Result<Block> check(const TextCount& op, const Inputs& in);
base::Result<Block> check(const TextHash& op, const Inputs& in);
base::Result<Block> check(const FeatureHash& op, const Inputs& in);
base::Result<Block> check(const TfIdf& op, const Inputs& in);
std::string contract(const TextCount& op);
std::string contract(const TextHash& op);
std::string contract(const FeatureHash& op);
std::string contract(const TfIdf& op);

}  // namespace slipway::model
