#include "serve/ticker.h"

#include <algorithm>

namespace slipway::serve {
namespace {

base::TimePoint due_at(const ServedModel& model) {
  if (!model.batches || model.wake) return base::kNever;
  return std::min(model.usual.path->due_at(), model.all.path->due_at());
}

}  // namespace

base::TimePoint due_at(const ServedModels& models) {
  base::TimePoint earliest = base::kNever;
  for (const auto list = models.all(); const ServedPtr& model : *list)
    earliest = std::min(earliest, due_at(*model));
  return earliest;
}

void tick(const ServedModels& models) {
  for (const auto list = models.all(); const ServedPtr& model : *list)
    if (model->batches && !model->wake)
      for (flow::Path* path : {model->usual.path, model->all.path}) path->tick();
}

Ticker::Ticker(const ServedModels& models) : models_(models), thread_([this] { run(); }) {}

Ticker::~Ticker() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Ticker::note(const ServedModel& model) {
  const base::TimePoint due = due_at(model);
  if (due == base::kNever) return;
  {
    const std::lock_guard lock(mutex_);
    if (due >= due_) return;
    due_ = due;
  }
  wake_.notify_one();
}

void Ticker::run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    if (due_ == base::kNever) {
      wake_.wait(lock);
    } else if (due_ > std::chrono::steady_clock::now()) {
      wake_.wait_until(lock, due_);
    } else {
      due_ = base::kNever;
      lock.unlock();
      tick(models_);
      const base::TimePoint next = due_at(models_);
      lock.lock();
      due_ = std::min(due_, next);
    }
  }
}

}  // namespace slipway::serve
