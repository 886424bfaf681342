// rooms: format base data model
// Any bytes as a model file: decompression, the pickle, joblib's arrays in the stream and, when it
// names one, the same bytes once more as its side file.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "format/pickle/machine.h"
#include "format/pickle/npy.h"

namespace {

using namespace slipway;

class OneFile : public base::Folder {
 public:
  explicit OneFile(std::string bytes) : bytes_(std::move(bytes)) {}
  base::Result<std::vector<std::string>> list() const override {
    return std::vector<std::string>{"side"};
  }
  base::Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    if (name.find('/') != std::string_view::npos) __builtin_trap();  // left its folder
    return base::memory_reader(bytes_, std::string(name));
  }

 private:
  std::string bytes_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const OneFile folder(bytes);
  const auto file = base::memory_reader(bytes, "model");
  const auto document = format::pickle::read_pickle_file(
      folder, *file, {.bytes_max = 1 << 22, .opcodes_max = 100'000, .objects_max = 100'000});
  if (!document.ok() && document.status().text().empty()) __builtin_trap();
  if (document.ok() && document->root == nullptr) __builtin_trap();
  const auto header = format::pickle::read_npy_header(bytes);
  if (header.ok() && header->data_at > size) __builtin_trap();
  return 0;
}
