#include "base/status.h"

#include <array>

namespace slipway::base {
namespace {

const std::string kEmpty;

}  // namespace

std::string_view code_name(Code code) {
  static constexpr std::array<std::string_view, 17> kNames = {"OK",
                                                              "CANCELLED",
                                                              "UNKNOWN",
                                                              "INVALID_ARGUMENT",
                                                              "DEADLINE_EXCEEDED",
                                                              "NOT_FOUND",
                                                              "ALREADY_EXISTS",
                                                              "PERMISSION_DENIED",
                                                              "RESOURCE_EXHAUSTED",
                                                              "FAILED_PRECONDITION",
                                                              "ABORTED",
                                                              "OUT_OF_RANGE",
                                                              "UNIMPLEMENTED",
                                                              "INTERNAL",
                                                              "UNAVAILABLE",
                                                              "DATA_LOSS",
                                                              "UNAUTHENTICATED"};
  return kNames[static_cast<std::size_t>(code)];
}

Status::Status(Code code, const char* reason, std::string message)
    : code_(code),
      reason_(reason),
      detail_(std::make_shared<const Detail>(Detail{std::move(message), {}, {}})) {}

const std::string& Status::message() const { return detail_ ? detail_->message : kEmpty; }
const std::string& Status::place() const { return detail_ ? detail_->place : kEmpty; }
const std::string& Status::remedy() const { return detail_ ? detail_->remedy : kEmpty; }

Status Status::at(std::string_view place) const {
  if (ok() || place.empty()) return *this;
  Detail detail = detail_ ? *detail_ : Detail{};
  detail.place =
      detail.place.empty() ? std::string(place) : std::string(place) + ": " + detail.place;
  Status copy = *this;
  copy.detail_ = std::make_shared<const Detail>(std::move(detail));
  return copy;
}

Status Status::remedy(std::string_view remedy) const {
  if (ok()) return *this;
  Detail detail = detail_ ? *detail_ : Detail{};
  detail.remedy = remedy;
  Status copy = *this;
  copy.detail_ = std::make_shared<const Detail>(std::move(detail));
  return copy;
}

std::string Status::text() const {
  if (ok()) return "ok";
  std::string out;
  if (!place().empty()) out += place() + ": ";
  out += message().empty() ? std::string(code_name(code_)) : message();
  out += std::string(" (") + reason_ + ")";
  if (!remedy().empty()) out += "; " + remedy();
  return out;
}

Status invalid_argument(const char* reason, std::string message) {
  return {Code::kInvalidArgument, reason, std::move(message)};
}
Status not_found(const char* reason, std::string message) {
  return {Code::kNotFound, reason, std::move(message)};
}
Status already_exists(const char* reason, std::string message) {
  return {Code::kAlreadyExists, reason, std::move(message)};
}
Status failed_precondition(const char* reason, std::string message) {
  return {Code::kFailedPrecondition, reason, std::move(message)};
}
Status resource_exhausted(const char* reason, std::string message) {
  return {Code::kResourceExhausted, reason, std::move(message)};
}
Status unimplemented(const char* reason, std::string message) {
  return {Code::kUnimplemented, reason, std::move(message)};
}
Status unavailable(const char* reason, std::string message) {
  return {Code::kUnavailable, reason, std::move(message)};
}
Status data_loss(const char* reason, std::string message) {
  return {Code::kDataLoss, reason, std::move(message)};
}
Status internal(const char* reason, std::string message) {
  return {Code::kInternal, reason, std::move(message)};
}

}  // namespace slipway::base
