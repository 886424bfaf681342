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

constexpr std::uint32_t kGroupsMax = 99;
constexpr std::size_t kReplacedBytesMax = 16u << 20;

base::Status unsupported(const char* option, std::string_view python, std::string_view what) {
  return base::unimplemented("UNSUPPORTED_OPTION", fmt::format("{}={}: {}", option, python, what))
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
  const char* option = "";
};

// The matches of a pattern in one text, from left to right.
class Pattern::Matcher {
 public:
  Matcher(const Code& code, std::string_view text)
      : code_(code),
        text_(text),
        found_(pcre2_match_data_create_from_pattern(code.code, nullptr)),
        limits_(pcre2_match_context_create(nullptr)),
        ends_(pcre2_get_ovector_pointer(found_.get())) {
    pcre2_set_match_limit(limits_.get(), steps_max(text.size()));
    pcre2_set_heap_limit(limits_.get(), kHeapKibibytes);
  }

  // The next match at or after `at`; false if there is none.
  base::Result<bool> find(std::size_t at) {
    count_ = pcre2_match(code_.code, reinterpret_cast<PCRE2_SPTR>(text_.data()), text_.size(), at,
                         PCRE2_NO_UTF_CHECK, found_.get(), limits_.get());
    if (count_ == PCRE2_ERROR_NOMATCH) return false;
    if (count_ < 0)
      return base::resource_exhausted(
          "PATTERN_LIMIT", fmt::format("the {} goes back too often on this text", code_.option));
    return true;
  }
  std::size_t begin() const { return ends_[0]; }
  std::size_t end() const { return ends_[1]; }
  // What group `i` captured, "" if nothing; group 0 is the whole match.
  std::string_view group(std::uint32_t i) const {
    if (i >= static_cast<std::uint32_t>(count_) || ends_[2 * i] == PCRE2_UNSET) return "";
    return text_.substr(ends_[2 * i], ends_[2 * i + 1] - ends_[2 * i]);
  }

 private:
  struct Free {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  };
  const Code& code_;
  const std::string_view text_;
  const std::unique_ptr<pcre2_match_data, Free> found_;
  const std::unique_ptr<pcre2_match_context, Free> limits_;
  const PCRE2_SIZE* ends_;
  int count_ = 0;
};

Pattern::Pattern(std::string_view python, std::unique_ptr<const Code> code)
    : python_(python), code_(std::move(code)), least_word_(least_word_of(python)) {}

Pattern::~Pattern() = default;

base::Result<std::shared_ptr<const Pattern>> Pattern::compile(std::string_view python, Use use) {
  if (python.size() > kPatternBytesMax)
    return unsupported(use.option, python.substr(0, 40), "it is too long");
  const std::uint32_t groups_max = use.what == Use::For::kFindAll ? 1
                                   : use.groups > 0               ? kGroupsMax
                                                                  : 0;
  SLIPWAY_ASSIGN(const Translated translated, translate_pattern(python, groups_max, use.option));
  if (use.groups > translated.groups)
    return unsupported(use.option, python, fmt::format("it has no group {}", use.groups));
  auto code = std::make_unique<Code>();
  code->groups = translated.groups;
  code->option = use.option;
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
    return unsupported(use.option, python, reinterpret_cast<const char*>(said));
  }
  std::uint32_t empty = 0;
  pcre2_pattern_info(code->code, PCRE2_INFO_MATCHEMPTY, &empty);
  if (empty != 0 && use.what != Use::For::kContains)  // versions of Python differ in these
    return unsupported(use.option, python, "it matches nothing at all");
  return std::shared_ptr<const Pattern>(new Pattern(python, std::move(code)));
}

base::Status Pattern::find_all(std::string_view text,
                               const std::function<void(std::string_view)>& see) const {
  Matcher matcher(*code_, text);
  for (std::size_t at = 0; at <= text.size(); at = matcher.end()) {
    SLIPWAY_ASSIGN(const bool found, matcher.find(at));
    if (!found) return {};
    see(matcher.group(code_->groups));   // 0: the whole match
    if (matcher.end() <= at) return {};  // REQUIRES of compile(): no match is empty
  }
  return {};
}

base::Result<bool> Pattern::contains(std::string_view text) const {
  return Matcher(*code_, text).find(0);
}

base::Status Pattern::replace(std::string_view text, const Replacement& by,
                              std::string& into) const {
  Matcher matcher(*code_, text);
  const std::size_t before = into.size();
  std::size_t at = 0;
  while (at <= text.size()) {
    SLIPWAY_ASSIGN(const bool found, matcher.find(at));
    if (!found || matcher.end() <= at) break;  // REQUIRES of compile(): no match is empty
    into += text.substr(at, matcher.begin() - at);
    for (const Replacement::Piece& piece : by.pieces) {
      into += piece.text;
      if (piece.group != Replacement::kNone) into += matcher.group(piece.group);
    }
    if (into.size() - before > kReplacedBytesMax)
      return base::resource_exhausted("PATTERN_LIMIT", "the text grows beyond 16 MiB");
    at = matcher.end();
  }
  into += text.substr(at);
  return {};
}

}  // namespace slipway::model
