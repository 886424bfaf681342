#include "model/probes.h"

#include <algorithm>
#include <cmath>

#include "model/stages/basis.h"
#include "model/stages/columns.h"
#include "model/stages/domain.h"
#include "model/stages/elementwise.h"
#include "model/stages/forest.h"
#include "model/stages/hashed_lookup.h"
#include "model/stages/lookup.h"
#include "model/stages/scale.h"
#include "model/stages/text.h"
#include "model/stages/texts.h"
#include "model/stages/trees.h"

namespace slipway::model {
namespace {

using Wanted = std::vector<Probes>;  // by column of a block

// A few more than are kept may gather before they are thinned out.
constexpr std::size_t kGatheredMax = 4 * kProbesMax;

template <class T>
void thin(std::vector<T>& values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.size() <= kProbesMax) return;
  for (std::size_t i = 0; i < kProbesMax; ++i) values[i] = values[i * values.size() / kProbesMax];
  values.resize(kProbesMax);
}

void add(Probes& to, double number) {
  if (std::isnan(number)) return;
  to.numbers.push_back(number);
  if (to.numbers.size() >= kGatheredMax) thin(to.numbers);
}

void add(Probes& to, const Category& category) {
  if (category.kind == Category::Kind::kNumber && !std::isnan(category.number))
    to.known.push_back(category.number);
  if (category.kind == Category::Kind::kString) to.texts.push_back(category.text);
}

// What stage `op` knows of its one input's columns.
void own(const Forest& forest, Wanted& in) {
  for (const Node& node : forest.nodes) {
    if (node.is_leaf()) continue;
    Probes& column = in[node.feature];
    if (!node.categorical) {
      add(column, node.threshold);
      continue;
    }
    const CategorySet& set = forest.sets[node.category_set()];
    for (std::uint32_t bit = 0; bit < std::min(set.words * 32, 1024u); ++bit)
      column.known.push_back(bit);
    if (column.known.size() >= kGatheredMax) thin(column.known);
  }
}
void own(const TreeEnsemble& op, Wanted& in) { own(*op.forest, in); }
void own(const TreeLeaves& op, Wanted& in) { own(*op.forest, in); }

void own(const OneHot& op, Wanted& in) {
  for (std::size_t j = 0; j < op.columns.size(); ++j)
    for (const Category& category : op.columns[j].categories) add(in[j], category);
}

void own(const Ordinal& op, Wanted& in) {
  for (std::size_t j = 0; j < op.columns.size(); ++j)
    for (const Category& category : op.columns[j].categories) add(in[j], category);
}

void own(const LookupRows& op, Wanted& in) {
  for (std::size_t j = 0; j < op.columns.size(); ++j)
    for (const Category& category : op.columns[j].categories) add(in[j], category);
}

void own(const LookupTexts& op, Wanted& in) {
  for (std::size_t j = 0; j < op.columns.size(); ++j)
    for (const Category& number : op.columns[j].numbers) add(in[j], number);
}

void own(const Domain& op, Wanted& in) {
  for (std::size_t j = 0; j < op.columns.size(); ++j) {
    const Domain::Column& column = op.columns[j];
    for (const Category& category : column.missing) add(in[j], category);
    for (const Category& category : column.known) add(in[j], category);
    for (const double limit : {column.least, column.greatest, column.low, column.high})
      if (std::isfinite(limit)) add(in[j], limit);
  }
}

void own(const Bins& op, Wanted& in) {
  for (std::size_t j = 0; j < op.edges.size(); ++j)
    for (const double edge : op.edges[j]) add(in[j], edge);
}

void own(const Elementwise& op, Wanted& in) {
  switch (op.function) {
    case Function::kMaximum:
    case Function::kMinimum:
    case Function::kGreater:
    case Function::kGreaterEqual:
    case Function::kLess:
    case Function::kLessEqual:
    case Function::kEqual:
      for (std::size_t j = 0; j < in.size(); ++j)
        add(in[j], op.constants[op.constants.size() == 1 ? 0 : j]);
      break;
    default:
      break;
  }
}

// A text of each of its terms.
void own(const TextCount& op, Wanted& in) {
  in[0].texts.insert(
      in[0].texts.end(), op.terms.begin(),
      op.terms.begin() + static_cast<std::ptrdiff_t>(std::min(op.terms.size(), kGatheredMax)));
}

void own(const Impute& op, Wanted& in) {
  for (std::size_t j = 0; j < op.fill.size(); ++j) {
    add(in[j], op.missing);
    add(in[j], op.fill[j]);
  }
}

// The scale of what it was trained on: within three deviations of the mean.
void own(const Scale& op, Wanted& in) {
  if (op.divisor.empty() && op.offset.empty()) return;
  for (std::size_t j = 0; j < in.size(); ++j)
    for (const double k : {-3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0})
      add(in[j],
          (op.offset.empty() ? 0 : op.offset[j]) + k * (op.divisor.empty() ? 1 : op.divisor[j]));
}

// The borders of its second input's numbers.
void own_numbers(const HashedLookup& op, Wanted& in) {
  for (const HashedLookup::Table& table : op.tables)
    for (const HashedLookup::Above& above : table.above)
      if (above.column < in.size()) add(in[above.column], static_cast<double>(above.border));
}

template <class... Families>
void own_of_one(const Op& op, Wanted& in) {
  const auto known = [&](const auto* family) {
    if (family != nullptr) own(*family, in);
  };
  (known(op.as<Families>()), ...);
}

// What is wanted of column `j` of the output is wanted of a column of an input.
void pass(const Probes& out, Probes& in) {
  for (const double number : out.numbers) add(in, number);
  in.known.insert(in.known.end(), out.known.begin(), out.known.end());
  in.texts.insert(in.texts.end(), out.texts.begin(), out.texts.end());
}

void back(const Stage& stage, const Wanted& out, std::vector<Wanted>& blocks) {
  const auto same_columns = [&](auto change) {
    Wanted& in = blocks[stage.inputs[0]];
    for (std::size_t j = 0; j < out.size(); ++j) {
      Probes changed = out[j];
      for (double& number : changed.numbers) number = change(number, j);
      for (double& number : changed.known) number = change(number, j);
      pass(changed, in[j]);
    }
  };
  if (const auto* gather = stage.op.as<Gather>()) {
    for (std::size_t j = 0; j < out.size(); ++j)
      pass(out[j], blocks[stage.inputs[gather->columns[j].input]][gather->columns[j].column]);
  } else if (const auto* scale = stage.op.as<Scale>()) {
    same_columns([&](double x, std::size_t j) {
      if (!scale->addend.empty()) x -= scale->addend[j];
      if (!scale->factor.empty() && scale->factor[j] != 0) x /= scale->factor[j];
      if (!scale->divisor.empty()) x *= scale->divisor[j];
      return scale->offset.empty() ? x : x + scale->offset[j];
    });
  } else if (const auto* impute = stage.op.as<Impute>()) {
    std::size_t k = 0;
    for (std::uint32_t j = 0; j < impute->fill.size(); ++j)
      if (!std::ranges::binary_search(impute->dropped, j))
        pass(out[k++], blocks[stage.inputs[0]][j]);
  } else if (stage.op.is<Require>() || stage.op.is<Cast>() || stage.op.is<Dense>() ||
             stage.op.is<Domain>() || stage.op.is<EditTexts>()) {
    same_columns([](double x, std::size_t) { return x; });
  }
}

// A comparison is decided at a threshold and at the numbers next to it, in float32 and float64.
std::vector<double> with_neighbours(const std::vector<double>& numbers, bool single) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  std::vector<double> all;
  for (const double x : numbers) {
    all.push_back(x);
    const auto f = static_cast<float>(x);
    for (const float towards :
         {-std::numeric_limits<float>::infinity(), std::numeric_limits<float>::infinity()})
      all.push_back(static_cast<double>(std::nextafter(f, towards)));
    if (!single) all.insert(all.end(), {std::nextafter(x, -kInf), std::nextafter(x, kInf)});
  }
  std::erase_if(all, [](double x) { return !std::isfinite(x); });
  return all;
}

// A stage reads every column of what it is given, a gather those that it takes on.
void note_read(const Stage& stage, Wanted& inputs) {
  const auto* gather = stage.op.as<Gather>();
  for (std::size_t i = 0; i < stage.inputs.size(); ++i) {
    if (stage.inputs[i] != 0) continue;
    if (gather == nullptr)
      for (Probes& column : inputs) column.read = true;
    else
      for (const Gather::From& from : gather->columns)
        if (from.input == i) inputs[from.column].read = true;
  }
}

}  // namespace

std::vector<Probes> probes_of(const Model& model) {
  std::vector<Wanted> blocks;
  for (ValueId id = 0; id <= model.stages().size(); ++id)
    blocks.emplace_back(model.block(id).sparse ? 0 : model.block(id).width());
  for (std::size_t i = model.stages().size(); i > 0; --i) {
    const Stage& stage = model.stages()[i - 1];
    const Wanted out = std::move(blocks[i]);
    Wanted& in = blocks[stage.inputs[0]];
    if (!in.empty())
      own_of_one<TreeEnsemble, TreeLeaves, OneHot, Ordinal, LookupRows, Impute, Scale, LookupTexts,
                 Domain, Bins, Elementwise, TextCount>(stage.op, in);
    if (const auto* hashed = stage.op.as<HashedLookup>();
        hashed != nullptr && stage.inputs.size() > 1)
      own_numbers(*hashed, blocks[stage.inputs[1]]);
    if (!out.empty() && !in.empty()) back(stage, out, blocks);
    note_read(stage, blocks[0]);
  }
  for (const Output& output : model.signature().outputs)
    if (output.value == 0)
      for (Probes& column : blocks[0]) column.read = true;
  const auto& features = model.signature().inputs;
  for (std::size_t j = 0; j < features.size(); ++j) {
    Probes& column = blocks[0][j];
    thin(column.numbers);
    column.numbers = with_neighbours(column.numbers, features[j].kind == data::Kind::kFloat32);
    column.texts.insert(column.texts.end(), features[j].categories.begin(),
                        features[j].categories.end());
    thin(column.numbers);
    thin(column.known);
    thin(column.texts);
  }
  return std::move(blocks[0]);
}

}  // namespace slipway::model
