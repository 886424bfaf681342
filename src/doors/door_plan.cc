// In process, without the path: a plan of chosen kernels.
#include <fmt/format.h>

#include "codec/codec.h"
#include "doors/door.h"
#include "engine/plan.h"
#include "service/model_file.h"

namespace slipway::doors {
namespace {

class PlanDoor final : public Door {
 public:
  PlanDoor(std::int64_t rows, std::vector<std::string> kernels)
      : rows_(rows),
        kernels_(std::move(kernels)),
        name_(fmt::format("plan of {} kernels, {} rows a chunk", kernels_.size(), rows)) {}
  const char* name() const override { return name_.c_str(); }

  base::Result<std::vector<RowAnswer>> score(const std::string& path,
                                             const std::vector<std::string>& lines,
                                             const std::vector<Column>&) const override {
    SLIPWAY_ASSIGN(const service::LoadedModel loaded, service::load_model(path, ""));
    SLIPWAY_ASSIGN(
        const auto plan,
        engine::compile(loaded.model, service::default_outputs(loaded.model->signature()),
                        {.kernels = kernels_}));
    codec::DecodeOptions options;
    options.wanted = service::wanted_fields(loaded.model->signature());
    SLIPWAY_ASSIGN(const codec::Codec* json, codec::codecs().find("json"));
    SLIPWAY_ASSIGN(const auto decoder, json->payload_decoder(options));
    std::vector<RowAnswer> answers(lines.size());
    engine::Scratch scratch;
    for (std::size_t begin = 0; begin < lines.size(); begin += static_cast<std::size_t>(rows_)) {
      const std::size_t end = std::min(lines.size(), begin + static_cast<std::size_t>(rows_));
      const std::vector<std::string_view> payloads(
          lines.begin() + static_cast<std::ptrdiff_t>(begin),
          lines.begin() + static_cast<std::ptrdiff_t>(end));
      data::Chunk rows(decoder->schema()), out(plan->output_schema());
      data::RowErrors rejected, failed;
      SLIPWAY_TRY(decoder->decode_rows(payloads, rows, rejected));
      std::vector<data::ColumnView> inputs;
      for (std::size_t i = 0; i < rows.width(); ++i) inputs.push_back(rows.column(i).view());
      SLIPWAY_TRY(plan->run(inputs, rows.rows(), out, scratch, failed));
      for (const data::RowErrors* errors :
           {&failed, &rejected})  // what could not be decoded comes first
        for (const data::RowError& error : *errors)
          answers[begin + static_cast<std::size_t>(error.row)].reason = error.status.reason();
      for (std::size_t row = begin; row < end; ++row)
        for (std::size_t i = 0; answers[row].reason.empty() && i < out.width(); ++i)
          for (std::int64_t k = 0; k < out.column(i).view().width; ++k)
            answers[row].cells.push_back(
                cell_at(out.column(i).view(), static_cast<std::int64_t>(row - begin), k));
    }
    return answers;
  }

 private:
  const std::int64_t rows_;
  const std::vector<std::string> kernels_;
  const std::string name_;
};

}  // namespace

std::unique_ptr<Door> plan_door(std::int64_t rows_of_a_chunk, std::vector<std::string> kernels) {
  return std::make_unique<PlanDoor>(rows_of_a_chunk, std::move(kernels));
}

}  // namespace slipway::doors
