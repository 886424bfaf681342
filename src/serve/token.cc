#include "serve/token.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/base64.h"
#include "base/hash.h"
#include "serve/header_text.h"
#include "serve/http.h"

namespace slipway::serve {

using base::Result;
using base::Status;
using Object = simdjson::dom::object;

namespace {

constexpr std::size_t kTokenBytesMax = 16 << 10;
constexpr std::size_t kKnownMax = 10'000;  // tokens that are remembered
constexpr std::size_t kNameBytesMax = 256;

// The object that a part of the token is, in the parser's memory.
Result<Object> part_object(simdjson::dom::parser& parser, std::string_view part) {
  std::string json;
  Object object;
  if (!base::from_base64url(part, json) || parser.parse(json).get(object) != simdjson::SUCCESS)
    return bad_credentials("the token is malformed");
  return object;
}

std::optional<TokenAlgorithm> algorithm_of(std::string_view name) {
  if (name == "HS256") return TokenAlgorithm::kHs256;
  if (name == "RS256") return TokenAlgorithm::kRs256;
  if (name == "ES256") return TokenAlgorithm::kEs256;
  return std::nullopt;  // "none" too
}

std::string_view text_of(const Object& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// What the header promises is kept by a key.
Status check_signature(const KeySet& keys, std::string_view token, std::string_view header,
                       std::string_view signature) {
  simdjson::dom::parser parser;
  SLIPWAY_ASSIGN(const Object promised, part_object(parser, header));
  const auto algorithm = algorithm_of(text_of(promised, "alg"));
  if (!algorithm) return bad_credentials("the token's algorithm is not HS256, RS256 or ES256");
  simdjson::dom::element critical;
  if (promised["crit"].get(critical) == simdjson::SUCCESS)
    return bad_credentials("the token has critical extensions");
  const std::string type = lower_case(text_of(promised, "typ"));
  if (!type.empty() && type != "jwt" && type != "at+jwt" && type != "application/at+jwt")
    return bad_credentials("the token is of another type");
  std::string bytes;
  if (!base::from_base64url(signature, bytes)) return bad_credentials("the token is malformed");
  const std::string_view is_signed = token.substr(0, token.size() - signature.size() - 1);
  if (keys.verifies(*algorithm, text_of(promised, "kid"), is_signed, bytes)) return {};
  return bad_credentials("the token is signed by no key that is known");
}

// Seconds since 1970; nothing if the claim is missing or no number.
std::optional<double> time_of(const Object& claims, std::string_view key) {
  double seconds = 0;
  if (claims[key].get(seconds) != simdjson::SUCCESS) return std::nullopt;
  return seconds;
}

bool has(const Object& claims, std::string_view key) {
  simdjson::dom::element any;
  return claims[key].get(any) == simdjson::SUCCESS;
}

struct Times {
  double begins = 0, ends = 0;  // with the leeway
};

Result<Times> check_times(const Object& claims, double now, double leeway) {
  const auto ends = time_of(claims, "exp");
  if (!ends) return bad_credentials("the token never ends");
  if (now - leeway >= *ends) return bad_credentials("the token has expired");
  if (!has(claims, "nbf")) return Times{.ends = *ends + leeway};
  const auto begins = time_of(claims, "nbf");
  if (!begins || now + leeway < *begins) return bad_credentials("the token is not valid yet");
  return Times{*begins - leeway, *ends + leeway};
}

// Calls `each` for every text of a list, or for the one text.
template <class Each>
void texts_of(simdjson::simdjson_result<simdjson::dom::element> claim, Each each) {
  std::string_view text;
  if (claim.get(text) == simdjson::SUCCESS) return each(text);
  simdjson::dom::array list;
  if (claim.get(list) != simdjson::SUCCESS) return;
  for (const simdjson::dom::element element : list)
    if (element.get(text) == simdjson::SUCCESS) each(text);
}

Status check_parties(const Object& claims, const TokenOptions& options) {
  if (text_of(claims, "iss") != options.issuer) return bad_credentials("another issuer's token");
  bool meant = false;
  texts_of(claims["aud"], [&](std::string_view audience) {
    meant = meant || std::ranges::find(options.audiences, audience) != options.audiences.end();
  });
  return meant ? Status() : bad_credentials("the token is meant for somebody else");
}

// A word that is neither a role nor a grant is of some other service.
std::vector<Grant> grants_of(const Object& claims, const TokenOptions& options) {
  std::vector<Grant> grants;
  const auto claim = options.claim.starts_with('/') ? claims.at_pointer(options.claim)
                                                    : claims[std::string_view(options.claim)];
  texts_of(claim, [&](std::string_view text) {
    while (!text.empty()) {
      const std::string_view word = next_item(text, ' ');
      if (const auto role = options.roles.find(word); role != options.roles.end())
        grants.insert(grants.end(), role->second.begin(), role->second.end());
      else if (auto grant = parse_grant(word); grant.ok())
        grants.push_back(*std::move(grant));
    }
  });
  return grants;
}

}  // namespace

Status bad_credentials(std::string message) {
  return {base::Code::kUnauthenticated, "BAD_CREDENTIALS", std::move(message)};
}

Result<Tokens::Known> Tokens::verify(std::string_view token, double now) const {
  const std::size_t first = token.find('.'), second = token.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos ||
      token.find('.', second + 1) != std::string_view::npos)
    return bad_credentials("neither a key nor a token");
  SLIPWAY_TRY(check_signature(*keys_, token, token.substr(0, first), token.substr(second + 1)));
  simdjson::dom::parser parser;
  SLIPWAY_ASSIGN(const Object claims,
                 part_object(parser, token.substr(first + 1, second - first - 1)));
  const double leeway = std::chrono::duration<double>(options_.leeway).count();
  SLIPWAY_ASSIGN(const Times times, check_times(claims, now, leeway));
  SLIPWAY_TRY(check_parties(claims, options_));
  std::string name = printable(text_of(claims, "sub").substr(0, kNameBytesMax));
  if (name.empty()) name = "token";
  return Known{std::make_shared<const Caller>(std::move(name), grants_of(claims, options_)),
               times.begins, times.ends};
}

Result<CallerPtr> Tokens::check(std::string_view token, base::WallTime wall) const {
  if (token.size() > kTokenBytesMax) return bad_credentials("neither a key nor a token");
  const double now = std::chrono::duration<double>(wall.time_since_epoch()).count();
  std::string digest = base::sha256_hex(token);
  {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(digest);
    if (found != known_.end() && found->second.begins <= now && now < found->second.ends)
      return found->second.caller;
  }
  SLIPWAY_ASSIGN(Known known, verify(token, now));
  const CallerPtr caller = known.caller;
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kKnownMax) known_.clear();  // mostly tokens that have ended
  known_.insert_or_assign(std::move(digest), std::move(known));
  return caller;
}

}  // namespace slipway::serve
