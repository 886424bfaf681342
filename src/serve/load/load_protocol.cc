#include "serve/load/load_protocol.h"

#include <utility>

#include <fmt/format.h>

#include "codec/json_text.h"
#include "codec/tensors.h"
#include "serve/listener.h"
#include "serve/load/answer_json.h"

namespace slipway::serve {
namespace {

constexpr const char* kJson = "application/json";

std::int64_t size_of_list(std::string_view body, const char* name) {
  rapidjson::Document document;
  if (!parse_answer(body, document)) return -1;
  const rapidjson::Value* found = list_of(document, name);
  return found == nullptr ? -1 : static_cast<std::int64_t>(found->Size());
}

void append_row_list(std::string& out, const data::ChunkView& rows, std::int64_t row) {
  for (std::size_t j = 0; j < rows.schema().size(); ++j) {
    out += j == 0 ? '[' : ',';
    codec::append_json_value(out, rows.column(j), row);
  }
  out += ']';
}

// [[1,2],[3,4]]
void append_row_lists(std::string& out, const data::ChunkView& rows) {
  for (std::int64_t row = 0; row < rows.rows; ++row) {
    out += row == 0 ? '[' : ',';
    append_row_list(out, rows, row);
  }
  out += ']';
}

class SlipwayLoad final : public LoadProtocol {
 public:
  std::string inputs_path(const std::string& model) const override {
    return "/api/v1/models/" + model;
  }
  LoadRequest request(const ModelInputs& inputs, const data::ChunkView& rows) const override {
    LoadRequest request = {.path = inputs_path(inputs.model) + "/score", .type = kJson};
    const codec::JsonRowWriter writer(rows.schema());
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      if (rows.rows > 1) request.body += row == 0 ? '[' : ',';
      writer.append(request.body, rows, row);
    }
    if (rows.rows > 1) request.body += ']';
    return request;
  }
  std::int64_t rows_in(std::string_view body) const override {
    return size_of_list(body, "predictions");
  }
};

class TensorflowLoad final : public LoadProtocol {
 public:
  std::string inputs_path(const std::string& model) const override {
    return "/api/v1/models/" + model;
  }
  LoadRequest request(const ModelInputs& inputs, const data::ChunkView& rows) const override {
    LoadRequest request = {.path = "/v1/models/" + inputs.model + ":predict", .type = kJson};
    append_row_lists(request.body = "{\"instances\":", rows);
    request.body += '}';
    return request;
  }
  std::int64_t rows_in(std::string_view body) const override {
    return size_of_list(body, "predictions");
  }
};

class MlflowLoad final : public LoadProtocol {
 public:
  std::string inputs_path(const std::string& model) const override {
    return "/api/v1/models/" + model;
  }
  LoadRequest request(const ModelInputs& inputs, const data::ChunkView& rows) const override {
    LoadRequest request = {.path = "/invocations",
                           .type = kJson,
                           .headers = {{"X-Amzn-SageMaker-Target-Model", inputs.model}}};
    request.body = "{\"dataframe_split\":{\"columns\":";
    for (const data::Field& field : rows.schema().fields()) {
      request.body += &field == &rows.schema()[0] ? '[' : ',';
      codec::append_json_string(request.body, field.name);
    }
    append_row_lists(request.body += "],\"data\":", rows);
    request.body += "}}";
    return request;
  }
  std::int64_t rows_in(std::string_view body) const override {
    return size_of_list(body, "predictions");
  }
};

class OpenInferenceLoad final : public LoadProtocol {
 public:
  explicit OpenInferenceLoad(bool binary) : binary_(binary) {}

  std::string inputs_path(const std::string& model) const override { return "/v2/models/" + model; }
  LoadRequest request(const ModelInputs& inputs, const data::ChunkView& rows) const override {
    LoadRequest request = {.path = inputs_path(inputs.model) + "/infer", .type = kJson};
    return binary_ ? as_bytes(inputs, rows, std::move(request))
                   : as_json(inputs, rows, std::move(request));
  }
  std::int64_t rows_in(std::string_view body) const override {
    rapidjson::Document document;
    if (!parse_answer(body, document)) return -1;
    const rapidjson::Value* outputs = list_of(document, "outputs");
    if (outputs == nullptr || outputs->Empty()) return -1;
    const rapidjson::Value* shape = list_of((*outputs)[0], "shape");
    return shape == nullptr || shape->Empty() ? -1 : whole_of((*shape)[0]);
  }

 private:
  static std::string head(std::string_view name, std::string_view datatype,
                          const std::vector<std::int64_t>& shape) {
    return fmt::format("{{\"name\":{},\"datatype\":\"{}\",\"shape\":[{}]", codec::json_string(name),
                       datatype, fmt::join(shape, ","));
  }

  static LoadRequest as_json(const ModelInputs& inputs, const data::ChunkView& rows,
                             LoadRequest request) {
    std::string& out = request.body = "{\"inputs\":[";
    const auto datatype = [&rows](std::size_t j) {
      return codec::datatype_name(codec::datatype_of(rows.schema()[j].type.kind));
    };
    if (!inputs.matrix.empty()) {
      const auto width = static_cast<std::int64_t>(rows.schema().size());
      append_row_lists(out += head(inputs.matrix, datatype(0), {rows.rows, width}) + ",\"data\":",
                       rows);
      out += '}';
    }
    for (std::size_t j = 0; inputs.matrix.empty() && j < rows.schema().size(); ++j) {
      out += (j == 0 ? "" : ",") + head(rows.schema()[j].name, datatype(j), {rows.rows});
      for (std::int64_t row = 0; row < rows.rows; ++row)
        codec::append_json_value(out += row == 0 ? ",\"data\":[" : ",", rows.column(j), row);
      out += "]}";
    }
    out += "]}";
    return request;
  }

  // The binary tensor data extension.
  static LoadRequest as_bytes(const ModelInputs& inputs, const data::ChunkView& rows,
                              LoadRequest request) {
    std::string raw;
    std::string& out = request.body = "{\"inputs\":[";
    for (const LoadTensor& tensor : tensors_of(inputs, rows)) {
      out += (raw.empty() ? "" : ",") + head(tensor.name, tensor.datatype, tensor.shape) +
             fmt::format(",\"parameters\":{{\"binary_data_size\":{}}}}}", tensor.raw.size());
      raw += tensor.raw;
    }
    out += "],\"parameters\":{\"binary_data_output\":true}}";
    request.type = "application/octet-stream";
    request.headers = {{"Inference-Header-Content-Length", std::to_string(out.size())}};
    out += raw;
    return request;
  }

  const bool binary_;
};

struct Known {
  const char* name;
  std::unique_ptr<const LoadProtocol> protocol;
};

const std::vector<Known>& known() {
  static const auto* all = [] {
    auto* made = new std::vector<Known>;
    made->push_back({"slipway", std::make_unique<SlipwayLoad>()});
    made->push_back({"open-inference", std::make_unique<OpenInferenceLoad>(false)});
    made->push_back({"open-inference-binary", std::make_unique<OpenInferenceLoad>(true)});
    made->push_back({"tensorflow", std::make_unique<TensorflowLoad>()});
    made->push_back({"mlflow", std::make_unique<MlflowLoad>()});
    return made;
  }();
  return *all;
}

constexpr std::string_view kGrpc = "grpc";

}  // namespace

LoadProtocol::~LoadProtocol() = default;

LoadRequest LoadProtocol::request_of(std::string body) const {
  return {.type = kJson, .body = std::move(body)};
}

std::unique_ptr<Target> LoadProtocol::target(
    Url url, std::vector<std::pair<std::string, std::string>> headers,
    base::Duration timeout) const {
  return make_http_target(std::move(url), std::move(headers), timeout);
}

std::vector<std::string> load_protocols() {
  std::vector<std::string> names;
  for (const Known& one : known()) names.emplace_back(one.name);
  names.emplace_back(kGrpc);
  return names;
}

base::Result<const LoadProtocol*> load_protocol(std::string_view name) {
  for (const Known& one : known())
    if (name == one.name) return one.protocol.get();
  if (name != kGrpc)
    return base::invalid_argument("UNKNOWN_PROTOCOL",
                                  fmt::format("there is no protocol \"{}\"", name))
        .remedy(fmt::format("there are: {}", fmt::join(load_protocols(), ", ")));
  SLIPWAY_ASSIGN(const ListenerKind* grpc, listeners().find(kGrpc));
  return &grpc->load();
}

std::vector<LoadTensor> tensors_of(const ModelInputs& inputs, const data::ChunkView& rows) {
  std::vector<LoadTensor> tensors;
  for (std::size_t j = 0; j < rows.schema().size(); ++j) {
    const data::Field& field = rows.schema()[j];
    LoadTensor& tensor = tensors.emplace_back();
    tensor.name = field.name;
    tensor.datatype = codec::datatype_name(codec::datatype_of(field.type.kind));
    tensor.shape = {rows.rows};
    codec::append_raw_values(tensor.raw, rows.column(j), codec::datatype_of(field.type.kind));
  }
  if (inputs.matrix.empty() || tensors.empty()) return tensors;
  LoadTensor matrix{inputs.matrix, tensors[0].datatype, {rows.rows, std::ssize(tensors)}, {}};
  const std::size_t size = codec::datatype_bytes(codec::datatype_of(rows.schema()[0].type.kind));
  for (std::size_t row = 0; std::cmp_less(row, rows.rows); ++row)
    for (const LoadTensor& tensor : tensors) matrix.raw.append(tensor.raw, row * size, size);
  return {std::move(matrix)};
}

}  // namespace slipway::serve
