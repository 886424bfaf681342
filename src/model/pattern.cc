#define PCRE2_CODE_UNIT_WIDTH 8
#include "model/pattern.h"

#include <algorithm>

#include <fmt/format.h>
#include <pcre2.h>

namespace slipway::model {
namespace {

constexpr std::size_t kPatternBytesMax = 4096;

// Of one match: steps that a text of this length may take, and memory.
std::uint32_t steps_max(std::size_t text) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(5'000'000 + 64 * text, UINT32_MAX));
}
constexpr std::uint32_t kHeapKibibytes = 65536;

base::Status unsupported(std::string_view python, std::string_view what) {
  return base::unimplemented("UNSUPPORTED_OPTION",
                             fmt::format("token_pattern={}: {}", python, what))
      .remedy("use a pattern of plain classes, groups and repetitions");
}

// "(?u)\b\w\w+\b" and its kind: the number of \w.
std::uint32_t least_word_of(std::string_view python) {
  if (python.starts_with("(?u)")) python.remove_prefix(4);
  if (python.starts_with("\\b")) python.remove_prefix(2);
  std::uint32_t least = 0;
  while (python.starts_with("\\w")) python.remove_prefix(2), ++least;
  if (!python.starts_with("+")) return 0;
  python.remove_prefix(1);
  return python.empty() || python == "\\b" ? least : 0;
}

}  // namespace

struct Pattern::Code {
  ~Code() { pcre2_code_free(code); }
  pcre2_code* code = nullptr;
  std::uint32_t groups = 0;
};

Pattern::Pattern(std::string_view python, std::unique_ptr<const Code> code)
    : python_(python), code_(std::move(code)), least_word_(least_word_of(python)) {}

Pattern::~Pattern() = default;

base::Result<std::shared_ptr<const Pattern>> Pattern::compile(std::string_view python) {
  if (python.size() > kPatternBytesMax) return unsupported(python.substr(0, 40), "it is too long");
  SLIPWAY_ASSIGN(const Translated translated, translate_pattern(python));
  auto code = std::make_unique<Code>();
  code->groups = translated.groups;
  pcre2_compile_context* options = pcre2_compile_context_create(nullptr);
  pcre2_set_newline(options, PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE at = 0;
  code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.text.data()),
                             translated.text.size(), PCRE2_UTF | PCRE2_UCP, &error, &at, options);
  pcre2_compile_context_free(options);
  if (code->code == nullptr) {
    PCRE2_UCHAR said[128];
    pcre2_get_error_message(error, said, sizeof(said));
    return unsupported(python, reinterpret_cast<const char*>(said));
  }
  std::uint32_t empty = 0;
  pcre2_pattern_info(code->code, PCRE2_INFO_MATCHEMPTY, &empty);
  if (empty != 0) return unsupported(python, "it matches nothing at all");
  return std::shared_ptr<const Pattern>(new Pattern(python, std::move(code)));
}

base::Status Pattern::find_all(std::string_view text,
                               const std::function<void(std::string_view)>& see) const {
  const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> found(
      pcre2_match_data_create_from_pattern(code_->code, nullptr), pcre2_match_data_free);
  const std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> limits(
      pcre2_match_context_create(nullptr), pcre2_match_context_free);
  pcre2_set_match_limit(limits.get(), steps_max(text.size()));
  pcre2_set_heap_limit(limits.get(), kHeapKibibytes);
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(found.get());
  const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
  for (std::size_t at = 0; at <= text.size(); at = ends[1]) {
    const int count = pcre2_match(code_->code, subject, text.size(), at, PCRE2_NO_UTF_CHECK,
                                  found.get(), limits.get());
    if (count == PCRE2_ERROR_NOMATCH) return {};
    if (count < 0)
      return base::resource_exhausted("PATTERN_LIMIT",
                                      "the token_pattern goes back too often on this text");
    const std::size_t group = code_->groups;  // 0: the whole match
    const bool captured = group == 0 || (count > 1 && ends[2] != PCRE2_UNSET);
    see(captured ? text.substr(ends[2 * group], ends[2 * group + 1] - ends[2 * group])
                 : std::string_view(""));
    if (ends[1] <= at) return {};  // REQUIRES of compile(): no match is empty
  }
  return {};
}

}  // namespace slipway::model
