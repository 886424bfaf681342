// Compiling: the stages that the wanted outputs need, a kernel for each, and where blocks live.
#include "engine/plan.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/limits.h"
#include "engine/kernel.h"

namespace slipway::engine {

using model::Element;

Plan::~Plan() = default;

struct Scratch::State {
  std::vector<std::vector<Values>> blocks;  // by value id
  std::vector<double> memory;               // of all columns that are written
  std::vector<std::string_view> texts;
  std::vector<double> workspace;
  Failures failures;
  Run run;
  const Plan* plan = nullptr;  // that the above is laid out for
  std::int64_t rows = 0;       // room for so many
};

Scratch::Scratch() : state_(std::make_unique<State>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

namespace {

struct CompiledStep {
  std::unique_ptr<const Step> step;
  const model::Stage* stage = nullptr;
  model::ValueId output = 0;
  std::string kernel;
};

std::vector<bool> needed(const model::Model& model,
                         const std::vector<const model::Output*>& outputs) {
  std::vector<bool> wanted(model.stages().size() + 1, false);
  for (const model::Output* output : outputs) wanted[output->value] = true;
  for (std::size_t id = model.stages().size(); id > 0; --id)
    if (wanted[id])
      for (const model::ValueId input : model.stages()[id - 1].inputs) wanted[input] = true;
  return wanted;
}

base::Result<CompiledStep> choose(const model::Model& model, model::ValueId id,
                                  const CompileOptions& options) {
  const model::Stage& stage = model.stages()[id - 1];
  CompiledStep best;
  for (const std::string& name : kernels().names()) {
    SLIPWAY_ASSIGN(const Kernel* kernel, kernels().find(name));
    const bool allowed = options.kernels.empty() ||
                         std::ranges::find(options.kernels, name) != options.kernels.end();
    if (!allowed || !kernel->fits(stage, model)) continue;
    auto step = kernel->prepare(stage, model);
    if (best.step == nullptr || step->ns_per_row() < best.step->ns_per_row())
      best = {std::move(step), &stage, id, name};
  }
  if (best.step == nullptr)
    return base::unimplemented("NO_KERNEL",
                               fmt::format("no kernel computes {}", model::family(stage.op)))
        .at(stage.name);
  return best;
}

data::Type type_of(const model::Output& output, const model::Block& block) {
  if (output.labels) return {output.labels->kind, {}};
  data::Type type;
  switch (block.columns[0]) {
    case Element::kF64:
      type.kind = data::Kind::kFloat64;
      break;
    case Element::kF32:
      type.kind = data::Kind::kFloat32;
      break;
    case Element::kI64:
      type.kind = data::Kind::kInt64;
      break;
    case Element::kString:
      type.kind = data::Kind::kString;
      break;
  }
  if (!output.scalar) type.shape = {static_cast<std::int64_t>(block.width())};
  return type;
}

}  // namespace

class CompiledPlan final : public Plan {
 public:
  CompiledPlan(model::ModelPtr model, std::vector<const model::Output*> outputs)
      : model_(std::move(model)), outputs_(std::move(outputs)) {
    std::vector<data::Field> fields;
    for (const model::Output* output : outputs_) {
      fields.push_back(
          {output->name, type_of(*output, model_->block(output->value)), output->columns});
      std::shared_ptr<data::Column> dictionary;
      if (output->labels && output->labels->kind == data::Kind::kString) {
        dictionary = std::make_shared<data::Column>(data::Type{data::Kind::kString, {}});
        for (const std::string& label : output->labels->text) dictionary->append_string(label);
      }
      dictionaries_.push_back(std::move(dictionary));
    }
    schema_ = std::make_shared<const data::Schema>(std::move(fields));
  }

  base::Status compile_steps(const CompileOptions& options) {
    const std::vector<bool> wanted = needed(*model_, outputs_);
    for (model::ValueId id = 1; id <= model_->stages().size(); ++id) {
      if (!wanted[id]) continue;
      SLIPWAY_ASSIGN(CompiledStep step, choose(*model_, id, options));
      ns_per_row_ += step.step->ns_per_row();
      steps_.push_back(std::move(step));
    }
    return {};
  }

  const data::SchemaPtr& output_schema() const override { return schema_; }

  std::vector<std::string> kernels() const override {
    std::vector<std::string> lines;
    for (const CompiledStep& step : steps_)
      lines.push_back(fmt::format("{}: {}", step.stage->name, step.kernel));
    return lines;
  }

  std::uint32_t estimate_us(std::int64_t rows) const override {
    return static_cast<std::uint32_t>(std::ceil(ns_per_row_ * static_cast<double>(rows) / 1000));
  }

  base::Status run(std::span<const data::ColumnView> inputs, std::int64_t rows, data::Chunk& out,
                   Scratch& scratch, data::RowErrors& errors) const override {
    assert(inputs.size() == model_->signature().inputs.size() && rows <= base::kChunkRowsMax);
    Scratch::State& s = *scratch.state_;
    if (s.plan != this || s.rows < rows) lay_out(s, rows);
    s.failures.start(rows);
    for (std::size_t j = 0; j < inputs.size(); ++j) read_input(inputs[j], rows, s.blocks[0][j]);
    for (const CompiledStep& step : steps_) {
      Run& run = s.run;
      run.rows = rows;
      run.in.clear();
      for (const model::ValueId id : step.stage->inputs) run.in.push_back(s.blocks[id].data());
      run.out = s.blocks[step.output].data();
      run.workspace = &s.workspace;
      run.failures = &s.failures;
      step.step->run(run);
    }
    write_outputs(s, rows, out);
    auto& failed = s.failures.errors();
    std::ranges::sort(failed, {}, &data::RowError::row);
    errors.insert(errors.end(), std::make_move_iterator(failed.begin()),
                  std::make_move_iterator(failed.end()));
    return {};
  }

 private:
  // Gives every column that is written its place; columns of steps that borrow get theirs in the
  // run.
  void lay_out(Scratch::State& s, std::int64_t rows) const {
    s.plan = this;
    s.rows = std::max<std::int64_t>(rows, 1);
    const auto each = [&](auto visit) {
      visit(0, model_->block(0));
      for (const CompiledStep& step : steps_)
        if (!step.step->borrows()) visit(step.output, step.stage->output);
    };
    std::size_t numbers = 0, texts = 0;
    each([&](model::ValueId, const model::Block& block) {
      for (const Element element : block.columns) ++(element == Element::kString ? texts : numbers);
    });
    const auto room = static_cast<std::size_t>(s.rows);
    s.memory.resize(numbers * room);
    s.texts.resize(texts * room);
    s.blocks.assign(model_->stages().size() + 1, {});
    for (const CompiledStep& step : steps_)
      s.blocks[step.output].resize(step.stage->output.width());
    s.blocks[0].resize(model_->block(0).width());
    double* number = s.memory.data();
    std::string_view* text = s.texts.data();
    each([&](model::ValueId id, const model::Block& block) {
      for (std::size_t j = 0; j < block.width(); ++j) {
        Values& values = s.blocks[id][j];
        switch (block.columns[j]) {
          case Element::kString:
            values.text = text, text += room;
            break;
          case Element::kF64:
            values.f64 = number, number += room;
            break;
          case Element::kF32:
            values.f32 = reinterpret_cast<float*>(number), number += room;
            break;
          case Element::kI64:
            values.i64 = reinterpret_cast<std::int64_t*>(number), number += room;
            break;
        }
      }
    });
  }

  static void read_input(const data::ColumnView& in, std::int64_t rows, Values& values) {
    constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
    for (std::int64_t i = 0; i < rows; ++i) {
      const bool valid = in.valid(i);
      switch (in.kind) {
        case data::Kind::kFloat64:
          values.f64[i] = valid ? in.float64s()[i] : kMissing;
          break;
        case data::Kind::kFloat32:
          values.f32[i] = valid ? in.float32s()[i] : static_cast<float>(kMissing);
          break;
        case data::Kind::kBool:
          values.f64[i] = !valid ? kMissing : in.boolean(i) ? 1 : 0;
          break;
        case data::Kind::kString: {
          const std::string_view text = valid ? in.string(i) : std::string_view();
          values.text[i] = valid && text.data() == nullptr ? std::string_view("") : text;
          break;
        }
        default:
          values.f64[i] = valid ? static_cast<double>(in.int64s()[i]) : kMissing;
          break;
      }
    }
  }

  void write_outputs(const Scratch::State& s, std::int64_t rows, data::Chunk& out) const {
    if (out.schema() != schema_) out = data::Chunk(schema_);
    for (std::size_t k = 0; k < outputs_.size(); ++k)
      if (dictionaries_[k] && out.column(k).dictionary() != dictionaries_[k]) {
        out.column(k).clear();
        out.column(k).set_dictionary(dictionaries_[k]);
      }
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
      const std::vector<Values>& block = s.blocks[outputs_[k]->value];
      data::Column& column = out.column(k);
      if (outputs_[k]->labels)
        write_labels(*outputs_[k]->labels, block[0].i64, rows, column);
      else
        write_column(block, model_->block(outputs_[k]->value).columns[0], rows, column);
    }
  }

  static void write_labels(const model::Labels& labels, const std::int64_t* index,
                           std::int64_t rows, data::Column& column) {
    column.resize(rows);
    for (std::int64_t i = 0; i < rows; ++i) {
      const double number = labels.kind == data::Kind::kString
                                ? 0
                                : labels.number[static_cast<std::size_t>(index[i])];
      switch (labels.kind) {
        case data::Kind::kString:
          column.codes()[i] = static_cast<std::int32_t>(index[i]);
          break;
        case data::Kind::kBool:
          column.set_bool(i, number != 0);
          break;
        case data::Kind::kFloat64:
          column.float64s()[i] = number;
          break;
        default:
          column.int64s()[i] = static_cast<std::int64_t>(number);
          break;
      }
    }
  }

  static void write_column(const std::vector<Values>& block, Element element, std::int64_t rows,
                           data::Column& column) {
    if (element == Element::kString) {
      column.clear();
      for (std::int64_t i = 0; i < rows; ++i)
        block[0].text[i].data() == nullptr ? column.append_null()
                                           : column.append_string(block[0].text[i]);
      return;
    }
    column.resize(rows);
    const auto width = static_cast<std::int64_t>(block.size());
    for (std::int64_t k = 0; k < width; ++k) {
      const Values& values = block[static_cast<std::size_t>(k)];
      for (std::int64_t i = 0; i < rows; ++i) {
        if (element == Element::kF64)
          column.float64s()[i * width + k] = values.f64[i];
        else if (element == Element::kF32)
          column.float32s()[i * width + k] = values.f32[i];
        else
          column.int64s()[i * width + k] = values.i64[i];
      }
    }
  }

  const model::ModelPtr model_;
  const std::vector<const model::Output*> outputs_;
  std::vector<std::shared_ptr<const data::Column>>
      dictionaries_;  // by output; null: no text labels
  data::SchemaPtr schema_;
  std::vector<CompiledStep> steps_;
  double ns_per_row_ = 20;
};

base::Result<std::unique_ptr<const Plan>> compile(model::ModelPtr model,
                                                  const std::vector<std::string>& outputs,
                                                  const CompileOptions& options) {
  std::vector<const model::Output*> wanted;
  for (const std::string& name : outputs) {
    const model::Output* output = model->output(name);
    if (output == nullptr) {
      std::vector<std::string> names;
      for (const model::Output& known : model->signature().outputs) names.push_back(known.name);
      return base::not_found("UNKNOWN_OUTPUT", fmt::format("the model has no output \"{}\"", name))
          .remedy(fmt::format("it has: {}", fmt::join(names, ", ")));
    }
    wanted.push_back(output);
  }
  if (wanted.empty()) wanted.push_back(&model->signature().outputs.front());
  auto plan = std::make_unique<CompiledPlan>(std::move(model), std::move(wanted));
  SLIPWAY_TRY(plan->compile_steps(options));
  return std::unique_ptr<const Plan>(std::move(plan));
}

}  // namespace slipway::engine
