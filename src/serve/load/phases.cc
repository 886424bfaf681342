#include "serve/load/phases.h"

#include "serve/load/answer_json.h"

namespace slipway::serve {
namespace {

base::Duration spent(const rapidjson::Value& statistics, const char* name) {
  const rapidjson::Value* phase = member_of(statistics, name);
  return base::Duration(phase == nullptr ? 0 : whole_of(*phase, "ns"));
}

}  // namespace

std::optional<Phases> ask_phases(Target& target, const std::string& model) {
  const auto answer = target.ask({.method = "GET", .path = "/v2/models/" + model + "/stats"});
  rapidjson::Document document;
  if (!answer.ok() || !answer->well || !parse_answer(answer->body, document)) return {};
  const rapidjson::Value* versions = list_of(document, "model_stats");
  if (versions == nullptr || versions->Empty()) return {};
  Phases all;
  for (const rapidjson::Value& version : versions->GetArray()) {
    const rapidjson::Value* statistics = member_of(version, "inference_stats");
    if (statistics == nullptr) return {};
    const rapidjson::Value* success = member_of(*statistics, "success");
    if (success == nullptr) return {};
    all.requests += static_cast<std::uint64_t>(whole_of(*success, "count"));
    all.whole += spent(*statistics, "success");
    all.queue += spent(*statistics, "queue");
    all.parse += spent(*statistics, "compute_input");
    all.score += spent(*statistics, "compute_infer");
    all.encode += spent(*statistics, "compute_output");
  }
  return all;
}

std::optional<Phases> operator-(const Phases& after, const Phases& before) {
  if (after.requests <= before.requests) return {};
  return Phases{.requests = after.requests - before.requests,
                .whole = after.whole - before.whole,
                .parse = after.parse - before.parse,
                .queue = after.queue - before.queue,
                .score = after.score - before.score,
                .encode = after.encode - before.encode};
}

}  // namespace slipway::serve
