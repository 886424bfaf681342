#include "service/verify/rows.h"

#include <algorithm>
#include <cmath>

#include "codec/codec.h"
#include "connect/connect.h"
#include "flow/source.h"
#include "model/probes.h"
#include "service/model_file.h"

namespace slipway::service {
namespace {

// xorshift64*: enough to choose with, and the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u | 1) {}
  std::uint64_t next() {
    state_ ^= state_ >> 12, state_ ^= state_ << 25, state_ ^= state_ >> 27;
    return state_ * 0x2545f4914f6cdd1du;
  }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }

 private:
  std::uint64_t state_;
};

constexpr double kMissingShare = 0.06;
constexpr double kProbeShare = 0.7;

constexpr double kKnownShare = 0.97;

double number(Dice& dice, const model::Probes& of) {
  const std::vector<double>& probes = of.numbers;
  if (!of.known.empty() && (probes.empty() || dice.unit() < 0.5) && dice.unit() < kKnownShare)
    return of.known[dice.below(of.known.size())];
  if (probes.empty())
    return std::round((dice.unit() + dice.unit() + dice.unit() - 1.5) * 4e6) / 1e6;
  if (dice.unit() < kProbeShare) return probes[dice.below(probes.size())];
  const double low = probes.front(), high = probes.back();
  return low + (high - low + 1) * (dice.unit() * 1.2 - 0.1);
}

// A column that no answer depends on misses nothing: a library may refuse there what nothing here reads.
void append(data::Column& column, Dice& dice, const model::Probes& probes) {
  if (dice.unit() < kMissingShare && probes.read) return column.append_null();
  switch (column.type().kind) {
    case data::Kind::kString:
      if (probes.texts.empty() || dice.unit() > 0.95) return column.append_string("no such value");
      return column.append_string(probes.texts[dice.below(probes.texts.size())]);
    case data::Kind::kBool:
      return column.append_bool(dice.below(2) == 1);
    case data::Kind::kFloat32:
      return column.append_float32(static_cast<float>(number(dice, probes)));
    case data::Kind::kFloat64:
      return column.append_float64(number(dice, probes));
    default:
      return column.append_int64(
          static_cast<std::int64_t>(std::clamp(std::round(number(dice, probes)), -1e15, 1e15)));
  }
}

}  // namespace

data::SchemaPtr schema_of(const model::Signature& signature) {
  return std::make_shared<const data::Schema>(wanted_fields(signature));
}

base::Result<data::Chunk> read_rows(const RowsFile& file) {
  connect::SourceContext context;
  context.wanted = file.columns->fields();
  context.by_position = file.by_position;
  context.codec = file.codec;
  context.codec_settings = file.codec_settings;
  context.clock = &base::system_clock();
  base::Value::Map path;
  path.emplace_back("path", base::Value(file.path));
  SLIPWAY_ASSIGN(auto source, connect::make_source("file", base::Value(std::move(path)), context));
  SLIPWAY_TRY(source->connect());
  data::Chunk rows(file.columns);
  for (;;) {
    flow::Delivery delivery;
    const flow::Event event = source->next(delivery);
    if (event.kind == flow::Pull::kEnd) {
      SLIPWAY_TRY(event.why);
      return rows;
    }
    if (event.kind != flow::Pull::kDelivery) continue;
    std::size_t rejected = 0;
    const auto view = delivery.rows.view();
    for (std::int64_t i = 0; i < delivery.rows.rows(); ++i) {
      if (rows.rows() == file.rows_max) return rows;
      if (rejected < delivery.rejected.size() && delivery.rejected[rejected].row == i) {
        ++rejected;
        continue;
      }
      rows.append(view, i);
    }
  }
}

data::Chunk make_rows(const model::Model& model, std::int64_t count, std::uint64_t seed) {
  const std::vector<model::Probes> probes = model::probes_of(model);
  data::Chunk rows(schema_of(model.signature()));
  Dice dice(seed);
  for (std::size_t j = 0; j < probes.size(); ++j)
    for (std::int64_t i = 0; i < count; ++i) append(rows.column(j), dice, probes[j]);
  return rows;
}

}  // namespace slipway::service
