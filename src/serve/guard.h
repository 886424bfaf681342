// Guard: who sends a request, by its key or token: `Authorization: Bearer KEY` or `X-API-Key: KEY`, the same over HTTP
// and gRPC. What a caller may is the Caller's to say.
#pragma once

#include <memory>
#include <mutex>

#include "base/clock.h"
#include "serve/api_keys.h"
#include "serve/caller.h"
#include "serve/token.h"

namespace slipway::serve {

// Any thread. Keys and tokens may be replaced while requests come; without either nobody is known.
class Guard {
 public:
  explicit Guard(const base::Clock& clock) : clock_(clock) {}

  void set_keys(std::shared_ptr<const ApiKeys> keys);
  void set_tokens(std::shared_ptr<const Tokens> tokens);

  // By the two headers, empty if there are none. Never null; of who gives no credentials, or bad ones, a Caller that
  // is not known.
  CallerPtr identify(std::string_view authorization, std::string_view api_key) const;

 private:
  base::Result<CallerPtr> find(std::string_view credentials) const;

  const base::Clock& clock_;
  mutable std::mutex mutex_;
  std::shared_ptr<const ApiKeys> keys_;   // guarded by mutex_
  std::shared_ptr<const Tokens> tokens_;  // guarded by mutex_
};

}  // namespace slipway::serve
