// The other side: the user's Python, asked for the same rows. One thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "data/chunk.h"
#include "service/model_file.h"
#include "service/verify/verify.h"

namespace slipway::service {

using TheirValue = std::variant<double, std::string>;  // a truth is 0 or 1; NaN for none

struct TheirOutput {
  std::vector<std::optional<std::vector<TheirValue>>> rows;  // none: refused
  std::string error;                                         // why the first of those was
};

struct TheirAnswer {
  std::string python;
  std::map<std::string, std::string> versions;
  std::map<std::string, TheirOutput> outputs;
};

enum class Asking : std::uint8_t { kTogether, kAlone };  // all rows at once, or each by itself

base::Result<TheirAnswer> ask_python(const VerifyJob& job, const LoadedModel& loaded,
                                     const std::vector<std::string>& outputs,
                                     const data::Chunk& rows, Asking asking,
                                     const std::atomic<bool>& stop);

}  // namespace slipway::service
