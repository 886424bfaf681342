// Pump: pulled Source ─▶ Path ─▶ Sink, with the resume point in the sink.
//
// Per partition it keeps the open Deliveries in source order and commits, in one transaction, the
// longest answered prefix. Answers may come in any order, from any thread; what is scored past a
// gap waits, bounded by `open`. Two rules say what a failure means:
//   a Delivery that fails is retried with back-off, for ever (nothing is wrong with its rows);
//   a row that fails (to be decoded, scored or written) goes to the dead letter, durably, before
//   the position passes it.
//
//   pulled ─offer─▶ in path ─▶ answered ─commit─▶ acked
//            ▲                    │ ▲        │
//            └──── failed ◀───────┘ └─ unknown: the sink is opened again and says which
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "flow/path.h"
#include "flow/retry.h"
#include "flow/sink.h"
#include "flow/source.h"

namespace slipway::flow {

struct PumpOptions {
  Limits open;                         // pulled and not committed; overshot by at most one Delivery
  std::uint64_t commit_rows = 10'000;  // a transaction is due with so many rows,
  base::Duration commit_wait = std::chrono::milliseconds(20);  // or when its first is so old
  Backoff backoff;  // of Deliveries, commits and connections
};

// Since the pump was made. For people and metrics.
struct PumpStats {
  std::uint64_t deliveries_committed = 0, rows_committed = 0, transactions = 0;
  std::uint64_t rows_dead = 0, retries = 0, commits_unknown = 0, partitions_released = 0;
};

// One thread calls all of it; answered() comes from any.
class Pump final : public Owner {
 public:
  // REQUIRES: all outlive the pump. The source isn't connected yet.
  Pump(Source& source, Path& path, Sink& sink, DeadLetter& dead, const base::Clock& clock,
       PumpOptions options);

  // Waits for what is in the path and commits nothing more: as good as a crash, by design.
  ~Pump() override;

  enum class Step : std::uint8_t { kBusy, kIdle, kEnded };

  // Commits and retries what it can, then pulls one event unless a limit is reached. kEnded: the
  // source has ended and everything is committed.
  Step step();

  // Stops in order: awaits what is in the path, commits what is contiguous, lets go of all
  // partitions. The next step() connects anew.
  void drain();

  const PumpStats& stats() const { return stats_; }
  // What went wrong last, ok if nothing has since the last commit.
  const base::Status& trouble() const { return trouble_; }
  // After kEnded: ok if the source was read to its end and the sink has finished; else why not. What
  // was read before is committed all the same.
  const base::Status& end() const { return end_; }

 private:
  enum class State : std::uint8_t { kInPath, kAnswered, kFailed };
  struct Entry final : Delivery {
    State state = State::kFailed;  // guarded by mutex_ while kInPath
    int attempts = 0;              // the same
    base::TimePoint retry_at{};    // the same
    base::Status failure;          // the same
    base::TimePoint pulled_at{};
    bool sieved = false;               // the rows that the sink refuses are in answer.errors
    std::vector<std::int64_t> buried;  // rows that are dead letters already; sorted
  };
  struct Partition {
    std::unique_ptr<SinkPartition> sink;      // null while the outcome of a commit is unknown
    std::uint64_t committed = 0;              // the position in the sink
    std::uint64_t next_message = 0;           // of a message source: the running number
    std::deque<std::unique_ptr<Entry>> open;  // in source order, without gaps
    std::size_t suspects = 0;                 // > 0: the first so many hold one the sink refuses
    std::size_t in_doubt = 0;                 // > 0: the first so many are committed, or not
    int attempts = 0;
    base::TimePoint retry_at{};
  };
  using Partitions = std::map<std::uint32_t, Partition>;

  void answered(Delivery& d, const base::Status& status) override;
  Step connect();
  Step finish();
  Step pulled(Event event, std::unique_ptr<Entry> entry);
  void take(std::unique_ptr<Entry> entry);
  Step assign(std::uint32_t partition);
  void drain_and_release(std::uint32_t partition);
  void lose(Partitions::iterator it);
  void offer(Entry& entry);
  void retry(Partition& p);
  bool full() const;
  std::size_t ready(const Partition& p, bool at_once);
  [[nodiscard]] bool commit(std::uint32_t id, Partition& p, bool at_once);
  [[nodiscard]] bool conclude(std::uint32_t id, Partition& p, std::size_t count,
                              const base::Status& status);
  [[nodiscard]] bool settle(std::uint32_t id, Partition& p);
  [[nodiscard]] bool refused(Partition& p, const base::Status& status);
  base::Status transact(Partition& p, std::size_t count);
  base::Status bury(Entry& e);
  void committed(Partition& p, std::size_t count);
  void wait_and_retry(Partition& p, const base::Status& status);
  void await_path();

  // constant after construction
  Source& source_;
  Path& path_;
  Sink& sink_;
  DeadLetter& dead_;
  const base::Clock& clock_;
  const PumpOptions options_;

  // the pump thread's
  Partitions partitions_;
  Meter open_;
  bool connected_ = false, ended_ = false, finished_ = false, idle_ = false;
  int connect_attempts_ = 0;
  base::TimePoint connect_at_{};
  PumpStats stats_;
  base::Status trouble_, end_;

  std::mutex mutex_;
  std::condition_variable path_empty_;
  std::size_t in_path_ = 0;  // guarded by mutex_
};

}  // namespace slipway::flow
