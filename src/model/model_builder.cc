#include "model/model_builder.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/limits.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"

namespace slipway::model {
namespace {

base::Status bad(std::string what) { return base::invalid_argument("BAD_MODEL", std::move(what)); }

Element element_of(data::Kind kind) {
  switch (kind) {
    case data::Kind::kString:
      return Element::kString;
    case data::Kind::kFloat32:
      return Element::kF32;
    default:
      return Element::kF64;
  }
}

// How many indices a decision between `width` columns can give.
std::size_t decisions(const Decide& decide, std::size_t width) {
  if (width > 1) return width;
  return std::isinf(decide.threshold) && decide.threshold > 0 && !decide.greater_or_equal ? 1 : 2;
}

base::Status check_labels(const Output& output, const Block& block) {
  const Labels& labels = *output.labels;
  if (!output.scalar || block.columns[0] != Element::kI64)
    return bad(fmt::format("labels of output {} need one index", output.name));
  if (labels.text.empty() ||
      (labels.kind != data::Kind::kString && labels.number.size() != labels.text.size()))
    return bad(fmt::format("labels of output {} are not complete", output.name));
  return {};
}

// Every index must have its label: a run looks them up unchecked.
base::Status check_decision(const Output& output, const Model& model) {
  const Stage& stage = model.stages()[output.value - 1];
  const std::size_t labels = output.labels->text.size();
  if (const auto* numbers = stage.op.as<NumberOf>()) {  // a decision, as an index among others
    const bool all = std::ranges::all_of(numbers->numbers[0], [&](double index) {
      return index >= 0 && index < static_cast<double>(labels) && index == std::floor(index);
    });
    if (all) return {};
    return bad(fmt::format("output {} has no label of a decision", output.name));
  }
  const auto* decide = stage.op.as<Decide>();
  if (decide == nullptr)
    return bad(fmt::format("labels of output {} need the index of a decision", output.name));
  const std::size_t wanted = decisions(*decide, model.block(stage.inputs[0]).width());
  if (labels >= wanted) return {};
  return bad(fmt::format("output {} has {} labels for {} decisions", output.name, labels, wanted));
}

}  // namespace

ModelBuilder::ModelBuilder() : model_(std::make_unique<Model>()) {}
ModelBuilder::~ModelBuilder() = default;
ModelBuilder::ModelBuilder(ModelBuilder&&) noexcept = default;
ModelBuilder& ModelBuilder::operator=(ModelBuilder&&) noexcept = default;

About& ModelBuilder::about() { return model_->about_; }

void ModelBuilder::ask_for(Asked asked) { asked_ = std::move(asked); }
std::optional<Iterations> ModelBuilder::take_iterations() { return ++taken_, asked_.iterations; }
const Asked& ModelBuilder::asked() const { return asked_; }

void ModelBuilder::inputs(std::vector<Feature> features, bool names_known) {
  model_->input_.columns.clear();
  for (const Feature& feature : features)
    model_->input_.columns.push_back(element_of(feature.kind));
  model_->signature_.inputs = std::move(features);
  model_->signature_.names_known = names_known;
}

const std::vector<Feature>& ModelBuilder::features() const { return model_->signature_.inputs; }

bool ModelBuilder::names_known() const { return model_->signature_.names_known; }

base::Status ModelBuilder::name_inputs(std::vector<std::string> names) {
  auto& features = model_->signature_.inputs;
  if (names.size() != features.size())
    return bad(fmt::format("{} names for {} inputs", names.size(), features.size()));
  for (std::size_t i = 0; i < names.size(); ++i) features[i].name = std::move(names[i]);
  model_->signature_.names_known = true;
  return {};
}

const Block& ModelBuilder::block(ValueId id) const { return model_->block(id); }

const std::vector<Stage>& ModelBuilder::stages() const { return model_->stages(); }

base::Status ModelBuilder::refine_input(std::size_t i, data::Kind kind,
                                        std::vector<std::string> categories) {
  auto& features = model_->signature_.inputs;
  if (i >= features.size()) return bad(fmt::format("there is no input {}", i));
  Feature& feature = features[i];
  const Element element = element_of(kind);
  if (element != model_->input_.columns[i]) {
    for (const Stage& stage : model_->stages_)
      if (reads_input(stage, i))
        return bad(fmt::format("input \"{}\" is read as {} and as {}", feature.name,
                               data::kind_name(feature.kind), data::kind_name(kind)))
            .at(stage.name);
    model_->input_.columns[i] = element;
  }
  feature.kind = kind;
  for (std::string& category : categories) feature.categories.push_back(std::move(category));
  return {};
}

base::Result<ValueId> ModelBuilder::add(std::string name, std::string origin,
                                        std::vector<ValueId> inputs, Op op) {
  if (inputs.empty()) return bad("a stage without input").at(name);
  std::vector<const Block*> blocks;
  for (const ValueId id : inputs) {
    if (id > model_->stages_.size())
      return bad(fmt::format("reads block {}, which is not made yet", id)).at(name);
    blocks.push_back(&model_->block(id));
  }
  auto output = op.check(blocks);
  if (!output.ok()) return output.status().at(name);
  const std::uint32_t columns_max = output->sparse ? base::kSparseColumnsMax : base::kColumnsMax;
  if (output->width() > columns_max)
    return bad(fmt::format("{} columns, at most {}", output->width(), columns_max)).at(name);
  model_->stages_.push_back(
      {std::move(name), std::move(origin), std::move(inputs), *std::move(output), std::move(op)});
  return static_cast<ValueId>(model_->stages_.size());
}

base::Result<ValueId> ModelBuilder::select(std::string name, ValueId from,
                                           const std::vector<std::uint32_t>& columns) {
  Gather gather;
  for (const std::uint32_t column : columns) gather.columns.push_back({0, column});
  return add(std::move(name), "", {from}, std::move(gather));
}

base::Result<ValueId> ModelBuilder::concat(std::string name, const std::vector<ValueId>& parts) {
  Gather gather;
  for (std::uint32_t part = 0; part < parts.size(); ++part) {
    if (parts[part] > model_->stages_.size())
      return bad("concatenates a block that is not made yet").at(name);
    const std::size_t width = model_->block(parts[part]).width();
    for (std::uint32_t column = 0; column < width; ++column)
      gather.columns.push_back({part, column});
  }
  return add(std::move(name), "", parts, std::move(gather));
}

base::Status ModelBuilder::output(Output output) {
  if (output.name.empty()) return bad("an output without a name");
  if (model_->output(output.name) != nullptr)
    return bad(fmt::format("output {} is given twice", output.name));
  if (output.value > model_->stages_.size())
    return bad(fmt::format("output {} is of a block that is not made", output.name));
  const Block& block = model_->block(output.value);
  if (output.scalar && block.width() != 1)
    return bad(fmt::format("output {} is one value of {} columns", output.name, block.width()));
  if (output.labels) SLIPWAY_TRY(check_labels(output, block));
  if (output.labels) SLIPWAY_TRY(check_decision(output, *model_));
  if (block.width() == 0) return bad(fmt::format("output {} has no column", output.name));
  if (block.width() > base::kColumnsMax)
    return bad(fmt::format("output {} has {} columns, at most {}", output.name, block.width(),
                           base::kColumnsMax));
  if (!output.scalar)
    for (const Element element : block.columns)
      if (element == Element::kString || element != block.columns[0])
        return bad(fmt::format("output {} mixes kinds of value", output.name));
  if (!output.columns.empty() && output.columns.size() != block.width())
    return bad(fmt::format("output {} has {} names for {} columns", output.name,
                           output.columns.size(), block.width()));
  model_->signature_.outputs.push_back(std::move(output));
  return {};
}

base::Result<ModelPtr> ModelBuilder::build() && {
  if (asked_.iterations && taken_ != 1)
    return base::invalid_argument("NO_ITERATIONS",
                                  taken_ == 0 ? "the model has no iterations to choose from"
                                              : "several parts of the model have iterations")
        .remedy("leave iterations out");
  if (asked_.iterations)
    about().notes.push_back(fmt::format("only iterations {} count", text_of(*asked_.iterations)));
  if (model_->signature_.outputs.empty()) return bad("the model has no output");
  if (model_->input_.columns.empty()) return bad("the model has no input");
  if (model_->input_.width() > base::kColumnsMax)
    return bad(fmt::format("{} inputs, at most {}", model_->input_.width(), base::kColumnsMax));
  return ModelPtr(std::move(model_));
}

}  // namespace slipway::model
