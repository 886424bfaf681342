// Slipway's own protocol.
//
//   GET  /api/v1/models                   {"models": [{"name": …, "version": …, "number": …, "aliases": […]}]}
//   GET  /api/v1/models/{m}               what `slipway inspect --json` prints
//   GET  /api/v1/models/{m}/versions      {"name": …, "versions": [{"version": …, "number": …, "aliases": […]}]}
//   POST /api/v1/models/{m}/score         rows in, predictions out; ?outputs=predict,predict_proba
//   POST …/score?stream=true              the same while the rows still come (row_stream.h)
//   GET  /api/v1/models/{m}/openapi.json  what its rows and answers are (openapi.h)
//   GET  /api/v1/models/{m}/docs          a page to try it (try_page.h)
//
// All of a model also of one version: /api/v1/models/{m}/versions/{number, alias or digest}/…
//
// The body is one object, an array of objects, or {"rows": […]}; names are those of the model's
// features. The answer has one prediction a row, in order, null for a row that failed; why it
// failed is in "errors":
//
//   {"model": "churn", "version": "1f0c…", "predictions": [{"predict": 1}, null],
//    "errors": [{"row": 1, "column": "age", "value": "abc", "reason": "BAD_VALUE", "message": …}]}
//
// 200 if at least one row was scored; if every row failed, 400 with the same body.
//
// A body may be another table too (media_types.h): CSV, JSON Lines, Arrow, Parquet, by its Content-Type. The
// answer is of the type of Accept, or else of the body's: a row of predictions for each row, nulls for
// one that failed; X-Slipway-Errors says how many did.
#include <algorithm>
#include <array>
#include <future>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "codec/json_text.h"
#include "serve/call.h"
#include "serve/header_text.h"
#include "serve/media_types.h"
#include "serve/open_inference_model.h"
#include "serve/openapi.h"
#include "serve/picked_outputs.h"
#include "serve/protocol.h"
#include "serve/row_errors.h"
#include "serve/row_stream.h"
#include "serve/try_page.h"

namespace slipway::serve {
namespace {

constexpr std::string_view kPrefix = "/api/v1/models";

base::Status unsupported(std::string_view type, bool streams) {
  return base::invalid_argument(
             "UNSUPPORTED_TYPE",
             fmt::format("{} of type {} are not read", streams ? "streams" : "bodies", type))
      .remedy("types of bodies are " + table_types_text(streams));
}

void refuse_slipway(const base::Status& status, Response& response) {
  respond_error(status, response);
  if (std::string_view(status.reason()) == "UNSUPPORTED_TYPE") response.status = 415;
}

class SlipwayEnvelope final : public Envelope {
 public:
  SlipwayEnvelope(const ServedModel& model, std::unique_ptr<codec::PayloadDecoder> decoder)
      : model_(model), decoder_(std::move(decoder)), writer_(*model.usual.schema) {}

  const data::SchemaPtr& schema() const override { return decoder_->schema(); }

  base::Status read(const Exchange& exchange, data::Chunk& rows,
                    data::RowErrors& rejected) override {
    SLIPWAY_TRY(outputs_.pick(model_, exchange.request().query));
    const std::string_view type = exchange.request().content_type;
    const TableType* table = table_type(type);
    accepted_ = accepted_type(exchange.header("Accept"));
    if (accepted_ == nullptr) accepted_ = table;  // as it was asked
    // What curl and browsers send who don't say what they send: JSON.
    const bool json =
        table != nullptr ? is_json(*table) : type.empty() || type.starts_with(kFormType);
    if (json) return decoder_->decode_document(exchange.request().body, rows, rejected);
    if (table == nullptr) return unsupported(type, false);
    return decode_table(*table, exchange.request().body, decoder_->schema(), rows, rejected);
  }

  flow::Path& path() const override { return outputs_.path(); }

  base::Status write(const flow::Delivery& delivery, Response& response) override {
    const data::Chunk& predictions = outputs_.of(delivery.answer.predictions);
    if (accepted_ != nullptr && !is_json(*accepted_))
      return write_table(delivery, predictions, response);
    std::optional<codec::JsonRowWriter> picked;
    if (!outputs_.usual()) picked.emplace(*outputs_.schema());
    const codec::JsonRowWriter& writer = picked ? *picked : writer_;
    std::string& out = response.body;
    out += "{\"model\":";
    codec::append_json_string(out, model_.name);
    out += ",\"version\":\"";
    out += model_.version;
    const auto& errors = delivery.answer.errors;
    append_rows(out += "\",\"predictions\":", writer, predictions, errors);
    if (!errors.empty()) append_row_errors(out += ",\"errors\":", errors);
    out += '}';
    const std::int64_t rows = delivery.rows.rows();
    if (rows > 0 && std::cmp_equal(errors.size(), rows)) response.status = 400;
    return {};
  }

  void refuse(const base::Status& status, Response& response) const override {
    refuse_slipway(status, response);
  }

 private:
  static bool is_json(const TableType& type) { return std::string_view(type.codec) == "json"; }

  // Tables have no place for errors: how many there are stands in a header, and the first one's text.
  base::Status write_table(const flow::Delivery& delivery, const data::Chunk& predictions,
                           Response& response) const {
    const data::RowErrors& errors = delivery.answer.errors;
    if (!errors.empty() && std::cmp_equal(errors.size(), delivery.rows.rows()))
      return all_scored(delivery);
    SLIPWAY_TRY(encode_answer(*accepted_, predictions, errors, response.body));
    response.content_type = accepted_->media;
    response.more = fmt::format("X-Slipway-Model: {}\r\n", model_.version);
    if (!errors.empty()) response.more += fmt::format("X-Slipway-Errors: {}\r\n", errors.size());
    return {};
  }

  static constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

  const ServedModel& model_;
  const TableType* accepted_ = nullptr;  // of the answer; null: JSON
  const std::unique_ptr<codec::PayloadDecoder> decoder_;
  const codec::JsonRowWriter writer_;  // of the usual outputs
  PickedOutputs outputs_;
};

// "true" or "false", as the query says; false if it doesn't.
base::Result<bool> wants_stream(std::string_view query) {
  if (query.empty()) return false;
  const auto asked = query_value(query, "stream");
  if (!asked || *asked == "false" || *asked == "0") return false;
  if (*asked == "true" || *asked == "1") return true;
  return bad_request(fmt::format("stream={} is neither true nor false", *asked));
}

class SlipwayRoutes final : public Routes {
 public:
  explicit SlipwayRoutes(const ServeContext& context)
      : models_(*context.models), clock_(*context.clock) {}

  bool handle(Exchange& exchange) override {
    std::string_view path = exchange.request().path;
    if (!path.starts_with(kPrefix)) return false;
    path.remove_prefix(kPrefix.size());
    if (path.empty() || path == "/")
      return answer(exchange, "GET", list_text(exchange.caller())), true;
    if (path.front() != '/') return false;
    path.remove_prefix(1);
    std::array<std::string_view, 4> parts;  // name/versions/version/verb, or name/verb
    std::size_t count = 0;
    for (bool more = true; more; ++count) {
      if (count == parts.size()) return false;
      const std::size_t slash = path.find('/');
      more = slash != std::string_view::npos;
      parts[count] = path.substr(0, slash);
      path.remove_prefix(more ? slash + 1 : path.size());
    }
    const std::string name = percent_decoded(parts[0]);
    if (count > 2 && (parts[1] != "versions" || parts[2].empty())) return false;
    if (!permitted(exchange, exchange.caller().sees(name))) return true;
    if (count == 2 && parts[1] == "versions") return versions(name, exchange), true;
    return about(name, count > 2 ? percent_decoded(parts[2]) : "",
                 count % 2 == 0 ? parts[count - 1] : "", exchange);
  }

  bool streams(const Request& head) const override {
    if (head.query.empty() || head.method != "POST" || !head.path.starts_with(kPrefix) ||
        !head.path.ends_with("/score"))
      return false;
    const auto wanted = wants_stream(head.query);
    return wanted.ok() && *wanted;
  }

  Door door(std::string_view path) const override {
    if (!path.starts_with(kPrefix)) return {};
    return {.form = respond_error};
  }

 private:
  bool about(std::string_view name, std::string_view version, std::string_view verb,
             Exchange& exchange) const {
    const bool page = verb == "docs", document = verb == "openapi.json";
    if (!verb.empty() && verb != "score" && !page && !document) return false;
    const auto model = find_model(models_, name, version);
    if (!model.ok())
      refuse(exchange, model.status().remedy("GET /api/v1/models lists them"));
    else if (verb == "score")
      score(*model, exchange);
    else if (page)
      show_page(exchange);
    else if (document)
      answer(exchange, "GET", openapi_document(**model, place_of(exchange)));
    else
      answer(exchange, "GET", (*model)->description);
    return true;
  }

  // Of .../openapi.json: what stands before it, as it was asked.
  static std::string_view place_of(const Exchange& exchange) {
    const std::string_view path = exchange.request().path;
    return path.substr(0, path.rfind('/'));
  }

  static void show_page(Exchange& exchange) {
    if (!allowed(exchange, "GET")) return;
    const TryPage& page = try_page();
    Response& response = exchange.response();
    response.content_type = "text/html; charset=utf-8";
    response.more = fmt::format("Content-Security-Policy: {}\r\n", page.policy);
    response.body = page.html;
    exchange.finish();
  }

  void score(const ServedPtr& model, Exchange& exchange) const {
    if (!allowed(exchange, "POST")) return;
    const auto streams = wants_stream(exchange.request().query);
    if (!streams.ok()) return refuse(exchange, streams.status());
    if (!*streams) return start_call(model, make, exchange);
    if (!permitted(exchange, exchange.caller().may(Right::kPredict, model->name))) return;
    const base::Duration wait = over_rate(*model, exchange, clock_.now());
    const auto status = wait > base::Duration(0) ? rate_exceeded() : start_stream(model, exchange);
    if (status.ok()) return;
    ModelStatistics& statistics = *model->statistics;
    statistics.fail.add(base::Duration(0));
    statistics.answered(status.code());
    refuse_slipway(exchange.request().terse ? terse_error(status) : status, exchange.response());
    if (wait > base::Duration(0)) exchange.response().retry_after_s = retry_after_s(wait);
    exchange.finish();
  }

  base::Status start_stream(const ServedPtr& model, Exchange& exchange) const {
    const Request& request = exchange.request();
    const auto stream = std::make_shared<RowStream>();
    SLIPWAY_TRY(stream->outputs.pick(*model, request.query));
    stream->in = stream->out = table_type(request.content_type);
    if (stream->in == nullptr || !stream->in->streams)
      return unsupported(request.content_type, true);
    if (const TableType* wish = accepted_type(exchange.header("Accept")); wish && wish->streams)
      stream->out = wish;
    stream->encoding = lower_case(trimmed(exchange.header("Content-Encoding")));
    if (stream->encoding == "identity") stream->encoding.clear();
    if (!stream->encoding.empty() && stream->encoding != "gzip" && stream->encoding != "zstd")
      return base::invalid_argument(
                 "UNSUPPORTED_TYPE",
                 fmt::format("streams packed as {} are not read", stream->encoding))
          .remedy("pack them by gzip or zstd");
    stream->model = model;
    stream->patience = request.deadline - clock_.now();
    SLIPWAY_ASSIGN(stream->priority, parse_priority(exchange.header("x-request-priority")));
    stream->trace = request.traceparent, stream->span = exchange.span();
    stream->terse = request.terse;
    stream->clock = &clock_;
    return exchange.stream(
        [stream, query = std::string(request.query), &head = exchange.response()](Duplex& body) {
          if (const auto status = wake(*stream, query); !status.ok())
            return refuse_slipway(stream->terse ? terse_error(status) : status, head);
          answer_rows(*stream, head, body);
        });
  }

  // Waits until a model at rest is back in memory.
  static base::Status wake(RowStream& stream, std::string_view query) {
    if (!stream.model->wake) return {};
    const auto told = std::make_shared<std::promise<base::Result<ServedPtr>>>();
    stream.model->wake([told](const base::Result<ServedPtr>& awake) { told->set_value(awake); });
    SLIPWAY_ASSIGN(stream.model, told->get_future().get());
    return stream.outputs.pick(*stream.model, query);
  }

  static base::Result<std::unique_ptr<Envelope>> make(const ServedModel& model) {
    SLIPWAY_ASSIGN(auto decoder, model.make_decoder());
    return std::make_unique<SlipwayEnvelope>(model, std::move(decoder));
  }

  // "version":"1f0c…","number":"1","aliases":["default"]
  static void append_version(std::string& out, const ServedModel& model) {
    codec::append_json_string(out += "\"version\":", model.version);
    codec::append_json_string(out += ",\"number\":", model.number);
    out += ",\"aliases\":[";
    for (const std::string& alias : model.aliases) {
      if (&alias != &model.aliases.front()) out += ',';
      codec::append_json_string(out, alias);
    }
    out += ']';
  }

  std::string list_text(const Caller& caller) const {
    std::string out;
    for (const auto list = models_.all(); const ServedPtr& model : *list) {
      if (!caller.sees(model->name).ok()) continue;
      codec::append_json_string(out += out.empty() ? "{\"name\":" : ",{\"name\":", model->name);
      append_version(out += ',', *model);
      out += '}';
    }
    return "{\"models\":[" + out + "]}";
  }

  void versions(const std::string& name, Exchange& exchange) const {
    if (const auto found = find_model(models_, name, ""); !found.ok())
      return refuse(exchange, found.status().remedy("GET /api/v1/models lists them"));
    std::string out;
    for (const auto list = models_.all(); const ServedPtr& model : *list) {
      if (model->name != name) continue;
      out += out.empty() ? "{" : ",{";
      append_version(out, *model);
      out += '}';
    }
    answer(exchange, "GET",
           fmt::format("{{\"name\":{},\"versions\":[{}]}}", codec::json_string(name), out));
  }

  const ServedModels& models_;
  const base::Clock& clock_;
};

}  // namespace

base::Status register_protocol_slipway(base::Kinds<Protocol>& kinds) {
  return kinds.add("slipway",
                   std::make_unique<ProtocolOf<SlipwayRoutes>>("POST /api/v1/models/{m}/score"));
}

}  // namespace slipway::serve
