#include "storage/version_folder.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace slipway::storage {
namespace {

constexpr std::size_t kDigitsMax = 18;

// "0012.pkl" is 12; empty: no number.
std::string number_of(const std::string& name) {
  std::size_t digits = 0;
  while (digits < name.size() && name[digits] >= '0' && name[digits] <= '9') ++digits;
  if (digits == 0 || digits > kDigitsMax || (digits < name.size() && name[digits] != '.'))
    return {};
  const std::size_t begin = std::min(name.find_first_not_of('0'), digits - 1);
  return name.substr(begin, digits - begin);
}

bool before(const VersionMember& a, const VersionMember& b) {
  return std::pair(a.number.size(), a.number) < std::pair(b.number.size(), b.number);
}

}  // namespace

base::Result<std::vector<VersionMember>> versions_in(const std::string& path) {
  namespace fs = std::filesystem;
  std::vector<VersionMember> versions;
  std::vector<std::pair<std::string, std::string>> links;  // alias, what it points to
  std::error_code error;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (it->is_symlink(ignored)) {
      links.emplace_back(name, fs::read_symlink(it->path(), ignored).lexically_normal().string());
    } else if (std::string number = number_of(name); !number.empty()) {
      versions.push_back({std::move(number), it->path().string(), {}});
    }
  }
  std::ranges::sort(versions, before);
  const auto twice =
      std::ranges::adjacent_find(versions, {}, [](const VersionMember& one) { return one.number; });
  if (twice != versions.end())
    return base::invalid_argument("TWO_VERSIONS",
                                  fmt::format("there are two versions {}", twice->number))
        .at(path);
  if (versions.empty()) return versions;
  std::ranges::sort(links);
  for (const auto& [alias, target] : links) {
    const auto version = std::ranges::find_if(versions, [&](const VersionMember& one) {
      return fs::path(one.path).filename() == target;
    });
    if (version == versions.end())
      return base::invalid_argument("BAD_ALIAS",
                                    fmt::format("alias \"{}\" points to {}, which is no "
                                                "version here",
                                                alias, target))
          .at(path);
    version->aliases.push_back(alias);
  }
  return versions;
}

base::Result<std::string> default_version(const std::string& path) {
  SLIPWAY_ASSIGN(const auto versions, versions_in(path));
  if (versions.empty()) return path;
  for (const VersionMember& version : versions)
    if (std::ranges::find(version.aliases, "default") != version.aliases.end()) return version.path;
  return versions.back().path;
}

}  // namespace slipway::storage
