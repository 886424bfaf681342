// RequestMemory: what a request's header is read into: given out front to back, and taken back all at once before the
// next request. What does not fit comes from the heap. One connection's, on its thread.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>

namespace slipway::serve {

class RequestMemory {
 public:
  // REQUIRES: nothing that was taken is in use.
  void reset() { used_ = 0; }

  void* take(std::size_t bytes) {
    constexpr std::size_t kAlignment = alignof(std::max_align_t);
    const std::size_t rounded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    if (rounded > block_.size() - used_) return ::operator new(bytes);
    void* const taken = block_.data() + used_;
    used_ += rounded;
    return taken;
  }
  void give_back(void* taken) {
    const auto* const at = static_cast<const std::byte*>(taken);
    if (at < block_.data() || at >= block_.data() + block_.size()) ::operator delete(taken);
  }

 private:
  static constexpr std::size_t kBytes = 1024;  // a usual header's fields

  alignas(std::max_align_t) std::array<std::byte, kBytes> block_;
  std::size_t used_ = 0;
};

// As containers want it.
template <class T>
class RequestAllocator {
 public:
  using value_type = T;
  explicit RequestAllocator(RequestMemory& memory) : memory_(&memory) {}
  template <class U>
  RequestAllocator(const RequestAllocator<U>& other) : memory_(other.memory()) {}

  T* allocate(std::size_t count) { return static_cast<T*>(memory_->take(count * sizeof(T))); }
  void deallocate(T* taken, std::size_t) { memory_->give_back(taken); }
  RequestMemory* memory() const { return memory_; }
  template <class U>
  bool operator==(const RequestAllocator<U>& other) const {
    return memory_ == other.memory();
  }

 private:
  RequestMemory* memory_;
};

}  // namespace slipway::serve
