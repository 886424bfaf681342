// On demand: one request with all rows, or, if they are no document together, one a row.
#include <cstdlib>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <sys/socket.h>
#include <unistd.h>

#include "doors/door.h"
#include "service/application.h"

namespace slipway::doors {
namespace {

struct Reply {
  int status = 0;
  std::string body;
};

// One request over its own connection.
base::Result<Reply> post(std::uint16_t port, const std::string& path, const std::string& body) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  std::string bytes = fmt::format(
      "POST {} HTTP/1.1\r\nHost: door\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}", path,
      body.size(), body);
  bool sent = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  for (std::size_t at = 0; sent && at < bytes.size();) {
    const ssize_t n = ::send(socket, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    sent = n > 0;
    at += sent ? static_cast<std::size_t>(n) : 0;
  }
  std::string all;
  char block[1 << 16];
  for (ssize_t n = 0; sent && (n = ::recv(socket, block, sizeof block, 0)) > 0;)
    all.append(block, static_cast<std::size_t>(n));
  ::close(socket);
  const std::size_t head = all.find("\r\n\r\n");
  if (head == std::string::npos) return base::internal("NO_REPLY", all.substr(0, 200));
  return Reply{std::atoi(all.c_str() + 9), all.substr(head + 4)};
}

std::string text_of(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

// Appends the answers in `body`; false if there are none.
base::Result<bool> read_body(const Reply& reply, std::vector<RowAnswer>& answers) {
  rapidjson::Document json;
  json.Parse<rapidjson::kParseFullPrecisionFlag>(reply.body.c_str());
  if (!json.IsObject() || !json.HasMember("predictions")) return false;
  const std::size_t first = answers.size();
  for (const auto& row : json["predictions"].GetArray()) {
    RowAnswer answer;
    if (!row.IsNull()) {
      SLIPWAY_ASSIGN(answer, read_answer(text_of(row)));
    }
    answers.push_back(std::move(answer));
  }
  if (json.HasMember("errors"))
    for (const auto& error : json["errors"].GetArray())
      answers[first + error["row"].GetUint64()].reason = error["reason"].GetString();
  return true;
}

class Http final : public Door {
 public:
  const char* name() const override { return "HTTP"; }

  base::Result<std::vector<RowAnswer>> score(const std::string& model,
                                             const std::vector<std::string>& lines,
                                             const std::vector<Column>&) const override {
    const Workplace work;
    SLIPWAY_ASSIGN(
        auto config,
        service::read_config(
            fmt::format(
                "models: {{m: {{from: \"{}\"}}}}\nserve: {{http: \"127.0.0.1:0\", threads: 1}}\n",
                model),
            "door"));
    service::Application application(std::move(config), work.path());
    SLIPWAY_TRY(application.start());
    std::string document = "[";
    for (const std::string& line : lines) document += (document.size() > 1 ? "," : "") + line;
    std::vector<RowAnswer> answers;
    SLIPWAY_ASSIGN(const Reply whole, post(application.http_port(), kPath, document + "]"));
    SLIPWAY_ASSIGN(const bool together, read_body(whole, answers));
    if (together) return answers;
    for (const std::string& line : lines) {
      SLIPWAY_ASSIGN(const Reply one, post(application.http_port(), kPath, line));
      SLIPWAY_ASSIGN(const bool read, read_body(one, answers));
      if (!read) answers.push_back({reason_of(one), {}});
    }
    return answers;
  }

 private:
  static constexpr const char* kPath = "/api/v1/models/m/score";
  static std::string reason_of(const Reply& reply) {
    rapidjson::Document json;
    json.Parse(reply.body.c_str());
    return json.IsObject() && json.HasMember("error") && json["error"].HasMember("reason")
               ? json["error"]["reason"].GetString()
               : reply.body.substr(0, 100);
  }
};

}  // namespace

std::unique_ptr<Door> http_door() { return std::make_unique<Http>(); }

}  // namespace slipway::doors
