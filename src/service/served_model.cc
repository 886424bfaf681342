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
                                            std::vector<std::string> outputs,
                                            const data::SchemaPtr& columns,
                                            std::int64_t in_flight_max) {
  flow::PathOptions options;
  options.limits.deliveries_max = static_cast<std::uint64_t>(in_flight_max);
  options.outputs = std::move(outputs);
  path = std::make_unique<flow::Path>(engine.provider, base::system_clock(), std::move(options));
  SLIPWAY_TRY(path->route({{version, 1}}));
  SLIPWAY_ASSIGN(auto schema, path->output_schema(columns));
  return serve::ServedOutputs{path.get(), std::move(schema)};
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

base::Result<serve::ServedModel> make_served(const LoadedModel& loaded,
                                             std::int64_t in_flight_max) {
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
  SLIPWAY_ASSIGN(served.usual, route_to(*engine, engine->usual, version, default_outputs(signature),
                                        served.columns, in_flight_max));
  SLIPWAY_ASSIGN(served.all, route_to(*engine, engine->all, version, std::move(all), served.columns,
                                      in_flight_max));
  SLIPWAY_TRY(warm_up(*engine->usual, *loaded.model, served.columns));
  return served;
}

}  // namespace slipway::service
