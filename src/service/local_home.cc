#include "service/local_home.h"

#include <set>

#include <fmt/format.h>

#include "base/clock.h"
#include "codec/json_text.h"

namespace slipway::service {
namespace {

constexpr base::Duration kLockPoll = std::chrono::milliseconds(5);

}  // namespace

LocalHome::LocalHome(std::string path, std::unique_ptr<base::FileLock> lock,
                     std::unique_ptr<ledger::DeadLetters> letters)
    : path_(std::move(path)),
      lock_(std::move(lock)),
      letters_(std::move(letters)),
      queues_(base::posix_env(), base::system_clock(), path_ + "/queues") {}
LocalHome::~LocalHome() = default;

base::Result<std::unique_ptr<LocalHome>> LocalHome::open(const std::string& path,
                                                         base::Duration patience) {
  base::Env& env = base::posix_env();
  const base::Clock& clock = base::system_clock();
  SLIPWAY_TRY(env.make_folders(path));
  const base::TimePoint until = clock.now() + patience;
  auto claimed = env.lock(path + "/lock");
  while (!claimed.ok() && std::string_view(claimed.status().reason()) == "LOCKED" &&
         clock.now() < until) {
    clock.sleep(kLockPoll);
    claimed = env.lock(path + "/lock");
  }
  SLIPWAY_ASSIGN(auto lock, std::move(claimed));
  SLIPWAY_ASSIGN(auto letters, ledger::DeadLetters::open(path + "/ledger.db"));
  return std::unique_ptr<LocalHome>(new LocalHome(path, std::move(lock), std::move(letters)));
}

base::Status LocalHome::create_queue(const std::string& name, std::uint32_t partitions) {
  return queues_.create(name, {.partitions = partitions});
}

base::Result<std::vector<QueueSummary>> LocalHome::queues() {
  SLIPWAY_ASSIGN(const auto names, queues_.names());
  std::vector<QueueSummary> all;
  for (const std::string& name : names) {
    SLIPWAY_ASSIGN(queue::Queue * queue, queues_.open(name));
    SLIPWAY_ASSIGN(const auto partitions, queue->describe());
    QueueSummary& summary = all.emplace_back();
    summary.name = name;
    summary.partitions = queue->partitions();
    for (const queue::PartitionInfo& partition : partitions) {
      summary.records += partition.end - partition.begin;
      summary.bytes += partition.bytes;
    }
  }
  return all;
}

base::Status LocalHome::publish(const std::string& name, const std::vector<std::string>& payloads,
                                const std::vector<std::string>& keys) {
  if (!keys.empty() && keys.size() != payloads.size())
    return base::invalid_argument("BAD_KEYS", "there must be a key for each record, or none");
  SLIPWAY_ASSIGN(queue::Queue * queue, queues_.open(name));
  std::vector<queue::Message> messages(payloads.size());
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    messages[i].payload = payloads[i];
    if (!keys.empty()) messages[i].key = keys[i];
  }
  std::vector<queue::Place> places;
  return queue->publish(messages, places);
}

base::Result<std::vector<QueueRecord>> LocalHome::peek(const std::string& name,
                                                       std::uint32_t partition, std::uint64_t from,
                                                       std::uint32_t count) {
  SLIPWAY_ASSIGN(queue::Queue * queue, queues_.open(name));
  if (partition >= queue->partitions())
    return base::invalid_argument(
        "NO_PARTITION", fmt::format("queue {} has {} partition{}", name, queue->partitions(),
                                    queue->partitions() == 1 ? "" : "s"));
  SLIPWAY_ASSIGN(const auto lease, queue->lease("_peek", partition));
  queue::Batch batch;
  SLIPWAY_TRY(lease->read(from, {.records_max = count}, batch));
  std::vector<QueueRecord> records;
  for (const queue::Record& record : batch.records)
    records.push_back({partition, record.position, std::string(record.key.value_or("")),
                       std::string(record.payload), codec::rfc3339(record.time_us)});
  return records;
}

base::Result<std::vector<DeadLetterEntry>> LocalHome::dead_letters(const std::string& pipeline,
                                                                   std::uint32_t count) {
  SLIPWAY_ASSIGN(const auto letters, letters_->list(pipeline, count));
  std::vector<DeadLetterEntry> entries;
  for (const ledger::DeadLetter& letter : letters)
    entries.push_back(
        {letter.id, letter.pipeline, letter.payload, letter.code, letter.reason,
         letter.column.empty() ? letter.message : letter.column + ": " + letter.message,
         letter.time, letter.attempts});
  return entries;
}

base::Result<std::uint64_t> LocalHome::requeue(const std::string& queue,
                                               const std::vector<std::string>& ids) {
  std::vector<std::string> payloads;
  std::set<std::string> seen;  // an id that is given twice is one letter
  for (const std::string& id : ids) {
    if (!seen.insert(id).second) continue;
    SLIPWAY_ASSIGN(const ledger::DeadLetter letter, letters_->get(id));
    if (letter.payload.empty())
      return base::failed_precondition(
                 "NO_PAYLOAD",
                 fmt::format("dead letter {} holds no payload: only rows of a queue do", id))
          .remedy("mend the row where it came from, and run the pipeline again");
    payloads.push_back(letter.payload);
  }
  SLIPWAY_TRY(publish(queue, payloads, {}));
  for (const std::string& id : seen) SLIPWAY_TRY(letters_->forget(id));
  return static_cast<std::uint64_t>(seen.size());
}

}  // namespace slipway::service
