// The stages a model is made of: what each family holds, and the arithmetic it promises.
//
// A stage reads blocks (rows × columns) and writes one block. Every column of a block has one
// Element. The family says what is computed; the comments and enums in stages/ say *how*, to the
// bit: cast, compare, order of sums, rule for missing values. Kernels (engine/) implement these
// contracts and nothing else; readers (format/) choose among them.
//
// Missing is NaN in kF32/kF64, invalid in kString. A kI64 value is never missing.
//
// A family is a struct with its kFamily ("tree_ensemble": what `inspect` prints and kernels are
// registered under), check() (the block it makes of its inputs, or INVALID_ARGUMENT/BAD_MODEL: no
// kernel checks again) and contract() (one line, for people: "float32(x) <= threshold, sum in
// float64 in tree order"), in stages/<family>.h and .cc. Who makes or reads one includes that header;
// nobody else needs to know it.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <utility>

#include "base/status.h"
#include "model/stages/block.h"

namespace slipway::model {

// How an Op holds its family: for Op alone.
struct HeldOp {
  virtual ~HeldOp() = default;
  virtual const char* family_name() const = 0;
  virtual std::string contract_line() const = 0;
  virtual base::Result<Block> check_inputs(const Inputs& inputs) const = 0;
};

template <class Family>
struct HeldFamily final : HeldOp {
  explicit HeldFamily(Family held) : family(std::move(held)) {}
  const char* family_name() const override { return Family::kFamily; }
  std::string contract_line() const override { return contract(family); }
  base::Result<Block> check_inputs(const Inputs& inputs) const override {
    return check(family, inputs);
  }
  const Family family;
};

// What a stage computes: one value of any family. Immutable; copies share it.
//
//   Op op = Scale{.divisor = {2.0}};
//   if (const auto* scale = op.as<Scale>()) …
class Op {
 public:
  template <class Family>
    requires(!std::same_as<Family, Op>)
  Op(Family family)  // implicit: every family is an Op
      : held_(std::make_shared<const HeldFamily<Family>>(std::move(family))) {}

  template <class Family>
  const Family* as() const {  // nullptr if it is of another family
    const auto* held = dynamic_cast<const HeldFamily<Family>*>(held_.get());
    return held == nullptr ? nullptr : &held->family;
  }
  template <class Family>
  bool is() const {
    return as<Family>() != nullptr;
  }

  const char* family() const { return held_->family_name(); }
  std::string contract() const { return held_->contract_line(); }
  base::Result<Block> check(const Inputs& inputs) const { return held_->check_inputs(inputs); }

 private:
  std::shared_ptr<const HeldOp> held_;
};

}  // namespace slipway::model
