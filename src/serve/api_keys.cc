#include "serve/api_keys.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <sodium/utils.h>

#include "base/base64.h"
#include "base/hash.h"
#include "codec/json_text.h"
#include "codec/yaml.h"

namespace slipway::serve {
namespace {

constexpr std::string_view kPrefix = "slipway_";
constexpr std::size_t kIdBytes = 4, kSecretBytes = 32;
constexpr std::size_t kIdDigits = 2 * kIdBytes, kSecretDigits = 43, kDigestDigits = 64;

bool hexadecimal(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_hash(std::string_view text) {
  return text.size() == kIdDigits + 1 + kDigestDigits && text[kIdDigits] == ':' &&
         hexadecimal(text.substr(0, kIdDigits)) && hexadecimal(text.substr(kIdDigits + 1));
}

}  // namespace

const base::Fields& key_fields() {
  using base::FieldType;
  static const base::Fields fields = {
      {"hash", FieldType::kText, nullptr, "as `slipway key new` prints it"},
      {"may", FieldType::kList, nullptr,
       "what it may: [\"predict:MODEL\", \"admin:MODEL\"]; a star may end a model's name"},
  };
  return fields;
}

bool is_api_key(std::string_view text) {
  return text.size() == kPrefix.size() + kIdDigits + 1 + kSecretDigits &&
         text.starts_with(kPrefix) && text[kPrefix.size() + kIdDigits] == '_' &&
         hexadecimal(text.substr(kPrefix.size(), kIdDigits));
}

NewKey make_api_key(base::Env& env) {
  std::string id;
  for (const char byte : env.random(kIdBytes))
    id += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  NewKey made;
  made.key = fmt::format("{}{}_{}", kPrefix, id, base::to_base64url(env.random(kSecretBytes)));
  made.hash = fmt::format("{}:{}", id, base::sha256_hex(made.key));
  return made;
}

base::Result<std::string> key_line(const std::string& name, const std::string& hash,
                                   const std::vector<std::string>& may) {
  const auto fits = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
  };
  if (name.empty() || name.size() > 128 || !std::ranges::all_of(name, fits))
    return base::invalid_argument("BAD_NAME", fmt::format("\"{}\" can't be a name", name))
        .remedy("use letters, digits, _ - .");
  SLIPWAY_TRY(parse_grants(may).status());
  std::string grants;
  for (const std::string& grant : may)
    grants += (grants.empty() ? "" : ", ") + codec::json_string(grant);
  return fmt::format("\"{}\": {{hash: \"{}\", may: [{}]}}\n", name, hash, grants);
}

base::Result<ApiKeys> ApiKeys::read(std::string_view yaml, const std::string& file) {
  SLIPWAY_ASSIGN(const base::Value root, codec::parse_yaml(yaml, file));
  ApiKeys keys;
  if (root.is_null()) return keys;
  if (root.as_map() == nullptr)
    return base::invalid_argument("BAD_VALUE", "a file of keys is a map from names").at(file);
  for (const auto& [name, value] : *root.as_map()) {
    SLIPWAY_ASSIGN(const base::Settings settings,
                   base::read_fields(key_fields(), value, "key " + name));
    const std::string& hash = settings.text("hash");
    if (!is_hash(hash))
      return base::invalid_argument("BAD_HASH", fmt::format("key {} has no hash of a key", name))
          .at(value.place())
          .remedy("make the line with `slipway key new`");
    auto grants = parse_grants(settings.list("may"));
    if (!grants.ok()) return grants.status().at(value.place());
    Held held = {hash.substr(kIdDigits + 1),
                 std::make_shared<const Caller>(name, *std::move(grants))};
    if (!keys.by_id_.emplace(hash.substr(0, kIdDigits), std::move(held)).second)
      return base::invalid_argument("KEY_TWICE",
                                    fmt::format("key {} has the hash of another one", name))
          .at(value.place());
  }
  return keys;
}

CallerPtr ApiKeys::find(std::string_view key) const {
  if (!is_api_key(key)) return nullptr;
  const auto found = by_id_.find(key.substr(kPrefix.size(), kIdDigits));
  if (found == by_id_.end()) return nullptr;
  const std::string digest = base::sha256_hex(key);
  if (sodium_memcmp(digest.data(), found->second.digest.data(), kDigestDigits) != 0) return nullptr;
  return found->second.caller;
}

bool ApiKeys::has_name(std::string_view name) const {
  return std::ranges::any_of(by_id_,
                             [name](const auto& one) { return one.second.caller->name() == name; });
}

}  // namespace slipway::serve
