#include "serve/otlp_json.h"

#include <chrono>
#include <cstdlib>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/version.h"
#include "serve/http.h"

namespace slipway::serve {
namespace {

using base::Code;

// As opentelemetry/proto/trace/v1/trace.proto numbers them.
constexpr int kInternal = 1, kServer = 2, kStatusError = 2;
constexpr unsigned kSampled = 1, kRemoteIsKnown = 1u << 8, kParentIsRemote = 1u << 9;

class OtlpWriter {
 public:
  OtlpWriter(const std::string& service, const std::string& instance) {
    json_.StartObject();
    begin_list("resourceSpans");
    json_.StartObject();
    json_.Key("resource");
    json_.StartObject();
    begin_list("attributes");
    text("service.name", service);
    text("service.version", base::kVersion);
    text("service.instance.id", instance);
    json_.EndArray();
    json_.EndObject();
    begin_list("scopeSpans");
    json_.StartObject();
    json_.Key("scope");
    json_.StartObject();
    member("name", "slipway");
    member("version", base::kVersion);
    json_.EndObject();
    begin_list("spans");
  }

  std::string end() {
    for (int list = 0; list < 3; ++list) json_.EndArray(), json_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
  }

  void add(const RequestSpan& span) {
    const bool grpc = std::string_view(span.scheme) == "grpc";
    begin_span(span, span.id, name_of(span, grpc), kServer, span.began, span.ended);
    if (span.remote) member("parentSpanId", hex(span.parent));
    if (!span.state.empty()) member("traceState", printable(span.state));
    begin_list("attributes");
    grpc ? rpc(span) : http(span);
    if (!span.client.empty()) text("client.address", span.client);
    if (*span.reason != '\0') text("error.type", span.reason);
    of_model(span);
    json_.EndArray();
    if (failed(span, grpc)) {
      json_.Key("status");
      json_.StartObject();
      json_.Key("code");
      json_.Int(kStatusError);
      member("message", span.reason);
      json_.EndObject();
    }
    end_span(span.remote);
    for (std::size_t i = 0; i < span.phases_count; ++i) add_phase(span, span.phases[i]);
  }

 private:
  void add_phase(const RequestSpan& span, const RequestSpan::Phase& phase) {
    begin_span(span, new_span_id(), phase.name, kInternal, phase.begin, phase.end);
    member("parentSpanId", hex(span.id));
    begin_list("attributes");
    of_model(span);
    json_.EndArray();
    end_span(false);
  }

  // A path has few values where it names a model that there is; else anybody makes them up.
  static std::string name_of(const RequestSpan& span, bool grpc) {
    if (grpc) return span.path.substr(1);
    return span.model.empty() ? "POST" : "POST " + printable(span.path);
  }

  // What is the caller's fault is no failure of the server's.
  static bool failed(const RequestSpan& span, bool grpc) {
    if (!grpc) return span.status >= 500;
    switch (static_cast<Code>(span.status)) {
      case Code::kUnknown:
      case Code::kDeadlineExceeded:
      case Code::kUnimplemented:
      case Code::kInternal:
      case Code::kUnavailable:
      case Code::kDataLoss:
        return true;
      default:
        return false;
    }
  }

  void http(const RequestSpan& span) {
    text("http.request.method", "POST");
    text("url.scheme", span.scheme);
    text("url.path", printable(span.path));
    number("http.response.status_code", span.status);
  }

  void rpc(const RequestSpan& span) {
    const std::size_t slash = span.path.rfind('/');
    text("rpc.system", "grpc");
    text("rpc.service", span.path.substr(1, slash - 1));
    text("rpc.method", span.path.substr(slash + 1));
    number("rpc.grpc.status_code", span.status);
  }

  void of_model(const RequestSpan& span) {
    if (span.model.empty()) return;
    text("slipway.model", span.model);
    text("slipway.version", span.version);
    if (span.rows >= 0) number("slipway.rows", span.rows);
  }

  void begin_span(const RequestSpan& span, const SpanId& id, const std::string& name, int kind,
                  base::TimePoint begin, base::TimePoint end) {
    json_.StartObject();
    member("traceId", hex(span.trace));
    member("spanId", hex(id));
    member("name", name);
    json_.Key("kind");
    json_.Int(kind);
    member("startTimeUnixNano", moment(span, begin));
    member("endTimeUnixNano", moment(span, end));
  }
  void end_span(bool parent_is_remote) {
    json_.Key("flags");
    json_.Uint(kSampled | kRemoteIsKnown | (parent_is_remote ? kParentIsRemote : 0));
    json_.EndObject();
  }

  static std::string moment(const RequestSpan& span, base::TimePoint at) {
    const base::Duration wall = span.began_wall.time_since_epoch() + (at - span.began);
    return std::to_string(wall.count());
  }

  void begin_list(const char* key) {
    json_.Key(key);
    json_.StartArray();
  }
  void member(const char* key, std::string_view value) {
    json_.Key(key);
    json_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  void text(const char* key, std::string_view value) {
    begin_attribute(key);
    member("stringValue", value);
    end_attribute();
  }
  void number(const char* key, std::int64_t value) {
    begin_attribute(key);
    member("intValue", std::to_string(value));
    end_attribute();
  }
  void begin_attribute(const char* key) {
    json_.StartObject();
    member("key", key);
    json_.Key("value");
    json_.StartObject();
  }
  void end_attribute() { json_.EndObject(), json_.EndObject(); }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> json_{buffer_};
};

}  // namespace

std::string otlp_json(const std::string& service, const std::string& instance,
                      std::span<const RequestSpan> requests) {
  OtlpWriter writer(service, instance);
  for (const RequestSpan& span : requests) writer.add(span);
  return writer.end();
}

std::uint64_t otlp_rejected(const std::string& answer) {
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(answer.data(), answer.size());
  if (json.HasParseError() || !json.IsObject() || !json.HasMember("partialSuccess")) return 0;
  const rapidjson::Value& partial = json["partialSuccess"];
  if (!partial.IsObject() || !partial.HasMember("rejectedSpans")) return 0;
  const rapidjson::Value& count = partial["rejectedSpans"];  // proto3's JSON writes 64 bits as text
  if (count.IsUint64()) return count.GetUint64();
  return count.IsString() ? std::strtoull(count.GetString(), nullptr, 10) : 0;
}

}  // namespace slipway::serve
