#include "format/sklearn/adapter.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <numeric>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "model/stages/columns.h"

namespace slipway::format::sklearn {
namespace {

// Of every estimator: what it was fitted on, and how results are wrapped for Python.
constexpr std::string_view kCommon[] = {"_sklearn_version", "n_features_in_", "feature_names_in_",
                                        "_sklearn_output_config", "_metadata_request"};

std::vector<std::uint32_t> identity(std::size_t width) {
  std::vector<std::uint32_t> at(width);
  std::iota(at.begin(), at.end(), 0u);
  return at;
}

// " of scikit-learn 1.4.2", where the class says so.
std::string of_version(const Context& context) {
  return is_sklearn(context.origin()) ? fmt::format(" of scikit-learn {}", context.version_text())
                                      : std::string();
}

}  // namespace

bool is_none(Ref value) { return value == nullptr || value->tag == pickle::Tag::kNone; }

bool is_sklearn(std::string_view class_name) { return class_name.starts_with("sklearn."); }

int parse_version(std::string_view text) {
  int parts[3] = {0, 0, 0};
  for (int i = 0; i < 3; ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts[i]);
    if (error != std::errc() || parts[i] < 0 || parts[i] > 99)
      return i == 0 ? 0 : parts[0] * 10000 + (i > 1 ? parts[1] * 100 : 0);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  return parts[0] * 10000 + parts[1] * 100 + parts[2];
}

Value computed(ValueId id, std::vector<std::string> names) {
  Value value;
  value.id = id;
  value.at = identity(names.size());
  value.source.assign(names.size(), -1);
  value.names = std::move(names);
  return value;
}

std::string class_prefix(const Context& context) {
  std::string prefix = context.origin().substr(context.origin().rfind('.') + 1);
  for (char& c : prefix)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return prefix;
}

Value computed_components(const Context& context, ValueId id, std::size_t count) {
  const std::string prefix = class_prefix(context);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("{}{}", prefix, i));
  return computed(id, std::move(names));
}

base::Status unknown_symbol(Ref value) {
  const bool record = value->tag == pickle::Tag::kRecord;
  std::string name = record ? pickle::record_class(value) : pickle::symbol_name(value);
  if (name.empty()) name = pickle::describe(value);
  if (value->call() != nullptr) name += fmt::format(" (at byte {})", value->call()->offset);
  return base::unimplemented("UNKNOWN_SYMBOL", name + " is not known to Slipway")
      .remedy("save the model without it, or score it in a Python worker");
}

Names operator+(Names a, const Names& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

namespace {

bool lists(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

base::Result<Attributes> Attributes::of(Ref record, const Adapter& adapter) {
  SLIPWAY_ASSIGN(const auto pairs, pickle::attributes(record));
  Attributes attributes;
  attributes.record_ = record;
  attributes.adapter_ = &adapter;
  for (const auto& [name, value] : pairs) attributes.values_[name] = value;
  return attributes;
}

Ref Attributes::get(std::string_view name) {
  assert((lists(adapter_->reads, name) || std::ranges::find(kCommon, name) != std::end(kCommon)) &&
         "an adapter reads what it does not list");
  const auto it = values_.find(name);
  return it == values_.end() ? nullptr : it->second;
}

base::Result<Ref> Attributes::need(std::string_view name) {
  Ref value = get(name);
  if (value != nullptr) return value;
  return base::invalid_argument("MISSING_ATTRIBUTE", fmt::format("there is no attribute {}", name))
      .remedy("fit the estimator before it is saved");
}

base::Result<bool> Attributes::flag(std::string_view name, bool otherwise) {
  Ref value = get(name);
  if (value == nullptr) return otherwise;
  auto flag = pickle::as_bool(value);
  if (!flag.ok()) return flag.status().at(name);
  return *flag;
}

base::Result<std::string> Attributes::text(std::string_view name, std::string_view otherwise) {
  Ref value = get(name);
  if (value == nullptr) return std::string(otherwise);
  if (value->tag == pickle::Tag::kNone) return std::string();
  auto text = pickle::as_string(value);
  if (!text.ok()) return text.status().at(name);
  return *text;
}

base::Result<std::vector<double>> Attributes::doubles(std::string_view name) {
  SLIPWAY_ASSIGN(Ref value, need(name));
  auto numbers = pickle::as_doubles(value);
  if (!numbers.ok()) return numbers.status().at(name);
  return *std::move(numbers);
}

void Attributes::ignore(std::string_view name) { ignored_.emplace(name); }

base::Status Attributes::finish(const Context& context) const {
  for (const auto& [name, value] : values_) {
    if (lists(adapter_->reads, name) || lists(adapter_->ignores, name) ||
        std::ranges::find(kCommon, name) != std::end(kCommon) || ignored_.contains(name))
      continue;
    return base::unimplemented(
               "UNKNOWN_ATTRIBUTE",
               fmt::format("{}{} has the attribute {} ({}), which Slipway does not know",
                           context.origin(), of_version(context), name, pickle::describe(value)))
        .remedy("save the model without it, or with a version of the library that Slipway knows");
  }
  return {};
}

base::Status Context::unsupported(std::string what) const {
  return base::unimplemented("UNSUPPORTED_OPTION",
                             fmt::format("{}{}: {}", origin_, of_version(*this), what));
}

std::string Context::path_to(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

namespace {

// The version of scikit-learn that an estimator of another library is made of: what it holds says so.
std::string version_inside(Ref estimator) {
  constexpr std::size_t kAskedMax = 10000;
  std::vector<Ref> waiting = {estimator};
  std::set<Ref> seen;
  for (std::size_t i = 0; i < waiting.size() && i < kAskedMax; ++i) {
    if (!seen.insert(waiting[i]).second) continue;
    if (Ref version = pickle::attribute(waiting[i], "_sklearn_version"); !is_none(version))
      if (const auto text = pickle::as_string(version); text.ok()) return *text;
    if (const auto held = pickle::attributes(waiting[i]); held.ok())
      for (const auto& [name, value] : *held) waiting.push_back(value);
    if (const auto members = pickle::as_refs(waiting[i]); members.ok())
      waiting.insert(waiting.end(), members->begin(), members->end());
  }
  return {};
}

}  // namespace

base::Result<Inner> Context::enter(Ref estimator, std::string_view name) const {
  const std::string class_name = pickle::record_class(estimator);
  const Adapter* adapter = find_adapter(class_name);
  if (adapter == nullptr) return unknown_symbol(estimator).at(path_to(name));
  if (depth_ >= base::kNestingMax || ++findings_.entered[estimator] > kEntersMax)
    return base::invalid_argument("BAD_MODEL", "estimators are inside each other too often")
        .at(path_to(name));
  SLIPWAY_ASSIGN(Attributes state, Attributes::of(estimator, *adapter));
  Inner inner{*this, std::move(state), adapter};
  ++inner.context.depth_;
  inner.context.path_ = path_to(name);
  inner.context.origin_ = class_name;
  SLIPWAY_ASSIGN(inner.context.version_text_, inner.state.text("_sklearn_version", version_text_));
  if (inner.context.version_text_.empty() && !is_sklearn(class_name))
    inner.context.version_text_ = version_inside(estimator);
  inner.context.version_ = parse_version(inner.context.version_text_);
  if (inner.context.version_ == 0 && is_sklearn(class_name))
    return base::unimplemented(
               "UNKNOWN_VERSION",
               fmt::format("the file does not say which scikit-learn wrote it (\"{}\")",
                           inner.context.version_text_))
        .at(inner.context.path_);
  return inner;
}

base::Result<Emitted> Context::convert(Ref estimator, std::string_view name, const Value& in) {
  SLIPWAY_ASSIGN(Inner inner, enter(estimator, name));
  const auto step = [&]() -> base::Result<Emitted> {
    SLIPWAY_ASSIGN(Emitted emitted, inner.adapter->convert(inner.context, inner.state, in));
    SLIPWAY_TRY(inner.finish());
    return emitted;
  };
  auto emitted = step();
  // An inner step has named its whole path already.
  const std::string& path = inner.context.path_;
  if (!emitted.ok() && emitted.status().reason() != std::string_view(kReadAgain) &&
      !emitted.status().place().starts_with(path))
    return emitted.status().at(path);
  return emitted;
}

base::Result<ValueId> Context::add(ValueId in, model::Op op, std::string_view part) {
  return builder_.add(part.empty() ? path_ : fmt::format("{}.{}", path_, part), origin_, {in},
                      std::move(op));
}

base::Result<ValueId> Context::add(const Value& in, model::Op op, std::string_view part) {
  SLIPWAY_ASSIGN(const ValueId whole, block(in));
  return add(whole, std::move(op), part);
}

base::Result<ValueId> Context::add(const std::vector<ValueId>& in, model::Op op,
                                   std::string_view part) {
  return builder_.add(part.empty() ? path_ : fmt::format("{}.{}", path_, part), origin_, in,
                      std::move(op));
}

base::Result<ValueId> Context::block(const Value& in) {
  SLIPWAY_ASSIGN(const ValueId id, block_as_is(in));
  if (!builder_.block(id).sparse) return id;
  return builder_.add(fmt::format("{}.dense", path_), origin_, {id}, model::Dense{});
}

base::Result<ValueId> Context::block_as_is(const Value& in) {
  for (const std::int32_t source : in.source)
    if (source >= 0) findings_.used.insert(static_cast<std::size_t>(source));
  if (in.at == identity(builder_.block(in.id).width())) return in.id;
  return builder_.select(fmt::format("{}.columns", path_), in.id, in.at);
}

base::Result<Value> Context::gather(const Value& in, const std::vector<std::uint32_t>& columns) {
  Value out = in;
  out.at.clear(), out.source.clear(), out.names.clear();
  for (const std::uint32_t j : columns) {
    if (j >= in.width())
      return base::invalid_argument("BAD_COLUMN",
                                    fmt::format("takes column {} of {}", j, in.width()));
    out.at.push_back(in.at[j]);
    out.source.push_back(in.source[j]);
    out.names.push_back(in.names[j]);
  }
  return out;  // a view: the stage that reads it selects
}

base::Result<Value> Context::require(const Value& in, model::Element as, bool allow_nan) {
  const bool single = as == model::Element::kF32;
  if (single ? in.finite_single : in.finite) return in;
  Value out = in;
  out.finite = out.finite || !allow_nan;
  out.finite_single = out.finite_single || (single && !allow_nan);
  SLIPWAY_ASSIGN(const ValueId whole, block_as_is(in));
  SLIPWAY_ASSIGN(
      out.id, add(whole, model::Require{.as = as, .allow_nan = allow_nan, .allow_infinite = false},
                  "check"));
  out.at = identity(in.width());
  return out;
}

base::Result<Value> Context::concat(const std::vector<Value>& parts) {
  Value out;
  out.finite = out.finite_single = out.single = true;
  model::Gather gather;
  std::vector<ValueId> ids;
  for (const Value& part : parts) {
    for (std::size_t j = 0; j < part.width(); ++j) {
      gather.columns.push_back({static_cast<std::uint32_t>(ids.size()), part.at[j]});
      if (part.source[j] >= 0) findings_.used.insert(static_cast<std::size_t>(part.source[j]));
    }
    out.source.insert(out.source.end(), part.source.begin(), part.source.end());
    out.names.insert(out.names.end(), part.names.begin(), part.names.end());
    out.finite = out.finite && part.finite;
    out.finite_single = out.finite_single && part.finite_single;
    out.single = out.single && part.single;
    ids.push_back(part.id);
  }
  out.at = identity(gather.columns.size());
  SLIPWAY_ASSIGN(out.id, builder_.add(path_, origin_, ids, std::move(gather)));
  return out;
}

base::Status Context::expect_kind(const Value& in, std::size_t j, data::Kind kind,
                                  std::vector<std::string> categories) {
  if (in.source[j] < 0) return {};
  const auto input = static_cast<std::size_t>(in.source[j]);
  const auto [known, is_new] = findings_.kinds.emplace(input, kind);
  if (!is_new && known->second != kind)
    return base::invalid_argument(
        "BAD_MODEL", fmt::format("column \"{}\" is read as {} and as {}", in.names[j],
                                 data::kind_name(known->second), data::kind_name(kind)));
  if (is_new) findings_.categories[input] = std::move(categories);
  const std::size_t declared = findings_.declared[input];
  if (builder_.features()[declared].kind == kind) return {};
  if (builder_.refine_input(declared, kind, findings_.categories[input]).ok()) return {};
  return base::Status(base::Code::kAborted, kReadAgain);
}

}  // namespace slipway::format::sklearn
