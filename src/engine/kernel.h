// Kernel: a way to compute one family of stages. Members are kernel_<name>.cc, each with its line
// in builtin.cc. Several kernels may fit one stage; all give the same bits, and the cheapest is
// chosen.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/kinds.h"
#include "base/status.h"
#include "data/row_error.h"
#include "model/model.h"

namespace slipway::engine {

// One column of a block during a run: `rows` values, in the member of its element. A missing text
// has data() == nullptr.
struct Values {
  double* f64 = nullptr;
  float* f32 = nullptr;
  std::int64_t* i64 = nullptr;
  std::string_view* text = nullptr;
};

// Row i of a column of numbers (kF64 or kF32), as a double.
inline double number_at(const Values& values, model::Element element, std::int64_t i) {
  return element == model::Element::kF64 ? values.f64[i] : static_cast<double>(values.f32[i]);
}

// A category as a column of texts has it: without data where it is missing. It stays in `value`.
inline std::string_view text_of(const model::Category& value) {
  if (value.kind == model::Category::Kind::kMissing) return {};
  return value.text;
}

// A sparse block during a run: row i has the values [begin[i], begin[i + 1]), columns ascending.
// Cleared by start(); memory is kept.
struct SparseRows {
  std::vector<std::size_t> begin;
  std::vector<std::uint32_t> column;
  std::vector<double> value;
  void start() { begin.assign(1, 0), column.clear(), value.clear(); }
  void add(std::uint32_t to, double x) { column.push_back(to), value.push_back(x); }
  void end_row() { begin.push_back(value.size()); }
};

// Texts that a step makes; they live until the run ends. Memory is kept.
class TextArena {
 public:
  std::string_view keep(std::string_view text);
  std::size_t bytes() const { return kept_; }  // of all texts
  void clear() { block_ = used_ = kept_ = 0; }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0, used_ = 0, kept_ = 0;
};

// The rows that failed during a run: the first reason of each counts. Steps count rows from the
// first of those they were given.
class Failures {
 public:
  void start(std::int64_t rows) {
    reason_of_row_.assign(static_cast<std::size_t>(rows), false), errors_.clear();
    first_row_ = 0;
  }
  void first_row(std::int64_t row) { first_row_ = row; }
  void add(std::int64_t row, base::Status status, std::string column = {}, std::string value = {}) {
    row += first_row_;
    if (reason_of_row_[static_cast<std::size_t>(row)]) return;
    reason_of_row_[static_cast<std::size_t>(row)] = true;
    errors_.push_back({row, std::move(status), std::move(column), std::move(value)});
  }
  data::RowErrors& errors() { return errors_; }

 private:
  std::vector<bool> reason_of_row_;
  data::RowErrors errors_;
  std::int64_t first_row_ = 0;
};

// What a step is given. `in[b]` are the columns of input block b; `out` has memory for the output
// block, except for steps that borrow(): they point it at their inputs. Of a sparse block b `in[b]`
// has nothing and sparse_in[b] the rows; a step that makes one start()s sparse_out and ends each row.
struct Run {
  std::int64_t rows = 0;
  std::vector<const Values*> in;
  std::vector<const SparseRows*> sparse_in;
  Values* out = nullptr;
  SparseRows* sparse_out = nullptr;
  std::vector<double>* workspace = nullptr;  // for whatever a step needs; kept between runs
  TextArena* arena = nullptr;
  Failures* failures = nullptr;
};

// A prepared stage. Immutable: any thread.
class Step {
 public:
  virtual ~Step();
  virtual void run(Run& run) const = 0;
  virtual bool borrows() const { return false; }
  virtual double ns_per_row() const = 0;  // expected
};

class Kernel {
 public:
  static constexpr const char* kKind = "kernel";
  virtual ~Kernel();
  virtual bool fits(const model::Stage& stage, const model::Model& model) const = 0;
  // REQUIRES: fits. `stage` and `model` outlive the step.
  virtual std::unique_ptr<const Step> prepare(const model::Stage& stage,
                                              const model::Model& model) const = 0;
};

base::Kinds<Kernel>& kernels();

// A kernel for all stages of one family: Op is a struct of model/stages/, StepOf is made from
// (const Op&, const Stage&, const Model&).
template <class Op, class StepOf>
class FamilyKernel : public Kernel {
 public:
  bool fits(const model::Stage& stage, const model::Model&) const override {
    return stage.op.is<Op>();
  }
  std::unique_ptr<const Step> prepare(const model::Stage& stage,
                                      const model::Model& model) const override {
    return std::make_unique<StepOf>(*stage.op.as<Op>(), stage, model);
  }
};

// The name of the feature that column `column` of input `input` of `stage` comes from, if it comes
// unchanged from one; else "column 3 of scaler". For errors.
std::string column_name(const model::Model& model, const model::Stage& stage, std::uint32_t input,
                        std::uint32_t column);

}  // namespace slipway::engine
