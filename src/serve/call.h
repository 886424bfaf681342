// Call: one request on its way through the path. Envelope: what a protocol makes of its body and of its
// answer.
//
//   start_call(model, make_my_envelope, exchange);         // the exchange is, or will be, finished
#pragma once

#include <memory>
#include <mutex>
#include <optional>
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

  // After read(): who goes first, if the request says so itself.
  virtual std::optional<flow::Priority> priority() const { return std::nullopt; }

  // After read(): where the rows go.
  virtual flow::Path& path() const = 0;

  // After the path has answered: the whole response. A failure is answered by refuse().
  virtual base::Status write(const flow::Delivery& delivery, Response& response) = 0;

  virtual void refuse(const base::Status& status, Response& response) const = 0;
};

// For protocols whose answers have no place for a row's error: the first one, with its row, as the
// failure of the request.
base::Status all_scored(const flow::Delivery& delivery);

// The header field X-Request-Priority: high, normal (also if there is none) or low.
// INVALID_ARGUMENT/BAD_PRIORITY.
base::Result<flow::Priority> parse_priority(std::string_view text);

// How long until this caller, and this model, may be asked again; 0: now, and it is counted.
base::Duration over_rate(const ServedModel& model, const Exchange& exchange, base::TimePoint now);
base::Status rate_exceeded();  // RESOURCE_EXHAUSTED/RATE_LIMIT

// Makes the Envelope of one protocol, which the model outlives.
using MakeEnvelope = base::Result<std::unique_ptr<Envelope>> (*)(const ServedModel&);

// Answers the exchange, here or later, if its caller may predict with the model. The model is kept until then.
void start_call(const ServedPtr& model, MakeEnvelope make, Exchange& exchange);

class Call;

// The Calls of one model, by what makes their Envelopes; a warm request allocates none. Owned by the model.
// Any thread.
class CallPools {
 public:
  CallPools();
  ~CallPools();

  base::Result<Call*> take(const ServedModel& model, MakeEnvelope make);
  void give_back(Call* call);

 private:
  struct Pool {
    MakeEnvelope make = nullptr;
    std::vector<Call*> resting;
  };
  Pool& pool_of(MakeEnvelope make);  // with mutex_ held

  std::mutex mutex_;
  std::vector<std::unique_ptr<Call>> all_;  // guarded by mutex_
  std::vector<Pool> pools_;                 // guarded by mutex_
};

}  // namespace slipway::serve
