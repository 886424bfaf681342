// edit_texts, join_texts, measure_texts, lookup_texts: texts made, and numbers read off them.
#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>

#include "engine/kernel.h"
#include "engine/text/unicode.h"
#include "model/stages/texts.h"

namespace slipway::engine {
namespace {

using model::Category;
using model::EditTexts;
using model::MeasureTexts;

// All texts that the steps of one run make: a file may chain steps that each double what they get.
constexpr std::size_t kMadeBytesMax = 256u << 20;

struct TextScratch {
  std::u32string codes;
  std::string text;
};

// What the steps over texts have in common.
class TextsStep : public Step {
 public:
  TextsStep(const model::Stage& stage, const model::Model& model)
      : stage_(stage), model_(model), width_(model.block(stage.inputs[0]).width()) {}

 protected:
  // The text and its code points.
  static base::Status read(std::string_view text, TextScratch& scratch) {
    if (text.data() == nullptr)
      return base::invalid_argument("MISSING_VALUE",
                                    "the text is missing, and the model takes no missing texts");
    scratch.codes.clear();
    if (decode_utf8(text, scratch.codes)) return {};
    return base::invalid_argument("BAD_TEXT", "the text is not UTF-8");
  }

  static base::Result<std::string_view> keep(Run& run, std::string_view text) {
    if (run.arena->bytes() + text.size() > kMadeBytesMax)
      return base::resource_exhausted("TEXT_LIMIT", "the model makes too much text of these rows");
    return text.empty() ? std::string_view("") : run.arena->keep(text);
  }

  void fail(Run& run, std::int64_t row, std::uint32_t column, base::Status status) const {
    run.failures->add(row, std::move(status), column_name(model_, stage_, 0, column));
  }

  const model::Stage& stage_;
  const model::Model& model_;
  const std::size_t width_;
};

class EditTextsStep final : public TextsStep {
 public:
  EditTextsStep(const EditTexts& op, const model::Stage& stage, const model::Model& model)
      : TextsStep(stage, model), op_(op) {}

  void run(Run& run) const override {
    TextScratch scratch;
    for (std::uint32_t j = 0; j < width_; ++j)
      for (std::int64_t i = 0; i < run.rows; ++i) {
        auto changed = edit(run, run.in[0][j].text[i], scratch);
        run.out[j].text[i] = changed.ok() ? *changed : std::string_view();
        if (!changed.ok()) fail(run, i, j, changed.status());
      }
  }
  double ns_per_row() const override { return 100.0 * static_cast<double>(width_); }

 private:
  base::Result<std::string_view> edit(Run& run, std::string_view text, TextScratch& scratch) const {
    SLIPWAY_TRY(read(text, scratch));
    const std::u32string_view codes = scratch.codes;
    switch (op_.what) {
      case EditTexts::What::kLower:
        return encoded(run, lower(codes), scratch);
      case EditTexts::What::kUpper:
        return encoded(run, upper(codes), scratch);
      case EditTexts::What::kStrip:
        return encoded(run, stripped(codes), scratch);
      case EditTexts::What::kSlice: {
        const std::size_t begin = std::min<std::size_t>(op_.begin, codes.size());
        return encoded(run, codes.substr(begin, op_.end - op_.begin), scratch);
      }
      case EditTexts::What::kReplace:
        break;
    }
    scratch.text.clear();
    SLIPWAY_TRY(op_.pattern->replace(text, op_.by, scratch.text));
    return keep(run, scratch.text);
  }

  static base::Result<std::string_view> encoded(Run& run, std::u32string_view codes,
                                                TextScratch& scratch) {
    scratch.text.clear();
    encode_utf8(codes, scratch.text);
    return keep(run, scratch.text);
  }

  static std::u32string_view stripped(std::u32string_view codes) {
    while (!codes.empty() && is_space(codes.front())) codes.remove_prefix(1);
    while (!codes.empty() && is_space(codes.back())) codes.remove_suffix(1);
    return codes;
  }

  const EditTexts& op_;
};

class JoinTextsStep final : public TextsStep {
 public:
  JoinTextsStep(const model::JoinTexts& op, const model::Stage& stage, const model::Model& model)
      : TextsStep(stage, model), op_(op) {}

  void run(Run& run) const override {
    TextScratch scratch;
    std::string joined;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      joined.clear();
      std::string_view& out = run.out[0].text[i];
      out = {};
      base::Status status;
      for (std::uint32_t j = 0; j < width_ && status.ok(); ++j) {
        if (status = read(run.in[0][j].text[i], scratch); !status.ok()) {
          fail(run, i, j, status);
          break;
        }
        if (j > 0) joined += op_.separator;
        joined += run.in[0][j].text[i];
        if (joined.size() > kMadeBytesMax)
          status = base::resource_exhausted("TEXT_LIMIT", "the model makes too long a text");
        if (!status.ok()) fail(run, i, j, status);
      }
      if (!status.ok()) continue;
      auto kept = keep(run, joined);
      if (kept.ok())
        out = *kept;
      else
        fail(run, i, 0, kept.status());
    }
  }
  double ns_per_row() const override { return 50.0 * static_cast<double>(width_); }

 private:
  const model::JoinTexts& op_;
};

class MeasureTextsStep final : public TextsStep {
 public:
  MeasureTextsStep(const MeasureTexts& op, const model::Stage& stage, const model::Model& model)
      : TextsStep(stage, model), op_(op) {}

  void run(Run& run) const override {
    TextScratch scratch;
    for (std::uint32_t j = 0; j < width_; ++j)
      for (std::int64_t i = 0; i < run.rows; ++i) {
        const auto number = measure(run.in[0][j].text[i], scratch);
        run.out[j].f64[i] = number.ok() ? *number : 0;
        if (!number.ok()) fail(run, i, j, number.status());
      }
  }
  double ns_per_row() const override { return 100.0 * static_cast<double>(width_); }

 private:
  base::Result<double> measure(std::string_view text, TextScratch& scratch) const {
    SLIPWAY_TRY(read(text, scratch));
    if (op_.what == MeasureTexts::What::kLength) return static_cast<double>(scratch.codes.size());
    SLIPWAY_ASSIGN(const bool found, op_.pattern->contains(text));
    return found ? 1.0 : 0.0;
  }

  const MeasureTexts& op_;
};

class LookupTextsStep final : public Step {
 public:
  LookupTextsStep(const model::LookupTexts& op, const model::Stage& stage,
                  const model::Model& model)
      : elements_(model.block(stage.inputs[0]).columns) {
    for (const auto& column : op.columns) {
      Known& known = known_.emplace_back();
      known.otherwise = text_of(column.otherwise);
      for (std::size_t i = 0; i < column.numbers.size(); ++i)
        known.texts.emplace(key(column.numbers[i].number), text_of(column.texts[i]));
    }
  }

  void run(Run& run) const override {
    for (std::uint32_t j = 0; j < known_.size(); ++j)
      for (std::int64_t i = 0; i < run.rows; ++i) {
        const double x = number_at(run.in[0][j], elements_[j], i);
        const auto found = known_[j].texts.find(key(x));
        run.out[j].text[i] = found != known_[j].texts.end() ? found->second
                             : std::isnan(x)                ? std::string_view()
                                                            : known_[j].otherwise;
      }
  }
  double ns_per_row() const override { return 10.0 * static_cast<double>(known_.size()); }

 private:
  struct Known {
    std::unordered_map<std::uint64_t, std::string_view> texts;  // views into the model
    std::string_view otherwise;
  };
  // All NaN are one, and so are 0 and -0.
  static std::uint64_t key(double x) {
    return std::bit_cast<std::uint64_t>(std::isnan(x) ? std::nan("") : x == 0 ? 0.0 : x);
  }

  const std::vector<model::Element> elements_;
  std::vector<Known> known_;  // by column
};

}  // namespace

base::Status register_kernel_texts(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(kinds.add("edit_texts", std::make_unique<FamilyKernel<EditTexts, EditTextsStep>>()));
  SLIPWAY_TRY(
      kinds.add("join_texts", std::make_unique<FamilyKernel<model::JoinTexts, JoinTextsStep>>()));
  SLIPWAY_TRY(
      kinds.add("measure_texts", std::make_unique<FamilyKernel<MeasureTexts, MeasureTextsStep>>()));
  return kinds.add("lookup_texts",
                   std::make_unique<FamilyKernel<model::LookupTexts, LookupTextsStep>>());
}

}  // namespace slipway::engine
