// The Open Inference Protocol, version 2, over HTTP: what Triton, KServe and MLServer speak.
//
//   GET  /v2                                   name, version, extensions
//   GET  /v2/health/live, /v2/health/ready
//   GET  /v2/models                            {"models": ["churn"]}
//   GET  /v2/models/{m}                        platform, inputs, outputs
//   GET  /v2/models/{m}/ready, /config, /stats; GET /v2/models/stats
//   POST /v2/models/{m}/infer                  tensors in, tensors out (open_inference.h)
//   POST /v2/repository/index                  [{"name": …, "version": "1", "state": "READY"}]
//   POST /v2/repository/models/{m}/load, /unload
//
// Each with /versions/1 behind {m} too. A model of named columns takes a tensor for each; any model takes
// one tensor [rows, columns]. A row that can't be scored fails its request: a tensor has no place for
// an error.
#include <fmt/format.h>

#include "base/version.h"
#include "codec/json_text.h"
#include "codec/tensors.h"
#include "serve/open_inference.h"
#include "serve/open_inference_model.h"
#include "serve/protocol.h"

namespace slipway::serve {
namespace {

constexpr std::string_view kModels = "/v2/models";
constexpr std::string_view kRepository = "/v2/repository/models/";

std::string dims_text(const data::Field& field) {
  return fmt::format("{}", fmt::join(tensor_shape(field), ","));
}

std::string tensors_text(const std::vector<data::Field>& fields) {
  std::string out;
  for (const data::Field& field : fields)
    out += fmt::format("{}{{\"name\":{},\"datatype\":\"{}\",\"shape\":[{}]}}",
                       out.empty() ? "" : ",", codec::json_string(field.name),
                       codec::datatype_name(codec::datatype_of(field.type.kind)), dims_text(field));
  return out;
}

std::string metadata_text(const ServedModel& model, const ServedModels& models) {
  return fmt::format(
      "{{\"name\":{},\"versions\":[\"{}\"],\"platform\":{},\"inputs\":[{}],\"outputs\":[{}]}}",
      codec::json_string(model.name), fmt::join(numbers_of(models, model.name), "\",\""),
      codec::json_string(platform_of(model)), tensors_text(input_fields(model)),
      tensors_text(model.all.schema->fields()));
}

// As Triton's ModelConfig; a first dimension is the batch: max_batch_size is 0.
std::string config_text(const ServedModel& model) {
  const auto tensors = [](const std::vector<data::Field>& fields) {
    std::string out;
    for (const data::Field& field : fields) {
      const std::string_view type = codec::datatype_name(codec::datatype_of(field.type.kind));
      out += fmt::format("{}{{\"name\":{},\"data_type\":\"TYPE_{}\",\"dims\":[{}]}}",
                         out.empty() ? "" : ",", codec::json_string(field.name),
                         type == "BYTES" ? "STRING" : type, dims_text(field));
    }
    return out;
  };
  return fmt::format(
      "{{\"name\":{},\"platform\":{},\"backend\":\"slipway\",\"max_batch_size\":0,\"input\":[{}],"
      "\"output\":[{}]}}",
      codec::json_string(model.name), codec::json_string(platform_of(model)),
      tensors(input_fields(model)), tensors(model.all.schema->fields()));
}

std::string spent_text(const char* name, std::uint64_t count, std::uint64_t nanoseconds) {
  return fmt::format(R"("{}":{{"count":{},"ns":{}}})", name, count, nanoseconds);
}

std::string spent_text(const char* name, const Spent& spent) {
  return spent_text(name, spent.count.load(), spent.nanoseconds.load());
}

// A model whose max_batch_size is 0 has batches of 1.
std::string statistics_text(const ServedModel& model) {
  const ModelStatistics& s = *model.statistics;
  const std::string phases =
      fmt::format("{},{},{}", spent_text("compute_input", s.read),
                  spent_text("compute_infer", s.score), spent_text("compute_output", s.written));
  const std::uint64_t done = s.success.count.load();
  return fmt::format(
      R"({{"name":{},"version":"{}","last_inference":{},"inference_count":{},"execution_count":{},)"
      R"("inference_stats":{{{},{},{},{},{},{}}},"batch_stats":[{{"batch_size":1,{}}}],)"
      R"("memory_usage":[],"response_stats":{{}}}})",
      codec::json_string(model.name), model.number, s.last_ms.load(), s.rows.load(), done,
      spent_text("success", s.success), spent_text("fail", s.fail), spent_text("queue", s.queue),
      phases, spent_text("cache_hit", 0, 0), spent_text("cache_miss", 0, 0), phases);
}

// A path below /v2/models, taken apart.
struct Place {
  std::string_view model, version, verb;
};

// The next part of the path, up to a slash.
std::string_view next_part(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string_view part = path.substr(0, slash);
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  return part;
}

Place place_of(std::string_view path) {
  Place place;
  place.model = next_part(path);
  if (path.starts_with("versions/")) {
    next_part(path);
    place.version = next_part(path);
  }
  place.verb = path;
  return place;
}

class OpenInferenceRoutes final : public Routes {
 public:
  explicit OpenInferenceRoutes(const ServeContext& context)
      : context_(context), models_(*context.models) {}

  bool handle(Exchange& exchange) override {
    std::string_view path = exchange.request().path;
    if (!path.starts_with("/v2")) return false;
    if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    if (path == "/v2") return get(exchange, server_text()), true;
    if (path == "/v2/health/live") return get(exchange, R"({"live":true})"), true;
    if (path == "/v2/health/ready")
      return ready(exchange, context_.ready(), R"({"ready":true})"), true;
    if (path == "/v2/repository/index")
      return answer(exchange, "POST", index_text(exchange.caller()), refuse_open_inference), true;
    if (path.starts_with(kRepository))
      return context_.side != Side::kPublic && change(exchange, path.substr(kRepository.size()));
    if (context_.side == Side::kAdmin) return false;
    if (path == kModels) return get(exchange, names_text(models_, exchange.caller())), true;
    if (path == "/v2/models/stats") return get(exchange, all_statistics(exchange.caller())), true;
    if (!path.starts_with(kModels) || path[kModels.size()] != '/') return false;
    return model(exchange, place_of(path.substr(kModels.size() + 1)));
  }

  Door door(std::string_view path) const override {
    if (!path.starts_with("/v2")) return {};
    return {.form = refuse_open_inference, .open = path.starts_with("/v2/health/")};
  }

 private:
  static void refuse(Exchange& exchange, const base::Status& status) {
    serve::refuse(exchange, status, refuse_open_inference);
  }

  static void get(Exchange& exchange, std::string text) {
    answer(exchange, "GET", std::move(text), refuse_open_inference);
  }

  static void ready(Exchange& exchange, bool is_ready, std::string text) {
    if (is_ready) return get(exchange, std::move(text));
    refuse(exchange, base::unavailable("NOT_READY", "not ready"));
  }

  // {m}/load, {m}/unload
  bool change(Exchange& exchange, std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return false;
    const std::string_view verb = path.substr(slash + 1);
    if (verb != "load" && verb != "unload") return false;
    if (!allowed(exchange, "POST", refuse_open_inference)) return true;
    change_model(context_, exchange.caller(), verb == "load", std::string(path.substr(0, slash)),
                 [&exchange](const base::Status& status) {
                   if (!status.ok()) return refuse(exchange, status);
                   exchange.finish();
                 });
    return true;
  }

  bool model(Exchange& exchange, const Place& place) {
    if (!permitted(exchange, exchange.caller().sees(place.model), refuse_open_inference))
      return true;
    const auto found = find_model(models_, place.model, place.version);
    if (!found.ok()) return refuse(exchange, found.status()), true;
    const ServedModel& served = **found;
    if (place.verb == "infer")
      return allowed(exchange, "POST", refuse_open_inference) &&
                 (start_call(*found, open_inference_envelope, exchange), true),
             true;
    if (place.verb.empty()) return get(exchange, metadata_text(served, models_)), true;
    if (place.verb == "ready")
      return ready(exchange, context_.ready(),
                   fmt::format("{{\"name\":{},\"ready\":true}}", codec::json_string(served.name))),
             true;
    if (place.verb == "stats")
      return get(exchange, fmt::format("{{\"model_stats\":[{}]}}", statistics_text(served))), true;
    if (place.verb == "config") return get(exchange, config_text(served)), true;
    return false;
  }

  static std::string server_text() {
    return fmt::format("{{\"name\":\"slipway\",\"version\":\"{}\",\"extensions\":[\"{}\"]}}",
                       base::kVersion, fmt::join(server_extensions(), "\",\""));
  }

  std::string index_text(const Caller& caller) const {
    std::string out;
    for (const ModelState& model : model_states(context_, caller))
      out += fmt::format("{}{{\"name\":{},\"version\":\"{}\",\"state\":\"{}\",\"reason\":{}}}",
                         out.empty() ? "" : ",", codec::json_string(model.name), model.number,
                         model.ready ? "READY" : "UNAVAILABLE",
                         codec::json_string(printable(model.reason)));
    return '[' + out + ']';
  }

  std::string all_statistics(const Caller& caller) const {
    std::string out;
    for (const auto list = models_.all(); const ServedPtr& model : *list)
      if (caller.sees(model->name).ok()) out += (out.empty() ? "" : ",") + statistics_text(*model);
    return fmt::format("{{\"model_stats\":[{}]}}", out);
  }

  const ServeContext context_;
  const ServedModels& models_;
};

}  // namespace

base::Status register_protocol_open_inference(base::Kinds<Protocol>& kinds) {
  return kinds.add("open_inference", std::make_unique<ProtocolOf<OpenInferenceRoutes>>(
                                         "Open Inference Protocol v2: /v2/models/{m}/infer"));
}

}  // namespace slipway::serve
