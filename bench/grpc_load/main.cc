// grpc_load ADDRESS METHOD BODY CALLS SECONDS: keeps CALLS calls of a unary method under way for SECONDS, each with the bytes of
// the file BODY, and prints how many were answered, and their latencies in microseconds: "requests p50 p99". One channel.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

namespace {

using Clock = std::chrono::steady_clock;

// One call after the other, until the end.
class Caller {
 public:
  Caller(grpc::GenericStub& stub, const std::string& method, const grpc::ByteBuffer& body,
         Clock::time_point end)
      : stub_(stub), method_(method), body_(body), end_(end) {}

  void begin() {
    context_ = std::make_unique<grpc::ClientContext>();
    begun_ = Clock::now();
    stub_.UnaryCall(context_.get(), method_, {}, &body_, &answer_,
                    [this](const grpc::Status& status) { ended(status); });
  }
  void wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return over_; });
  }
  const std::vector<float>& latencies() const { return latencies_; }

 private:
  void ended(const grpc::Status& status) {
    if (!status.ok()) {
      std::fprintf(stderr, "%s\n", status.error_message().c_str());
      std::exit(1);
    }
    const auto now = Clock::now();
    latencies_.push_back(std::chrono::duration<float, std::micro>(now - begun_).count());
    if (now < end_) return begin();
    const std::lock_guard lock(mutex_);
    over_ = true;
    done_.notify_one();
  }

  grpc::GenericStub& stub_;
  const std::string method_;
  const grpc::ByteBuffer body_;
  const Clock::time_point end_;
  std::unique_ptr<grpc::ClientContext> context_;
  grpc::ByteBuffer answer_;
  Clock::time_point begun_;
  std::vector<float> latencies_;
  std::mutex mutex_;
  std::condition_variable done_;
  bool over_ = false;  // guarded by mutex_
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  std::ifstream file(argv[3], std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const grpc::Slice slice(bytes);
  grpc::GenericStub stub(grpc::CreateChannel(argv[1], grpc::InsecureChannelCredentials()));
  const auto end = Clock::now() + std::chrono::seconds(std::atoi(argv[5]));
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < std::atoi(argv[4]); ++i)
    callers.push_back(std::make_unique<Caller>(stub, argv[2], grpc::ByteBuffer(&slice, 1), end));
  for (const auto& caller : callers) caller->begin();
  std::vector<float> all;
  for (const auto& caller : callers) {
    caller->wait();
    all.insert(all.end(), caller->latencies().begin(), caller->latencies().end());
  }
  std::ranges::sort(all);
  std::printf("%zu %.0f %.0f\n", all.size(), static_cast<double>(all[all.size() / 2]),
              static_cast<double>(all[all.size() * 99 / 100]));
}
