#include "serve/http.h"

#include <algorithm>
#include <utility>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/log.h"
#include "codec/text_value.h"

namespace slipway::serve {

std::string printable(std::string_view text) {
  std::string shown(text);
  if (!codec::valid_utf8(text))
    std::ranges::replace_if(
        shown, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return shown;
}

Exchange::~Exchange() = default;
std::string_view Exchange::header(std::string_view) const { return {}; }
base::Status Exchange::stream(std::function<void(Duplex&)>) {
  return base::failed_precondition("NO_STREAM", "the request can't be answered as it comes")
      .remedy("use POST and HTTP/1.1");
}
Handler::~Handler() = default;
bool Handler::streams(const Request&) const { return false; }
bool Handler::admit(Exchange&) { return true; }

int http_status(base::Code code) {
  using base::Code;
  switch (code) {
    case Code::kOk:
      return 200;
    case Code::kInvalidArgument:
    case Code::kFailedPrecondition:
    case Code::kOutOfRange:
      return 400;
    case Code::kUnauthenticated:
      return 401;
    case Code::kPermissionDenied:
      return 403;
    case Code::kNotFound:
      return 404;
    case Code::kAlreadyExists:
    case Code::kAborted:
      return 409;
    case Code::kResourceExhausted:
      return 429;
    case Code::kCancelled:
      return 499;
    case Code::kUnimplemented:
      return 501;
    case Code::kUnavailable:
      return 503;
    case Code::kDeadlineExceeded:
      return 504;
    case Code::kUnknown:
    case Code::kInternal:
    case Code::kDataLoss:
      return 500;
  }
  return 500;
}

std::string error_text(const base::Status& status) {
  std::string text = status.message();
  if (!status.remedy().empty()) text.append("; ").append(status.remedy());
  return text;
}

base::Status terse_error(const base::Status& status) {
  using base::Code;
  switch (status.code()) {
    case Code::kInvalidArgument:
    case Code::kOutOfRange:
      return {status.code(), status.reason(), "can't be used as it was sent"};
    case Code::kUnknown:
    case Code::kInternal:
    case Code::kDataLoss:
      base::log(base::LogLevel::kError, "serve", "a request failed: " + status.text());
      return {status.code(), status.reason(), "internal error"};
    default:
      return status;
  }
}

base::Status bad_request(std::string message) {
  return base::invalid_argument("BAD_REQUEST", std::move(message));
}

void respond_error(const base::Status& status, Response& response) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  const auto member = [&](const char* key, std::string_view text) {
    if (text.empty()) return;
    writer.Key(key);
    const std::string shown = printable(text);
    writer.String(shown.data(), static_cast<rapidjson::SizeType>(shown.size()));
  };
  writer.StartObject();
  writer.Key("error");
  writer.StartObject();
  member("code", base::code_name(status.code()));
  member("reason", status.reason());
  member("message", status.message());
  member("place", status.place());
  member("remedy", status.remedy());
  writer.EndObject();
  writer.EndObject();
  response.status = http_status(status.code()), response.code = status.code();
  response.reason = status.reason();
  response.content_type = "application/json";
  response.body.assign(buffer.GetString(), buffer.GetSize());
  if (status.transient()) response.retry_after_s = 1;
  if (status.code() == base::Code::kUnauthenticated)
    response.more +=
        std::string_view(status.reason()) == "NO_CREDENTIALS"
            ? "WWW-Authenticate: Bearer realm=\"slipway\"\r\n"
            : "WWW-Authenticate: Bearer realm=\"slipway\", error=\"invalid_token\"\r\n";
}

}  // namespace slipway::serve
