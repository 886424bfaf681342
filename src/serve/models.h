// ServedModel: a model as the server sees it: a name, paths to offer Deliveries to, and how to read a
// request's rows. Made by service/; serve/ never learns how anything is scored.
//
// ServedModels: those that are served now. They come, are replaced and go while the server runs: who holds
// a ServedPtr keeps that version, with all that it needs, until it lets go.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "codec/codec.h"
#include "data/chunk.h"
#include "flow/path.h"
#include "serve/model_statistics.h"
#include "serve/rate_limit.h"

namespace slipway::serve {

class CallPools;
class PayloadLog;

// Outputs that are computed together, and the path that does it.
struct ServedOutputs {
  flow::Path* path = nullptr;  // null: the model is at rest
  data::SchemaPtr schema;      // of the answer
};

// What is known of one of a model's columns beside its name and type.
struct ServedColumn {
  bool takes_missing = true;
  std::vector<std::string> categories;  // that the model knows, of a text; may be empty
  bool closed = false;                  // any other text is a row's error
};

struct ServedModel;
using ServedPtr = std::shared_ptr<const ServedModel>;
// Told of a model that is back in memory, or why it is not.
using Awake = std::function<void(const base::Result<ServedPtr>& model)>;

struct ServedModel {
  std::string name;
  std::string number = "1";          // of the version, as protocols count them
  std::vector<std::string> aliases;  // of the version: "champion"; "default" is served by default
  std::string version;               // the digest's first 12 characters
  std::string description;           // JSON: what `slipway inspect --json` prints
  std::string platform;              // what wrote it: "scikit-learn"; empty if that is not known
  data::SchemaPtr columns;           // what the model wants, in its order
  std::vector<ServedColumn> known;   // by column; empty: nothing is
  data::Chunk examples;              // a few rows of `columns` that can be scored; may have none
  data::Chunk answers;               // the usual outputs of `examples`
  ServedOutputs usual;  // what those get who ask for nothing: predict, and predict_proba
  ServedOutputs all;    // whatever it can compute
  std::function<base::Result<std::unique_ptr<codec::PayloadDecoder>>()> make_decoder;  // any thread
  std::int64_t rows_max = base::kChunkRowsMax;  // of a request
  bool batches = false;             // requests wait for each other: somebody has to tick the paths
  std::shared_ptr<RateLimit> rate;  // of its requests; null: any
  std::shared_ptr<ClientRates> client_rates;  // of each client, over all models; null: any
  PayloadLog* payload_log = nullptr;          // takes a share of its requests; null: none
  std::shared_ptr<ModelStatistics> statistics = std::make_shared<ModelStatistics>();
  std::shared_ptr<const void> keeps;  // what the paths live in
  std::uint64_t bytes = 0;            // of memory that it takes, about; 0: at rest
  // A model at rest has given its memory back: what stands above still holds, but there are no paths. This
  // brings it back for a request; `done` is called once, on another thread, or here if it is refused.
  // Null: not at rest.
  std::function<void(Awake done)> wake;
  std::shared_ptr<CallPools> calls;  // call.h; set by put()
};

// Sorted by name; of a name the default first, which is the one with the alias "default", or the greatest
// number; then the others from the greatest number down.
using ServedList = std::vector<ServedPtr>;

// Any thread.
class ServedModels {
 public:
  ServedModels();
  ~ServedModels();  // REQUIRES: nobody holds a ServedPtr

  // Serves it, instead of the one that has its name and number. That one's memory is given back by a
  // thread of its own after its last request.
  void put(ServedModel model);
  // All versions of a name, or those whose number is not among `kept`.
  void remove(std::string_view name, std::span<const std::string> kept = {});

  std::shared_ptr<const ServedList> all() const;
  // `version` is a number, an alias or a digest's beginning, or empty: the default. Null: there is none.
  ServedPtr find(std::string_view name, std::string_view version = {}) const;
  ServedPtr only() const;  // where there is but one name, its default; null otherwise

 private:
  class Reaper;
  void replace(ServedList next);

  const std::shared_ptr<Reaper> reaper_;
  std::mutex change_mutex_;  // one change at a time
  mutable std::mutex mutex_;
  std::shared_ptr<const ServedList> list_;  // guarded by mutex_
};

}  // namespace slipway::serve
