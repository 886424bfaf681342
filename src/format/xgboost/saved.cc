#include "format/xgboost/saved.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/xgboost/categories.h"

namespace slipway::format::xgboost {
namespace {

using base::Result;
using base::Status;

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

Result<std::size_t> bounded(const Node& object, const char* name, std::int64_t otherwise,
                            std::int64_t most) {
  SLIPWAY_ASSIGN(const std::int64_t value, parameter(object, name, otherwise));
  if (value < 0 || value > most) return bad(fmt::format("{} is {}", name, value));
  return static_cast<std::size_t>(value);
}

// base_score is one number up to 3.0, a JSON array of one or of one an output from 3.1 on.
Result<std::vector<float>> read_base_score(std::string_view text) {
  std::vector<float> scores;
  if (text.starts_with('[')) {
    SLIPWAY_ASSIGN(const Document array, parse_json(text));
    SLIPWAY_TRY(array.root.copy(array.root.size(), scores));
    return scores;
  }
  SLIPWAY_ASSIGN(const float score, parse_float(text));
  scores.push_back(score);
  return scores;
}

Status read_attributes(const Node& learner, Saved& saved) {
  const Node* attributes = learner.find("attributes");
  if (attributes == nullptr) return {};
  saved.scikit_learn = text_of(*attributes, "scikit_learn");
  if (attributes->find("best_iteration") != nullptr) {
    SLIPWAY_ASSIGN(saved.best_iteration, bounded(*attributes, "best_iteration", 0, 1 << 30));
  }
  if (attributes->find("best_ntree_limit") != nullptr) {
    SLIPWAY_ASSIGN(saved.best_trees_limit, bounded(*attributes, "best_ntree_limit", 0, 1 << 30));
  }
  return {};
}

Status read_learner(const Node& learner, Saved& saved) {
  SLIPWAY_ASSIGN(const Node* objective, learner.need("objective"));
  saved.objective = text_of(*objective, "name");
  SLIPWAY_ASSIGN(const Node* param, learner.need("learner_model_param"));
  SLIPWAY_ASSIGN(saved.classes, bounded(*param, "num_class", 0, 100'000));
  SLIPWAY_ASSIGN(saved.targets, bounded(*param, "num_target", 1, 100'000));
  SLIPWAY_ASSIGN(saved.features, bounded(*param, "num_feature", 0, base::kColumnsMax));
  if (saved.features == 0) return bad("num_feature is 0");
  auto score = read_base_score(text_of(*param, "base_score"));
  if (!score.ok()) return score.status().at("base_score");
  saved.base_score = *std::move(score);
  if (const Node* names = learner.find("feature_names"); names != nullptr) {
    SLIPWAY_ASSIGN(saved.feature_names, names->texts());
  }
  return read_attributes(learner, saved);
}

Status read_trees_of(const Node& model, std::vector<Span> spans, Saved& saved) {
  SLIPWAY_TRY(model.need("trees").status());
  SLIPWAY_ASSIGN(const Node* info, model.need("tree_info"));
  std::vector<std::int32_t> output;
  if (auto status = info->copy(spans.size(), output); !status.ok()) return status.at("tree_info");
  for (const std::int32_t one : output)
    saved.tree_output.push_back(static_cast<std::uint32_t>(one));  // a negative one is out of range
  saved.trees.spans = std::move(spans);
  if (const Node* begins = model.find("iteration_indptr"); begins != nullptr) {
    SLIPWAY_ASSIGN(const auto begin, begins->integers(begins->size()));
    for (const std::int64_t tree : begin) {
      const std::size_t before = saved.round_begin.empty() ? 0 : saved.round_begin.back();
      if (std::cmp_less(tree, before) || std::cmp_greater(tree, saved.trees.spans.size()))
        return bad("iteration_indptr is not in order");
      saved.round_begin.push_back(static_cast<std::size_t>(tree));
    }
  }
  if (const Node* param = model.find("gbtree_model_param"); param != nullptr) {
    SLIPWAY_ASSIGN(saved.parallel_trees,
                   bounded(*param, "num_parallel_tree",
                           static_cast<std::int64_t>(saved.parallel_trees), 1 << 30));
  }
  saved.parallel_trees = std::max<std::size_t>(saved.parallel_trees, 1);
  SLIPWAY_ASSIGN(saved.categories, read_categories(model, saved.features));
  return {};
}

// A DART booster has had three layouts: up to 3.2 it is called "dart" and holds a gbtree; 3.3 puts
// weight_drop beside the model, 3.4 into it. The name alone does not tell.
Status read_booster(const Node& booster, std::vector<Span> spans, Saved& saved) {
  const std::string_view name = text_of(booster, "name");
  if (name == "gblinear") {
    saved.linear = true;
    SLIPWAY_ASSIGN(const Node* model, booster.need("model"));
    SLIPWAY_ASSIGN(const Node* weights, model->need("weights"));
    saved.categories.resize(saved.features);
    auto status = weights->copy((saved.features + 1) * saved.outputs(), saved.weights);
    return status.ok() ? status : status.at("weights");
  }
  if (name != "gbtree" && name != "dart")
    return base::unimplemented("UNSUPPORTED_OPTION", fmt::format("booster {}", name))
        .remedy("Slipway reads gbtree, dart and gblinear");
  const Node* inner = booster.find("gbtree");
  SLIPWAY_ASSIGN(const Node* model, (inner == nullptr ? booster : *inner).need("model"));
  SLIPWAY_TRY(read_trees_of(*model, std::move(spans), saved));
  const Node* drop = booster.find("weight_drop");
  if (drop == nullptr) drop = model->find("weight_drop");
  if (drop == nullptr) return name == "dart" ? bad("a dart booster without weight_drop") : Status();
  auto status = drop->copy(saved.trees.spans.size(), saved.tree_weight);
  return status.ok() ? status : status.at("weight_drop");
}

}  // namespace

std::size_t Saved::outputs() const { return std::max({classes, targets, std::size_t{1}}); }

Result<Saved> read_saved_document(const base::Reader& file) {
  SLIPWAY_ASSIGN(Document document, read_document(file));
  const Node* model = document.root.find("Model");  // beside "Config": a pickled Booster
  const Node& root = model == nullptr ? document.root : *model;
  Saved saved;
  saved.trees.file = &file;
  saved.trees.form = document.form;
  // Before 1.6 only a pickled Booster's configuration tells how many trees a round has.
  const Node* config = document.root.find("Config");
  for (const char* name : {"learner", "gradient_booster", "gbtree_train_param"})
    config = config == nullptr ? nullptr : config->find(name);
  if (config != nullptr) {
    SLIPWAY_ASSIGN(saved.parallel_trees, bounded(*config, "num_parallel_tree", 1, 1 << 30));
  }
  SLIPWAY_ASSIGN(const Node* version, root.need("version"));
  SLIPWAY_ASSIGN(const auto numbers, version->integers(3));
  if (std::ranges::any_of(numbers, [](std::int64_t n) { return n < 0 || n > 9999; }))
    return bad("version is out of range");
  saved.version = fmt::format("{}.{}.{}", numbers[0], numbers[1], numbers[2]);
  saved.version_number = static_cast<int>(numbers[0] * 10000 + numbers[1] * 100 + numbers[2]);
  SLIPWAY_ASSIGN(const Node* learner, root.need("learner"));
  SLIPWAY_TRY(read_learner(*learner, saved));
  SLIPWAY_ASSIGN(const Node* booster, learner->need("gradient_booster"));
  SLIPWAY_TRY(read_booster(*booster, std::move(document.trees), saved));
  return saved;
}

Result<Saved> read_saved(const base::Reader& file) {
  std::string head;
  SLIPWAY_TRY(file.read(0, 4096, head));
  const std::size_t begin = head.find_first_not_of(" \t\r\n");
  const bool document = begin == std::string::npos || head[begin] == '{';
  if (document && sniff_binary(head) == 0) return read_saved_document(file);
  return read_saved_binary(file, 0, file.size());
}

}  // namespace slipway::format::xgboost
