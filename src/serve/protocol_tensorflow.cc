// TensorFlow Serving's REST API, and KServe's protocol 1, which has the same shape.
//
//   GET  /                                      {"status": "alive"}
//   GET  /v1/models                             {"models": ["churn"]}
//   GET  /v1/models/{m}                         TensorFlow's status, and KServe's "ready"
//   GET  /v1/models/{m}/metadata
//   POST /v1/models/{m}:predict                 {"instances": […]} or {"inputs": …}
//   POST /v1/models/{m}:classify, :regress      {"examples": [{feature: value}]}
//
// Each with /versions/1 behind {m} too. `signature_name` is an output of the model, "predict" if it is left
// out or "serving_default": one output, so its values stand in "predictions" (of inputs: "outputs")
// without a name. Numbers are NaN, Infinity and -Infinity where they are, both ways, as TensorFlow Serving has
// them. A row that can't be scored fails its request.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "codec/json_text.h"
#include "codec/tensors.h"
#include "serve/call.h"
#include "serve/json_table.h"
#include "serve/open_inference.h"
#include "serve/open_inference_model.h"
#include "serve/protocol.h"
#include "serve/tensorflow.h"

namespace slipway::serve {

using base::Status;

namespace {

constexpr std::string_view kModels = "/v1/models";

enum class Verb : std::uint8_t { kPredict, kClassify, kRegress };

class TensorflowEnvelope final : public Envelope {
 public:
  TensorflowEnvelope(const ServedModel& model, Verb verb, bool strict = false)
      : model_(model), verb_(verb), strict_(strict) {}

  const data::SchemaPtr& schema() const override { return model_.columns; }
  flow::Path& path() const override { return *outputs_->path; }

  Status read(const Exchange& exchange, data::Chunk& rows, data::RowErrors& rejected) override {
    SLIPWAY_TRY(table_.parse(exchange.request().body));
    SLIPWAY_TRY(choose_output());
    if (verb_ != Verb::kPredict) return table_.rows("examples", rows, rejected);
    by_column_ = table_.has("inputs");
    if (by_column_ && table_.has("instances"))
      return base::invalid_argument("BAD_REQUEST", "give \"instances\" or \"inputs\", not both");
    return by_column_ ? table_.columns("inputs", rows, rejected)
                      : table_.rows("instances", rows, rejected);
  }

  Status write(const flow::Delivery& delivery, Response& response) override {
    SLIPWAY_TRY(all_scored(delivery));
    const data::ColumnView column = delivery.answer.predictions.view().column(field_);
    const data::Field& field = (*outputs_->schema)[field_];
    std::string& out = response.body;
    out += verb_ != Verb::kPredict ? "{\"result\":["
           : by_column_            ? "{\"outputs\":["
                                   : "{\"predictions\":[";
    for (std::int64_t row = 0; row < column.length; ++row) {
      if (row != 0) out += ',';
      if (verb_ == Verb::kClassify)
        write_classes(out, field, column, row);
      else if (strict_ || !is_real(column))
        codec::append_json_value(out, column, row);
      else
        write_reals(out, field, column, row);
    }
    out += "]}";
    return {};
  }

  void refuse(const Status& status, Response& response) const override {
    refuse_open_inference(status, response);
  }

 private:
  Status choose_output() {
    std::string name = table_.text("signature_name");
    if (name.empty() || name == "serving_default")
      name = verb_ == Verb::kClassify ? "predict_proba" : "predict";
    for (const ServedOutputs* outputs : {&model_.usual, &model_.all}) {
      outputs_ = outputs;
      field_ = outputs->schema->index(name);
      if (field_ != data::Schema::kMissing) return check_kind();
    }
    if (!table_.text("signature_name").empty() || verb_ == Verb::kClassify)
      return base::invalid_argument("UNKNOWN_OUTPUT",
                                    fmt::format("the model has no output \"{}\"", name));
    outputs_ = &model_.usual;  // a transformer: what it gives
    field_ = 0;
    return check_kind();
  }

  Status check_kind() const {
    const data::Type& type = (*outputs_->schema)[field_].type;
    if (verb_ != Verb::kRegress || (type.kind != data::Kind::kString && type.shape.empty()))
      return {};
    return base::failed_precondition("NO_NUMBER", "the model predicts no single number")
        .remedy("use :predict or :classify");
  }

  static bool is_real(const data::ColumnView& column) {
    return column.kind == data::Kind::kFloat64 || column.kind == data::Kind::kFloat32;
  }

  static void write_real(std::string& out, const data::ColumnView& column, std::int64_t row,
                         std::int64_t k) {
    const std::int64_t at = row * column.width + k;
    const bool single = column.kind == data::Kind::kFloat32;
    const double number = !column.valid(row) ? std::nan("")
                          : single           ? static_cast<double>(column.float32s()[at])
                                             : column.float64s()[at];
    if (std::isnan(number))
      out += "NaN";
    else if (std::isinf(number))
      out += number > 0 ? "Infinity" : "-Infinity";
    else if (single)
      codec::append_json_number(out, column.float32s()[at]);
    else
      codec::append_json_number(out, number);
  }

  // Also the numbers that JSON does not have, as TensorFlow Serving writes them.
  static void write_reals(std::string& out, const data::Field& field,
                          const data::ColumnView& column, std::int64_t row) {
    if (field.type.shape.empty()) return write_real(out, column, row, 0);
    out += '[';
    for (std::int64_t k = 0; k < column.width; ++k) {
      if (k != 0) out += ',';
      write_real(out, column, row, k);
    }
    out += ']';
  }

  // [["no", 0.25], ["yes", 0.75]]
  static void write_classes(std::string& out, const data::Field& field,
                            const data::ColumnView& column, std::int64_t row) {
    out += '[';
    for (std::int64_t k = 0; k < column.width; ++k) {
      const auto at = static_cast<std::size_t>(k);
      if (k != 0) out += ',';
      codec::append_json_string(out += '[',
                                at < field.labels.size() ? field.labels[at] : std::to_string(k));
      out += ',';
      write_real(out, column, row, k);
      out += ']';
    }
    out += ']';
  }

  const ServedModel& model_;
  const Verb verb_;
  const bool strict_;  // nothing but JSON
  JsonTable table_;
  const ServedOutputs* outputs_ = nullptr;
  std::size_t field_ = 0;
  bool by_column_ = false;
};

std::string status_text(const std::vector<std::string>& numbers, const std::string& name) {
  std::string all;
  for (const std::string& number : numbers)
    all += fmt::format(
        "{}{{\"version\":\"{}\",\"state\":\"AVAILABLE\",\"status\":{{\"error_code\":\"OK\","
        "\"error_message\":\"\"}}}}",
        all.empty() ? "" : ",", number);
  return fmt::format("{{\"model_version_status\":[{}],\"name\":{},\"ready\":true}}", all,
                     codec::json_string(name));
}

const char* tensorflow_type(data::Kind kind) {
  switch (kind) {
    case data::Kind::kBool:
      return "DT_BOOL";
    case data::Kind::kFloat32:
      return "DT_FLOAT";
    case data::Kind::kFloat64:
      return "DT_DOUBLE";
    case data::Kind::kString:
      return "DT_STRING";
    case data::Kind::kInt64:
    case data::Kind::kTimestamp:
      break;
  }
  return "DT_INT64";
}

std::string tensors_text(const data::Schema& schema) {
  std::string out;
  for (const data::Field& field : schema.fields()) {
    std::string dims = R"({"size":"-1","name":""})";
    for (const std::int64_t dim : field.type.shape)
      dims += fmt::format(R"(,{{"size":"{}","name":""}})", dim);
    out += fmt::format(
        R"({}{}:{{"dtype":"{}","tensor_shape":{{"dim":[{}],"unknown_rank":false}},"name":{}}})",
        out.empty() ? "" : ",", codec::json_string(field.name), tensorflow_type(field.type.kind),
        dims, codec::json_string(field.name));
  }
  return out;
}

std::string metadata_text(const ServedModel& model) {
  return fmt::format(
      R"({{"model_spec":{{"name":{},"signature_name":"","version":"{}"}},"metadata":{{"signature_def":{{)"
      R"("signature_def":{{"serving_default":{{"inputs":{{{}}},"outputs":{{{}}},)"
      R"("method_name":"tensorflow/serving/predict"}}}}}}}}}})",
      codec::json_string(model.name), model.number, tensors_text(*model.columns),
      tensors_text(*model.all.schema));
}

class TensorflowRoutes final : public Routes {
 public:
  explicit TensorflowRoutes(const ServeContext& context) : models_(*context.models) {}

  bool handle(Exchange& exchange) override {
    std::string_view path = exchange.request().path;
    if (path == "/") return get(exchange, R"({"status":"alive"})"), true;
    if (!path.starts_with(kModels)) return false;
    path.remove_prefix(kModels.size());
    if (path.empty() || path == "/")
      return get(exchange, names_text(models_, exchange.caller())), true;
    if (path[0] != '/') return false;
    path.remove_prefix(1);
    const std::string_view asked = path;
    ServedPtr model;  // the one of the longest name: names may have slashes and colons
    for (const auto list = models_.all(); const ServedPtr& one : *list)
      if (path.starts_with(one->name) &&
          (model == nullptr || one->name.size() > model->name.size()))
        model = one;
    if (model != nullptr) path.remove_prefix(model->name.size());
    const bool ends = path.empty() || path[0] == '/' || path[0] == ':';
    const bool found = model != nullptr && ends;
    if (!permitted(exchange,
                   exchange.caller().sees(found ? std::string_view(model->name)
                                                : asked.substr(0, asked.find_first_of("/:"))),
                   refuse_open_inference))
      return true;
    if (!found)
      return refuse(exchange, base::not_found("UNKNOWN_MODEL", "there is no model of that name")
                                  .remedy("GET /v1/models lists them")),
             true;
    bool one_version = false;
    if (const bool version = path.starts_with("/versions/");
        version || path.starts_with("/labels/")) {
      path.remove_prefix(version ? 10 : 8);
      const std::size_t end = std::min(path.find_first_of("/:"), path.size());
      const std::string_view wanted = path.substr(0, end);
      model = models_.find(model->name, wanted);
      const bool label =
          model != nullptr && std::ranges::find(model->aliases, wanted) != model->aliases.end();
      if (model == nullptr || wanted.empty() || label == version)
        return refuse(exchange,
                      base::not_found("UNKNOWN_VERSION",
                                      fmt::format("there is no version or label \"{}\"", wanted))),
               true;
      path.remove_prefix(end);
      one_version = true;
    }
    if (path.empty())
      return get(exchange, status_text(one_version ? std::vector{model->number}
                                                   : numbers_of(models_, model->name),
                                       model->name)),
             true;
    return verb(exchange, model, path);
  }

  Door door(std::string_view path) const override {
    if (path == "/") return {.form = refuse_open_inference, .open = true};
    if (!path.starts_with(kModels)) return {};
    return {.form = refuse_open_inference};
  }

 private:
  template <Verb kVerb>
  static base::Result<std::unique_ptr<Envelope>> make(const ServedModel& model) {
    return std::make_unique<TensorflowEnvelope>(model, kVerb);
  }

  static bool verb(Exchange& exchange, const ServedPtr& model, std::string_view verb) {
    if (verb == "/metadata") return get(exchange, metadata_text(*model)), true;
    const MakeEnvelope make_it = verb == ":predict"    ? make<Verb::kPredict>
                                 : verb == ":classify" ? make<Verb::kClassify>
                                 : verb == ":regress"  ? make<Verb::kRegress>
                                                       : nullptr;
    if (make_it == nullptr) return false;
    if (allowed(exchange, "POST", refuse_open_inference)) start_call(model, make_it, exchange);
    return true;
  }

  static void refuse(Exchange& exchange, const Status& status) {
    serve::refuse(exchange, status, refuse_open_inference);
  }

  static void get(Exchange& exchange, std::string text) {
    answer(exchange, "GET", std::move(text), refuse_open_inference);
  }

  const ServedModels& models_;
};

}  // namespace

base::Result<std::unique_ptr<Envelope>> tensorflow_predict_envelope(const ServedModel& model) {
  return std::make_unique<TensorflowEnvelope>(model, Verb::kPredict, true);
}

Status register_protocol_tensorflow(base::Kinds<Protocol>& kinds) {
  return kinds.add("tensorflow", std::make_unique<ProtocolOf<TensorflowRoutes>>(
                                     "TensorFlow Serving and KServe 1: /v1/models/{m}:predict"));
}

}  // namespace slipway::serve
