#include "base/base64.h"

#include <cstddef>

#include <sodium/utils.h>

namespace slipway::base {

bool decode_base64(std::string_view text, std::string& bytes) {
  if (text.size() % 4 == 0 && text.ends_with('=')) text.remove_suffix(text.ends_with("==") ? 2 : 1);
  const bool url_safe = text.find_first_of("-_") != std::string_view::npos;
  const int variant = url_safe ? sodium_base64_VARIANT_URLSAFE_NO_PADDING
                               : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  bytes.resize(text.size() / 4 * 3 + 3);
  std::size_t size = 0;
  const bool read =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, variant) == 0;
  bytes.resize(read ? size : 0);
  return read;
}

}  // namespace slipway::base
