#include "service/served_model.h"

#include "codec/codec.h"
#include "flow/path.h"
#include "flow/reply.h"
#include "score/scorer.h"
#include "service/verify/rows.h"

namespace slipway::service {
namespace {

constexpr std::int64_t kWarmRows = 64;
constexpr std::uint64_t kWarmSeed = 1;

// What a served model's paths need, as long as any of its requests does.
struct Engine {
  score::FixedProvider provider;
  std::unique_ptr<flow::Path> usual, all;
};

base::Result<serve::ServedOutputs> route_to(Engine& engine, std::unique_ptr<flow::Path>& path,
                                            const score::Version* version,
                                            const data::SchemaPtr& columns,
                                            flow::PathOptions options) {
  path = std::make_unique<flow::Path>(engine.provider, base::system_clock(), std::move(options));
  SLIPWAY_TRY(path->route({{version, 1}}));
  SLIPWAY_ASSIGN(auto schema, path->output_schema(columns));
  return serve::ServedOutputs{path.get(), std::move(schema)};
}

// Whatever outputs a request asks for, it counts against the same limits.
flow::PathOptions path_options(const ServeLimits& limits) {
  flow::PathOptions options;
  options.limits = {.rows_max = static_cast<std::uint64_t>(limits.rows_max),
                    .bytes_max = static_cast<std::uint64_t>(limits.bytes_max),
                    .deliveries_max = static_cast<std::uint64_t>(limits.in_flight_max)};
  options.meter = std::make_shared<flow::Meter>(options.limits);
  options.lane.rows_max = limits.batch_rows_max;
  options.lane.wait = limits.batch_wait;
  options.lane.wait_alone = false;
  return options;
}

// Touches what the first requests would wait for: memory, tables, code. Rows are of the model's own
// thresholds and categories; that some can't be scored is no failure.
base::Status warm_up(flow::Path& path, const model::Model& model, const data::SchemaPtr& columns) {
  const data::Chunk made = make_rows(model, kWarmRows, kWarmSeed);
  flow::Reply reply;
  reply.delivery.rows = data::Chunk(columns);
  if (made.width() != columns->size()) return {};
  for (std::size_t j = 0; j < made.width(); ++j) {
    if (made.column(j).view().kind != (*columns)[j].type.kind) return {};
    reply.delivery.rows.column(j).append_rows(made.column(j).view(), 0, made.rows());
  }
  return reply.call(path, base::system_clock());
}

}  // namespace

base::Result<serve::ServedModel> make_served(const LoadedModel& loaded, const ServeLimits& limits) {
  const score::Version* version = score::intern(loaded.name, loaded.digest);
  const auto engine = std::make_shared<Engine>();
  engine->provider.add(version, loaded.model);
  const model::Signature& signature = loaded.model->signature();
  codec::DecodeOptions options;
  options.wanted = wanted_fields(signature);
  SLIPWAY_ASSIGN(const codec::Codec* json, codec::codecs().find("json"));
  // One schema for all requests, so that all share the lane that is bound now.
  const auto make = [json, options] { return json->payload_decoder(options); };
  SLIPWAY_ASSIGN(const auto decoder, make());
  serve::ServedModel served{.name = loaded.name,
                            .version = version->short_digest(),
                            .description = describe_json(loaded),
                            .platform = loaded.model->about().library,
                            .columns = decoder->schema(),
                            .make_decoder = make,
                            .keeps = engine};
  std::vector<std::string> all;
  for (const model::Output& output : signature.outputs) all.push_back(output.name);
  flow::PathOptions path = path_options(limits);
  path.outputs = default_outputs(signature);
  SLIPWAY_ASSIGN(served.usual, route_to(*engine, engine->usual, version, served.columns, path));
  path.outputs = std::move(all);
  SLIPWAY_ASSIGN(served.all,
                 route_to(*engine, engine->all, version, served.columns, std::move(path)));
  served.batches = limits.batch_wait > base::Duration(0);
  if (limits.rate_max > 0) served.rate = std::make_shared<serve::RateLimit>(limits.rate_max);
  SLIPWAY_TRY(warm_up(*engine->usual, *loaded.model, served.columns));
  return served;
}

}  // namespace slipway::service
