#include "format/pickle/machine.h"

#include <fmt/format.h>

#include "format/pickle/decompress.h"
#include "format/pickle/vm.h"

namespace slipway::format::pickle {
namespace {

base::Result<Document> run(std::shared_ptr<const std::string> bytes, const base::Folder* folder,
                           const MachineLimits& limits) {
  if (bytes->size() > limits.bytes_max) {
    return base::resource_exhausted("LIMIT_BYTES", fmt::format("{} bytes, at most {} are read",
                                                               bytes->size(), limits.bytes_max));
  }
  Document document;
  document.bytes = std::move(bytes);
  VmShared shared{
      .document = document, .limits = limits, .keeper = Keeper(document), .folder = folder};
  shared.none = &document.arena.emplace_back();
  shared.yes = &document.arena.emplace_back();
  shared.no = &document.arena.emplace_back();
  shared.yes->tag = shared.no->tag = Tag::kBool;
  shared.yes->boolean = true;
  Vm vm(shared, *document.bytes, 0, false);
  SLIPWAY_ASSIGN(document.root, vm.run());
  if (vm.position() != document.bytes->size()) {
    return base::invalid_argument("TRAILING_BYTES",
                                  fmt::format("{} bytes follow the end of the pickle",
                                              document.bytes->size() - vm.position()))
        .at(fmt::format("offset {}", vm.position()))
        .remedy("a model file holds one pickle; save the model again");
  }
  return document;
}

}  // namespace

base::Result<Document> read_pickle(std::shared_ptr<const std::string> bytes,
                                   const MachineLimits& limits) {
  return run(std::move(bytes), nullptr, limits);
}

base::Result<Document> read_pickle_file(const base::Folder& folder, const base::Reader& file,
                                        const MachineLimits& limits) {
  base::Result<std::string> bytes =
      read_decompressed(file, {.bytes_max = limits.bytes_max, .ratio_max = limits.ratio_max});
  if (!bytes.ok()) return bytes.status().at(file.name());
  base::Result<Document> document =
      run(std::make_shared<const std::string>(*std::move(bytes)), &folder, limits);
  if (!document.ok()) return document.status().at(file.name());
  return document;
}

}  // namespace slipway::format::pickle
