// Home: the folder where state lives (queues, dead letters), whoever owns it.
//
// One process owns a home, by a lock. open_home() gives the same interface to everyone: the owner's
// own if nobody runs, else a client of the owner's admin.sock. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace slipway::service {

struct QueueSummary {
  std::string name;
  std::uint32_t partitions = 0;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
};

struct QueueRecord {
  std::uint32_t partition = 0;
  std::uint64_t position = 0;
  std::string key, payload;
  std::string published_at;  // RFC 3339
};

struct DeadLetterEntry {
  std::string id;  // "pipeline/partition/position/row"
  std::string pipeline, payload, code, reason, message, time;
  std::int64_t attempts = 0;
};

class Home {
 public:
  virtual ~Home();
  virtual base::Status create_queue(const std::string& name, std::uint32_t partitions) = 0;
  virtual base::Result<std::vector<QueueSummary>> queues() = 0;
  // Durable when it returns. `keys` is empty or as long as `payloads`.
  virtual base::Status publish(const std::string& queue, const std::vector<std::string>& payloads,
                               const std::vector<std::string>& keys) = 0;
  virtual base::Result<std::vector<QueueRecord>> peek(const std::string& queue,
                                                      std::uint32_t partition, std::uint64_t from,
                                                      std::uint32_t count) = 0;
  // Of one pipeline, or of all if empty; oldest first.
  virtual base::Result<std::vector<DeadLetterEntry>> dead_letters(const std::string& pipeline,
                                                                  std::uint32_t count) = 0;
  // Publishes the payloads to the queue again and forgets the letters, in that order. Returns how
  // many. FAILED_PRECONDITION/NO_PAYLOAD, and nothing is done, if one has none: of a file's rows.
  virtual base::Result<std::uint64_t> requeue(const std::string& queue,
                                              const std::vector<std::string>& ids) = 0;
};

// SLIPWAY_HOME, else .slipway beside the configuration.
std::string home_path(const std::string& config_folder);

base::Result<std::unique_ptr<Home>> open_home(const std::string& path);

}  // namespace slipway::service
