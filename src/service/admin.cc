#include "service/admin.h"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include "codec/json_text.h"

namespace slipway::service {
namespace {

using Json = rapidjson::Value;

std::string text(const Json& json, const char* key) {
  return json.HasMember(key) && json[key].IsString()
             ? std::string(json[key].GetString(), json[key].GetStringLength())
             : std::string();
}
std::uint64_t number(const Json& json, const char* key) {
  return json.HasMember(key) && json[key].IsUint64() ? json[key].GetUint64() : 0;
}
std::vector<std::string> texts(const Json& json, const char* key) {
  std::vector<std::string> all;
  if (!json.HasMember(key) || !json[key].IsArray()) return all;
  for (const Json& item : json[key].GetArray())
    if (item.IsString()) all.emplace_back(item.GetString(), item.GetStringLength());
  return all;
}

void member(std::string& out, const char* key, std::string_view value) {
  if (!out.ends_with('{')) out += ',';
  codec::append_json_string(out, key);
  codec::append_json_string(out += ':', value);
}
void member(std::string& out, const char* key, std::uint64_t value) {
  out += fmt::format("{}\"{}\":{}", out.ends_with('{') ? "" : ",", key, value);
}

template <class Item, class Write>
void list(std::string& out, const std::vector<Item>& items, Write write) {
  out = "{\"items\":[";
  for (const Item& item : items) {
    out += &item == &items.front() ? "{" : ",{";
    write(item);
    out += '}';
  }
  out += "]}";
}

base::Status answer(Home& home, std::string_view operation, const Json& in, std::string& out) {
  out = "{}";
  if (operation == "create_queue")
    return home.create_queue(text(in, "queue"),
                             static_cast<std::uint32_t>(number(in, "partitions")));
  if (operation == "publish")
    return home.publish(text(in, "queue"), texts(in, "payloads"), texts(in, "keys"));
  if (operation == "queues") {
    SLIPWAY_ASSIGN(const auto queues, home.queues());
    list(out, queues, [&out](const QueueSummary& q) {
      member(out, "name", q.name), member(out, "partitions", q.partitions),
          member(out, "records", q.records), member(out, "bytes", q.bytes);
    });
    return {};
  }
  if (operation == "peek") {
    SLIPWAY_ASSIGN(const auto records,
                   home.peek(text(in, "queue"), static_cast<std::uint32_t>(number(in, "partition")),
                             number(in, "from"), static_cast<std::uint32_t>(number(in, "count"))));
    list(out, records, [&out](const QueueRecord& r) {
      member(out, "partition", r.partition), member(out, "position", r.position),
          member(out, "key", r.key), member(out, "payload", r.payload),
          member(out, "published_at", r.published_at);
    });
    return {};
  }
  if (operation == "dead_letters") {
    SLIPWAY_ASSIGN(
        const auto letters,
        home.dead_letters(text(in, "pipeline"), static_cast<std::uint32_t>(number(in, "count"))));
    list(out, letters, [&out](const DeadLetterEntry& l) {
      member(out, "id", l.id), member(out, "pipeline", l.pipeline),
          member(out, "payload", l.payload), member(out, "code", l.code);
      member(out, "reason", l.reason), member(out, "message", l.message),
          member(out, "time", l.time);
    });
    return {};
  }
  if (operation == "requeue") {
    SLIPWAY_ASSIGN(const auto count, home.requeue(text(in, "queue"), texts(in, "ids")));
    out = "{";
    member(out, "count", count);
    out += '}';
    return {};
  }
  return base::not_found("UNKNOWN_PATH", fmt::format("there is no operation {}", operation));
}

class AdminHandler final : public serve::Handler {
 public:
  explicit AdminHandler(Home& home) : home_(home) {}
  void handle(serve::Exchange& exchange) override {
    const serve::Request& request = exchange.request();
    constexpr std::string_view kPrefix = "/admin/";
    rapidjson::Document json;
    json.Parse(request.body.data(), request.body.size());
    base::Status status = base::not_found("UNKNOWN_PATH", "there is nothing here");
    if (json.HasParseError() || !json.IsObject())
      status = base::invalid_argument("BAD_JSON", "the body is not a JSON object");
    else if (request.path.starts_with(kPrefix))
      status = answer(home_, request.path.substr(kPrefix.size()), json, exchange.response().body);
    if (!status.ok()) serve::respond_error(status, exchange.response());
    exchange.finish();
  }

 private:
  Home& home_;
};

}  // namespace

std::string admin_socket(const std::string& home) { return home + "/admin.sock"; }

std::unique_ptr<serve::Handler> make_admin_handler(Home& home) {
  return std::make_unique<AdminHandler>(home);
}

}  // namespace slipway::service
