#include "doors/disk_folder.h"

#include <fstream>
#include <sstream>

namespace slipway::doors {
namespace {

class DiskFolder final : public base::Folder {
 public:
  DiskFolder(std::string folder, std::string only)
      : folder_(std::move(folder)), only_(std::move(only)) {}
  base::Result<std::vector<std::string>> list() const override {
    return std::vector<std::string>{only_};
  }
  base::Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    std::ifstream file(folder_ + "/" + std::string(name), std::ios::binary);
    if (!file) return base::not_found("NO_FILE", std::string(name));
    std::stringstream bytes;
    bytes << file.rdbuf();
    return base::memory_reader(bytes.str(), std::string(name));
  }

 private:
  const std::string folder_, only_;
};

}  // namespace

std::unique_ptr<base::Folder> disk_folder(std::string folder, std::string only) {
  return std::make_unique<DiskFolder>(std::move(folder), std::move(only));
}

}  // namespace slipway::doors
