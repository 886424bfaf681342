// Call: one request on its way through the path. Envelope: what a protocol makes of its body and of its
// answer. CallPool: the Calls of one model and protocol, used again and again, so that a warm request
// allocates nothing.
//
//   CallPool calls(model, [&] { return std::make_unique<MyEnvelope>(model); });
//   calls.start(exchange);         // the exchange is, or will be, finished
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "data/chunk.h"
#include "data/row_error.h"
#include "flow/delivery.h"
#include "serve/http.h"
#include "serve/models.h"

namespace slipway::serve {

// One request at a time, on one thread at a time.
class Envelope {
 public:
  virtual ~Envelope();

  virtual const data::SchemaPtr& schema() const = 0;  // of the rows that read() makes

  // The request's rows; bad ones as nulls and named in `rejected` (both are cleared by whoever
  // fills them). A failure means that there are none, and is answered by refuse().
  virtual base::Status read(const Exchange& exchange, data::Chunk& rows,
                            data::RowErrors& rejected) = 0;

  // After read(): how long the caller waits, if the request says so.
  virtual base::Duration patience() const { return base::Duration::max(); }

  // After read(): where the rows go.
  virtual flow::Path& path() const = 0;

  // After the path has answered: the whole response. A failure is answered by refuse().
  virtual base::Status write(const flow::Delivery& delivery, Response& response) = 0;

  virtual void refuse(const base::Status& status, Response& response) const = 0;
};

// For protocols whose answers have no place for a row's error: the first one, with its row, as the
// failure of the request.
base::Status all_scored(const flow::Delivery& delivery);

class Call;

// Any thread. Outlives its Calls' exchanges.
class CallPool {
 public:
  using Make = std::function<base::Result<std::unique_ptr<Envelope>>()>;

  // REQUIRES: `model` outlives the pool.
  CallPool(const ServedModel& model, Make make);
  ~CallPool();

  const ServedModel& model() const { return model_; }
  void start(Exchange& exchange);

 private:
  friend class Call;
  base::Result<Call*> take();
  void give_back(Call* call);

  const ServedModel& model_;
  const Make make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Call>> all_;  // guarded by mutex_
  std::vector<Call*> resting_;              // guarded by mutex_
};

// The pools of one protocol, of every model that is served.
class CallPools {
 public:
  using Make = base::Result<std::unique_ptr<Envelope>> (*)(const ServedModel&);
  CallPools(const ServedModels& models, Make make);

  const std::vector<std::unique_ptr<CallPool>>& all() const { return pools_; }
  CallPool* find(std::string_view model) const;  // null if there is none of that name

 private:
  std::vector<std::unique_ptr<CallPool>> pools_;
};

}  // namespace slipway::serve
