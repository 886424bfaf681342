// Status: how a step went, as a value. Result<T>: a T, or the Status that says why there is none.
//
// A Status has gRPC's canonical code, a stable upper-case reason that people and tests may match
// on, a message for people, the place (file, row, column) and the remedy. Only code and reason are
// kept inline: a refusal at a limit allocates nothing. Every border of a room returns these; no
// exception leaves a room.
//
//   return invalid_argument("MISSING_COLUMN", "the file has no column
//   \"age\"").at("in.csv").remedy("add it, or ..."); SLIPWAY_TRY(writer->write(bytes));
//   SLIPWAY_ASSIGN(auto text, read_text(path));
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace slipway::base {

// The numbers are gRPC's.
enum class Code : std::uint8_t {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

std::string_view code_name(Code code);  // "INVALID_ARGUMENT"

class [[nodiscard]] Status {
 public:
  Status() = default;
  // `reason` is a string literal: it lives for ever.
  Status(Code code, const char* reason) : code_(code), reason_(reason) {}
  Status(Code code, const char* reason, std::string message);

  bool ok() const { return code_ == Code::kOk; }
  Code code() const { return code_; }
  const char* reason() const { return reason_; }
  const std::string& message() const;
  const std::string& place() const;
  const std::string& remedy() const;

  // The same work may succeed later, unchanged: it is retried, never bisected, never dead-lettered.
  bool transient() const {
    return code_ == Code::kUnavailable || code_ == Code::kResourceExhausted;
  }

  // A copy with a place (an outer place goes before an inner one: "in.csv: row 7") or a remedy.
  Status at(std::string_view place) const;
  Status remedy(std::string_view remedy) const;

  // "place: message (REASON); remedy", as a person reads it.
  std::string text() const;

 private:
  struct Detail {
    std::string message, place, remedy;
  };
  Code code_ = Code::kOk;
  const char* reason_ = "";
  std::shared_ptr<const Detail> detail_;  // immutable, shared by copies
};

Status invalid_argument(const char* reason, std::string message);
Status not_found(const char* reason, std::string message);
Status already_exists(const char* reason, std::string message);
Status failed_precondition(const char* reason, std::string message);
Status resource_exhausted(const char* reason, std::string message);
Status unimplemented(const char* reason, std::string message);
Status unavailable(const char* reason, std::string message);
Status data_loss(const char* reason, std::string message);
Status internal(const char* reason, std::string message);

// REQUIRES: ok() before value(). A Result made of an ok Status is a bug.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Status status) : status_(std::move(status)) { assert(!status_.ok()); }
  template <class U>
    requires(std::is_convertible_v<U &&, T> && !std::is_same_v<std::decay_t<U>, Result> &&
             !std::is_same_v<std::decay_t<U>, Status> && !std::is_same_v<std::decay_t<U>, T>)
  Result(U&& value) : value_(std::forward<U>(value)) {}

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  T& value() & { return assert(ok()), *value_; }
  const T& value() const& { return assert(ok()), *value_; }
  T&& value() && { return assert(ok()), *std::move(value_); }
  T* operator->() { return assert(ok()), &*value_; }
  const T* operator->() const { return assert(ok()), &*value_; }
  T& operator*() & { return assert(ok()), *value_; }
  const T& operator*() const& { return assert(ok()), *value_; }
  T&& operator*() && { return assert(ok()), *std::move(value_); }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace slipway::base

#define SLIPWAY_CONCAT_(a, b) a##b
#define SLIPWAY_CONCAT(a, b) SLIPWAY_CONCAT_(a, b)

// Returns from the function if `expression` (a Status) is a failure.
#define SLIPWAY_TRY(expression)                                                        \
  do {                                                                                 \
    if (::slipway::base::Status status_ = (expression); !status_.ok()) return status_; \
  } while (false)

// Assigns the value of `expression` (a Result) to `target`, or returns its Status.
#define SLIPWAY_ASSIGN(target, expression)                                                        \
  auto SLIPWAY_CONCAT(result_, __LINE__) = (expression);                                          \
  if (!SLIPWAY_CONCAT(result_, __LINE__).ok()) return SLIPWAY_CONCAT(result_, __LINE__).status(); \
  target = std::move(SLIPWAY_CONCAT(result_, __LINE__)).value()
