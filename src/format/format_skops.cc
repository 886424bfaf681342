// skops: the zip of schema.json and .npy files that skops.io.dump() writes, read and never run. What
// is in it decides who reads on: scikit-learn estimators.
#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/format.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapter.h"
#include "format/sklearn/read.h"
#include "format/skops/document.h"

namespace slipway::format {
namespace {

// A zip whose first file skops has named: by an object's number or a random id, or the schema.
bool is_skops(std::string_view head) {
  constexpr std::size_t kNameAt = 30;
  if (head.size() < kNameAt || !head.starts_with("PK\x03\x04")) return false;
  const auto byte = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(head[at]));
  };
  std::string_view name = head.substr(kNameAt, byte(26) | byte(27) << 8);
  if (name == "schema.json") return true;
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos || dot == 0) return false;
  const std::string_view stem = name.substr(0, dot), kind = name.substr(dot);
  if (kind == ".bin")
    return stem.size() == 36 && stem.find_first_not_of("0123456789abcdef-") == stem.npos;
  return (kind == ".npy" || kind == ".npz") && stem.find_first_not_of("0123456789") == stem.npos;
}

class Skops final : public Format {
 public:
  const char* about() const override { return "skops file of scikit-learn"; }
  std::vector<std::string> extensions() const override { return {".skops"}; }

  int sniff(std::string_view head, std::uint64_t) const override { return is_skops(head) ? 90 : 0; }

  base::Status read(const base::Folder&, const base::Reader& file,
                    model::ModelBuilder& builder) const override {
    SLIPWAY_ASSIGN(std::string bytes, base::read_all(file, base::kModelBytesMax));
    SLIPWAY_ASSIGN(const skops::Read read,
                   skops::read_document(std::make_shared<const std::string>(std::move(bytes))));
    const pickle::Ref root = read.document.root;
    if (sklearn::is_estimator(root)) return sklearn::read_estimator(root, builder);
    if (root->tag == pickle::Tag::kRecord || root->tag == pickle::Tag::kSymbol)
      return sklearn::unknown_symbol(root);
    return base::unimplemented("NOT_A_MODEL", fmt::format("holds {}, not a fitted estimator",
                                                          pickle::describe(root)))
        .remedy("save the estimator itself");
  }
};

}  // namespace

base::Status register_format_skops(base::Kinds<Format>& kinds) {
  return kinds.add("skops", std::make_unique<Skops>());
}

}  // namespace slipway::format
