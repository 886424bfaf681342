#include "flow/pump.h"

#include <algorithm>
#include <utility>

#include "base/crash_point.h"
#include "flow/sieve.h"

namespace slipway::flow {
namespace {

std::uint64_t rows_of(const Delivery& d) { return static_cast<std::uint64_t>(d.rows.rows()); }

}  // namespace

Pump::Pump(Source& source, Path& path, Sink& sink, DeadLetter& dead, const base::Clock& clock,
           PumpOptions options)
    : source_(source),
      path_(path),
      sink_(sink),
      dead_(dead),
      clock_(clock),
      options_(options),
      open_(options.open) {}

Pump::~Pump() { await_path(); }

bool Pump::full() const { return open_.full(); }

Pump::Step Pump::step() {
  const bool at_once = ended_ || std::exchange(idle_, false) || full();
  for (auto it = partitions_.begin(); it != partitions_.end();) {
    const auto current = it++;
    retry(current->second);
    if (!commit(current->first, current->second, at_once)) lose(current);
  }
  if (ended_) return finish();
  if (!connected_) return connect();
  if (full()) {
    path_.flush();
    return Step::kIdle;
  }
  auto entry = std::make_unique<Entry>();
  Event event = source_.next(*entry);
  return pulled(std::move(event), std::move(entry));
}

Pump::Step Pump::finish() {
  if (open_.deliveries() != 0) return path_.flush(), Step::kIdle;
  if (std::exchange(finished_, true) || !end_.ok()) return Step::kEnded;
  for (const auto& [id, p] : partitions_)
    if (base::Status status = p.sink->finish(); !status.ok()) end_ = std::move(status);
  return Step::kEnded;
}

Pump::Step Pump::connect() {
  if (clock_.now() < connect_at_) return Step::kIdle;
  if (const base::Status status = source_.connect(); !status.ok()) {
    trouble_ = status;
    connect_at_ = clock_.now() + options_.backoff.after(++connect_attempts_);
    return Step::kIdle;
  }
  connected_ = true;
  return Step::kBusy;
}

Pump::Step Pump::pulled(Event event, std::unique_ptr<Entry> entry) {
  switch (event.kind) {
    case Pull::kDelivery:
      take(std::move(entry));
      return Step::kBusy;
    case Pull::kIdle:
      path_.tick();
      idle_ = true;
      return Step::kIdle;
    case Pull::kEnd:
      ended_ = true;
      end_ = std::move(event.why);
      return Step::kBusy;
    case Pull::kAssigned:
      return assign(event.partition);
    case Pull::kRevoked:
      drain_and_release(event.partition);
      return Step::kBusy;
    case Pull::kDisconnected:
      drain();
      if (!event.why.ok()) trouble_ = std::move(event.why);
      connect_at_ = clock_.now() + options_.backoff.after(++connect_attempts_);
      return Step::kBusy;
  }
  return Step::kIdle;
}

void Pump::take(std::unique_ptr<Entry> entry) {
  connect_attempts_ = 0;
  Entry& e = *entry;
  Partition& p = partitions_.at(e.origin.partition);
  if (source_.position_kind() != Position::kOffset) {
    e.origin.position = p.next_message;
    e.origin.next = ++p.next_message;
  }
  e.owner = this;
  e.routing = Routing::kByRow;
  e.deadline = base::kNever;  // it is retried until it is answered
  e.pulled_at = clock_.now();
  open_.enter(rows_of(e), e.rows.bytes());
  p.open.push_back(std::move(entry));
  offer(e);
}

Pump::Step Pump::assign(std::uint32_t partition) {
  auto opened = sink_.open(partition);
  if (!opened.ok()) {
    trouble_ = opened.status();
    source_.release(partition);  // it will be assigned again, here or elsewhere
    return Step::kIdle;
  }
  Partition p;
  p.sink = *std::move(opened);
  p.committed = p.next_message = p.sink->position();
  source_.seek(partition, p.committed);
  partitions_[partition] = std::move(p);
  return Step::kBusy;
}

void Pump::drain() {
  while (!partitions_.empty()) drain_and_release(partitions_.begin()->first);
  connected_ = false;
}

// Waits for what is in the path, commits what is contiguous, drops the rest: its next owner starts
// at the committed position and gets it again.
void Pump::drain_and_release(std::uint32_t partition) {
  const auto it = partitions_.find(partition);
  if (it == partitions_.end()) return;
  await_path();
  Partition& p = it->second;
  for (bool more = true; more;) {
    const std::size_t before = p.open.size();
    more = commit(partition, p, true) && p.open.size() < before;
  }
  lose(it);
}

void Pump::lose(Partitions::iterator it) {
  await_path();
  for (const auto& e : it->second.open) open_.leave(rows_of(*e), e->rows.bytes());
  const std::uint32_t partition = it->first;
  partitions_.erase(it);
  ++stats_.partitions_released;
  source_.release(partition);
  if (!finished_) ended_ = false;  // what was lost is read again, perhaps here
}

void Pump::offer(Entry& e) {
  {
    const std::lock_guard lock(mutex_);
    e.state = State::kInPath;
    ++in_path_;
  }
  if (const base::Status refused = path_.offer(e); !refused.ok()) answered(e, refused);
}

void Pump::answered(Delivery& d, const base::Status& status) {
  Entry& e = static_cast<Entry&>(d);
  const std::lock_guard lock(mutex_);
  e.state = status.ok() ? State::kAnswered : State::kFailed;
  e.failure = status;
  if (status.code() == base::Code::kResourceExhausted) {
    e.retry_at = clock_.now();  // nothing is wrong: the next step() tries again
  } else if (!status.ok()) {
    e.retry_at = clock_.now() + options_.backoff.after(++e.attempts);
  }
  if (--in_path_ == 0) path_empty_.notify_all();
}

void Pump::retry(Partition& p) {
  const base::TimePoint now = clock_.now();
  for (const auto& e : p.open) {
    std::unique_lock lock(mutex_);
    const bool due = e->state == State::kFailed && e->retry_at <= now;
    if (due && e->failure.code() != base::Code::kResourceExhausted) {
      trouble_ = e->failure;
      ++stats_.retries;
    }
    lock.unlock();
    if (due) offer(*e);
  }
}

// How many Deliveries are to be committed now.
std::size_t Pump::ready(const Partition& p, bool at_once) {
  std::size_t count = 0;
  std::uint64_t rows = 0;
  {
    const std::lock_guard lock(mutex_);
    while (count < p.open.size() && p.open[count]->state == State::kAnswered &&
           rows < options_.commit_rows)
      rows += rows_of(*p.open[count++]);
  }
  if (count == 0) return 0;
  if (p.suspects != 0) return std::min(count, std::max<std::size_t>(1, p.suspects / 2));
  const bool old = clock_.now() - p.open.front()->pulled_at >= options_.commit_wait;
  return at_once || old || rows >= options_.commit_rows ? count : 0;
}

// Returns false if the partition is another worker's now.
bool Pump::commit(std::uint32_t id, Partition& p, bool at_once) {
  if (clock_.now() < p.retry_at) return true;
  if (p.in_doubt != 0) return settle(id, p);
  const std::size_t count = ready(p, at_once);
  return count == 0 || conclude(id, p, count, transact(p, count));
}

// What the outcome of a transaction of the first `count` means.
bool Pump::conclude(std::uint32_t id, Partition& p, std::size_t count, const base::Status& status) {
  if (status.ok()) {
    committed(p, count);
    return true;
  }
  trouble_ = status;
  if (status.code() == base::Code::kAborted) return false;
  if (status.code() == base::Code::kUnknown) {
    ++stats_.commits_unknown;
    p.in_doubt = count;
    return settle(id, p);
  }
  p.sink->abort();
  if (status.transient()) {
    wait_and_retry(p, status);
  } else if (count > 1) {
    p.suspects = count;
  } else {
    return refused(p, status);
  }
  return true;
}

// Opening the partition again fences the transaction in doubt: from then on it has happened, or
// never will, and the position says which.
bool Pump::settle(std::uint32_t id, Partition& p) {
  p.sink.reset();
  auto opened = sink_.open(id);
  if (!opened.ok()) {
    wait_and_retry(p, opened.status());
    return opened.status().code() != base::Code::kAborted;
  }
  p.sink = *std::move(opened);
  const std::size_t count = std::exchange(p.in_doubt, 0);
  const std::uint64_t position = p.sink->position();
  if (position == p.open[count - 1]->origin.next) {
    committed(p, count);
    return true;
  }
  return position == p.committed;  // else another worker has moved it on
}

// The sink refuses the first Delivery, alone. The first time, the rows at fault are looked for; if
// it refuses what is left once more, then all of it is.
bool Pump::refused(Partition& p, const base::Status& status) {
  Entry& e = *p.open.front();
  p.suspects = 0;
  if (!std::exchange(e.sieved, true)) {
    const base::Result<data::RowErrors> rows = sieve(*p.sink, e);
    if (rows.ok()) {
      e.answer.errors = merged(e.answer.errors, *rows);
      return true;
    }
    e.sieved = false;
    p.sink->abort();
    wait_and_retry(p, rows.status());
    return rows.status().code() != base::Code::kAborted;
  }
  data::RowErrors rest;
  auto error = e.answer.errors.begin();
  for (std::int64_t row = 0; row < e.rows.rows(); ++row) {
    if (error != e.answer.errors.end() && error->row == row) {
      ++error;
    } else {
      rest.push_back({row, status, {}, {}});
    }
  }
  if (rest.empty()) wait_and_retry(p, status);  // it refuses the position alone
  e.answer.errors = merged(e.answer.errors, rest);
  return true;
}

base::Status Pump::transact(Partition& p, std::size_t count) {
  ++stats_.transactions;
  for (std::size_t i = 0; i < count; ++i) {
    SLIPWAY_TRY(bury(*p.open[i]));
    base::crash_point("pump: buried");
    SLIPWAY_TRY(p.sink->write(*p.open[i]));
  }
  base::crash_point("pump: before commit");
  return p.sink->commit(p.open[count - 1]->origin.next);
}

// Dead letters first: the position may pass a row only once it can be found again. A failure of the
// store is never the row's fault: it is tried again.
base::Status Pump::bury(Entry& e) {
  for (const data::RowError& error : e.answer.errors) {
    const auto at = std::ranges::lower_bound(e.buried, error.row);
    if (at != e.buried.end() && *at == error.row) continue;
    if (const base::Status s = dead_.put(e, error.row, error.status); !s.ok())
      return s.transient() ? s
                           : base::unavailable("DEAD_LETTER_UNAVAILABLE", s.text())
                                 .remedy(
                                     "make the dead-letter store writable: rows that fail are "
                                     "kept there before the source moves on");
    e.buried.insert(at, error.row);
    ++stats_.rows_dead;
  }
  return {};
}

void Pump::committed(Partition& p, std::size_t count) {
  base::crash_point("pump: committed");
  for (std::size_t i = 0; i < count; ++i) {
    const Entry& e = *p.open.front();
    source_.ack(e.origin);
    base::crash_point("pump: acknowledged");
    open_.leave(rows_of(e), e.rows.bytes());
    p.committed = e.origin.next;
    ++stats_.deliveries_committed;
    stats_.rows_committed += rows_of(e) - e.answer.errors.size();
    p.open.pop_front();
  }
  p.suspects -= std::min(p.suspects, count);
  p.attempts = 0;
  trouble_ = {};
}

void Pump::wait_and_retry(Partition& p, const base::Status& status) {
  trouble_ = status;
  p.retry_at = clock_.now() + options_.backoff.after(++p.attempts);
}

void Pump::await_path() {
  path_.flush();
  std::unique_lock lock(mutex_);
  path_empty_.wait(lock, [this] { return in_path_ == 0; });
}

}  // namespace slipway::flow
