// Typed reading of numpy arrays and scalars (kArray), and of Python lists, tuples and numbers where
// they stand for them. Every getter checks the dtype, the shape and the extent of the bytes, turns
// Fortran order into C order and either endianness into ours, and loses nothing: a value that the
// wanted type can't hold exactly is refused.
//
//   SLIPWAY_ASSIGN(const Matrix coef, as_matrix(attribute(model, "coef_")));
//   SLIPWAY_ASSIGN(const std::vector<double> thresholds, field_doubles(nodes, "threshold"));
//
// A null Ref (an attribute that is not there) is INVALID_ARGUMENT/WRONG_TYPE, as is any other
// mismatch of type or dtype; shapes give WRONG_SHAPE, values INEXACT, unknown fields MISSING_FIELD.
// The caller adds the attribute's name with `.at(...)`. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "format/pickle/object.h"

namespace slipway::format::pickle {

// Row-major.
struct Matrix {
  std::int64_t rows = 0, cols = 0;
  std::vector<double> values;
};

// The shape of an array; of a list or tuple its length; of a number or string {}.
base::Result<std::vector<std::int64_t>> shape_of(Ref value);

// All elements in C order, of any number of dimensions; pandas' Series, Indexes and arrays too. Booleans count as 0 and 1; floats of 2, 4
// and 8 bytes widen; integers beyond 2^53 that a double can't hold are INEXACT.
base::Result<std::vector<double>> as_doubles(Ref value);
base::Result<std::vector<std::int64_t>> as_int64s(Ref value);  // booleans and integers
base::Result<std::vector<bool>> as_bools(Ref value);           // booleans only
// dtypes U, and O, lists and tuples of str: UTF-8. dtype S: the bytes as they are.
base::Result<std::vector<std::string>> as_strings(Ref value);
// The elements themselves, of dtype O, lists and tuples.
base::Result<std::vector<Ref>> as_refs(Ref value);

// As as_doubles, of exactly two dimensions; a list of equally long rows is one too.
base::Result<Matrix> as_matrix(Ref value);

// One number: int, float, bool, or an array of exactly one element.
base::Result<double> as_double(Ref value);
base::Result<std::int64_t> as_int64(Ref value);
base::Result<bool> as_bool(Ref value);
base::Result<std::string> as_string(Ref value);  // str, or a numpy str_

// One field of a structured array, in C order.
base::Result<std::vector<double>> field_doubles(Ref array, std::string_view name);
base::Result<std::vector<std::int64_t>> field_int64s(Ref array, std::string_view name);
std::vector<std::string> field_names(Ref array);  // in the order of the dtype; {} if not structured

// The dtype a numpy.dtype record stands for, or of an array. WRONG_TYPE if it is neither.
base::Result<DType> as_dtype(Ref value);

}  // namespace slipway::format::pickle
