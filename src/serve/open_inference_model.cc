#include "serve/open_inference_model.h"

#include <algorithm>

#include <fmt/format.h>

namespace slipway::serve {

base::Result<ServedPtr> find_model(const ServedModels& models, std::string_view name,
                                   std::string_view version) {
  if (ServedPtr model = models.find(name, version)) return model;
  if (models.find(name) == nullptr)
    return base::not_found("UNKNOWN_MODEL", fmt::format("no model is called \"{}\"", name))
        .remedy("GET /v2/models lists them");
  return base::not_found("UNKNOWN_VERSION",
                         fmt::format("\"{}\" has no version \"{}\"", name, version));
}

std::vector<ModelState> model_states(const ServeContext& context, const Caller& caller) {
  std::vector<ModelState> states;
  for (const auto list = context.models->all(); const ServedPtr& model : *list)
    states.push_back({model->name, model->number, true, ""});
  std::vector<ModelState> configured;
  if (context.control != nullptr) configured = context.control->states();
  for (ModelState& told : configured) {
    const auto known = std::ranges::find(states, told.name, &ModelState::name);
    if (known == states.end())
      states.push_back(std::move(told));
    else
      known->reason = std::move(told.reason);
  }
  std::erase_if(states, [&](const ModelState& state) { return !caller.sees(state.name).ok(); });
  return states;
}

void change_model(const ServeContext& context, const Caller& caller, bool load,
                  const std::string& name, ModelControl::Done done) {
  if (base::Status verdict = caller.may(Right::kAdmin, name); !verdict.ok()) return done(verdict);
  if (context.control == nullptr)
    return done(base::Status(base::Code::kUnimplemented, "NO_CONTROL",
                             "models can't be loaded and unloaded here"));
  if (load)
    context.control->load(name, std::move(done));
  else
    context.control->unload(name, std::move(done));
}

std::vector<std::string> numbers_of(const ServedModels& models, std::string_view name) {
  std::vector<std::string> numbers;
  for (const auto list = models.all(); const ServedPtr& model : *list)
    if (model->name == name) numbers.push_back(model->number);
  return numbers;
}

std::vector<data::Field> input_fields(const ServedModel& model) {
  const auto& fields = model.columns->fields();
  const bool matrix =
      fields.size() > 1 && std::ranges::all_of(fields, [&](const data::Field& field) {
        return field.type == fields[0].type && field.type.kind != data::Kind::kString;
      });
  if (!matrix) return fields;
  data::Type type = fields[0].type;
  type.shape = {static_cast<std::int64_t>(fields.size())};
  return {{"input", type, {}}};
}

std::vector<std::int64_t> tensor_shape(const data::Field& field) {
  std::vector<std::int64_t> shape = {-1};
  shape.insert(shape.end(), field.type.shape.begin(), field.type.shape.end());
  return shape;
}

std::string platform_of(const ServedModel& model) { return "slipway_" + model.platform; }

base::Result<codec::DataType> sent_datatype(const data::Field& output, std::string_view wanted) {
  const codec::DataType own = codec::datatype_of(output.type.kind);
  if (wanted.empty() || wanted == codec::datatype_name(own)) return own;
  if (own == codec::DataType::kFp32 || own == codec::DataType::kFp64) {
    if (wanted == "FP16") return codec::DataType::kFp16;
    if (wanted == "BF16") return codec::DataType::kBf16;
  }
  return base::invalid_argument(
      "BAD_PARAMETER", fmt::format("output \"{}\" is {}, and can't be sent as {}", output.name,
                                   codec::datatype_name(own), wanted));
}

std::span<const std::string_view> server_extensions() {
  static constexpr std::string_view kExtensions[] = {
      "binary_tensor_data", "model_repository", "model_configuration", "statistics", "parameters"};
  return kExtensions;
}

void OutputChoice::usual(const ServedModel& model) {
  outputs_ = &model.usual;
  fields_.resize(outputs_->schema->size());
  for (std::size_t i = 0; i < fields_.size(); ++i) fields_[i] = i;
}

base::Status OutputChoice::named(const ServedModel& model,
                                 std::span<const std::string_view> names) {
  if (names.empty()) return usual(model), base::Status();
  const bool all_usual = std::ranges::all_of(names, [&](std::string_view name) {
    return model.usual.schema->index(name) != data::Schema::kMissing;
  });
  outputs_ = all_usual ? &model.usual : &model.all;
  fields_.clear();
  for (const std::string_view name : names) {
    fields_.push_back(outputs_->schema->index(name));
    if (fields_.back() == data::Schema::kMissing)
      return base::invalid_argument("UNKNOWN_OUTPUT",
                                    fmt::format("the model has no output \"{}\"", name));
  }
  return {};
}

}  // namespace slipway::serve
