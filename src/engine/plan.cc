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
  std::vector<SparseRows> sparse;           // by value id; of dense blocks empty
  std::vector<double> memory;               // of all columns that are written
  std::vector<std::string_view> texts;
  std::vector<double> workspace;
  TextArena arena;
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

constexpr std::size_t kBlockBytesMax = 64u << 20;  // of all blocks of a run

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
    return base::unimplemented("NO_KERNEL", fmt::format("no kernel computes {}", stage.op.family()))
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
    rows_max_ = rows_that_fit();
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
    if (s.plan != this || s.rows < std::min(rows, rows_max_)) lay_out(s, std::min(rows, rows_max_));
    s.failures.start(rows);
    prepare_outputs(rows, out);
    for (std::int64_t begin = 0; begin < rows; begin += rows_max_) {
      const std::int64_t count = std::min(rows_max_, rows - begin);
      s.failures.first_row(begin);
      for (std::size_t j = 0; j < inputs.size(); ++j)
        read_input(inputs[j], begin, count, s.blocks[0][j]);
      run_steps(s, count);
      write_outputs(s, begin, count, out);
    }
    auto& failed = s.failures.errors();
    std::ranges::sort(failed, {}, &data::RowError::row);
    errors.insert(errors.end(), std::make_move_iterator(failed.begin()),
                  std::make_move_iterator(failed.end()));
    return {};
  }

 private:
  void run_steps(Scratch::State& s, std::int64_t rows) const {
    s.arena.clear();
    for (const CompiledStep& step : steps_) {
      Run& run = s.run;
      run.rows = rows;
      run.in.clear(), run.sparse_in.clear();
      for (const model::ValueId id : step.stage->inputs) {
        run.in.push_back(s.blocks[id].data());
        run.sparse_in.push_back(&s.sparse[id]);
      }
      run.out = s.blocks[step.output].data();
      run.sparse_out = &s.sparse[step.output];
      run.workspace = &s.workspace;
      run.arena = &s.arena;
      run.failures = &s.failures;
      step.step->run(run);
    }
  }

  // So many that wide blocks (a vocabulary written out) stay within kBlockBytesMax.
  std::int64_t rows_that_fit() const {
    std::size_t columns = model_->block(0).width();
    for (const CompiledStep& step : steps_)
      if (!step.step->borrows() && !step.stage->output.sparse)
        columns += step.stage->output.width();
    const std::size_t rows = kBlockBytesMax / (columns * sizeof(double) + 1);
    return static_cast<std::int64_t>(
        std::clamp<std::size_t>(rows, 1, std::size_t{base::kChunkRowsMax}));
  }

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
      if (block.sparse) return;
      for (const Element element : block.columns) ++(element == Element::kString ? texts : numbers);
    });
    const auto room = static_cast<std::size_t>(s.rows);
    s.memory.resize(numbers * room);
    s.texts.resize(texts * room);
    s.blocks.assign(model_->stages().size() + 1, {});
    s.sparse.assign(model_->stages().size() + 1, {});
    for (const CompiledStep& step : steps_)
      if (!step.stage->output.sparse) s.blocks[step.output].resize(step.stage->output.width());
    s.blocks[0].resize(model_->block(0).width());
    double* number = s.memory.data();
    std::string_view* text = s.texts.data();
    each([&](model::ValueId id, const model::Block& block) {
      for (std::size_t j = 0; j < (block.sparse ? 0 : block.width()); ++j) {
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

  // Rows [begin, begin + rows) of a column.
  static void read_input(const data::ColumnView& in, std::int64_t begin, std::int64_t rows,
                         Values& values) {
    constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
    for (std::int64_t i = 0, from = begin; i < rows; ++i, ++from) {
      const bool valid = in.valid(from);
      switch (in.kind) {
        case data::Kind::kFloat64:
          values.f64[i] = valid ? in.float64s()[from] : kMissing;
          break;
        case data::Kind::kFloat32:
          values.f32[i] = valid ? in.float32s()[from] : static_cast<float>(kMissing);
          break;
        case data::Kind::kBool:
          values.f64[i] = !valid ? kMissing : in.boolean(from) ? 1 : 0;
          break;
        case data::Kind::kString: {
          const std::string_view text = valid ? in.string(from) : std::string_view();
          values.text[i] = valid && text.data() == nullptr ? std::string_view("") : text;
          break;
        }
        default:
          values.f64[i] = valid ? static_cast<double>(in.int64s()[from]) : kMissing;
          break;
      }
    }
  }

  void prepare_outputs(std::int64_t rows, data::Chunk& out) const {
    if (out.schema() != schema_) out = data::Chunk(schema_);
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
      data::Column& column = out.column(k);
      const bool text =
          !outputs_[k]->labels && model_->block(outputs_[k]->value).columns[0] == Element::kString;
      if (text || (dictionaries_[k] && column.dictionary() != dictionaries_[k])) column.clear();
      if (dictionaries_[k] && column.dictionary() != dictionaries_[k])
        column.set_dictionary(dictionaries_[k]);
      if (!text) column.resize(rows);
    }
  }

  // The rows of a run of steps become rows [begin, begin + rows) of `out`.
  void write_outputs(const Scratch::State& s, std::int64_t begin, std::int64_t rows,
                     data::Chunk& out) const {
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
      const model::ValueId id = outputs_[k]->value;
      const model::Block& block = model_->block(id);
      data::Column& column = out.column(k);
      if (outputs_[k]->labels)
        write_labels(*outputs_[k]->labels, s.blocks[id][0].i64, begin, rows, column);
      else if (block.sparse)
        write_sparse(s.sparse[id], block.width(), begin, rows, column);
      else
        write_column(s.blocks[id], block.columns[0], begin, rows, column);
    }
  }

  static void write_labels(const model::Labels& labels, const std::int64_t* index,
                           std::int64_t begin, std::int64_t rows, data::Column& column) {
    for (std::int64_t i = 0; i < rows; ++i) {
      const double number = labels.kind == data::Kind::kString
                                ? 0
                                : labels.number[static_cast<std::size_t>(index[i])];
      switch (labels.kind) {
        case data::Kind::kString:
          column.codes()[begin + i] = static_cast<std::int32_t>(index[i]);
          break;
        case data::Kind::kBool:
          column.set_bool(begin + i, number != 0);
          break;
        case data::Kind::kFloat64:
          column.float64s()[begin + i] = number;
          break;
        default:
          column.int64s()[begin + i] = static_cast<std::int64_t>(number);
          break;
      }
    }
  }

  static void write_sparse(const SparseRows& from, std::size_t width, std::int64_t begin,
                           std::int64_t rows, data::Column& column) {
    for (std::int64_t i = 0; i < rows; ++i) {
      const auto row = static_cast<std::size_t>(i);
      double* to = column.float64s() + (begin + i) * static_cast<std::int64_t>(width);
      std::fill_n(to, width, 0.0);
      for (std::size_t v = from.begin[row]; v < from.begin[row + 1]; ++v)
        to[from.column[v]] = from.value[v];
    }
  }

  static void write_column(const std::vector<Values>& block, Element element, std::int64_t begin,
                           std::int64_t rows, data::Column& column) {
    if (element == Element::kString) {
      for (std::int64_t i = 0; i < rows; ++i)
        block[0].text[i].data() == nullptr ? column.append_null()
                                           : column.append_string(block[0].text[i]);
      return;
    }
    const auto width = static_cast<std::int64_t>(block.size());
    for (std::int64_t k = 0; k < width; ++k) {
      const Values& values = block[static_cast<std::size_t>(k)];
      for (std::int64_t i = 0, to = begin * width + k; i < rows; ++i, to += width) {
        if (element == Element::kF64)
          column.float64s()[to] = values.f64[i];
        else if (element == Element::kF32)
          column.float32s()[to] = values.f32[i];
        else
          column.int64s()[to] = values.i64[i];
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
  std::int64_t rows_max_ = base::kChunkRowsMax;  // that go through the steps at a time
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
