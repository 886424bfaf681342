#include "serve/grpc/grpc_inference.h"

#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <open_inference.pb.h>

#include "codec/tensors.h"
#include "serve/grpc/grpc_exchange.h"
#include "serve/open_inference_model.h"
#include "serve/request_parameters.h"

namespace slipway::serve {
namespace {

using base::Status;
using codec::DataType;
using codec::Tensor;
using inference::InferTensorContents;
using inference::ModelInferRequest;

template <class T>
void append_bytes(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// The values of one field of the contents, as raw bytes of T; false: one is out of its range.
template <class T, class Values>
bool append_all(std::string& out, const Values& values) {
  for (const auto value : values) {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
      if (!std::in_range<T>(value)) return false;
    append_bytes(out, static_cast<T>(value));
  }
  return true;
}

// The elements of a tensor that came as typed contents.
Status read_contents(const InferTensorContents& from, Tensor& tensor, std::string& raw) {
  raw.clear();
  tensor.raw = {};
  const auto appended = [&] {
    switch (tensor.datatype) {
      case DataType::kBool:
        return append_all<bool>(raw, from.bool_contents());
      case DataType::kInt8:
        return append_all<std::int8_t>(raw, from.int_contents());
      case DataType::kInt16:
        return append_all<std::int16_t>(raw, from.int_contents());
      case DataType::kInt32:
        return append_all<std::int32_t>(raw, from.int_contents());
      case DataType::kInt64:
        return append_all<std::int64_t>(raw, from.int64_contents());
      case DataType::kUint8:
        return append_all<std::uint8_t>(raw, from.uint_contents());
      case DataType::kUint16:
        return append_all<std::uint16_t>(raw, from.uint_contents());
      case DataType::kUint32:
        return append_all<std::uint32_t>(raw, from.uint_contents());
      case DataType::kUint64:
        return append_all<std::uint64_t>(raw, from.uint64_contents());
      case DataType::kFp32:
        return append_all<float>(raw, from.fp32_contents());
      case DataType::kFp64:
        return append_all<double>(raw, from.fp64_contents());
      case DataType::kBytes:
        for (const std::string& text : from.bytes_contents()) tensor.texts.push_back(text);
        return true;
      case DataType::kFp16:
      case DataType::kBf16:
        break;
    }
    return false;
  };
  if (!appended())
    return base::invalid_argument(
        "BAD_VALUE", fmt::format("input \"{}\" has contents that are no {}", tensor.name,
                                 codec::datatype_name(tensor.datatype)));
  tensor.raw = raw;
  return {};
}

// A column as the contents of its kind.
void write_contents(const data::ColumnView& column, InferTensorContents& to) {
  const std::int64_t count = column.length * column.width;
  const auto present = [&](std::int64_t i) { return column.valid(i / column.width); };
  switch (column.kind) {
    case data::Kind::kBool:
      for (std::int64_t i = 0; i < count; ++i)
        to.add_bool_contents(present(i) && column.boolean(i));
      return;
    case data::Kind::kFloat32:
      for (std::int64_t i = 0; i < count; ++i)
        to.add_fp32_contents(present(i) ? column.float32s()[i]
                                        : std::numeric_limits<float>::quiet_NaN());
      return;
    case data::Kind::kFloat64:
      for (std::int64_t i = 0; i < count; ++i)
        to.add_fp64_contents(present(i) ? column.float64s()[i]
                                        : std::numeric_limits<double>::quiet_NaN());
      return;
    case data::Kind::kString:
      for (std::int64_t i = 0; i < count; ++i) to.add_bytes_contents(std::string(column.string(i)));
      return;
    case data::Kind::kInt64:
    case data::Kind::kTimestamp:
      for (std::int64_t i = 0; i < count; ++i)
        to.add_int64_contents(present(i) ? column.int64s()[i] : 0);
  }
}

class GrpcInference final : public Envelope {
 public:
  explicit GrpcInference(const ServedModel& model) : model_(model) {}

  const data::SchemaPtr& schema() const override { return model_.columns; }
  flow::Path& path() const override { return *choice_.outputs().path; }
  base::Duration patience() const override { return parameters_.patience(); }
  std::optional<flow::Priority> priority() const override { return parameters_.priority(); }

  Status read(const Exchange& exchange, data::Chunk& rows, data::RowErrors& rejected) override {
    const std::string_view body = exchange.request().body;
    // Cleared messages keep what they have allocated.
    if (!request_.ParseFromArray(body.data(), static_cast<int>(body.size())))
      return bad_request("the request is no ModelInferRequest");
    SLIPWAY_TRY(read_parameters());
    SLIPWAY_TRY(read_inputs());
    SLIPWAY_TRY(read_outputs());
    return codec::decode_tensors(tensors_, rows, rejected);
  }

  // Outputs come as the inputs did: raw, or as typed contents.
  Status write(const flow::Delivery& delivery, Response& response) override {
    SLIPWAY_TRY(all_scored(delivery));
    response_.Clear();
    response_.set_model_name(model_.name);
    response_.set_model_version(model_.number);
    response_.set_id(request_.id());
    const data::ChunkView predictions = delivery.answer.predictions.view();
    for (std::size_t i = 0; i < choice_.fields().size(); ++i) {
      const std::size_t index = choice_.fields()[i];
      const data::Field& field = (*choice_.outputs().schema)[index];
      const data::ColumnView& column = predictions.column(index);
      auto& output = *response_.add_outputs();
      output.set_name(field.name);
      output.set_datatype(std::string(codec::datatype_name(sent_[i])));
      output.add_shape(column.length);
      if (!field.type.shape.empty()) output.add_shape(column.width);
      if (request_.raw_input_contents().empty())
        write_contents(column, *output.mutable_contents());
      else
        codec::append_raw_values(*response_.add_raw_output_contents(), column, sent_[i]);
    }
    if (!response_.SerializeToString(&response.body))
      return base::resource_exhausted("ANSWER_TOO_LARGE", "the answer has more than 2 GiB");
    return {};
  }

  void refuse(const Status& status, Response& response) const override {
    refuse_grpc(status, response);
  }

 private:
  Status read_parameters() {
    parameters_.clear();
    for (const auto& [name, value] : request_.parameters())
      SLIPWAY_TRY(parameters_.add(name, value_of(value)));
    return {};
  }

  static ParameterValue value_of(const inference::InferParameter& parameter) {
    switch (parameter.parameter_choice_case()) {
      case inference::InferParameter::kBoolParam:
        return parameter.bool_param();
      case inference::InferParameter::kInt64Param:
        return parameter.int64_param();
      case inference::InferParameter::kUint64Param:
        return parameter.uint64_param();
      case inference::InferParameter::kDoubleParam:
        return parameter.double_param();
      case inference::InferParameter::kStringParam:
        return std::string_view(parameter.string_param());
      case inference::InferParameter::PARAMETER_CHOICE_NOT_SET:
        break;
    }
    return {};
  }

  Status read_outputs() {
    std::vector<std::string_view> names;
    for (const auto& output : request_.outputs()) names.push_back(output.name());
    SLIPWAY_TRY(choice_.named(model_, names));
    sent_.clear();
    for (std::size_t i = 0; i < choice_.fields().size(); ++i) {
      const data::Field& field = (*choice_.outputs().schema)[choice_.fields()[i]];
      std::string_view wanted;
      if (!names.empty()) {
        const auto& parameters = request_.outputs(static_cast<int>(i)).parameters();
        if (const auto given = parameters.find("datatype"); given != parameters.end())
          wanted = given->second.string_param();
      }
      SLIPWAY_ASSIGN(sent_.emplace_back(), sent_datatype(field, wanted));
      if (sent_.back() != codec::datatype_of(field.type.kind) &&
          request_.raw_input_contents().empty())
        return base::invalid_argument("BAD_PARAMETER",
                                      fmt::format("{} has no typed contents", wanted))
            .remedy("send raw contents, and get such");
    }
    return {};
  }

  Status read_inputs() {
    const auto& inputs = request_.inputs();
    const auto& raws = request_.raw_input_contents();
    if (inputs.empty()) return bad_request("the request has no inputs");
    if (!raws.empty() && raws.size() != inputs.size())
      return bad_request(
          fmt::format("there are {} inputs and {} raw contents", inputs.size(), raws.size()));
    const auto count = static_cast<std::size_t>(inputs.size());
    tensors_.resize(count);
    if (raw_in_.size() < count) raw_in_.resize(count);
    for (int i = 0; i < inputs.size(); ++i) {
      const ModelInferRequest::InferInputTensor& input = inputs[i];
      Tensor& tensor = tensors_[static_cast<std::size_t>(i)];
      tensor.name = input.name();
      SLIPWAY_ASSIGN(tensor.datatype, codec::datatype_of(input.datatype()));
      tensor.shape.assign(input.shape().begin(), input.shape().end());
      tensor.texts.clear();
      if (raws.empty()) {
        SLIPWAY_TRY(read_contents(input.contents(), tensor, raw_in_[static_cast<std::size_t>(i)]));
      } else if (input.has_contents()) {
        return bad_request(fmt::format("input \"{}\" has contents beside raw ones", input.name()));
      } else {
        tensor.raw = raws[i];
      }
    }
    return {};
  }

  const ServedModel& model_;
  ModelInferRequest request_;
  inference::ModelInferResponse response_;
  std::vector<std::string> raw_in_;  // of inputs that came as typed contents
  std::vector<Tensor> tensors_;
  OutputChoice choice_;
  std::vector<DataType> sent_;  // as what each output that is wanted is sent
  RequestParameters parameters_;
};

}  // namespace

base::Result<std::unique_ptr<Envelope>> grpc_inference_envelope(const ServedModel& model) {
  return std::make_unique<GrpcInference>(model);
}

}  // namespace slipway::serve
