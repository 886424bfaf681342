// Folding: the calls that are plain data in disguise become data. On the fly, as the machine makes
// them, so that joblib's array bytes in the stream are found where they are; in place, so that
// whatever refers to the record refers to the array.
//
// Called by vm_records.cc on a record it has just made; one thread. A record that is not of a known
// form stays a record (an adapter refuses it by name if it is needed); one of a known form whose
// contents contradict each other is INVALID_ARGUMENT/BAD_ARRAY.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/status.h"
#include "format/pickle/object.h"

namespace slipway::format::pickle {

// The Document, and how much more of it may be copied: 16 times the size of the file, which no
// sound file needs; a file that folds one long list a million times does (a "billion laughs").
class Keeper {
 public:
  explicit Keeper(Document& document)
      : document_(document), left_(16 * document.bytes->size() + (1u << 20)) {}
  // RESOURCE_EXHAUSTED/LIMIT_COPIES.
  base::Status charge(std::uint64_t bytes);
  std::string_view keep(std::string text);  // REQUIRES: charged

 private:
  Document& document_;
  std::uint64_t left_;
};

// After REDUCE: numpy's scalar and _frombuffer, _codecs.encode(text, 'latin1'), bytes(),
// bytearray(...), set([...]), frozenset([...]).
base::Status fold_call(Object& record, Keeper& keeper);

// After BUILD: numpy's _reconstruct(ndarray, (0,), b'b') with (1, shape, dtype, fortran, data).
base::Status fold_state(Object& record, Keeper& keeper);

// Makes a kArray of `record`, whose array is set: forgets the call.
void become_array(Object& record);

// The bytes that the shape and dtype need; false if they are no finite number, a dimension is
// negative, or so many elements of no bytes (dtype U0) would be more than the file pays for.
bool array_bytes(const Array& array, std::uint64_t& bytes);

// Sets the elements of an array from a state's data: bytes, or a list of objects for dtype O.
base::Status set_data(Array& array, const Object& data, Keeper& keeper);

// joblib's NumpyArrayWrapper, NDArrayWrapper and ZNDArrayWrapper, under all module names.
struct JoblibArray {
  std::unique_ptr<Array> array;  // dtype, shape and order, of NumpyArrayWrapper and ZNDArrayWrapper
  bool padded = false;           // a byte with the padding's length, and the padding, come first
  std::string file;              // the side file of the other two
  bool zipped = false;           // ... is of ZNDArrayWrapper
};
bool is_joblib_array(const Object& record);
base::Result<JoblibArray> joblib_array(const Object& record);

}  // namespace slipway::format::pickle
