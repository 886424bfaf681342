#include "format/pickle/numpy.h"

#include <bit>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "format/pickle/elements.h"
#include "format/pickle/pandas.h"
#include "format/pickle/record.h"

namespace slipway::format::pickle {
namespace {

using base::invalid_argument;
using base::Result;
using base::Status;

constexpr int kListsMax = 8;  // nested lists that stand for an array
// A list of one array many times, nested, has no end; so many strings take a GiB.
constexpr std::int64_t kVisitsMax = 1 << 25;

Status wrong_type(Ref value, const char* wanted) {
  return invalid_argument("WRONG_TYPE",
                          fmt::format("{} where {} is needed", describe(value), wanted));
}

Status inexact(const char* wanted) {
  return invalid_argument("INEXACT", fmt::format("a value that {} can't hold exactly", wanted));
}

bool is_sequence(Ref value) { return value->tag == Tag::kList || value->tag == Tag::kTuple; }

// What differs between the getters of one element type.
struct ToDouble {
  using Value = double;
  static constexpr const char* kWanted = "a double";
  static Status raw(const Elements& from, std::int64_t i, double& into) {
    return from.number(i, into) ? Status() : inexact(kWanted);
  }
  static bool fits(const DType& type) { return is_real(type) || is_integer(type); }
  static Status object(Ref value, double& into) {
    if (value->tag == Tag::kFloat) {
      into = value->number;
    } else if (value->tag == Tag::kInt) {
      return exact_double(value->integer, into) ? Status() : inexact(kWanted);
    } else if (value->tag == Tag::kBool) {
      into = value->boolean;
    } else {
      return wrong_type(value, "a number");
    }
    return {};
  }
};

struct ToInt64 {
  using Value = std::int64_t;
  static constexpr const char* kWanted = "a 64-bit integer";
  static Status raw(const Elements& from, std::int64_t i, std::int64_t& into) {
    return from.integer(i, into) ? Status() : inexact(kWanted);
  }
  static bool fits(const DType& type) { return is_integer(type); }
  static Status object(Ref value, std::int64_t& into) {
    if (value->tag != Tag::kInt && value->tag != Tag::kBool) return wrong_type(value, "an integer");
    into = value->tag == Tag::kInt ? value->integer : value->boolean;
    return {};
  }
};

struct ToBool {
  using Value = bool;
  static constexpr const char* kWanted = "a boolean";
  static Status raw(const Elements& from, std::int64_t i, bool& into) {
    std::int64_t value = 0;
    from.integer(i, value);
    into = value != 0;
    return {};
  }
  static bool fits(const DType& type) { return type.kind == 'b'; }
  static Status object(Ref value, bool& into) {
    if (value->tag != Tag::kBool) return wrong_type(value, "a boolean");
    into = value->boolean;
    return {};
  }
};

struct ToString {
  using Value = std::string;
  static constexpr const char* kWanted = "a string";
  static Status raw(const Elements& from, std::int64_t i, std::string& into) {
    return from.text(i, into) ? Status()
                              : invalid_argument("BAD_TEXT", "a numpy string that is no Unicode");
  }
  static bool fits(const DType& type) { return type.kind == 'U' || type.kind == 'S'; }
  static Status object(Ref value, std::string& into) {
    if (value->tag != Tag::kString) return wrong_type(value, "a string");
    into = value->text;
    return {};
  }
};

template <class To>
Status append_raw(const Elements& from, const DType& type, std::vector<typename To::Value>& into) {
  if (!To::fits(type)) {
    return invalid_argument("WRONG_TYPE", fmt::format("elements of dtype {}{} where {} is needed",
                                                      type.kind, type.itemsize, To::kWanted));
  }
  into.reserve(into.size() + static_cast<std::size_t>(from.size()));
  for (std::int64_t i = 0; i < from.size(); ++i) {
    typename To::Value value{};
    SLIPWAY_TRY(To::raw(from, i, value));
    into.push_back(std::move(value));
  }
  return {};
}

template <class To>
Status append(Ref value, int lists, std::int64_t& visits, std::vector<typename To::Value>& into) {
  if (value == nullptr) return wrong_type(value, To::kWanted);
  visits += value->tag == Tag::kArray ? value->array()->size() + 1 : 1;
  if (visits > kVisitsMax && lists > 0) {
    return base::resource_exhausted("LIMIT_ELEMENTS", "the lists hold too many elements");
  }
  if (is_sequence(value)) {
    if (lists == kListsMax) return wrong_type(value, To::kWanted);
    for (Ref item : value->items()) SLIPWAY_TRY(append<To>(item, lists + 1, visits, into));
    return {};
  }
  if (value->tag != Tag::kArray) {
    typename To::Value one{};
    SLIPWAY_TRY(To::object(value, one));
    into.push_back(std::move(one));
    return {};
  }
  const Array& array = *value->array();
  if (array.dtype.kind != 'O') return append_raw<To>(Elements(array), array.dtype, into);
  if (lists == kListsMax) return wrong_type(value, To::kWanted);
  const Elements order(array);
  for (std::int64_t i = 0; i < order.size(); ++i) {
    Ref element = array.objects[order.position(i)];
    if (element->tag == Tag::kArray && element->array()->size() != 1) {
      return invalid_argument("WRONG_SHAPE", describe(element) + " as an element");
    }
    SLIPWAY_TRY(append<To>(element, kListsMax, visits, into));
  }
  return {};
}

template <class To>
Result<std::vector<typename To::Value>> all(Ref value) {
  std::vector<typename To::Value> out;
  std::int64_t visits = 0;
  SLIPWAY_TRY(append<To>(value, 0, visits, out));
  return out;
}

template <class To>
Result<typename To::Value> one(Ref value) {
  if (value == nullptr || is_sequence(value)) return wrong_type(value, To::kWanted);
  if (value->tag == Tag::kArray && value->array()->size() != 1) {
    return invalid_argument("WRONG_SHAPE", describe(value) + " where one element is needed");
  }
  std::vector<typename To::Value> out;
  std::int64_t visits = 0;
  SLIPWAY_TRY(append<To>(value, kListsMax - 1, visits, out));
  return typename To::Value(out[0]);
}

template <class To>
Result<std::vector<typename To::Value>> field(Ref value, std::string_view name) {
  if (value == nullptr || value->tag != Tag::kArray) return wrong_type(value, "a structured array");
  for (const DType::Field& candidate : value->array()->dtype.fields) {
    if (candidate.name != name) continue;
    std::vector<typename To::Value> out;
    SLIPWAY_TRY(append_raw<To>(Elements(*value->array(), candidate), *candidate.type, out));
    return out;
  }
  return invalid_argument("MISSING_FIELD", fmt::format("the array has no field \"{}\"", name));
}

// The common case: as the file has them.
bool plain_doubles(Ref value) {
  if (value == nullptr || value->tag != Tag::kArray) return false;
  const Array& array = *value->array();
  const bool ordered = !array.fortran || array.shape.size() < 2;
  return ordered && array.dtype.kind == 'f' && array.dtype.itemsize == 8 && !array.dtype.big_endian;
}

bool of_pandas(Ref value) {
  return value != nullptr && value->tag == Tag::kRecord &&
         record_class(value).starts_with("pandas.");
}

}  // namespace

Result<std::vector<std::int64_t>> shape_of(Ref value) {
  if (value == nullptr) return wrong_type(value, "an array");
  if (value->tag == Tag::kArray) return value->array()->shape;
  if (is_sequence(value)) {
    return std::vector<std::int64_t>{static_cast<std::int64_t>(value->items().size())};
  }
  const bool scalar = value->tag == Tag::kInt || value->tag == Tag::kFloat ||
                      value->tag == Tag::kBool || value->tag == Tag::kString;
  if (!scalar) return wrong_type(value, "an array");
  return std::vector<std::int64_t>{};
}

Result<std::vector<double>> as_doubles(Ref value) {
  if (of_pandas(value)) return pandas_numbers(value);
  if (!plain_doubles(value)) return all<ToDouble>(value);
  std::vector<double> out(static_cast<std::size_t>(value->array()->size()));
  if (!out.empty())
    std::memcpy(out.data(), value->array()->data.data(), out.size() * sizeof(double));
  return out;
}

Result<std::vector<std::int64_t>> as_int64s(Ref value) {
  return of_pandas(value) ? pandas_int64s(value) : all<ToInt64>(value);
}
Result<std::vector<bool>> as_bools(Ref value) {
  return of_pandas(value) ? pandas_bools(value) : all<ToBool>(value);
}
Result<std::vector<std::string>> as_strings(Ref value) {
  if (of_pandas(value)) return pandas_strings(value);
  return all<ToString>(value);
}
Result<double> as_double(Ref value) { return one<ToDouble>(value); }
Result<std::int64_t> as_int64(Ref value) { return one<ToInt64>(value); }
Result<bool> as_bool(Ref value) { return one<ToBool>(value); }
Result<std::string> as_string(Ref value) { return one<ToString>(value); }

Result<std::vector<Ref>> as_refs(Ref value) {
  if (value != nullptr && is_sequence(value)) return value->items();
  if (value == nullptr || value->tag != Tag::kArray || value->array()->dtype.kind != 'O') {
    return wrong_type(value, "a list or an array of objects");
  }
  const Elements order(*value->array());
  std::vector<Ref> out;
  out.reserve(value->array()->objects.size());
  for (std::int64_t i = 0; i < order.size(); ++i)
    out.push_back(value->array()->objects[order.position(i)]);
  return out;
}

Result<Matrix> as_matrix(Ref value) {
  if (value == nullptr) return wrong_type(value, "a matrix");
  Matrix matrix;
  if (is_sequence(value)) {
    matrix.rows = static_cast<std::int64_t>(value->items().size());
    for (Ref row : value->items()) {
      SLIPWAY_ASSIGN(const auto shape, shape_of(row));
      const bool first = row == value->items().front();
      if (first && shape.size() == 1) matrix.cols = shape[0];
      if (shape.size() != 1 || shape[0] != matrix.cols) {
        return invalid_argument("WRONG_SHAPE",
                                "rows of different lengths where a matrix is needed");
      }
    }
  } else {
    SLIPWAY_ASSIGN(const auto shape, shape_of(value));
    if (shape.size() != 2) {
      return invalid_argument("WRONG_SHAPE", describe(value) + " where a matrix is needed");
    }
    matrix.rows = shape[0];
    matrix.cols = shape[1];
  }
  SLIPWAY_ASSIGN(matrix.values, as_doubles(value));
  if (matrix.values.size() != static_cast<std::size_t>(matrix.rows * matrix.cols)) {
    return invalid_argument("WRONG_SHAPE", "lists inside the rows of a matrix");
  }
  return matrix;
}

Result<std::vector<double>> field_doubles(Ref array, std::string_view name) {
  return field<ToDouble>(array, name);
}
Result<std::vector<std::int64_t>> field_int64s(Ref array, std::string_view name) {
  return field<ToInt64>(array, name);
}

std::vector<std::string> field_names(Ref array) {
  std::vector<std::string> names;
  if (array == nullptr || array->tag != Tag::kArray) return names;
  for (const DType::Field& one : array->array()->dtype.fields) names.push_back(one.name);
  return names;
}

}  // namespace slipway::format::pickle
