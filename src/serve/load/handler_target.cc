#include "serve/load/handler_target.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <boost/beast/core/string.hpp>
#include <fmt/format.h>
#include <sys/prctl.h>

namespace slipway::serve {
namespace {

constexpr std::int64_t kThreadsMax = 256;
constexpr base::Duration kTick = std::chrono::milliseconds(20);  // how often `stop` is looked at

base::TimePoint now() { return std::chrono::steady_clock::now(); }

// One request after the other, on one thread; it is finished by any.
class DirectExchange final : public Exchange {
 public:
  const Request& request() const override { return request_; }
  std::string_view header(std::string_view name) const override {
    for (const auto& [known, value] : asked_->headers)
      if (boost::beast::iequals({known.data(), known.size()}, {name.data(), name.size()}))
        return value;
    return {};
  }
  Response& response() override { return response_; }
  void finish() override {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    wake_.notify_one();
  }

  const Response& call(Handler& handler, const LoadRequest& asked, base::Duration timeout) {
    asked_ = &asked, finished_ = false;
    request_ = {.method = asked.method,
                .path = asked.path,
                .body = asked.body,
                .content_type = asked.type,
                .deadline = now() + timeout};
    response_.clear();
    handler.handle(*this);
    std::unique_lock lock(mutex_);
    while (!finished_) {  // meanwhile the handler's clock is ours to wind
      if (const base::TimePoint due = handler.due_at(); due <= now()) {
        lock.unlock();
        handler.tick();
        lock.lock();
      } else if (!finished_) {
        wake_.wait_until(lock, std::min(due, now() + kTick));
      }
    }
    return response_;
  }

 private:
  const LoadRequest* asked_ = nullptr;
  Request request_;
  Response response_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool finished_ = false;  // guarded by mutex_
};

LoadAnswer answer_of(const Response& response) {
  return {response.status, response.status / 100 == 2, response.body};
}

class HandlerTarget final : public Target {
 public:
  explicit HandlerTarget(Handler& handler) : handler_(handler) {}

  base::Result<LoadAnswer> ask(const LoadRequest& request) override {
    return answer_of(DirectExchange().call(handler_, request, std::chrono::seconds(30)));
  }

  base::Status prepare(std::span<const LoadRequest> requests) override {
    requests_.assign(requests.begin(), requests.end());
    return {};
  }

  base::Status drive(const AnswerCheck& check, Load& load, const std::atomic<bool>& stop) override {
    if (load.plan().connections > kThreadsMax)
      return base::invalid_argument(
          "BAD_LOAD", fmt::format("without a server there are at most {} callers", kThreadsMax));
    std::mutex mutex;  // guards the load
    std::vector<std::thread> callers;
    for (std::int64_t i = 0; i < load.plan().connections; ++i)
      callers.emplace_back([&] { call(check, load, stop, mutex); });
    for (std::thread& caller : callers) caller.join();
    load.end();
    return {};
  }

 private:
  void call(const AnswerCheck& check, Load& load, const std::atomic<bool>& stop,
            std::mutex& mutex) {
    ::prctl(PR_SET_TIMERSLACK, 1UL);
    DirectExchange exchange;
    std::unique_lock lock(mutex);
    for (;;) {
      const base::TimePoint time = now();
      if (stop.load(std::memory_order_relaxed)) load.stop(time);
      const base::TimePoint due = load.due_at(time);
      if (due == base::kNever) return;
      if (due > time) {
        lock.unlock();
        base::system_clock().sleep(std::min(due - time, kTick));
        lock.lock();
        continue;
      }
      const Ticket ticket = load.take(time);
      const LoadRequest& request = requests_[ticket.request];
      lock.unlock();
      const Response& response = exchange.call(handler_, request, load.plan().timeout);
      const bool well = response.status / 100 == 2;
      const base::TimePoint answered = now();
      lock.lock();
      if (well && check && !check(response.body))
        load.failed(ticket, answered, LoadFailure::kWrong);
      else
        load.answered(ticket, answered, response.status, well, request.body.size(),
                      response.body.size());
    }
  }

  Handler& handler_;
  std::vector<LoadRequest> requests_;
};

}  // namespace

std::unique_ptr<Target> make_handler_target(Handler& handler) {
  return std::make_unique<HandlerTarget>(handler);
}

}  // namespace slipway::serve
