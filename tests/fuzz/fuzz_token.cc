// rooms: serve flow score codec data base
// Any credentials: as they are, as a token of a header (the first line) and claims (the rest), and as a file of keys. Nothing is
// accepted that no key has signed; a signed token only with an end, of the issuer, for the audience.
#include <cstdlib>

#include "base/base64.h"
#include "serve/api_keys.h"
#include "serve/token.h"

namespace slipway::fuzz {
namespace {

class Keys final : public serve::KeySet {
 public:
  explicit Keys(bool verdict) : verdict_(verdict) {}
  bool verifies(serve::TokenAlgorithm, std::string_view, std::string_view,
                std::string_view) const override {
    return verdict_;
  }

 private:
  const bool verdict_;
};

void token(std::string_view text) {
  static const serve::TokenOptions options = {.issuer = "i", .audiences = {"a"}, .roles = {}};
  static const serve::Tokens nobody(options, std::make_shared<Keys>(false));
  static const serve::Tokens anybody(options, std::make_shared<Keys>(true));
  const base::WallTime now{std::chrono::seconds(1'800'000'000)};
  if (nobody.check(text, now).ok()) std::abort();
  const auto caller = anybody.check(text, now);
  if (caller.ok() && !(*caller)->known().ok()) std::abort();
  if (!caller.ok() && caller.status().code() != base::Code::kUnauthenticated) std::abort();
}

}  // namespace
}  // namespace slipway::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace slipway;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(text.find('\n'), text.size());
  fuzz::token(text);
  fuzz::token(base::to_base64url(text.substr(0, line)) + "." +
              base::to_base64url(text.substr(std::min(line + 1, size))) + ".c2lnbmVk");
  const auto keys = serve::ApiKeys::read(text, "keys");
  if (keys.ok() && keys->find(text) != nullptr) std::abort();  // the file of hashes is no key
  return 0;
}
