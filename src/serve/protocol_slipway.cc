// Slipway's own protocol.
//
//   GET  /api/v1/models                 {"models": [{"name": …, "version": …}]}
//   GET  /api/v1/models/{m}             what `slipway inspect --json` prints
//   POST /api/v1/models/{m}/score       rows in, predictions out
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
#include <fmt/format.h>

#include "codec/json_text.h"
#include "serve/call.h"
#include "serve/media_types.h"
#include "serve/protocol.h"

namespace slipway::serve {
namespace {

constexpr std::string_view kPrefix = "/api/v1/models";

class SlipwayEnvelope final : public Envelope {
 public:
  SlipwayEnvelope(const ServedModel& model, std::unique_ptr<codec::PayloadDecoder> decoder)
      : model_(model), decoder_(std::move(decoder)), writer_(*model.usual.schema) {}

  const data::SchemaPtr& schema() const override { return decoder_->schema(); }

  base::Status read(const Exchange& exchange, data::Chunk& rows,
                    data::RowErrors& rejected) override {
    const std::string_view type = exchange.request().content_type;
    const TableType* table = table_type(type);
    accepted_ = accepted_type(exchange.header("Accept"));
    if (accepted_ == nullptr) accepted_ = table;  // as it was asked
    // What curl and browsers send who don't say what they send: JSON.
    const bool json =
        table != nullptr ? is_json(*table) : type.empty() || type.starts_with(kFormType);
    if (json) return decoder_->decode_document(exchange.request().body, rows, rejected);
    if (table == nullptr)
      return base::invalid_argument("UNSUPPORTED_TYPE",
                                    fmt::format("bodies of type {} are not read", type))
          .remedy("types of bodies are " + table_types_text());
    return decode_table(*table, exchange.request().body, decoder_->schema(), rows, rejected);
  }

  flow::Path& path() const override { return *model_.usual.path; }

  base::Status write(const flow::Delivery& delivery, Response& response) override {
    if (accepted_ != nullptr && !is_json(*accepted_)) return write_table(delivery, response);
    std::string& out = response.body;
    out += "{\"model\":";
    codec::append_json_string(out, model_.name);
    out += ",\"version\":\"";
    out += model_.version;
    out += "\",\"predictions\":[";
    const auto& errors = delivery.answer.errors;
    auto error = errors.begin();
    const std::int64_t rows = delivery.rows.rows();
    for (std::int64_t row = 0; row < rows; ++row) {
      if (row != 0) out += ',';
      if (error != errors.end() && error->row == row) {
        out += "null";
        ++error;
      } else {
        writer_.append(out, delivery.answer.predictions.view(), row);
      }
    }
    out += ']';
    if (!errors.empty()) write_errors(out, errors);
    out += '}';
    if (rows > 0 && std::cmp_equal(errors.size(), rows)) response.status = 400;
    return {};
  }

  void refuse(const base::Status& status, Response& response) const override {
    respond_error(status, response);
    if (std::string_view(status.reason()) == "UNSUPPORTED_TYPE") response.status = 415;
  }

 private:
  static void write_errors(std::string& out, const data::RowErrors& errors) {
    out += ",\"errors\":[";
    for (const data::RowError& error : errors) {
      if (&error != &errors.front()) out += ',';
      fmt::format_to(std::back_inserter(out),
                     "{{\"row\":{},\"reason\":\"{}\",\"message\":", error.row,
                     error.status.reason());
      codec::append_json_string(out, error.status.message());
      if (!error.column.empty()) codec::append_json_string(out += ",\"column\":", error.column);
      if (!error.value.empty()) codec::append_json_string(out += ",\"value\":", error.value);
      out += '}';
    }
    out += ']';
  }

  static bool is_json(const TableType& type) { return std::string_view(type.codec) == "json"; }

  // Tables have no place for errors: how many there are stands in a header, and the first one's text.
  base::Status write_table(const flow::Delivery& delivery, Response& response) const {
    const data::RowErrors& errors = delivery.answer.errors;
    if (!errors.empty() && std::cmp_equal(errors.size(), delivery.rows.rows()))
      return all_scored(delivery);
    SLIPWAY_TRY(encode_answer(*accepted_, delivery, response.body));
    response.content_type = accepted_->media;
    response.more = fmt::format("X-Slipway-Model: {}\r\n", model_.version);
    if (!errors.empty()) response.more += fmt::format("X-Slipway-Errors: {}\r\n", errors.size());
    return {};
  }

  static constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

  const ServedModel& model_;
  const TableType* accepted_ = nullptr;  // of the answer; null: JSON
  const std::unique_ptr<codec::PayloadDecoder> decoder_;
  const codec::JsonRowWriter writer_;
};

class SlipwayRoutes final : public Routes {
 public:
  explicit SlipwayRoutes(const ServeContext& context) : models_(*context.models) {}

  bool handle(Exchange& exchange) override {
    std::string_view path = exchange.request().path;
    if (!path.starts_with(kPrefix)) return false;
    path.remove_prefix(kPrefix.size());
    if (path.empty() || path == "/")
      return answer(exchange, "GET", list_text(exchange.caller())), true;
    if (path.front() != '/') return false;
    path.remove_prefix(1);
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    const std::string_view verb =
        slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    if (!verb.empty() && verb != "score") return false;
    if (!permitted(exchange, exchange.caller().sees(name))) return true;
    const ServedPtr model = models_.find(name);
    if (model == nullptr)
      refuse(exchange,
             base::not_found("UNKNOWN_MODEL", fmt::format("no model is called \"{}\"", name))
                 .remedy("GET /api/v1/models lists them"));
    else if (verb.empty())
      answer(exchange, "GET", model->description);
    else if (allowed(exchange, "POST"))
      start_call(model, make, exchange);
    return true;
  }

  Door door(std::string_view path) const override {
    if (!path.starts_with(kPrefix)) return {};
    return {.form = respond_error};
  }

 private:
  static base::Result<std::unique_ptr<Envelope>> make(const ServedModel& model) {
    SLIPWAY_ASSIGN(auto decoder, model.make_decoder());
    return std::make_unique<SlipwayEnvelope>(model, std::move(decoder));
  }

  std::string list_text(const Caller& caller) const {
    std::string out;
    for (const auto list = models_.all(); const ServedPtr& model : *list) {
      if (!caller.sees(model->name).ok()) continue;
      codec::append_json_string(out += out.empty() ? "{\"name\":" : ",{\"name\":", model->name);
      codec::append_json_string(out += ",\"version\":", model->version);
      out += '}';
    }
    return "{\"models\":[" + out + "]}";
  }

  const ServedModels& models_;
};

}  // namespace

base::Status register_protocol_slipway(base::Kinds<Protocol>& kinds) {
  return kinds.add("slipway",
                   std::make_unique<ProtocolOf<SlipwayRoutes>>("POST /api/v1/models/{m}/score"));
}

}  // namespace slipway::serve
