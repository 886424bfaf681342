// MLflow's scoring server (mlflow/pyfunc/scoring_server), whose routes SageMaker's containers have too.
//
//   GET  /ping, /health      200 and a line end while there are models, or may be some by request
//   GET  /version            the program's version
//   POST /invocations        {"dataframe_split": …}, {"dataframe_records": …}, {"instances": …} or
//                            {"inputs": …}; text/csv with a header or without; as SageMaker's toolkit
//                            (sagemaker-inference) takes them, numpy's arrays: application/x-npy, and sparse ones:
//                            application/x-npz
//
// The answer is {"predictions": […]}: what the file's own library returns from predict. Of several
// served models X-Amzn-SageMaker-Target-Model names the one. A row that can't be scored fails its request,
// {"error_code": "BAD_REQUEST", "message": …}.
#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/env.h"
#include "base/version.h"
#include "codec/codec.h"
#include "codec/json_text.h"
#include "codec/npy.h"
#include "codec/npz.h"
#include "serve/call.h"
#include "serve/header_text.h"
#include "serve/json_table.h"
#include "serve/media_types.h"
#include "serve/mlflow.h"
#include "serve/protocol.h"

namespace slipway::serve {

using base::Status;

namespace {

constexpr std::string_view kNpy = "application/x-npy", kNpz = "application/x-npz";
constexpr std::uint64_t kDenseBytesMax = 256u << 20;  // of a sparse body, written out

// "application/json; charset=utf-8", "text/csv; header=absent" (RFC 4180): the type, if its parameters are
// ones that are known.
base::Result<std::string> media_type(std::string_view content_type) {
  const std::string type = lower_case(next_item(content_type, ';'));
  while (!content_type.empty()) {
    const std::string parameter = lower_case(next_item(content_type, ';'));
    const bool header = parameter == "header=absent" || parameter == "header=present";
    if (!parameter.empty() && parameter != "charset=utf-8" && !(type == "text/csv" && header))
      return base::invalid_argument(
          "UNSUPPORTED_TYPE",
          fmt::format("The scoring server only supports UTF-8, not {}", parameter));
  }
  if (type.empty() || type == "application/json" || type == "text/csv" || type == kNpy ||
      type == kNpz)
    return type;
  return base::invalid_argument(
      "UNSUPPORTED_TYPE",
      fmt::format("This server only supports the content types text/csv, application/json, {} and "
                  "{}, not {}",
                  kNpy, kNpz, type));
}

// Whether the first line of a CSV body is a row and no header, as SageMaker's clients send it: it has
// numbers alone, and they are not the names of columns.
bool begins_with_numbers(std::string_view body, const data::Schema& columns) {
  std::string_view line = body.substr(0, body.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  bool names = true, any = false;
  while (!line.empty()) {
    const std::string_view cell = next_item(line, ',');
    double number = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (!cell.empty() && (error != std::errc() || end != cell.data() + cell.size())) return false;
    names = names && columns.index(cell) != data::Schema::kMissing;
    any = any || !cell.empty();
  }
  return any && !names;
}

class MlflowEnvelope final : public Envelope {
 public:
  explicit MlflowEnvelope(const ServedModel& model) : model_(model) {
    const std::size_t predict = model.usual.schema->index("predict");
    field_ = predict == data::Schema::kMissing ? 0 : predict;
  }

  const data::SchemaPtr& schema() const override { return model_.columns; }
  flow::Path& path() const override { return *model_.usual.path; }

  Status read(const Exchange& exchange, data::Chunk& rows, data::RowErrors& rejected) override {
    const std::string_view content_type = exchange.request().content_type;
    SLIPWAY_ASSIGN(const std::string type, media_type(content_type));
    const std::string_view accept = exchange.header("Accept");
    accept_ = lower_case(accept.empty() || accept == "*/*" ? default_accept_ : accept);
    if (type == kNpy || type == kNpz) return read_array(type, exchange, rows, rejected);
    if (type == "text/csv") {
      const std::string_view body = exchange.request().body;
      return decode_table(
          *table_type(begins_with_numbers(body, *model_.columns) ? "text/csv; header=absent"
                                                                 : content_type),
          body, model_.columns, rows, rejected);
    }
    SLIPWAY_TRY(table_.parse(exchange.request().body));
    constexpr std::array kForms = {"dataframe_split", "dataframe_records", "instances", "inputs"};
    const char* form = nullptr;
    for (const char* one : kForms) {
      if (!table_.has(one)) continue;
      if (form != nullptr) form = "";
      if (form == nullptr) form = one;
    }
    if (form == nullptr || *form == '\0')
      return base::invalid_argument(
          "BAD_REQUEST",
          "The input must be a JSON dictionary with exactly one of the input fields "
          "{'dataframe_split', 'dataframe_records', 'instances', 'inputs'}");
    if (form == kForms[0]) return table_.split(form, rows, rejected);
    return form == kForms[3] ? table_.columns(form, rows, rejected)
                             : table_.rows(form, rows, rejected);
  }

  Status write(const flow::Delivery& delivery, Response& response) override {
    SLIPWAY_TRY(all_scored(delivery));
    const data::ColumnView column = delivery.answer.predictions.view().column(field_);
    std::string& out = response.body;
    if (accept_ == "text/csv") return write_csv(column, response), Status();
    if (accept_ == kNpy) {
      const bool vector = !(*model_.usual.schema)[field_].type.shape.empty();
      response.content_type = kNpy;
      return codec::append_npy(out, column, vector), Status();
    }
    out += "{\"predictions\":[";
    for (std::int64_t row = 0; row < column.length; ++row) {
      if (row != 0) out += ',';
      codec::append_json_value(out, column, row);
    }
    out += "]}";
    return {};
  }

  void refuse(const Status& status, Response& response) const override {
    refuse_mlflow(status, response);
  }

 private:
  // Of numbers or texts alone: all columns, in the model's order.
  Status read_array(std::string_view type, const Exchange& exchange, data::Chunk& rows,
                    data::RowErrors& rejected) {
    const std::string_view body = exchange.request().body;
    const auto columns = static_cast<std::int64_t>(model_.columns->size());
    codec::Tensor tensor;
    if (type == kNpz) {
      SLIPWAY_ASSIGN(tensor, codec::npz_tensor(body, columns, kDenseBytesMax, room_));
    } else {
      SLIPWAY_ASSIGN(tensor, codec::npy_tensor(body, room_));
      if (tensor.shape.size() == 1 && columns == 1) tensor.shape.push_back(1);
    }
    return codec::decode_tensors({&tensor, 1}, rows, rejected);
  }

  // A line a row: a value, or a vector's values.
  static void write_csv(const data::ColumnView& column, Response& response) {
    response.content_type = "text/csv";
    for (std::int64_t row = 0; row < column.length; ++row) {
      const std::size_t begin = response.body.size();
      std::string& out = response.body;
      if (column.kind == data::Kind::kString && column.valid(row)) {
        append_csv_text(out, column.string(row));
      } else {
        codec::append_json_value(out, column, row);
        if (out[begin] == '[') out.erase(begin, 1), out.pop_back();
      }
      out += '\n';
    }
  }

  static void append_csv_text(std::string& out, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
      out += text;
      return;
    }
    out += '"';
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }

  const ServedModel& model_;
  JsonTable table_;
  std::size_t field_ = 0;
  std::string accept_;  // the answer's type, as SageMaker's clients ask for it
  std::string room_;    // of an array's elements
  const std::string default_accept_ =
      base::posix_env().variable("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT").value_or("");
};

class MlflowRoutes final : public Routes {
 public:
  explicit MlflowRoutes(const ServeContext& context)
      : context_(context), models_(*context.models) {}

  bool handle(Exchange& exchange) override {
    const std::string_view path = exchange.request().path;
    const Door at = door(path);
    if (at.open) return ping(exchange), true;
    if (at.form == nullptr) return false;
    if (path == "/version") return version(exchange), true;
    if (!allowed(exchange, "POST", refuse_mlflow)) return true;
    const std::string_view wanted = exchange.header("X-Amzn-SageMaker-Target-Model");
    if (!wanted.empty() && !permitted(exchange, exchange.caller().sees(wanted), refuse_mlflow))
      return true;
    ServedPtr model = wanted.empty() ? models_.only() : models_.find(wanted);
    if (model != nullptr) return start_call(model, mlflow_envelope, exchange), true;
    refuse(exchange,
           base::not_found("UNKNOWN_MODEL", wanted.empty()
                                                ? std::string("several models are served")
                                                : fmt::format("no model is called \"{}\"", wanted))
               .remedy("name one of them in X-Amzn-SageMaker-Target-Model"),
           refuse_mlflow);
    return true;
  }

  Door door(std::string_view path) const override {
    if (path == "/ping" || path == "/health") return {.form = refuse_mlflow, .open = true};
    if (path == "/version" || path == "/invocations") return {.form = refuse_mlflow};
    return {};
  }

 private:
  void ping(Exchange& exchange) const {
    if (!allowed(exchange, "GET", refuse_mlflow)) return;
    exchange.response().body = "\n";
    const bool any = !models_.all()->empty() ||
                     (context_.control != nullptr && context_.control->takes_models());
    if (!any || !context_.ready()) exchange.response().status = 404;
    exchange.finish();
  }

  static void version(Exchange& exchange) {
    exchange.response().content_type = "text/plain";
    answer(exchange, "GET", base::kVersion, refuse_mlflow);
  }

  const ServeContext context_;
  const ServedModels& models_;
};

}  // namespace

base::Result<std::unique_ptr<Envelope>> mlflow_envelope(const ServedModel& model) {
  return std::make_unique<MlflowEnvelope>(model);
}

void refuse_mlflow(const Status& status, Response& response) {
  respond_error(status, response);
  const std::string text = error_text(status);
  const bool callers = response.status >= 400 && response.status < 500;
  response.body = fmt::format("{{\"error_code\":\"{}\",\"message\":",
                              callers ? "BAD_REQUEST" : base::code_name(status.code()));
  codec::append_json_string(response.body, printable(text));
  response.body += '}';
  if (std::string_view(status.reason()) == "UNSUPPORTED_TYPE") {
    response.status = 415;
    response.content_type = "text/plain";
    response.body = text;
  }
}

Status register_protocol_mlflow(base::Kinds<Protocol>& kinds) {
  return kinds.add("mlflow", std::make_unique<ProtocolOf<MlflowRoutes>>(
                                 "MLflow and SageMaker: /invocations, /ping"));
}

}  // namespace slipway::serve
