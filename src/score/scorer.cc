#include "score/scorer.h"

namespace slipway::score {

Scorer::~Scorer() = default;
ScorerProvider::~ScorerProvider() = default;

}  // namespace slipway::score
