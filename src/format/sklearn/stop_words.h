// The words that scikit-learn calls stop_words="english".
#pragma once

#include <string>
#include <vector>

namespace slipway::format::sklearn {

// ENGLISH_STOP_WORDS (after the Glasgow Information Retrieval Group), sorted: the same 318 words in
// every version from 0.18 to 1.9.
std::vector<std::string> english_stop_words();

}  // namespace slipway::format::sklearn
