// The other end of admin.sock: a Home that asks the process that owns it.
#include <mutex>
#include <set>

#include <fmt/format.h>
#include <rapidjson/document.h>

#include "codec/json_text.h"
#include "serve/http_client.h"
#include "service/admin.h"

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

base::Code code_of(std::string_view name) {
  for (int i = 1; i <= static_cast<int>(base::Code::kUnauthenticated); ++i)
    if (base::code_name(static_cast<base::Code>(i)) == name) return static_cast<base::Code>(i);
  return base::Code::kUnknown;
}

// A reason lives for ever. The owner says those that are literals there: few, and short.
const char* literal(const std::string& reason) {
  static std::mutex mutex;
  static std::set<std::string> known;
  const std::lock_guard lock(mutex);
  return known.insert(reason).first->c_str();
}

// The objects of an answer's "items".
std::vector<const Json*> items(const Json& json) {
  std::vector<const Json*> all;
  const auto list = json.FindMember("items");
  if (list == json.MemberEnd() || !list->value.IsArray()) return all;
  for (const Json& item : list->value.GetArray())
    if (item.IsObject()) all.push_back(&item);
  return all;
}

// The members of a JSON object, as they are added.
class Body {
 public:
  Body& add(const char* key, std::string_view value) {
    begin(key);
    codec::append_json_string(out_, value);
    return *this;
  }
  Body& add(const char* key, std::uint64_t value) {
    begin(key);
    out_ += std::to_string(value);
    return *this;
  }
  Body& add(const char* key, const std::vector<std::string>& values) {
    begin(key);
    out_ += '[';
    for (const std::string& value : values) {
      if (&value != &values.front()) out_ += ',';
      codec::append_json_string(out_, value);
    }
    out_ += ']';
    return *this;
  }
  std::string text() const { return out_ + "}"; }

 private:
  void begin(const char* key) {
    if (out_.size() > 1) out_ += ',';
    codec::append_json_string(out_, key);
    out_ += ':';
  }
  std::string out_ = "{";
};

class RemoteHome final : public Home {
 public:
  explicit RemoteHome(std::string socket) : socket_(std::move(socket)) {}

  base::Status create_queue(const std::string& name, std::uint32_t partitions) override {
    return ask("create_queue",
               Body().add("queue", name).add("partitions", std::uint64_t{partitions}))
        .status();
  }
  base::Status publish(const std::string& queue, const std::vector<std::string>& payloads,
                       const std::vector<std::string>& keys) override {
    return ask("publish", Body().add("queue", queue).add("payloads", payloads).add("keys", keys))
        .status();
  }
  base::Result<std::vector<QueueSummary>> queues() override {
    SLIPWAY_ASSIGN(const auto json, ask("queues", Body()));
    std::vector<QueueSummary> all;
    for (const Json* item : items(*json))
      all.push_back({text(*item, "name"), static_cast<std::uint32_t>(number(*item, "partitions")),
                     number(*item, "records"), number(*item, "bytes")});
    return all;
  }
  base::Result<std::vector<QueueRecord>> peek(const std::string& queue, std::uint32_t partition,
                                              std::uint64_t from, std::uint32_t count) override {
    SLIPWAY_ASSIGN(const auto json, ask("peek", Body()
                                                    .add("queue", queue)
                                                    .add("partition", std::uint64_t{partition})
                                                    .add("from", from)
                                                    .add("count", std::uint64_t{count})));
    std::vector<QueueRecord> all;
    for (const Json* item : items(*json))
      all.push_back({static_cast<std::uint32_t>(number(*item, "partition")),
                     number(*item, "position"), text(*item, "key"), text(*item, "payload"),
                     text(*item, "published_at")});
    return all;
  }
  base::Result<std::vector<DeadLetterEntry>> dead_letters(const std::string& pipeline,
                                                          std::uint32_t count) override {
    SLIPWAY_ASSIGN(
        const auto json,
        ask("dead_letters", Body().add("pipeline", pipeline).add("count", std::uint64_t{count})));
    std::vector<DeadLetterEntry> all;
    for (const Json* item : items(*json))
      all.push_back({text(*item, "id"), text(*item, "pipeline"), text(*item, "payload"),
                     text(*item, "code"), text(*item, "reason"), text(*item, "message"),
                     text(*item, "time"), static_cast<std::int64_t>(number(*item, "attempts"))});
    return all;
  }
  base::Result<std::uint64_t> requeue(const std::string& queue,
                                      const std::vector<std::string>& ids) override {
    SLIPWAY_ASSIGN(const auto json, ask("requeue", Body().add("queue", queue).add("ids", ids)));
    return number(*json, "count");
  }

 private:
  base::Result<std::unique_ptr<rapidjson::Document>> ask(const char* operation, const Body& body) {
    SLIPWAY_ASSIGN(const serve::ClientResponse answer,
                   serve::post_unix(socket_, fmt::format("/admin/{}", operation), body.text()));
    auto json = std::make_unique<rapidjson::Document>();
    json->Parse<rapidjson::kParseIterativeFlag>(answer.body.data(), answer.body.size());
    if (json->HasParseError() || !json->IsObject())
      return base::unavailable("NO_OWNER", "the process that owns the home does not answer")
          .at(socket_);
    if (answer.status == 200) return json;
    const Json& error = json->HasMember("error") && (*json)["error"].IsObject()
                            ? (*json)["error"]
                            : static_cast<const Json&>(*json);
    return base::Status(code_of(text(error, "code")), literal(text(error, "reason")),
                        text(error, "message"))
        .at(text(error, "place"))
        .remedy(text(error, "remedy"));
  }

  const std::string socket_;
};

}  // namespace

base::Result<std::unique_ptr<Home>> connect_home(const std::string& path) {
  return std::unique_ptr<Home>(std::make_unique<RemoteHome>(admin_socket(path)));
}

}  // namespace slipway::service
