// Column: values of one type with Arrow's memory layout. ColumnView: a borrowed range of one.
//
// A Column grows by append_*, and clear() keeps its memory, so a warm request allocates nothing. It
// may instead hold memory that came through Arrow's C data interface (arrow_bridge.h); such a
// column is read only. Kernels, codecs and sinks read ColumnViews. Not synchronised; a const Column
// may be read from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "data/type.h"

namespace slipway::data {

// Rows [offset, offset + length) of buffers that somebody else owns. `at` arguments count from 0 in
// the view. REQUIRES of the typed getters: that kind; at < length * width.
struct ColumnView {
  Kind kind = Kind::kFloat64;
  std::int64_t width = 1;
  std::int64_t length = 0;                 // rows
  std::int64_t offset = 0;                 // rows, into all buffers
  const std::uint8_t* validity = nullptr;  // a bit per row, 1 = present; null: all present
  const void* values = nullptr;        // of a plain string: its bytes; of a coded one: int32 codes
  const std::int32_t* ends = nullptr;  // plain string: row i is bytes [ends[i], ends[i + 1])
  const ColumnView* dictionary = nullptr;  // coded string: a plain string column

  bool valid(std::int64_t at) const {
    const std::int64_t i = offset + at;
    return validity == nullptr || ((validity[i >> 3] >> (i & 7)) & 1) != 0;
  }
  bool boolean(std::int64_t at) const {
    const std::int64_t i = offset + at;
    return ((static_cast<const std::uint8_t*>(values)[i >> 3] >> (i & 7)) & 1) != 0;
  }
  const std::int64_t* int64s() const {
    return static_cast<const std::int64_t*>(values) + offset * width;
  }
  const float* float32s() const { return static_cast<const float*>(values) + offset * width; }
  const double* float64s() const { return static_cast<const double*>(values) + offset * width; }
  const std::int32_t* codes() const { return static_cast<const std::int32_t*>(values) + offset; }
  // Of either string layout. Invalid rows read as empty.
  std::string_view string(std::int64_t at) const {
    if (dictionary != nullptr)
      return valid(at) ? dictionary->string(codes()[at]) : std::string_view();
    const std::int32_t* end = ends + offset + at;
    return {static_cast<const char*>(values) + end[0], static_cast<std::size_t>(end[1] - end[0])};
  }
  ColumnView slice(std::int64_t begin, std::int64_t count) const {
    ColumnView view = *this;
    view.offset += begin, view.length = count;
    return view;
  }
};

class Column {
 public:
  explicit Column(Type type);
  Column(Column&&) noexcept;
  Column& operator=(Column&&) noexcept;
  Column(const Column& other);  // deep; of a borrowed column: shares the foreign memory
  Column& operator=(const Column& other);
  ~Column();

  const Type& type() const { return type_; }
  std::int64_t size() const;  // rows
  std::int64_t null_count() const;
  std::uint64_t bytes() const;  // of memory in use, buffers only

  // Valid until the column is changed or freed.
  ColumnView view() const;
  ColumnView view(std::int64_t begin, std::int64_t count) const {
    return view().slice(begin, count);
  }

  // Building. REQUIRES: the column is not borrowed; the kind fits. Values are appended to scalar
  // columns only; a vector's are written in place.
  void clear();  // no rows; keeps the memory
  void reserve(std::int64_t rows);
  void append_null();
  void append_bool(bool value);
  void append_int64(std::int64_t value);  // also kTimestamp
  void append_float32(float value);
  void append_float64(double value);
  void append_string(std::string_view value);
  // Rows of the same kind and width, of either string layout. REQUIRES, if this column is coded:
  // `from` is coded by an equal dictionary.
  void append_row(const ColumnView& from, std::int64_t at) { append_rows(from, at, 1); }
  void append_rows(const ColumnView& from, std::int64_t begin, std::int64_t count);

  // For writing in place: `rows` rows that are present, zero or empty codes. REQUIRES: no plain
  // string.
  void resize(std::int64_t rows);
  double* float64s() { return reinterpret_cast<double*>(values_.data()); }
  float* float32s() { return reinterpret_cast<float*>(values_.data()); }
  std::int64_t* int64s() { return reinterpret_cast<std::int64_t*>(values_.data()); }
  std::int32_t* codes() { return reinterpret_cast<std::int32_t*>(values_.data()); }
  void set_bool(std::int64_t at, bool value);
  void set_null(std::int64_t at);

  // From now on the column holds int32 codes into `dictionary` (a plain string column). REQUIRES:
  // kString, no rows.
  void set_dictionary(std::shared_ptr<const Column> dictionary);
  const std::shared_ptr<const Column>& dictionary() const { return dictionary_; }
  void append_code(std::int32_t code);

  // A read-only column over foreign memory that `owner` keeps alive.
  static Column borrow(Type type, const ColumnView& view, std::shared_ptr<const void> owner);
  bool borrowed() const { return owner_ != nullptr; }

 private:
  void mark(bool valid);
  template <class T>
  void push(T value);

  Type type_;
  std::int64_t rows_ = 0;  // of a shape: values / width
  std::int64_t nulls_ = 0;
  std::vector<std::uint8_t> validity_;  // empty while all are present
  std::vector<std::uint8_t> values_;
  std::vector<std::int32_t> ends_;  // plain strings: rows + 1 entries
  std::shared_ptr<const Column> dictionary_;
  std::unique_ptr<ColumnView> dictionary_view_;
  std::shared_ptr<const void> owner_;  // set: borrowed
  ColumnView foreign_;                 // if borrowed
};

}  // namespace slipway::data
