#include "base/base64.h"

#include <cstddef>

#include <sodium/utils.h>

namespace slipway::base {
namespace {

constexpr int kUrlSafe = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

bool decode(std::string_view text, int variant, std::string& bytes) {
  bytes.resize(text.size() / 4 * 3 + 3);
  std::size_t size = 0;
  const bool read =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, variant) == 0;
  bytes.resize(read ? size : 0);
  return read;
}

}  // namespace

bool decode_base64(std::string_view text, std::string& bytes) {
  if (text.size() % 4 == 0 && text.ends_with('=')) text.remove_suffix(text.ends_with("==") ? 2 : 1);
  const bool url_safe = text.find_first_of("-_") != std::string_view::npos;
  return decode(text, url_safe ? kUrlSafe : sodium_base64_VARIANT_ORIGINAL_NO_PADDING, bytes);
}

std::string to_base64url(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kUrlSafe), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kUrlSafe);
  text.pop_back();  // the final zero
  return text;
}

bool from_base64url(std::string_view text, std::string& bytes) {
  return decode(text, kUrlSafe, bytes);
}

}  // namespace slipway::base
