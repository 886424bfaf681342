#include "model/iterations.h"

#include <charconv>

#include <fmt/format.h>

namespace slipway::model {
namespace {

constexpr std::uint32_t kMost = 1u << 30;

bool read(std::string_view text, std::uint32_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number <= kMost;
}

}  // namespace

base::Result<Iterations> parse_iterations(std::string_view text) {
  Iterations iterations;
  const std::size_t colon = text.find(':');
  const std::string_view first = colon == std::string_view::npos ? "" : text.substr(0, colon);
  const std::string_view last = colon == std::string_view::npos ? text : text.substr(colon + 1);
  const bool sound = (first.empty() || read(first, iterations.begin)) &&
                     (last.empty() ? colon != std::string_view::npos : read(last, iterations.end));
  if (sound && (last.empty() || iterations.begin < iterations.end)) return iterations;
  return base::invalid_argument("BAD_OPTION", fmt::format("\"{}\" is no range of iterations", text))
      .remedy(
          "40 is the first 40; 10:40 is rounds 10 to 39, counted from 0; 10: is all from 10 on");
}

std::string text_of(const Iterations& iterations) {
  return fmt::format("{}:{}", iterations.begin,
                     iterations.end == 0 ? "" : std::to_string(iterations.end));
}

}  // namespace slipway::model
