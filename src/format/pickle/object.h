// Object: what the pickle machine (machine.h) leaves behind. Inert data: symbols are text, calls
// are records, arrays are bytes with a type. Nothing was imported, called or resolved.
//
// Objects live in a Document's arena and refer to each other by plain pointers, possibly in cycles:
// whoever walks them keeps a visited set. Immutable once the Document is read; any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::format::pickle {

class Object;
using Ref = const Object*;  // never null inside a Document

enum class Tag : std::uint8_t {
  kNone,
  kBool,
  kInt,
  kBigInt,  // outside int64: `text` is its little-endian two's complement
  kFloat,
  kString,  // UTF-8
  kBytes,   // bytes and bytearray
  kTuple,
  kList,
  kDict,    // items: key, value, key, value, … in the order set
  kSet,     // set and frozenset
  kSymbol,  // module.name, unresolved
  kRecord,  // symbol(*args, **kwargs), then state, list items and dict items applied to it
  kArray,   // a numpy array or scalar
};

// numpy.dtype.
struct DType {
  char kind = 'f';            // b i u f U S O V as numpy; c M m are kept, but no getter reads them
  std::int64_t itemsize = 8;  // bytes; of U: 4 per character
  bool big_endian = false;
  struct Field {
    std::string name;
    std::int64_t offset = 0;
    std::shared_ptr<const DType> type;
  };
  std::vector<Field> fields;  // of a structured dtype ('V')
};

// A numpy array. Elements are read by the typed getters of numpy.h, whatever dtype they have.
struct Array {
  DType dtype;
  std::vector<std::int64_t> shape;  // {} is a scalar
  bool fortran = false;             // column-major
  std::string_view data;            // little- or big-endian, by dtype; empty for 'O'
  std::vector<Ref> objects;         // of dtype 'O', in C order; fortran is false
  std::int64_t size() const {
    std::int64_t n = 1;
    for (const std::int64_t dim : shape) n *= dim;
    return n;
  }
};

// What a kSymbol and a kRecord have beside what every object has.
struct Call {
  std::string_view module;  // kSymbol; its name is the object's text
  Ref symbol = nullptr;     // kRecord: what would be called, a kSymbol or (chained calls) a kRecord
  Ref args = nullptr;       // kRecord: a kTuple
  Ref kwargs = nullptr;     // kRecord made by NEWOBJ_EX: a kDict, else null
  std::vector<Ref> states;  // kRecord: of each BUILD, in order
  std::vector<Ref> dict_items;  // kRecord: key, value, … set on it
  std::uint64_t offset = 0;     // in the (decompressed) file: where it was made
};

// 40 bytes, and more only for what has parts: a vocabulary of a million words makes two million.
class Object {
 public:
  Tag tag = Tag::kNone;
  bool boolean = false;
  bool attached = false;    // the machine's own: inside another object
  std::uint32_t depth = 1;  // levels of objects below and including this one, but for cycles
  union {
    std::int64_t integer = 0;  // kInt
    double number;             // kFloat
  };
  std::string_view text;  // kString, kBytes, kBigInt; kSymbol: its name

  // kTuple, kList, kSet, kDict; kRecord: appended list items. Of any other it is empty.
  const std::vector<Ref>& items() const { return parts_ ? parts_->items : kNoItems; }
  // kSymbol and kRecord have one, kArray has one; else null.
  const Call* call() const { return parts_ ? parts_->call.get() : nullptr; }
  const Array* array() const { return parts_ ? parts_->array.get() : nullptr; }

  // For those who make it; they make what is missing.
  std::vector<Ref>& own_items() { return parts().items; }
  Call& own_call() {
    if (!parts().call) parts_->call = std::make_unique<Call>();
    return *parts_->call;
  }
  Array& own_array() { return *parts_->array; }  // REQUIRES: set_array() was called
  void set_array(std::unique_ptr<Array> array) { parts().array = std::move(array); }
  void forget_call() {
    if (parts_) parts_->call.reset();
  }

 private:
  struct Parts {
    std::vector<Ref> items;
    std::unique_ptr<Call> call;
    std::unique_ptr<Array> array;
  };
  static const std::vector<Ref> kNoItems;

  Parts& parts() {
    if (!parts_) parts_ = std::make_unique<Parts>();
    return *parts_;
  }

  std::unique_ptr<Parts> parts_;
};

inline const std::vector<Ref> Object::kNoItems;

// Owns everything a pickle stream made. Movable; pointers stay valid.
struct Document {
  Ref root = nullptr;
  int protocol = 0;
  std::deque<Object> arena;
  std::deque<std::string> text;  // what string_views point into, beside `bytes`; side files too
  std::shared_ptr<const std::string> bytes;  // the decompressed file
};

}  // namespace slipway::format::pickle
