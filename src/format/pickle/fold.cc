#include "format/pickle/fold.h"

#include <array>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/pickle/text.h"

namespace slipway::format::pickle {
namespace {

using base::invalid_argument;
using base::Status;

constexpr std::size_t kDimensionsMax = 64;          // numpy's own
constexpr std::int64_t kWithoutBytesMax = 1 << 16;  // elements that cost a file nothing

Status bad_array(std::string message) { return invalid_argument("BAD_ARRAY", std::move(message)); }

bool one_of(std::string_view text, std::initializer_list<std::string_view> all) {
  for (const std::string_view one : all) {
    if (text == one) return true;
  }
  return false;
}

bool is_multiarray(std::string_view module) {
  return one_of(module, {"numpy.core.multiarray", "numpy._core.multiarray",
                         "numpy.core._multiarray_umath", "numpy._core._multiarray_umath"});
}

bool is_builtin(std::string_view module) { return module == "builtins" || module == "__builtin__"; }

// Forgets the call: what is left is data.
void become(Object& record, Tag tag) {
  record.tag = tag;
  record.forget_call();
}

Status shape_from(const Object& shape, std::vector<std::int64_t>& into) {
  if (shape.tag == Tag::kInt) {  // joblib and numpy of Python 2 may write (3) for (3,)
    into = {shape.integer};
    return {};
  }
  if (shape.tag != Tag::kTuple && shape.tag != Tag::kList)
    return bad_array("the shape is no tuple");
  if (shape.items().size() > kDimensionsMax) return bad_array("too many dimensions");
  for (Ref dim : shape.items()) {
    if (dim->tag != Tag::kInt || dim->integer < 0) {
      return bad_array("a dimension is no number of elements");
    }
    into.push_back(dim->integer);
  }
  return {};
}

Status fold_scalar(Object& record, Keeper& keeper) {
  const std::vector<Ref>& args = record.call()->args->items();
  if (args.empty() || args.size() > 2) return bad_array("scalar() of unknown arguments");
  base::Result<DType> dtype = as_dtype(args[0]);
  if (!dtype.ok() || args.size() == 1)
    return {};  // a dtype of another kind, or an empty default: stays
  auto array = std::make_unique<Array>();
  SLIPWAY_TRY(keeper.charge(dtype->fields.size() * sizeof(DType::Field)));
  array->dtype = *std::move(dtype);
  if (array->dtype.kind == 'O') {
    array->objects.push_back(args[1]);
  } else {
    SLIPWAY_TRY(set_data(*array, *args[1], keeper));
  }
  record.set_array(std::move(array));
  become_array(record);
  return {};
}

// _frombuffer(buffer, dtype, shape, order): protocol 5.
Status fold_frombuffer(Object& record, Keeper& keeper) {
  const std::vector<Ref>& args = record.call()->args->items();
  if (args.size() < 4) return bad_array("_frombuffer() of unknown arguments");
  base::Result<DType> dtype = as_dtype(args[1]);
  const std::string_view order = args[3]->text;
  if (!dtype.ok() || dtype->kind == 'O' || (order != "C" && order != "F")) return {};
  auto array = std::make_unique<Array>();
  SLIPWAY_TRY(keeper.charge(dtype->fields.size() * sizeof(DType::Field)));
  array->dtype = *std::move(dtype);
  array->fortran = order == "F";
  SLIPWAY_TRY(shape_from(*args[2], array->shape));
  SLIPWAY_TRY(set_data(*array, *args[0], keeper));
  record.set_array(std::move(array));
  become_array(record);
  return {};
}

// str.encode('latin1') of a text: how Python 3 writes bytes for protocols below 3.
Status encode_latin1(Object& record, const Object& text, Keeper& keeper) {
  SLIPWAY_TRY(keeper.charge(text.text.size()));
  std::string bytes;
  if (!utf8_to_latin1(text.text, bytes)) {
    return invalid_argument("BAD_TEXT", "a character beyond Latin-1 in encoded bytes");
  }
  become(record, Tag::kBytes);
  record.text = keeper.keep(std::move(bytes));
  return {};
}

bool is_latin1(std::string_view codec) {
  return one_of(codec, {"latin1", "latin-1", "iso-8859-1", "iso8859-1"});
}

Status fold_encode(Object& record, Keeper& keeper) {
  const std::vector<Ref>& args = record.call()->args->items();
  const bool fits = args.size() == 2 && args[0]->tag == Tag::kString &&
                    args[1]->tag == Tag::kString && is_latin1(args[1]->text);
  return fits ? encode_latin1(record, *args[0], keeper) : Status();
}

// bytes(), bytes(b''), bytearray(b''), bytearray('', 'latin-1').
Status fold_bytes(Object& record, Keeper& keeper) {
  const std::vector<Ref>& args = record.call()->args->items();
  if (args.empty()) {
    become(record, Tag::kBytes);
    return {};
  }
  if (args.size() == 2) return fold_encode(record, keeper);
  if (args.size() != 1 || args[0]->tag != Tag::kBytes) return {};
  record.text = args[0]->text;
  become(record, Tag::kBytes);
  return {};
}

Status fold_set(Object& record, Keeper& keeper) {
  const std::vector<Ref>& args = record.call()->args->items();
  if (args.size() > 1) return {};
  if (args.size() == 1) {
    if (args[0]->tag != Tag::kList && args[0]->tag != Tag::kTuple) return {};
    SLIPWAY_TRY(keeper.charge(args[0]->items().size() * sizeof(Ref)));
    record.own_items() = args[0]->items();
  }
  become(record, Tag::kSet);
  return {};
}

// The value of a joblib wrapper's attribute, of the wanted type, or a failure that names it.
base::Result<Ref> wrapper_attribute(const Object& record, std::string_view name, Tag tag) {
  Ref value = attribute(&record, name);
  if (value == nullptr || value->tag != tag) {
    return bad_array(fmt::format("joblib's wrapper has no sound \"{}\"", name));
  }
  return value;
}

base::Result<JoblibArray> numpy_array_wrapper(const Object& record) {
  JoblibArray found;
  found.array = std::make_unique<Array>();
  SLIPWAY_ASSIGN(Ref shape, wrapper_attribute(record, "shape", Tag::kTuple));
  SLIPWAY_ASSIGN(Ref order, wrapper_attribute(record, "order", Tag::kString));
  SLIPWAY_TRY(shape_from(*shape, found.array->shape));
  SLIPWAY_ASSIGN(found.array->dtype, as_dtype(attribute(&record, "dtype")));
  if (order->text != "C" && order->text != "F")
    return bad_array("an order that is neither C nor F");
  found.array->fortran = order->text == "F";
  Ref alignment = attribute(&record, "numpy_array_alignment_bytes");
  found.padded = alignment != nullptr && alignment->tag != Tag::kNone;
  return found;
}

base::Result<JoblibArray> side_file_wrapper(const Object& record, bool zipped) {
  JoblibArray found;
  SLIPWAY_ASSIGN(Ref file, wrapper_attribute(record, "filename", Tag::kString));
  found.file = file->text;
  found.zipped = zipped;
  if (!zipped) return found;
  SLIPWAY_ASSIGN(Ref state, wrapper_attribute(record, "state", Tag::kTuple));
  // What __setstate__ gets, but for the data: ([1,] shape, dtype, fortran).
  const std::size_t n = state->items().size();
  if (n < 3 || n > 4 || state->items()[n - 1]->tag != Tag::kBool) {
    return bad_array("the state of joblib's wrapper is of an unknown form");
  }
  found.array = std::make_unique<Array>();
  SLIPWAY_TRY(shape_from(*state->items()[n - 3], found.array->shape));
  SLIPWAY_ASSIGN(found.array->dtype, as_dtype(state->items()[n - 2]));
  found.array->fortran = state->items()[n - 1]->boolean;
  return found;
}

}  // namespace

Status Keeper::charge(std::uint64_t bytes) {
  if (bytes > left_) {
    return base::resource_exhausted("LIMIT_COPIES", "the same objects are copied again and again");
  }
  left_ -= bytes;
  return {};
}

std::string_view Keeper::keep(std::string text) {
  return document_.text.emplace_back(std::move(text));
}

void become_array(Object& record) { become(record, Tag::kArray); }

bool array_bytes(const Array& array, std::uint64_t& bytes) {
  if (array.dtype.itemsize < 0) return false;
  std::int64_t elements =
      1;  // as if no dimension were 0: size() must not overflow on the way either
  bool empty = false;
  for (const std::int64_t dim : array.shape) {
    if (dim < 0) return false;
    empty = empty || dim == 0;
    if (dim != 0 && __builtin_mul_overflow(elements, dim, &elements)) return false;
  }
  std::int64_t total = 0;
  if (__builtin_mul_overflow(elements, array.dtype.itemsize, &total)) return false;
  bytes = empty ? 0 : static_cast<std::uint64_t>(total);
  return empty || array.dtype.itemsize > 0 || elements <= kWithoutBytesMax;
}

Status set_data(Array& array, const Object& data, Keeper& keeper) {
  std::uint64_t bytes = 0;
  if (!array_bytes(array, bytes)) return bad_array("the shape is beyond any file");
  if (array.dtype.kind == 'O') {
    if (data.tag != Tag::kList) return bad_array("an array of objects without a list of them");
    if (data.items().size() != static_cast<std::uint64_t>(array.size())) {
      return bad_array(
          fmt::format("{} objects in an array of {}", data.items().size(), array.size()));
    }
    SLIPWAY_TRY(keeper.charge(data.items().size() * sizeof(Ref)));
    array.objects = data.items();
    array.fortran =
        false;  // numpy lists objects in C order, whatever is_fortran says (_getlist_pkl)
    return {};
  }
  if (data.tag != Tag::kBytes && data.tag != Tag::kString)
    return bad_array("an array without bytes");
  array.data = data.text;
  if (data.tag == Tag::kString && !is_ascii(data.text)) {
    SLIPWAY_TRY(keeper.charge(data.text.size()));
    std::string latin1;
    if (!utf8_to_latin1(data.text, latin1)) return bad_array("text for bytes");
    array.data = keeper.keep(std::move(latin1));
  }
  if (array.data.size() != bytes) {
    return bad_array(fmt::format("{} bytes for a shape of {}", array.data.size(), bytes));
  }
  return {};
}

Status fold_call(Object& record, Keeper& keeper) {
  if (record.call()->symbol->tag != Tag::kSymbol) return {};
  const std::string_view module = record.call()->symbol->call()->module;
  const std::string_view name = record.call()->symbol->text;
  if (name == "scalar" && is_multiarray(module)) return fold_scalar(record, keeper);
  if (name == "_frombuffer" && one_of(module, {"numpy.core.numeric", "numpy._core.numeric"})) {
    return fold_frombuffer(record, keeper);
  }
  if (name == "encode" && module == "_codecs") return fold_encode(record, keeper);
  if (!is_builtin(module)) return {};
  if (name == "bytes" || name == "bytearray") return fold_bytes(record, keeper);
  if (name == "set" || name == "frozenset") return fold_set(record, keeper);
  return {};
}

Status fold_state(Object& record, Keeper& keeper) {
  Ref symbol = record.call()->symbol;
  if (symbol->tag != Tag::kSymbol || symbol->text != "_reconstruct" ||
      !is_multiarray(symbol->call()->module)) {
    return {};
  }
  const std::vector<Ref>& args = record.call()->args->items();
  if (args.empty()) return bad_array("_reconstruct() without a class");
  // Classes that only add methods; any other may hold more than its elements.
  constexpr std::array kPlain = {"numpy.ndarray",
                                 "numpy.matrix",
                                 "numpy.matrixlib.defmatrix.matrix",
                                 "numpy.core.defmatrix.matrix",
                                 "numpy.memmap",
                                 "numpy.core.memmap.memmap"};
  bool plain = false;
  for (const char* one : kPlain) plain = plain || is_symbol(args[0], one);
  if (!plain) return {};
  const Object& state = *record.call()->states.back();
  const std::size_t n = state.items().size();
  if (state.tag != Tag::kTuple || n < 4 || n > 5 || state.items()[n - 2]->tag == Tag::kString) {
    return bad_array("the state of an array is of an unknown form");
  }
  base::Result<DType> dtype = as_dtype(state.items()[n - 3]);
  if (!dtype.ok()) return {};
  auto array = std::make_unique<Array>();
  SLIPWAY_TRY(keeper.charge(dtype->fields.size() * sizeof(DType::Field)));
  array->dtype = *std::move(dtype);
  SLIPWAY_TRY(shape_from(*state.items()[n - 4], array->shape));
  const Object& fortran = *state.items()[n - 2];
  array->fortran = fortran.boolean || fortran.integer != 0;
  SLIPWAY_TRY(set_data(*array, *state.items()[n - 1], keeper));
  record.set_array(std::move(array));
  become_array(record);
  return {};
}

bool is_joblib_array(const Object& record) {
  Ref symbol = record_symbol(&record);
  return symbol != nullptr && symbol->call()->module.ends_with("joblib.numpy_pickle") &&
         one_of(symbol->text, {"NumpyArrayWrapper", "NDArrayWrapper", "ZNDArrayWrapper"});
}

base::Result<JoblibArray> joblib_array(const Object& record) {
  const std::string_view name = record_symbol(&record)->text;
  if (name == "NumpyArrayWrapper") return numpy_array_wrapper(record);
  return side_file_wrapper(record, name == "ZNDArrayWrapper");
}

}  // namespace slipway::format::pickle
