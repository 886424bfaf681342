#include "service/admin.h"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include "codec/json_text.h"

namespace slipway::service {
namespace {

using Json = rapidjson::Value;

// The members of a request. One that is missing or of another type is a failure, not a default.
class Asked {
 public:
  explicit Asked(const Json& json) : json_(json) {}

  std::string text(const char* key) {
    const Json* value = find(key);
    if (value == nullptr || !value->IsString()) return refuse(key, "text"), std::string();
    return {value->GetString(), value->GetStringLength()};
  }
  std::uint64_t number(const char* key) {
    const Json* value = find(key);
    if (value == nullptr || !value->IsUint64()) return refuse(key, "a whole number"), 0;
    return value->GetUint64();
  }
  std::uint32_t small_number(const char* key) {
    const Json* value = find(key);
    if (value == nullptr || !value->IsUint()) return refuse(key, "a whole number below 2^32"), 0;
    return value->GetUint();
  }
  std::vector<std::string> texts(const char* key) {
    const Json* value = find(key);
    std::vector<std::string> all;
    if (value == nullptr || !value->IsArray()) return refuse(key, "a list of texts"), all;
    for (const Json& item : value->GetArray()) {
      if (!item.IsString()) return refuse(key, "a list of texts"), all;
      all.emplace_back(item.GetString(), item.GetStringLength());
    }
    return all;
  }
  const base::Status& status() const { return status_; }  // the first thing that was refused

 private:
  const Json* find(const char* key) const {
    const auto it = json_.FindMember(key);
    return it == json_.MemberEnd() ? nullptr : &it->value;
  }
  void refuse(const char* key, const char* wanted) {
    if (status_.ok())
      status_ = base::invalid_argument("BAD_VALUE", fmt::format("{} must be {}", key, wanted));
  }

  const Json& json_;
  base::Status status_;
};

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

base::Status answer(Home& home, std::string_view operation, const Json& json, std::string& out) {
  out = "{}";
  Asked in(json);
  if (operation == "create_queue") {
    const std::string queue = in.text("queue");
    const std::uint32_t partitions = in.small_number("partitions");
    SLIPWAY_TRY(in.status());
    return home.create_queue(queue, partitions);
  }
  if (operation == "publish") {
    const std::string queue = in.text("queue");
    const auto payloads = in.texts("payloads"), keys = in.texts("keys");
    SLIPWAY_TRY(in.status());
    return home.publish(queue, payloads, keys);
  }
  if (operation == "queues") {
    SLIPWAY_ASSIGN(const auto queues, home.queues());
    list(out, queues, [&out](const QueueSummary& q) {
      member(out, "name", q.name), member(out, "partitions", q.partitions),
          member(out, "records", q.records), member(out, "bytes", q.bytes);
    });
    return {};
  }
  if (operation == "peek") {
    const std::string queue = in.text("queue");
    const std::uint32_t partition = in.small_number("partition"), count = in.small_number("count");
    const std::uint64_t from = in.number("from");
    SLIPWAY_TRY(in.status());
    SLIPWAY_ASSIGN(const auto records, home.peek(queue, partition, from, count));
    list(out, records, [&out](const QueueRecord& r) {
      member(out, "partition", r.partition), member(out, "position", r.position),
          member(out, "key", r.key), member(out, "payload", r.payload),
          member(out, "published_at", r.published_at);
    });
    return {};
  }
  if (operation == "dead_letters") {
    const std::string pipeline = in.text("pipeline");
    const std::uint32_t count = in.small_number("count");
    SLIPWAY_TRY(in.status());
    SLIPWAY_ASSIGN(const auto letters, home.dead_letters(pipeline, count));
    list(out, letters, [&out](const DeadLetterEntry& l) {
      member(out, "id", l.id), member(out, "pipeline", l.pipeline),
          member(out, "payload", l.payload), member(out, "code", l.code);
      member(out, "reason", l.reason), member(out, "message", l.message),
          member(out, "time", l.time);
      member(out, "attempts", static_cast<std::uint64_t>(l.attempts));
    });
    return {};
  }
  if (operation == "requeue") {
    const std::string queue = in.text("queue");
    const auto ids = in.texts("ids");
    SLIPWAY_TRY(in.status());
    SLIPWAY_ASSIGN(const auto count, home.requeue(queue, ids));
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
    // Iteratively: depth costs memory, not the stack.
    json.Parse<rapidjson::kParseIterativeFlag>(request.body.data(), request.body.size());
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
