#include "model/stages/rules.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace slipway::model {

const char* name(Element element) {
  switch (element) {
    case Element::kF64:
      return "float64";
    case Element::kF32:
      return "float32";
    case Element::kI64:
      return "int64";
    case Element::kString:
      return "string";
  }
  return "";
}

base::Status bad(std::string what) { return base::invalid_argument("BAD_MODEL", std::move(what)); }

Block same(Element element, std::size_t width) {
  return Block{.columns = std::vector<Element>(width, element), .sparse = false};
}

base::Status one_dense(const Inputs& in) {
  if (in.size() != 1) return bad("takes one block");
  return in[0]->sparse ? bad("takes no sparse block") : base::Status();
}

base::Status numeric(const Inputs& in) {
  if (in.size() != 1) return bad("takes one block");
  for (const Element element : in[0]->columns)
    if (element != Element::kF64 && element != Element::kF32)
      return bad("works on numbers, but is given something else");
  return {};
}

base::Status one_numeric(const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  return numeric(in);
}

base::Status no_index(const Block& block) {
  for (const Element element : block.columns)
    if (element == Element::kI64) return bad("looks up an index");
  return {};
}

base::Status want_size(const char* what, std::size_t size, std::size_t wanted) {
  if (size == wanted) return {};
  return bad(fmt::format("{} has {} values, wanted {}", what, size, wanted));
}

base::Status want_size_or_none(const char* what, std::size_t size, std::size_t wanted) {
  return size == 0 ? base::Status() : want_size(what, size, wanted);
}

base::Status want_columns(std::size_t columns) {
  if (columns <= base::kColumnsMax) return {};
  return bad(fmt::format("has {} columns, at most {}", columns, base::kColumnsMax));
}

}  // namespace slipway::model
