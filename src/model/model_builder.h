// ModelBuilder: how a reader (format/) hands over what it read. It checks every stage against its
// family's rules as it is added, so that a Model is sound by construction: no index is out of
// range, no walk can loop, no kernel has to check again.
//
//   ModelBuilder builder;
//   builder.inputs(features, /*names_known=*/true);
//   SLIPWAY_ASSIGN(ValueId scaled, builder.add("scaler", "sklearn…StandardScaler",
//     {builder.input()}, Scale{…}));
//   SLIPWAY_TRY(builder.output({.name = "transform", .value = scaled, .scalar = false}));
//   SLIPWAY_ASSIGN(ModelPtr model, std::move(builder).build());
//
// One thread. Failures are INVALID_ARGUMENT/BAD_MODEL and name the stage: the file is at fault, not
// the program.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/asked.h"
#include "model/model.h"

namespace slipway::model {

class ModelBuilder {
 public:
  ModelBuilder();
  ~ModelBuilder();
  ModelBuilder(ModelBuilder&&) noexcept;
  ModelBuilder& operator=(ModelBuilder&&) noexcept;

  About& about();

  // What the caller of the reader asked for. A reader that has boosting rounds takes the iterations;
  // build() refuses a model whose reader did not (NO_ITERATIONS), or of which several parts did.
  void ask_for(Asked asked);
  std::optional<Iterations> take_iterations();
  const Asked& asked() const;

  // Call once, before the first stage.
  void inputs(std::vector<Feature> features, bool names_known);
  const std::vector<Feature>& features() const;
  bool names_known() const;
  // What is beside the model's file knows the names that the file does not.
  base::Status name_inputs(std::vector<std::string> names);
  ValueId input() const { return 0; }
  // Changes what is known of input `i` while stages are being added: an encoder finds that it is
  // text. INVALID_ARGUMENT if a stage has already read it as another kind.
  base::Status refine_input(std::size_t i, data::Kind kind, std::vector<std::string> categories);

  const Block& block(ValueId id) const;
  const std::vector<Stage>& stages() const;  // those added so far

  // Checks the stage, works out its output block, and returns that block's id.
  base::Result<ValueId> add(std::string name, std::string origin, std::vector<ValueId> inputs,
                            Op op);

  // Columns [begin, begin + count) of one block, or several blocks side by side: a Gather.
  base::Result<ValueId> select(std::string name, ValueId from,
                               const std::vector<std::uint32_t>& columns);
  base::Result<ValueId> concat(std::string name, const std::vector<ValueId>& parts);

  base::Status output(Output output);

  // REQUIRES: inputs were given. Fails without an output.
  base::Result<ModelPtr> build() &&;

 private:
  std::unique_ptr<Model> model_;
  Asked asked_;
  int taken_ = 0;  // how often
};

}  // namespace slipway::model
