#include "service/served_model.h"

#include "codec/codec.h"
#include "flow/path.h"
#include "score/scorer.h"
#include "service/served_columns.h"

namespace slipway::service {
namespace {

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
  options.meter = std::make_shared<flow::Meter>(
      flow::Limits{.rows_max = static_cast<std::uint64_t>(limits.rows_max),
                   .bytes_max = static_cast<std::uint64_t>(limits.bytes_max),
                   .deliveries_max = static_cast<std::uint64_t>(limits.in_flight_max)});
  options.lane.rows_max = limits.batch_rows_max;
  options.lane.wait = limits.batch_wait;
  options.lane.wait_alone = false;
  return options;
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
  served.rows_max = limits.rows_max;
  SLIPWAY_TRY(ask_columns(*loaded.model, served));
  return served;
}

}  // namespace slipway::service
