#include "score/scorer.h"

#include <algorithm>
#include <map>
#include <mutex>

#include <fmt/format.h>

#include "base/fields.h"
#include "engine/plan.h"

namespace slipway::score {
namespace {

class BoundScorer final : public Scorer {
 public:
  BoundScorer(std::unique_ptr<const engine::Plan> plan, const Version* version,
              std::vector<std::size_t> columns)
      : plan_(std::move(plan)), version_(version), columns_(std::move(columns)) {}

  const Version* version() const override { return version_; }
  const data::SchemaPtr& output_schema() const override { return plan_->output_schema(); }
  std::uint32_t estimate_us(std::int64_t rows) const override { return plan_->estimate_us(rows); }

  base::Status score(const data::ChunkView& in, data::Chunk& out,
                     data::RowErrors& errors) const override {
    std::unique_ptr<Call> call = take();
    call->inputs.clear();
    for (const std::size_t column : columns_) call->inputs.push_back(in.column(column));
    base::Status status = plan_->run(call->inputs, in.rows, out, call->scratch, errors);
    give_back(std::move(call));
    return status;
  }

 private:
  struct Call {
    engine::Scratch scratch;
    std::vector<data::ColumnView> inputs;
  };
  // As many as ever ran at a time; each keeps its memory.
  std::unique_ptr<Call> take() const {
    const std::lock_guard lock(mutex_);
    if (resting_.empty()) return std::make_unique<Call>();
    std::unique_ptr<Call> call = std::move(resting_.back());
    resting_.pop_back();
    return call;
  }
  void give_back(std::unique_ptr<Call> call) const {
    const std::lock_guard lock(mutex_);
    resting_.push_back(std::move(call));
  }

  const std::unique_ptr<const engine::Plan> plan_;
  const Version* const version_;
  const std::vector<std::size_t> columns_;  // of the schema, by feature
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Call>> resting_;  // guarded by mutex_
};

}  // namespace

Scorer::~Scorer() = default;
ScorerProvider::~ScorerProvider() = default;

const Version* intern(std::string_view model, std::string_view digest) {
  static std::mutex mutex;
  static auto* versions = new std::map<std::pair<std::string, std::string>,
                                       std::unique_ptr<const Version>>;  // guarded by mutex
  const std::lock_guard lock(mutex);
  auto& version = (*versions)[{std::string(model), std::string(digest)}];
  if (!version)
    version = std::make_unique<const Version>(Version{std::string(model), std::string(digest)});
  return version.get();
}

base::Result<std::vector<std::size_t>> bind_columns(const model::Signature& signature,
                                                    const data::Schema& schema) {
  std::vector<std::size_t> columns;
  std::vector<std::string> missing;
  std::vector<std::string> known;
  for (const data::Field& field : schema.fields()) known.push_back(field.name);
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    const model::Feature& feature = signature.inputs[i];
    const std::size_t at = signature.names_known ? schema.index(feature.name)
                           : i < schema.size()   ? i
                                                 : data::Schema::kMissing;
    if (at == data::Schema::kMissing) {
      const std::string near = base::nearest(feature.name, known);
      missing.push_back(near.empty()
                            ? fmt::format("\"{}\"", feature.name)
                            : fmt::format("\"{}\" (did you mean \"{}\"?)", feature.name, near));
      continue;
    }
    if (schema[at].type.kind != feature.kind || !schema[at].type.shape.empty())
      return base::invalid_argument(
          "BAD_TYPE", fmt::format("column \"{}\" is {}, the model wants {}", schema[at].name,
                                  data::type_name(schema[at].type), data::kind_name(feature.kind)));
    columns.push_back(at);
  }
  if (!missing.empty())
    return base::invalid_argument(
        "MISSING_COLUMN", fmt::format("the rows have no column {}", fmt::join(missing, ", ")));
  return columns;
}

base::Result<std::shared_ptr<const Scorer>> bind(const model::ModelPtr& model,
                                                 const Version* version, const data::Schema& schema,
                                                 const std::vector<std::string>& outputs) {
  SLIPWAY_ASSIGN(auto columns, bind_columns(model->signature(), schema));
  SLIPWAY_ASSIGN(auto plan, engine::compile(model, outputs));
  return std::shared_ptr<const Scorer>(
      std::make_shared<BoundScorer>(std::move(plan), version, std::move(columns)));
}

void FixedProvider::add(const Version* version, model::ModelPtr model) {
  models_.emplace_back(version, std::move(model));
}

base::Result<std::shared_ptr<const Scorer>> FixedProvider::pin(
    const Version* version, const data::SchemaPtr& schema,
    const std::vector<std::string>& outputs) const {
  for (const auto& [known, model] : models_)
    if (known == version) return bind(model, version, *schema, outputs);
  return base::unavailable(
      "VERSION_NOT_LOADED",
      fmt::format("version {} of {} is not loaded", version->short_digest(), version->model));
}

}  // namespace slipway::score
