// toy: "toy 2 0.5" is a linear model of two features, each times 0.5. What a new format takes, and
// no more.
#include <charconv>

#include "base/limits.h"
#include "format/format.h"
#include "model/stages/linear.h"

namespace slipway::format {
namespace {

class Toy final : public Format {
 public:
  const char* about() const override { return "a toy of the tests"; }
  std::vector<std::string> extensions() const override { return {".toy"}; }
  int sniff(std::string_view head, std::uint64_t) const override {
    return head.starts_with("toy ") ? 100 : 0;
  }

  base::Status read(const base::Folder&, const base::Reader& file,
                    model::ModelBuilder& builder) const override {
    SLIPWAY_ASSIGN(const std::string text, base::read_all(file, 1 << 10));
    std::uint32_t features = 0;
    double coef = 0;
    const char* const end = text.data() + text.size();
    const auto count = std::from_chars(text.data() + 4, end, features);
    if (count.ec != std::errc() || features == 0 || features > base::kColumnsMax ||
        count.ptr == end)
      return base::invalid_argument("BAD_FILE", "has no number of features");
    if (std::from_chars(count.ptr + 1, end, coef).ec != std::errc())
      return base::invalid_argument("BAD_FILE", "has no coefficient");
    std::vector<model::Feature> inputs(features);
    for (std::uint32_t i = 0; i < features; ++i) inputs[i].name = "x" + std::to_string(i);
    builder.inputs(std::move(inputs), true);
    SLIPWAY_ASSIGN(const model::ValueId sum,
                   builder.add("toy", "toy.Toy", {builder.input()},
                               model::Linear{.inputs = features,
                                             .coef = std::vector<double>(features, coef),
                                             .intercept = {0}}));
    return builder.output(
        {.name = "predict", .value = sum, .scalar = true, .labels = {}, .columns = {}});
  }
};

}  // namespace

base::Status register_format_toy(base::Kinds<Format>& kinds) {
  return kinds.add("toy", std::make_unique<Toy>());
}

}  // namespace slipway::format
