#include "service/new_key.h"

#include <fmt/format.h>

#include "base/env.h"
#include "serve/api_keys.h"
#include "storage/storage.h"

namespace slipway::service {
namespace {

constexpr std::uint64_t kFileBytesMax = 4u << 20;

base::Status add_line(const std::string& file, const std::string& name, const std::string& line) {
  std::string text;
  if (base::posix_env().exists(file)) {
    SLIPWAY_ASSIGN(const auto reader, storage::open_reader(file));
    SLIPWAY_ASSIGN(text, base::read_all(*reader, kFileBytesMax));
  }
  SLIPWAY_ASSIGN(const serve::ApiKeys keys, serve::ApiKeys::read(text, file));
  if (keys.has_name(name))
    return base::already_exists("KEY_TWICE", fmt::format("there is a key {} already", name))
        .at(file)
        .remedy("take its line out first: whoever has it is shut out then");
  if (!text.empty() && text.back() != '\n') text += '\n';
  text += line;
  SLIPWAY_TRY(serve::ApiKeys::read(text, file).status());
  return storage::replace_file(file, text);
}

}  // namespace

base::Result<KeyAndLine> new_key(const std::string& name, const std::vector<std::string>& may,
                                 const std::string& file) {
  serve::NewKey made = serve::make_api_key(base::posix_env());
  SLIPWAY_ASSIGN(std::string line, serve::key_line(name, made.hash, may));
  if (!file.empty()) SLIPWAY_TRY(add_line(file, name, line));
  return KeyAndLine{std::move(made.key), std::move(line)};
}

}  // namespace slipway::service
