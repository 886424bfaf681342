#include "format/catboost/info.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/limits.h"
#include "format/catboost/json_value.h"

namespace slipway::format::catboost {
namespace {

using base::Result;
using base::Status;
using model::Labels;

constexpr std::array<std::string_view, 7> kClassifying = {
    "Logloss",      "CrossEntropy",      "MultiClass", "MultiClassOneVsAll",
    "MultiLogloss", "MultiCrossEntropy", "Focal"};

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

// A member of the model's information that is JSON. Each parse has its own memory.
class Part {
 public:
  explicit Part(const Saved& saved, const char* name) {
    const auto found = saved.info.find(name);
    there_ =
        found != saved.info.end() &&
        parser_.parse(found->second.data(), found->second.size()).get(root_) == simdjson::SUCCESS &&
        root_.is_object();
  }
  explicit operator bool() const { return there_; }
  Json operator*() const { return root_; }

 private:
  simdjson::dom::parser parser_;
  Json root_;
  bool there_ = false;
};

// "1.2.10" of "…Branch: tags/v1.2.10…" or "…version v0.10.3…".
std::string version_of(const Saved& saved) {
  const auto found = saved.info.find("catboost_version_info");
  if (found == saved.info.end()) return {};
  const std::string_view text = found->second;
  for (const std::string_view before : {"tags/v", "tags/", "version v"}) {
    const std::size_t at = text.find(before);
    if (at == std::string_view::npos) continue;
    const std::string_view from = text.substr(at + before.size());
    const std::size_t size = from.find_first_not_of("0123456789.");
    if (const auto version = from.substr(0, size); !version.empty()) return std::string(version);
  }
  return {};
}

std::string loss_of(const Saved& saved, const Part& params) {
  std::string loss;
  if (const Part own(saved, "loss_function"); own) loss = text_in(*own, "type");
  if (params && has(*params, "loss_function"))
    loss = text_in((*params)["loss_function"].value_unsafe(), "type");
  return loss;
}

Labels counted(std::size_t classes) {
  Labels labels;
  for (std::size_t i = 0; i < classes; ++i) {
    labels.text.push_back(std::to_string(i));
    labels.number.push_back(static_cast<double>(i));
  }
  return labels;
}

std::optional<double> parse_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return {};
  return number;
}

Labels numbered(const std::vector<double>& numbers, bool whole) {
  Labels labels;
  labels.kind = whole ? data::Kind::kInt64 : data::Kind::kFloat64;
  for (const double number : numbers)
    labels.text.push_back(whole ? fmt::format("{}", static_cast<std::int64_t>(number))
                                : fmt::format("{}", number));
  labels.number = numbers;
  return labels;
}

bool is_whole(double number) { return number == std::trunc(number) && std::abs(number) < 1e15; }

// Before 0.22 or so all class names were texts, of numbers too, and predict gave numbers for those.
Labels labels_of_texts(std::vector<std::string> texts, bool typed) {
  std::vector<double> numbers;
  for (const std::string& text : texts)
    if (const auto number = parse_number(text)) numbers.push_back(*number);
  if (!typed && numbers.size() == texts.size())
    return numbered(numbers, std::ranges::all_of(numbers, is_whole));
  Labels labels;
  labels.kind = data::Kind::kString;
  labels.text = std::move(texts);
  return labels;
}

// `type` is what CatBoost calls the kind of the labels, if it says.
Result<Labels> read_labels(const std::vector<Json>& items, std::string_view type) {
  std::vector<std::string> texts;
  std::vector<double> numbers;
  std::vector<bool> truths;
  bool whole = type != "Float";
  for (const Json item : items) {
    std::string_view text;
    double number = 0;
    bool truth = false;
    if (item.get(text) == simdjson::SUCCESS)
      texts.emplace_back(text);
    else if (item.get(truth) == simdjson::SUCCESS)
      truths.push_back(truth);
    else if (item.get(number) == simdjson::SUCCESS)
      numbers.push_back(number), whole = whole && item.is_int64();
    else
      return bad("a class is neither text nor number");
  }
  if (texts.size() == items.size()) return labels_of_texts(std::move(texts), !type.empty());
  if (numbers.size() == items.size()) return numbered(numbers, whole);
  if (truths.size() != items.size() || truths != std::vector{false, true})
    return bad("classes are of several kinds");
  Labels labels;
  labels.kind = data::Kind::kBool;
  labels.text = {"False", "True"};
  labels.number = {0, 1};
  return labels;
}

// Which class each output of the trees stands for, if some were not trained.
Status read_outputs(std::size_t classes, const std::vector<double>& class_of, const Saved& saved,
                    Info& info) {
  if (saved.outputs == 1) return {};
  if (classes > base::kColumnsMax) return bad(fmt::format("{} classes", classes));
  if (class_of.size() < static_cast<std::size_t>(saved.outputs))
    return bad("class_to_label has fewer classes than the trees");
  info.outputs = static_cast<std::uint32_t>(classes);
  for (std::size_t k = 0; k < static_cast<std::size_t>(saved.outputs); ++k) {
    if (!(class_of[k] >= 0 && class_of[k] < static_cast<double>(classes)))
      return bad("class_to_label is out of range");
    info.output.push_back(static_cast<std::uint32_t>(class_of[k]));
  }
  std::vector<std::uint32_t> distinct = info.output;
  std::ranges::sort(distinct);
  if (std::ranges::adjacent_find(distinct) != distinct.end())
    return bad("class_to_label has a class twice");
  return {};
}

// Up to 0.11, whose files have no names of classes, predict gave the index of the class that was found
// as if it was its label, and 0.9 left out classes that were not trained. Later versions give the
// labels for such files: only where these are the same is there one answer.
Status check_era(Json from, const std::vector<double>& labels, std::size_t count,
                 const Saved& saved) {
  if (has(from, "class_label_type")) return {};
  if (count > 0 && (saved.info.contains("catboost_version_info") || count == labels.size()))
    return {};
  bool same = count == 0;
  for (std::size_t k = 0; k < labels.size(); ++k)
    same = same && labels[k] == static_cast<double>(k);
  if (same) return {};
  return base::unimplemented("UNSUPPORTED_OPTION",
                             "the labels are not 0, 1, 2 …: CatBoost up to 0.11 predicted 0, 1, 2 "
                             "… all the same, and later versions predict the labels")
      .remedy("fit it with CatBoost 0.12 or newer, which writes class_names");
}

// {"class_label_type":"String","class_names":["a","b"],"class_to_label":[0,1],"classes_count":0}
Status read_classes(Json from, const Saved& saved, Info& info) {
  std::vector<double> class_of;
  SLIPWAY_TRY(numbers_in(from, "class_to_label", class_of));
  SLIPWAY_ASSIGN(const std::vector<Json> names, items_in(from, "class_names"));
  std::int32_t count = 0;
  if (has(from, "classes_count")) {
    SLIPWAY_ASSIGN(count, number_in<std::int32_t>(from, "classes_count"));
  }
  std::string type = text_in(from, "class_label_type");
  if (type == "None") type.clear();
  const std::size_t seen = std::max(names.size(), static_cast<std::size_t>(std::max(count, 0)));
  if (seen > base::kColumnsMax) return bad(fmt::format("{} classes", seen));
  if (names.empty()) SLIPWAY_TRY(check_era(from, class_of, seen, saved));
  if (!names.empty()) {
    SLIPWAY_ASSIGN(info.classes, read_labels(names, type));
  } else if (seen > 0) {
    info.classes = counted(seen);
  } else {
    for (const double label : class_of)
      if (!(std::abs(label) < 1e15)) return bad("class_to_label is out of range");
    std::vector<double> whole;
    for (const double label : class_of) whole.push_back(std::trunc(label));
    info.classes = numbered(whole, true);
  }
  if (seen > 0) return read_outputs(seen, class_of, saved, info);
  return {};
}

// Where CatBoost looks for the classes, in this order.
Status find_classes(const Saved& saved, const Part& params, Info& info) {
  for (const char* name : {"class_params", "multiclass_params"})
    if (const Part part(saved, name); part) return read_classes(*part, saved, info).at(name);
  if (params && has(*params, "data_processing_options")) {
    const Json options = (*params)["data_processing_options"].value_unsafe();
    SLIPWAY_ASSIGN(const std::vector<Json> names, items_in(options, "class_names"));
    if (names.empty()) return {};
    SLIPWAY_ASSIGN(info.classes, read_labels(names, {}));
  }
  return {};
}

// Files do not tell their version in a way that can be relied on, but list every option there was.
void read_era(const Part& params, Info& info) {
  if (!params) return;
  const Json all = *params;
  if (has(all, "boosting_options"))
    info.softmax_one_vs_all = !has(all["boosting_options"].value_unsafe(), "model_shrink_rate");
  if (has(all, "data_processing_options"))
    info.exponents = has(all["data_processing_options"].value_unsafe(), "auto_class_weights");
}

Status read_threshold(const Saved& saved, Info& info) {
  const auto found = saved.info.find("binclass_probability_threshold");
  if (found == saved.info.end()) return {};
  const auto threshold = parse_number(found->second);
  if (!threshold || !(*threshold > 0 && *threshold < 1))
    return bad("binclass_probability_threshold is no probability");
  info.threshold = -std::log(1 / *threshold - 1);
  return {};
}

}  // namespace

bool is_multilabel(const Info& info) {
  return info.loss == "MultiLogloss" || info.loss == "MultiCrossEntropy";
}

Result<Info> read_info(const Saved& saved) {
  if (saved.outputs < 1 || saved.outputs > std::int64_t{base::kColumnsMax})
    return bad(fmt::format("{} outputs", saved.outputs));
  Info info;
  info.outputs = static_cast<std::uint32_t>(saved.outputs);
  info.version = version_of(saved);
  const Part params(saved, "params");
  info.loss = loss_of(saved, params);
  read_era(params, info);
  const bool known = std::ranges::find(kClassifying, info.loss) != kClassifying.end();
  SLIPWAY_TRY(find_classes(saved, params, info));
  info.classifies = known || (info.classes && info.loss.starts_with("PythonUserDefined"));
  SLIPWAY_TRY(read_threshold(saved, info));
  if (!info.classifies) return info;
  const std::size_t labels = info.outputs == 1 ? 2 : info.outputs;
  if (!info.classes) info.classes = counted(labels);
  if (!is_multilabel(info) && info.classes->text.size() != labels)
    return bad(fmt::format("{} classes for {} outputs", info.classes->text.size(), info.outputs));
  return info;
}

}  // namespace slipway::format::catboost
