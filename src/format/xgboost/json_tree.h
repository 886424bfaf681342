// One tree in JSON. A general parser takes its numbers one by one, as texts; in a large model they
// are all there is, so the arrays of a tree have a parser of their own.
#pragma once

#include <string_view>

#include "format/xgboost/document.h"

namespace slipway::format::xgboost {

// Without the arrays that predicting does not need: loss_changes, parents, sum_hessian; and
// base_weights as a text, the JSON that stands there. `bytes` must outlive the Document. INVALID_ARGUMENT/{BAD_FILE, TRUNCATED}.
base::Result<Document> parse_json_tree(std::string_view bytes);

// Any JSON value into a node of `document`. A view of `bytes` is not kept.
base::Status parse_json_into(std::string_view bytes, Document& document, Node& root);

}  // namespace slipway::format::xgboost
