#include "service/warm_up.h"

#include <algorithm>

#include <fmt/format.h>

#include "flow/gather.h"
#include "flow/reply.h"
#include "serve/call.h"
#include "service/verify/rows.h"

namespace slipway::service {

using base::Status;

namespace {

constexpr std::int64_t kRowsMax = 100'000;

Status failed(const std::string& path, const std::string& why) {
  return Status(base::Code::kFailedPrecondition, "WARM_UP_FAILED", why).at(path);
}

}  // namespace

Status warm_up(const serve::ServedModel& model, const std::string& path, bool by_position) {
  SLIPWAY_ASSIGN(const data::Chunk rows, read_rows({.path = path,
                                                    .codec = {},
                                                    .codec_settings = {},
                                                    .columns = model.columns,
                                                    .by_position = by_position,
                                                    .rows_max = kRowsMax}));
  if (rows.rows() == 0) return failed(path, "there are no rows that the model could read");
  const std::int64_t part = std::min<std::int64_t>(model.rows_max, base::kChunkRowsMax);
  flow::Reply reply;
  reply.delivery.rows = data::Chunk(model.columns);
  for (std::int64_t begin = 0; begin < rows.rows(); begin += part) {
    const flow::Run run{&rows, begin, std::min(part, rows.rows() - begin)};
    flow::gather({&run, 1}, reply.delivery.rows);
    SLIPWAY_TRY(reply.call(*model.usual.path, base::system_clock()));
    for (data::RowError& error : reply.delivery.answer.errors) error.row += begin;
    if (const Status scored = serve::all_scored(reply.delivery); !scored.ok())
      return failed(path, fmt::format("{} ({})", scored.message(), scored.reason()));
  }
  return {};
}

}  // namespace slipway::service
