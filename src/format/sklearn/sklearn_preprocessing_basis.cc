// What makes several columns of one: PolynomialFeatures, SplineTransformer, KBinsDiscretizer.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/values.h"
#include "model/stages/basis.h"
#include "model/stages/columns.h"

namespace slipway::format::sklearn {
namespace {

using model::BSplines;
using model::Element;
using model::Products;
using pickle::Tag;

// --- PolynomialFeatures ---

struct Degrees {
  std::int64_t least = 0, greatest = 0;
  bool interactions = false, bias = true;
};

// degree is one number or (least, greatest).
base::Result<Degrees> read_degrees(Context& context, Attributes& state) {
  Degrees read;
  SLIPWAY_ASSIGN(Ref degree, state.need("degree"));
  SLIPWAY_ASSIGN(read.interactions, state.flag("interaction_only", false));
  SLIPWAY_ASSIGN(read.bias, state.flag("include_bias", true));
  if (degree->tag == Tag::kTuple || degree->tag == Tag::kList || degree->tag == Tag::kArray) {
    SLIPWAY_ASSIGN(const auto both, pickle::as_int64s(degree));
    if (both.size() == 1) {
      read.greatest = both[0];
    } else {
      SLIPWAY_TRY(want_width("degree", both.size(), 2));
      read.least = both[0], read.greatest = both[1];
    }
  } else {
    SLIPWAY_ASSIGN(read.greatest, pickle::as_int64(degree));
  }
  if (read.least < 0 || read.greatest < read.least || read.greatest > 64)
    return context.unsupported(fmt::format("degree={}", read.greatest));
  return read;
}

// The products of all degrees, in scikit-learn's order: by degree, then the columns in order. Each
// has the columns it multiplies.
class Expansion {
 public:
  // from_left: ((a * b) * c) instead of (a * (b * c)), the order of the roundings.
  Expansion(std::size_t width, const Degrees& degrees, bool from_left)
      : width_(width), degrees_(degrees), from_left_(from_left) {}

  base::Status make() {
    terms_.push_back({}), factors_.push_back({});  // 1
    for (std::uint32_t j = 0; j < width_ && degrees_.greatest > 0; ++j)
      SLIPWAY_TRY(add({j}, {static_cast<std::int32_t>(j), Products::kNone}));
    for (std::int64_t degree = 2; degree <= degrees_.greatest; ++degree) SLIPWAY_TRY(next());
    return {};
  }

  const std::vector<Products::Term>& terms() const { return terms_; }
  const std::vector<std::vector<std::uint32_t>>& factors() const { return factors_; }

 private:
  base::Status add(std::vector<std::uint32_t> factors, Products::Term term) {
    if (terms_.size() >= base::kColumnsMax)
      return base::unimplemented(
          "UNSUPPORTED_OPTION",
          fmt::format("a polynomial of more than {} products", base::kColumnsMax));
    index_[factors] = static_cast<std::int32_t>(terms_.size());
    terms_.push_back(term);
    factors_.push_back(std::move(factors));
    return {};
  }
  base::Status next() {
    const std::size_t begin = begin_, end = terms_.size();
    begin_ = end;
    for (std::uint32_t j = 0; j < width_; ++j) {
      for (std::size_t t = begin; t < end; ++t) {
        const std::uint32_t first = factors_[t][0];
        if (degrees_.interactions ? first <= j : first < j) continue;
        std::vector<std::uint32_t> factors = {j};
        factors.insert(factors.end(), factors_[t].begin(), factors_[t].end());
        Products::Term term{static_cast<std::int32_t>(j), static_cast<std::int32_t>(t)};
        if (from_left_) {
          const std::vector<std::uint32_t> left(factors.begin(), factors.end() - 1);
          term = {static_cast<std::int32_t>(factors.back()), index_.at(left)};
        }
        SLIPWAY_TRY(add(std::move(factors), term));
      }
    }
    return {};
  }

  const std::size_t width_;
  const Degrees degrees_;
  const bool from_left_;
  std::size_t begin_ = 1;  // of the last degree
  std::vector<Products::Term> terms_;
  std::vector<std::vector<std::uint32_t>> factors_;
  std::map<std::vector<std::uint32_t>, std::int32_t> index_;
};

// "a^2 b"
std::string product_name(const std::vector<std::uint32_t>& factors, const Value& in) {
  std::string name;
  for (std::size_t i = 0; i < factors.size();) {
    std::size_t power = 1;
    while (i + power < factors.size() && factors[i + power] == factors[i]) ++power;
    if (!name.empty()) name += " ";
    name += in.names[factors[i]];
    if (power > 1) name += fmt::format("^{}", power);
    i += power;
  }
  return name.empty() ? "1" : name;
}

// Until 0.21, and of sparse matrices, the products were made from the left.
base::Result<Emitted> polynomial_features(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Degrees degrees, read_degrees(context, state));
  Expansion expansion(in.width(), degrees, in.sparse || context.version() < 2200);
  SLIPWAY_TRY(expansion.make());
  std::vector<std::uint32_t> kept;
  std::vector<std::string> names;
  for (std::uint32_t t = 0; t < expansion.terms().size(); ++t) {
    const auto& factors = expansion.factors()[t];
    const auto degree = static_cast<std::int64_t>(factors.size());
    if (t == 0 ? !degrees.bias : degree < degrees.least) continue;
    kept.push_back(t);
    names.push_back(product_name(factors, in));
  }
  if (kept.empty()) return base::invalid_argument("BAD_MODEL", "no columns are left");
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, false));
  SLIPWAY_ASSIGN(ValueId id, context.add(checked, Products{expansion.terms()}));
  if (kept.size() < expansion.terms().size()) {
    SLIPWAY_ASSIGN(id, context.builder().select(context.path() + ".kept", id, kept));
  }
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  emitted.transform->sparse = in.sparse;
  emitted.transform->single = in.single;
  return emitted;
}

// --- SplineTransformer ---

const Adapter& b_spline() {
  static const Adapter kAdapter = {.package = "scipy.interpolate",
                                   .classes = {"BSpline"},
                                   .convert = nullptr,
                                   .reads = {"t", "_t", "k", "c", "_c"},
                                   .ignores = {"extrapolate", "axis", "_asarray", "_delegate_to"}};
  return kAdapter;
}

// scipy's BSpline of one column: its knots. The coefficients are the identity, and of a periodic
// one the first `degree` rows of it again.
base::Result<std::vector<double>> read_b_spline(Context& context, Ref record, std::int64_t degree,
                                                std::uint32_t& outputs) {
  SLIPWAY_ASSIGN(const pickle::State held_state, pickle::record_state(record));
  if (Ref parts = held_state.other; parts != nullptr && parts->tag == Tag::kTuple &&
                                    !parts->items().empty() &&
                                    parts->items()[0]->tag == Tag::kRecord)
    record = parts->items()[0];  // scipy from 1.15 on keeps it in a _BSpline
  SLIPWAY_ASSIGN(Attributes state, Attributes::of(record, b_spline()));
  SLIPWAY_ASSIGN(Ref order, state.need("k"));
  SLIPWAY_ASSIGN(const std::int64_t k, pickle::as_int64(order));
  if (k != degree) return base::invalid_argument("WRONG_SHAPE", "a spline has another degree");
  SLIPWAY_ASSIGN(std::vector<double> knots, state.doubles(state.has("t") ? "t" : "_t"));
  SLIPWAY_ASSIGN(Ref held, state.need(state.has("c") ? "c" : "_c"));
  SLIPWAY_ASSIGN(const pickle::Matrix coef, pickle::as_matrix(held));
  if (coef.cols <= 0 || coef.cols > base::kColumnsMax ||
      std::cmp_not_equal(coef.rows + k + 1, knots.size()))
    return base::invalid_argument("WRONG_SHAPE", "a spline's knots do not fit its coefficients");
  for (std::int64_t i = 0; i < coef.rows; ++i)
    for (std::int64_t j = 0; j < coef.cols; ++j)
      if (coef.values[static_cast<std::size_t>(i * coef.cols + j)] != (i % coef.cols == j ? 1 : 0))
        return context.unsupported("splines with coefficients of their own");
  outputs = static_cast<std::uint32_t>(coef.cols);
  SLIPWAY_TRY(state.finish(context));
  return knots;
}

// The values of all functions (or their slopes) at x.
std::vector<double> row_at(const std::vector<double>& knots, std::uint32_t degree, double x,
                           bool slopes) {
  std::vector<double> row(knots.size() - degree - 1, 0), values(2 * (degree + 1));
  const std::size_t interval = model::spline_interval(knots, degree, x);
  model::spline_values(knots, degree, x, interval, slopes, values.data());
  for (std::uint32_t a = 0; a <= degree; ++a) row[interval - degree + a] += values[a];
  return row;
}

// Beyond the ends: "constant" keeps the outer `degree` functions as they are at the end, "linear"
// goes on with their slopes. `reach` says how many functions count, `at` which knots are the ends:
// scikit-learn raises them both, of splines of a low degree, and keeps that for the columns after.
base::Status read_lines(BSplines::Column& column, std::uint32_t degree, std::uint32_t outputs,
                        std::uint32_t at, std::uint32_t reach, bool linear) {
  if (column.knots.size() < std::size_t{at} + 1 || outputs < reach)
    return base::invalid_argument("WRONG_SHAPE", "a spline has too few knots");
  column.low = column.knots[at], column.high = column.knots[column.knots.size() - at - 1];
  const auto side = [&](double x, std::uint32_t first) {
    BSplines::Line line{.first = first, .values = {}, .slopes = {}};
    const std::vector<double> values = row_at(column.knots, degree, x, false);
    const std::vector<double> slopes = row_at(column.knots, degree, x, true);
    for (std::uint32_t k = first; k < first + reach; ++k) {
      line.values.push_back(values[k]);
      line.slopes.push_back(linear ? slopes[k] : 0);
    }
    return line;
  };
  column.below = side(column.low, 0);
  column.above = side(column.high, outputs - reach);
  return {};
}

base::Status check_knots(const std::vector<double>& knots, std::uint32_t degree) {
  if (knots.size() < 2 * std::size_t{degree} + 2)
    return base::invalid_argument("WRONG_SHAPE", "a spline has too few knots");
  return {};
}

base::Result<BSplines> read_splines(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string outside, state.text("extrapolation", "constant"));
  SLIPWAY_ASSIGN(Ref order, state.need("degree"));
  SLIPWAY_ASSIGN(const std::int64_t degree, pickle::as_int64(order));
  if (degree < 0 || degree > model::kSplineDegreeMax)
    return context.unsupported(fmt::format("degree={}", degree));
  SLIPWAY_ASSIGN(Ref list, state.need("bsplines_"));
  SLIPWAY_ASSIGN(const std::vector<Ref> splines, pickle::as_refs(list));
  SLIPWAY_TRY(want_width("bsplines_", splines.size(), in.width()));
  BSplines op{.degree = static_cast<std::uint32_t>(degree)};
  const bool lines = outside == "constant" || outside == "linear";
  op.outside = lines                   ? BSplines::Outside::kLine
               : outside == "continue" ? BSplines::Outside::kContinue
               : outside == "periodic" ? BSplines::Outside::kPeriodic
                                       : BSplines::Outside::kReject;
  if (!lines && outside != "continue" && outside != "periodic" && outside != "error")
    return context.unsupported(fmt::format("extrapolation={}", outside));
  std::uint32_t at = op.degree;
  for (Ref spline : splines) {
    auto& column = op.columns.emplace_back();
    SLIPWAY_ASSIGN(column.knots, read_b_spline(context, spline, degree, op.outputs));
    SLIPWAY_TRY(check_knots(column.knots, op.degree));
    column.low = column.knots[op.degree];
    column.high = column.knots[column.knots.size() - op.degree - 1];
    if (!lines) continue;
    const std::uint32_t reach = outside == "linear" && at <= 1 ? at + 1 : at;
    SLIPWAY_TRY(read_lines(column, op.degree, op.outputs, at, reach, outside == "linear"));
    if (column.low > column.high)
      return context.unsupported("extrapolation=linear of so many columns with so few knots");
    at = reach;
  }
  return op;
}

base::Result<Emitted> spline_transformer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool bias, state.flag("include_bias", true));
  SLIPWAY_ASSIGN(const bool sparse, state.flag("sparse_output", false));
  SLIPWAY_ASSIGN(const std::string missing, state.text("handle_missing", "error"));
  if (missing != "error" && missing != "zeros")
    return context.unsupported(fmt::format("handle_missing={}", missing));
  SLIPWAY_ASSIGN(BSplines op, read_splines(context, state, in));
  const std::uint32_t outputs = op.outputs;
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, missing == "zeros"));
  SLIPWAY_ASSIGN(ValueId id, context.add(checked, std::move(op)));
  std::vector<std::uint32_t> kept;
  std::vector<std::string> names;
  for (std::uint32_t j = 0; j < in.width(); ++j)
    for (std::uint32_t k = 0; k + (bias ? 0 : 1) < outputs; ++k) {
      kept.push_back(j * outputs + k);
      names.push_back(fmt::format("{}_sp_{}", in.names[j], k));
    }
  if (kept.empty()) return base::invalid_argument("BAD_MODEL", "no columns are left");
  if (!bias) {
    SLIPWAY_ASSIGN(id, context.builder().select(context.path() + ".kept", id, kept));
  }
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  emitted.transform->sparse = sparse;
  return emitted;
}

// --- KBinsDiscretizer ---

// Until 1.1 a value counted to the next bin if it was almost there.
base::Result<model::Bins> read_bins(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref list, state.need("bin_edges_"));
  SLIPWAY_ASSIGN(const std::vector<Ref> columns, pickle::as_refs(list));
  SLIPWAY_TRY(want_width("bin_edges_", columns.size(), in.width()));
  SLIPWAY_ASSIGN(Ref counts, state.need("n_bins_"));
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> bins, pickle::as_int64s(counts));
  SLIPWAY_TRY(want_width("n_bins_", bins.size(), in.width()));
  model::Bins op{.tolerant = context.version() < 10100};
  for (std::size_t j = 0; j < columns.size(); ++j) {
    SLIPWAY_ASSIGN(std::vector<double> edges, pickle::as_doubles(columns[j]));
    if (edges.size() < 2 || std::cmp_not_equal(edges.size(), bins[j] + 1))
      return base::invalid_argument("WRONG_SHAPE", "bin_edges_ do not fit n_bins_");
    op.edges.emplace_back(edges.begin() + 1, edges.end() - 1);
  }
  return op;
}

base::Result<Emitted> k_bins_discretizer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string encode, state.text("encode", "onehot"));
  SLIPWAY_ASSIGN(model::Bins op, read_bins(context, state, in));
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, false));
  Value out = checked;
  bool single = in.single;
  if (Ref dtype = state.get("dtype"); !is_none(dtype)) {
    single = false;
    SLIPWAY_TRY(read_output_dtype(context, state, out));
    single = out.single;
    if (single) {
      SLIPWAY_ASSIGN(out.id, context.add(checked, model::Cast{Element::kF32}, "float32"));
      out = computed(out.id, in.names);
    }
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(out, std::move(op)));
  Emitted emitted;
  emitted.transform = computed(id, in.names);
  emitted.transform->finite = true;
  if (encode != "ordinal") {
    if (encode != "onehot" && encode != "onehot-dense")
      return context.unsupported(fmt::format("encode={}", encode));
    SLIPWAY_ASSIGN(Ref encoder, state.need("_encoder"));
    SLIPWAY_ASSIGN(emitted, context.convert(encoder, "encoder", *emitted.transform));
  }
  emitted.transform->single = single;
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_preprocessing_basis_adapters() {
  return {
      {.package = "sklearn.preprocessing",
       .classes = {"PolynomialFeatures"},
       .convert = polynomial_features,
       .reads = {"degree", "interaction_only", "include_bias"},
       .ignores = {"order", "n_input_features_", "n_output_features_", "_min_degree", "_max_degree",
                   "_n_out_full"}},
      {.package = "sklearn.preprocessing",
       .classes = {"SplineTransformer"},
       .convert = spline_transformer,
       .reads = {"degree", "extrapolation", "include_bias", "sparse_output", "handle_missing",
                 "bsplines_"},
       .ignores = {"n_knots", "knots", "order", "n_features_out_"}},
      {.package = "sklearn.preprocessing",
       .classes = {"KBinsDiscretizer"},
       .convert = k_bins_discretizer,
       .reads = {"encode", "bin_edges_", "n_bins_", "_encoder", "dtype"},
       .ignores = {"n_bins", "strategy", "subsample", "random_state", "quantile_method"}},
  };
}

}  // namespace slipway::format::sklearn
