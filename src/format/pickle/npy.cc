#include "format/pickle/npy.h"

#include <utility>

#include "codec/npy.h"
#include "codec/python_literal.h"
#include "format/pickle/dtype.h"

namespace slipway::format::pickle {
namespace {

constexpr std::size_t kFieldsMax = 1024;  // of one dtype

base::Status bad_npy(const char* message) { return base::invalid_argument("BAD_NPY", message); }

// [('left_child', '<i8'), ('', '|V7'), …]: fields one after another, those without a name being
// padding. Fields of several dimensions, of fields, and with titles are refused.
base::Status parse_fields(std::string_view text, DType& into) {
  codec::PythonLiteral literal(text);
  into = DType{};
  into.kind = 'V';
  into.itemsize = 0;
  literal.skip('[');
  while (!literal.skip(']')) {
    std::string_view name, descr;
    auto type = std::make_shared<DType>();
    if (into.fields.size() == kFieldsMax) return bad_npy("a dtype of too many fields");
    if (!literal.skip('(') || !literal.quoted(name) || !literal.skip(',') ||
        !literal.quoted(descr) || !literal.skip(')') || !parse_dtype(descr, *type))
      return base::unimplemented("UNSUPPORTED_DTYPE", "a dtype of nested fields in a .npy file");
    literal.skip(',');
    const std::int64_t offset = into.itemsize;
    into.itemsize += type->itemsize;
    if (!name.empty()) into.fields.push_back({std::string(name), offset, std::move(type)});
  }
  return into.fields.empty() ? bad_npy("a dtype without fields") : base::Status();
}

}  // namespace

base::Result<NpyHeader> read_npy_header(std::string_view bytes) {
  SLIPWAY_ASSIGN(codec::NpyHeader found, codec::read_npy_header(bytes));
  NpyHeader header;
  if (found.descr.starts_with('['))
    SLIPWAY_TRY(parse_fields(found.descr, header.array.dtype));
  else if (!parse_dtype(found.descr, header.array.dtype))
    return bad_npy("the header is broken");
  header.array.fortran = found.fortran;
  header.array.shape = std::move(found.shape);
  header.data_at = found.data_at;
  return header;
}

}  // namespace slipway::format::pickle
