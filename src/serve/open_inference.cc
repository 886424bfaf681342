#include "serve/open_inference.h"

#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "codec/json_text.h"
#include "codec/tensors.h"
#include "codec/text_value.h"
#include "serve/json_body.h"
#include "serve/open_inference_model.h"
#include "serve/request_parameters.h"

namespace slipway::serve {

using base::Status;
using codec::DataType;
using codec::Tensor;

namespace {

namespace dom = simdjson::dom;

Status bad_element(const Tensor& tensor, const char* why) {
  return base::invalid_argument("BAD_VALUE",
                                fmt::format("input \"{}\", of {}: {}", tensor.name,
                                            codec::datatype_name(tensor.datatype), why));
}

template <class T>
void append_bytes(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// The whole numbers of T, also if written 1.0.
template <class T>
bool append_whole(dom::element element, std::string& out) {
  if (std::uint64_t large = 0; element.get_uint64().get(large) == simdjson::SUCCESS)
    return std::in_range<T>(large) && (append_bytes(out, static_cast<T>(large)), true);
  if (std::int64_t whole = 0; element.get_int64().get(whole) == simdjson::SUCCESS)
    return std::in_range<T>(whole) && (append_bytes(out, static_cast<T>(whole)), true);
  double number = 0;
  std::int64_t whole = 0;
  if (element.get_double().get(number) != simdjson::SUCCESS || !codec::whole_number(number, whole))
    return false;
  return std::in_range<T>(whole) && (append_bytes(out, static_cast<T>(whole)), true);
}

template <class T>
bool append_real(dom::element element, std::string& out) {
  double number = std::nan("");
  std::string_view text;  // of a bare Infinity
  if (!element.is_null() && element.get_double().get(number) != simdjson::SUCCESS &&
      (element.get_string().get(text) != simdjson::SUCCESS || !codec::special_number(text, number)))
    return false;
  append_bytes(out, static_cast<T>(number));
  return true;
}

bool append_bool(dom::element element, std::string& out) {
  if (bool value = false; element.get_bool().get(value) == simdjson::SUCCESS)
    return append_bytes(out, value), true;
  std::uint64_t number = 2;
  if (element.get_uint64().get(number) != simdjson::SUCCESS || number > 1) return false;
  return append_bytes(out, number == 1), true;
}

// Of a JSON body: the elements of one tensor, as raw bytes, or as texts.
class Elements {
 public:
  Elements(Tensor& tensor, std::string& raw) : tensor_(tensor), raw_(raw) {
    // JSON has no half floats: the numbers are read as single ones.
    if (tensor.datatype == DataType::kFp16 || tensor.datatype == DataType::kBf16)
      tensor.datatype = DataType::kFp32;
  }

  // Flat or nested, row by row.
  Status read(dom::element data) {
    dom::array all;
    if (data.get_array().get(all) == simdjson::SUCCESS) {
      for (const dom::element element : all) SLIPWAY_TRY(read(element));
      return {};
    }
    if (append(data)) return {};
    return bad_element(
        tensor_, data.is_null() ? "it has no missing values; FP64 has" : "an element is none");
  }

 private:
  bool append(dom::element element) {
    switch (tensor_.datatype) {
      case DataType::kBool:
        return append_bool(element, raw_);
      case DataType::kInt8:
        return append_whole<std::int8_t>(element, raw_);
      case DataType::kInt16:
        return append_whole<std::int16_t>(element, raw_);
      case DataType::kInt32:
        return append_whole<std::int32_t>(element, raw_);
      case DataType::kInt64:
        return append_whole<std::int64_t>(element, raw_);
      case DataType::kUint8:
        return append_whole<std::uint8_t>(element, raw_);
      case DataType::kUint16:
        return append_whole<std::uint16_t>(element, raw_);
      case DataType::kUint32:
        return append_whole<std::uint32_t>(element, raw_);
      case DataType::kUint64:
        return append_whole<std::uint64_t>(element, raw_);
      case DataType::kFp64:
        return append_real<double>(element, raw_);
      case DataType::kBytes:
        return append_text(element);
      default:
        return append_real<float>(element, raw_);
    }
  }

  bool append_text(dom::element element) {
    std::string_view text;
    if (!element.is_null() && element.get_string().get(text) != simdjson::SUCCESS) return false;
    tensor_.texts.push_back(text);  // in the parser's memory, until the next request
    return true;
  }

  Tensor& tensor_;
  std::string& raw_;
};

// How an output is sent.
struct Sent {
  bool binary = false;
  DataType type = DataType::kFp64;
};

class OpenInference final : public Envelope {
 public:
  explicit OpenInference(const ServedModel& model) : model_(model) {}

  const data::SchemaPtr& schema() const override { return model_.columns; }
  base::Duration patience() const override { return parameters_.patience(); }
  std::optional<flow::Priority> priority() const override { return parameters_.priority(); }
  flow::Path& path() const override { return *choice_.outputs().path; }

  Status read(const Exchange& exchange, data::Chunk& rows, data::RowErrors& rejected) override {
    id_.clear(), sent_.clear(), parameters_.clear();
    std::string_view json = exchange.request().body, binary;
    SLIPWAY_TRY(cut(exchange.header(kJsonLengthHeader), json, binary));
    if (json.empty() && !binary.empty()) return read_raw(binary, rows, rejected);
    dom::object request;
    SLIPWAY_TRY(json_.parse(json, request));
    if (std::string_view id; request["id"].get_string().get(id) == simdjson::SUCCESS) id_ = id;
    SLIPWAY_TRY(read_parameters(request));
    SLIPWAY_TRY(read_inputs(request, binary));
    SLIPWAY_TRY(read_outputs(request));
    return codec::decode_tensors(tensors_, rows, rejected);
  }

  Status write(const flow::Delivery& delivery, Response& response) override {
    SLIPWAY_TRY(all_scored(delivery));
    std::string& out = response.body;
    out += "{\"model_name\":";
    codec::append_json_string(out, model_.name);
    fmt::format_to(std::back_inserter(out), ",\"model_version\":\"{}\"", model_.number);
    if (!id_.empty()) codec::append_json_string(out += ",\"id\":", id_);
    out += ",\"outputs\":[";
    raw_out_.clear();
    const data::ChunkView predictions = delivery.answer.predictions.view();
    for (std::size_t i = 0; i < choice_.fields().size(); ++i) {
      const std::size_t field = choice_.fields()[i];
      if (i > 0) out += ',';
      write_output(out, (*choice_.outputs().schema)[field], predictions.column(field), sent_[i]);
    }
    out += "]}";
    if (raw_out_.empty()) return {};
    response.more = fmt::format("{}: {}\r\n", kJsonLengthHeader, out.size());
    response.content_type = "application/octet-stream";
    out += raw_out_;
    return {};
  }

  void refuse(const Status& status, Response& response) const override {
    refuse_open_inference(status, response);
  }

 private:
  // The JSON and what follows it.
  static Status cut(std::string_view length, std::string_view& json, std::string_view& binary) {
    if (length.empty()) return {};
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), size);
    if (error != std::errc() || end != length.data() + length.size() || size > json.size())
      return bad_request(fmt::format("{} is {}, and the body has {} bytes", kJsonLengthHeader,
                                     length, json.size()));
    binary = json.substr(size);
    json = json.substr(0, size);
    return {};
  }

  Status read_parameters(const dom::object& request) {
    dom::object given;
    if (request["parameters"].get_object().get(given) != simdjson::SUCCESS) return {};
    for (const auto parameter : given)
      SLIPWAY_TRY(parameters_.add(parameter.key, value_of(parameter.value)));
    return {};
  }

  static ParameterValue value_of(dom::element element) {
    switch (element.type()) {
      case dom::element_type::BOOL:
        return bool(element);
      case dom::element_type::INT64:
        return std::int64_t(element);
      case dom::element_type::UINT64:
        return std::uint64_t(element);
      case dom::element_type::DOUBLE:
        return double(element);
      case dom::element_type::STRING:
        return std::string_view(element);
      default:
        return {};
    }
  }

  // The bytes of the one input, without any JSON: a batch of one row.
  Status read_raw(std::string_view binary, data::Chunk& rows, data::RowErrors& rejected) {
    const data::Schema& columns = *model_.columns;
    DataType type = codec::datatype_of(columns[0].type.kind);
    for (const data::Field& column : columns.fields())
      if (codec::datatype_of(column.type.kind) != type)
        return bad_request("bytes alone are for models whose columns are of one type");
    tensors_.resize(1);
    tensors_[0] = {.name = "",
                   .datatype = type,
                   .shape = {1, static_cast<std::int64_t>(columns.size())},
                   .raw = binary};
    want_usual(true);
    return codec::decode_tensors(tensors_, rows, rejected);
  }

  Status read_inputs(const dom::object& request, std::string_view binary) {
    dom::array inputs;
    if (request["inputs"].get_array().get(inputs) != simdjson::SUCCESS || inputs.size() == 0)
      return bad_request("\"inputs\" is no array of tensors");
    tensors_.resize(inputs.size());
    if (raw_in_.size() < tensors_.size()) raw_in_.resize(tensors_.size());
    std::size_t i = 0;
    for (const dom::element input : inputs) {
      SLIPWAY_TRY(read_input(input, tensors_[i], raw_in_[i], binary));
      ++i;
    }
    if (binary.empty()) return {};
    return bad_request(fmt::format("{} bytes follow the last tensor", binary.size()));
  }

  static Status read_input(dom::element input, Tensor& tensor, std::string& raw,
                           std::string_view& binary) {
    std::string_view name, type;
    dom::array shape;
    if (input["name"].get_string().get(name) != simdjson::SUCCESS)
      return bad_request("an input has no \"name\"");
    tensor.name = name;
    if (input["datatype"].get_string().get(type) != simdjson::SUCCESS)
      return bad_request(fmt::format("input \"{}\" has no \"datatype\"", name));
    SLIPWAY_ASSIGN(tensor.datatype, codec::datatype_of(type));
    if (input["shape"].get_array().get(shape) != simdjson::SUCCESS)
      return bad_request(fmt::format("input \"{}\" has no \"shape\"", name));
    tensor.shape.clear(), tensor.texts.clear();
    for (const dom::element one : shape)
      if (one.get_int64().get(tensor.shape.emplace_back()) != simdjson::SUCCESS)
        return bad_request(fmt::format("the shape of input \"{}\" is no whole numbers", name));
    SLIPWAY_TRY(codec::elements_of(tensor.shape).status());
    std::uint64_t size = 0;
    if (input.at_pointer("/parameters/binary_data_size").get_uint64().get(size) ==
        simdjson::SUCCESS) {
      if (size > binary.size())
        return bad_request(fmt::format("input \"{}\" has {} bytes, and {} are left of the body",
                                       name, size, binary.size()));
      tensor.raw = binary.substr(0, size);
      binary.remove_prefix(size);
      return {};
    }
    dom::element data;
    if (input["data"].get(data) != simdjson::SUCCESS)
      return bad_request(
          fmt::format("input \"{}\" has neither \"data\" nor \"binary_data_size\"", name));
    raw.clear();
    SLIPWAY_TRY(Elements(tensor, raw).read(data));
    tensor.raw = raw;
    return {};
  }

  Status read_outputs(const dom::object& request) {
    const bool binary = parameters_.binary_data_output();
    dom::array outputs;
    if (request["outputs"].get_array().get(outputs) != simdjson::SUCCESS || outputs.size() == 0)
      return want_usual(binary), Status();
    std::vector<std::string_view> names;
    for (const dom::element output : outputs)
      if (output["name"].get_string().get(names.emplace_back()) != simdjson::SUCCESS)
        return bad_request("an output has no \"name\"");
    SLIPWAY_TRY(choice_.named(model_, names));
    std::size_t i = 0;
    for (const dom::element output : outputs) {
      const data::Field& field = (*choice_.outputs().schema)[choice_.fields()[i++]];
      SLIPWAY_ASSIGN(const Sent sent, sent_as(output, field, binary));
      sent_.push_back(sent);
    }
    return {};
  }

  // What one of "outputs" says of how it is sent.
  static base::Result<Sent> sent_as(dom::element output, const data::Field& field, bool binary) {
    Sent sent;
    if (output.at_pointer("/parameters/binary_data").get_bool().get(sent.binary) !=
        simdjson::SUCCESS)
      sent.binary = binary;
    std::string_view wanted;
    if (output.at_pointer("/parameters/datatype").get_string().get(wanted) != simdjson::SUCCESS)
      wanted = {};
    SLIPWAY_ASSIGN(sent.type, sent_datatype(field, wanted));
    if (sent.binary || sent.type == codec::datatype_of(field.type.kind)) return sent;
    return base::invalid_argument("BAD_PARAMETER", fmt::format("{} has no numbers in JSON", wanted))
        .remedy("ask for \"binary_data\"");
  }

  void want_usual(bool binary) {
    choice_.usual(model_);
    for (const data::Field& field : choice_.outputs().schema->fields())
      sent_.push_back({binary, codec::datatype_of(field.type.kind)});
  }

  void write_output(std::string& out, const data::Field& field, const data::ColumnView& column,
                    Sent sent) {
    codec::append_json_string(out += "{\"name\":", field.name);
    fmt::format_to(std::back_inserter(out), ",\"datatype\":\"{}\",\"shape\":[{}",
                   codec::datatype_name(sent.type), column.length);
    if (!field.type.shape.empty()) fmt::format_to(std::back_inserter(out), ",{}", column.width);
    out += ']';
    if (sent.binary) {
      const std::size_t before = raw_out_.size();
      codec::append_raw_values(raw_out_, column, sent.type);
      fmt::format_to(std::back_inserter(out), ",\"parameters\":{{\"binary_data_size\":{}}}}}",
                     raw_out_.size() - before);
      return;
    }
    out += ",\"data\":[";
    for (std::int64_t row = 0; row < column.length; ++row) {
      if (row != 0) out += ',';
      write_value(out, field, column, row);
    }
    out += "]}";
  }

  // A vector's numbers lie flat.
  static void write_value(std::string& out, const data::Field& field,
                          const data::ColumnView& column, std::int64_t row) {
    const std::size_t begin = out.size();
    codec::append_json_value(out, column, row);
    if (field.type.shape.empty()) return;
    out.erase(begin, 1);  // its brackets
    out.pop_back();
  }

  const ServedModel& model_;
  JsonBody json_;
  std::vector<std::string> raw_in_;  // of inputs that came as JSON
  std::string raw_out_;
  std::string id_;
  std::vector<Tensor> tensors_;
  OutputChoice choice_;
  std::vector<Sent> sent_;  // of each output that is wanted
  RequestParameters parameters_;
};

}  // namespace

base::Result<std::unique_ptr<Envelope>> open_inference_envelope(const ServedModel& model) {
  return std::make_unique<OpenInference>(model);
}

void refuse_open_inference(const Status& status, Response& response) {
  respond_error(status, response);
  response.body = "{\"error\":";
  codec::append_json_string(response.body, printable(error_text(status)));
  response.body += '}';
}

}  // namespace slipway::serve
