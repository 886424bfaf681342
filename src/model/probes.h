// Probes: for each input of a model the values at which it may change its mind: thresholds of trees
// and the numbers next to them, known categories, the scale of what it was trained on. What
// `slipway verify` makes rows of when it is given none. Any thread.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"

namespace slipway::model {

struct Probes {
  std::vector<double> numbers;     // where a number changes an answer: sorted, each once
  std::vector<double> known;       // numbers that are looked up: others are unknown; sorted, too
  std::vector<std::string> texts;  // of a text
  bool read = false;               // false: no answer depends on it
};

// One for each input of the signature, of at most kProbesMax values each, chosen evenly.
inline constexpr std::size_t kProbesMax = 4096;
std::vector<Probes> probes_of(const Model& model);

}  // namespace slipway::model
