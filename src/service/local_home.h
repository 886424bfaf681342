// LocalHome: a home that this process owns. Any thread.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/env.h"
#include "ledger/dead_letters.h"
#include "queue/queues.h"
#include "service/home.h"

namespace slipway::service {

class LocalHome final : public Home {
 public:
  // Claims the folder, which is made if absent. UNAVAILABLE/LOCKED: another process owns it, and
  // still does after `patience`: a command holds it for moments only, a running service for good.
  static base::Result<std::unique_ptr<LocalHome>> open(const std::string& path,
                                                       base::Duration patience = {});
  ~LocalHome() override;

  base::Status create_queue(const std::string& name, std::uint32_t partitions) override;
  base::Result<std::vector<QueueSummary>> queues() override;
  base::Status publish(const std::string& queue, const std::vector<std::string>& payloads,
                       const std::vector<std::string>& keys) override;
  base::Result<std::vector<QueueRecord>> peek(const std::string& queue, std::uint32_t partition,
                                              std::uint64_t from, std::uint32_t count) override;
  base::Result<std::vector<DeadLetterEntry>> dead_letters(const std::string& pipeline,
                                                          std::uint32_t count) override;
  base::Result<std::uint64_t> requeue(const std::string& queue,
                                      const std::vector<std::string>& ids) override;

  queue::Queues& all_queues() { return queues_; }
  ledger::DeadLetters& letters() { return *letters_; }

 private:
  LocalHome(std::string path, std::unique_ptr<base::FileLock> lock,
            std::unique_ptr<ledger::DeadLetters> letters);

  const std::string path_;
  const std::unique_ptr<base::FileLock> lock_;
  const std::unique_ptr<ledger::DeadLetters> letters_;
  queue::Queues queues_;
};

}  // namespace slipway::service
