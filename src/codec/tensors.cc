#include "codec/tensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "codec/half.h"
#include "codec/typed_value.h"

namespace slipway::codec {

using base::Status;

namespace {

struct Named {
  std::string_view name;
  DataType type;
  std::size_t bytes;
};
constexpr std::array kDataTypes = {
    Named{"BOOL", DataType::kBool, 1},     Named{"INT8", DataType::kInt8, 1},
    Named{"INT16", DataType::kInt16, 2},   Named{"INT32", DataType::kInt32, 4},
    Named{"INT64", DataType::kInt64, 8},   Named{"UINT8", DataType::kUint8, 1},
    Named{"UINT16", DataType::kUint16, 2}, Named{"UINT32", DataType::kUint32, 4},
    Named{"UINT64", DataType::kUint64, 8}, Named{"FP16", DataType::kFp16, 2},
    Named{"BF16", DataType::kBf16, 2},     Named{"FP32", DataType::kFp32, 4},
    Named{"FP64", DataType::kFp64, 8},     Named{"BYTES", DataType::kBytes, 0}};

const Named& named(DataType type) { return kDataTypes[static_cast<std::size_t>(type)]; }

// The kind of column that holds every value of the type.
data::Kind kind_of(DataType type) {
  switch (type) {
    case DataType::kBool:
      return data::Kind::kBool;
    case DataType::kFp16:
    case DataType::kBf16:
    case DataType::kFp32:
      return data::Kind::kFloat32;
    case DataType::kFp64:
      return data::Kind::kFloat64;
    case DataType::kBytes:
      return data::Kind::kString;
    default:
      return data::Kind::kInt64;
  }
}

template <class T>
T load(const char* from) {
  static_assert(std::endian::native == std::endian::little);
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

Status bad_shape(const Tensor& tensor, const std::string& wanted) {
  return base::invalid_argument("BAD_SHAPE",
                                fmt::format("input \"{}\" has the shape [{}], not {}", tensor.name,
                                            fmt::join(tensor.shape, ", "), wanted));
}

Status bad_tensor(const Tensor& tensor, const std::string& why) {
  return base::invalid_argument("BAD_TENSOR", fmt::format("input \"{}\": {}", tensor.name, why));
}

// Where each element of BYTES begins, behind its length.
Status find_elements(const Tensor& tensor, std::int64_t count,
                     std::vector<std::string_view>& elements) {
  std::string_view rest = tensor.raw;
  for (std::int64_t i = 0; i < count; ++i) {
    if (rest.size() < 4) return bad_tensor(tensor, "it ends inside a length");
    const auto size = load<std::uint32_t>(rest.data());
    rest.remove_prefix(4);
    if (size > rest.size())
      return bad_tensor(tensor,
                        fmt::format("element {} has {} bytes, {} are left", i, size, rest.size()));
    elements.push_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  if (rest.empty()) return {};
  return bad_tensor(tensor, fmt::format("{} bytes follow its {} elements", rest.size(), count));
}

// One column of a tensor: elements first, first + step, …
struct Strided {
  const Tensor& tensor;
  std::span<const std::string_view> texts;  // of BYTES
  std::int64_t first, step, rows;

  const char* at(std::int64_t row) const {
    return tensor.raw.data() +
           static_cast<std::size_t>(first + row * step) * named(tensor.datatype).bytes;
  }
  std::string_view text(std::int64_t row) const {
    return texts[static_cast<std::size_t>(first + row * step)];
  }
};

template <class From, class Append>
void each(const Strided& from, const Append& append) {
  for (std::int64_t row = 0; row < from.rows; ++row) append(load<From>(from.at(row)));
}

// Values as the kind of their own type, for append_typed() to convert.
void append_own(const Strided& from, data::Column& column) {
  const auto single = [&](float value) {
    std::isnan(value) ? column.append_null() : column.append_float32(value);
  };
  const auto whole = [&](auto value) { column.append_int64(static_cast<std::int64_t>(value)); };
  switch (from.tensor.datatype) {
    case DataType::kBool:
      return each<std::uint8_t>(from, [&](std::uint8_t v) { column.append_bool(v != 0); });
    case DataType::kInt8:
      return each<std::int8_t>(from, whole);
    case DataType::kInt16:
      return each<std::int16_t>(from, whole);
    case DataType::kInt32:
      return each<std::int32_t>(from, whole);
    case DataType::kInt64:
      return each<std::int64_t>(from, whole);
    case DataType::kUint8:
      return each<std::uint8_t>(from, whole);
    case DataType::kUint16:
      return each<std::uint16_t>(from, whole);
    case DataType::kUint32:
      return each<std::uint32_t>(from, whole);
    case DataType::kUint64:
      return each<std::uint64_t>(from, whole);
    case DataType::kFp16:
      return each<std::uint16_t>(from, [&](auto v) { single(half_to_float(v)); });
    case DataType::kBf16:
      return each<std::uint16_t>(from, [&](auto v) { single(bfloat_to_float(v)); });
    case DataType::kFp32:
      return each<float>(from, single);
    case DataType::kFp64:
      return each<double>(
          from, [&](double v) { std::isnan(v) ? column.append_null() : column.append_float64(v); });
    case DataType::kBytes:
      for (std::int64_t row = 0; row < from.rows; ++row)
        from.text(row).data() == nullptr ? column.append_null()
                                         : column.append_string(from.text(row));
  }
}

template <class From, class To>
void copy_strided(const Strided& from, To* to) {
  for (std::int64_t row = 0; row < from.rows; ++row)
    to[row] = static_cast<To>(load<From>(from.at(row)));
}

// Numbers that the column holds as they are: the common case.
bool copied(const Strided& from, data::Column& column) {
  const data::Kind to = column.type().kind;
  const DataType type = from.tensor.datatype;
  if (to == data::Kind::kFloat64 && (type == DataType::kFp64 || type == DataType::kFp32)) {
    column.resize(from.rows);
    type == DataType::kFp64 ? copy_strided<double>(from, column.float64s())
                            : copy_strided<float>(from, column.float64s());
    return true;
  }
  if (to == data::Kind::kFloat32 && type == DataType::kFp32) {
    column.resize(from.rows);
    copy_strided<float>(from, column.float32s());
    return true;
  }
  if (to == data::Kind::kInt64 && type == DataType::kInt64) {
    column.resize(from.rows);
    copy_strided<std::int64_t>(from, column.int64s());
    return true;
  }
  return false;
}

// What append_typed() finds are errors of their rows; a uint64 beyond int64 fails all.
Status fill_column(const Strided& from, const data::Field& field, data::Column& column,
                   data::RowErrors& errors) {
  if (copied(from, column)) return {};
  const data::Type own{kind_of(from.tensor.datatype), {}};
  if (!converts(own, field.type))
    return base::invalid_argument(
        "BAD_TYPE",
        fmt::format("input \"{}\" is {}, and column \"{}\" takes {}", from.tensor.name,
                    datatype_name(from.tensor.datatype), field.name, data::type_name(field.type)));
  if (from.tensor.datatype == DataType::kUint64)
    for (std::int64_t row = 0; row < from.rows; ++row)
      if (load<std::uint64_t>(from.at(row)) > std::numeric_limits<std::int64_t>::max())
        return bad_tensor(from.tensor,
                          fmt::format("row {} is beyond the integers of 64 bits", row));
  data::Column values(own);
  append_own(from, values);
  append_typed(column, values.view(), field.name, 0, errors);
  return {};
}

// Whether it fills its shape; `texts` are then its elements, if it is BYTES, perhaps kept in `found`.
Status check_size(const Tensor& tensor, std::int64_t count, std::vector<std::string_view>& found,
                  std::span<const std::string_view>& texts) {
  found.clear();
  if (tensor.datatype == DataType::kBytes) {
    if (tensor.texts.empty()) SLIPWAY_TRY(find_elements(tensor, count, found));
    texts = tensor.texts.empty() ? found : tensor.texts;
    if (std::cmp_equal(texts.size(), count)) return {};
    return bad_tensor(tensor, fmt::format("{} elements, not {}", texts.size(), count));
  }
  const std::size_t size = named(tensor.datatype).bytes;
  const auto wanted = static_cast<std::uint64_t>(count) * size;
  if (tensor.raw.size() == wanted) return {};
  return bad_tensor(tensor,
                    fmt::format("{} bytes, and {} elements of {} take {}", tensor.raw.size(), count,
                                datatype_name(tensor.datatype), wanted));
}

// Whether it holds every column of the model.
bool is_matrix(std::span<const Tensor> tensors, const data::Schema& schema) {
  if (tensors.size() != 1 || tensors[0].shape.size() != 2) return false;
  return std::cmp_equal(tensors[0].shape[1], schema.size()) &&
         (schema.size() > 1 || tensors[0].name != schema[0].name);
}

// Of each column the tensor.
Status match(std::span<const Tensor> tensors, const data::Schema& schema,
             std::vector<const Tensor*>& found) {
  found.assign(schema.size(), nullptr);
  for (const Tensor& tensor : tensors) {
    const std::size_t column = schema.index(tensor.name);
    if (column == data::Schema::kMissing) {
      if (tensors.size() == 1)
        return bad_shape(tensor, fmt::format("[rows, {}]", schema.size()))
            .remedy("send all columns as one tensor, or one tensor a column, by its name");
      return base::invalid_argument("UNKNOWN_INPUT",
                                    fmt::format("the model has no input \"{}\"", tensor.name));
    }
    if (found[column] != nullptr)
      return base::invalid_argument("UNKNOWN_INPUT",
                                    fmt::format("input \"{}\" is there twice", tensor.name));
    found[column] = &tensor;
  }
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (found[i] == nullptr) missing.push_back('"' + schema[i].name + '"');
  if (missing.empty()) return {};
  return base::invalid_argument("MISSING_COLUMN",
                                fmt::format("there is no input {}", fmt::join(missing, ", ")));
}

// Rows of a tensor that is one column.
base::Result<std::int64_t> rows_of(const Tensor& tensor) {
  const bool fits = tensor.shape.size() == 1 || (tensor.shape.size() == 2 && tensor.shape[1] == 1);
  if (!fits || tensor.shape[0] < 0) return bad_shape(tensor, "[rows] or [rows, 1]");
  return tensor.shape[0];
}

void sort_by_row(data::RowErrors& errors) {
  std::ranges::stable_sort(errors, {}, &data::RowError::row);
  const auto same = std::ranges::unique(errors, {}, &data::RowError::row);
  errors.erase(same.begin(), same.end());
}

template <class T>
void append_bytes(std::string& out, const T* values, std::int64_t count) {
  out.append(reinterpret_cast<const char*>(values), static_cast<std::size_t>(count) * sizeof(T));
}

template <class T>
void append_with_gaps(std::string& out, const T* values, const data::ColumnView& column,
                      T missing) {
  for (std::int64_t row = 0; row < column.length; ++row)
    for (std::int64_t k = 0; k < column.width; ++k) {
      const T value = column.valid(row) ? values[row * column.width + k] : missing;
      append_bytes(out, &value, 1);
    }
}

template <class T>
void append_numbers(std::string& out, const T* values, const data::ColumnView& column, T missing) {
  if (column.validity != nullptr) return append_with_gaps(out, values, column, missing);
  append_bytes(out, values, column.length * column.width);
}

}  // namespace

std::string_view datatype_name(DataType type) { return named(type).name; }
std::size_t datatype_bytes(DataType type) { return named(type).bytes; }

base::Result<DataType> datatype_of(std::string_view name) {
  for (const Named& one : kDataTypes)
    if (one.name == name) return one.type;
  return base::invalid_argument("UNKNOWN_DATATYPE",
                                fmt::format("there is no datatype \"{}\"", name));
}

DataType datatype_of(data::Kind kind) {
  switch (kind) {
    case data::Kind::kBool:
      return DataType::kBool;
    case data::Kind::kFloat32:
      return DataType::kFp32;
    case data::Kind::kFloat64:
      return DataType::kFp64;
    case data::Kind::kString:
      return DataType::kBytes;
    case data::Kind::kInt64:
    case data::Kind::kTimestamp:
      break;
  }
  return DataType::kInt64;
}

base::Result<std::int64_t> elements_of(std::span<const std::int64_t> shape) {
  constexpr std::int64_t kElementsMax = std::int64_t{1} << 40;
  std::int64_t count = 1;
  for (const std::int64_t dim : shape)
    if (dim < 0 || __builtin_mul_overflow(count, dim, &count) || count > kElementsMax)
      return base::invalid_argument("BAD_SHAPE",
                                    fmt::format("there is no shape [{}]", fmt::join(shape, ", ")));
  return count;
}

Status decode_tensors(std::span<const Tensor> tensors, data::Chunk& into, data::RowErrors& errors) {
  into.clear();
  errors.clear();
  const data::Schema& schema = *into.schema();
  std::vector<std::string_view> found_texts;
  std::span<const std::string_view> texts;
  if (is_matrix(tensors, schema)) {
    const Tensor& all = tensors[0];
    SLIPWAY_ASSIGN(const std::int64_t count, elements_of(all.shape));
    SLIPWAY_TRY(check_size(all, count, found_texts, texts));
    const std::int64_t rows = all.shape[0], width = all.shape[1];
    for (std::size_t j = 0; j < schema.size(); ++j)
      SLIPWAY_TRY(fill_column({all, texts, static_cast<std::int64_t>(j), width, rows}, schema[j],
                              into.column(j), errors));
    return sort_by_row(errors), Status();
  }
  std::vector<const Tensor*> found;
  SLIPWAY_TRY(match(tensors, schema, found));
  std::int64_t rows = 0;
  for (std::size_t j = 0; j < found.size(); ++j) {
    SLIPWAY_ASSIGN(const std::int64_t count, rows_of(*found[j]));
    if (j == 0) rows = count;
    if (count != rows)
      return bad_shape(*found[j], fmt::format("[{}], as input \"{}\" has", rows, found[0]->name));
    SLIPWAY_TRY(check_size(*found[j], count, found_texts, texts));
    SLIPWAY_TRY(fill_column({*found[j], texts, 0, 1, rows}, schema[j], into.column(j), errors));
  }
  return sort_by_row(errors), Status();
}

void append_raw_values(std::string& out, const data::ColumnView& column, DataType type) {
  if (type == DataType::kFp16 || type == DataType::kBf16) {
    const bool single = column.kind == data::Kind::kFloat32;
    for (std::int64_t i = 0; i < column.length * column.width; ++i) {
      const double value = !column.valid(i / column.width) ? std::nan("")
                           : single ? static_cast<double>(column.float32s()[i])
                                    : column.float64s()[i];
      const std::uint16_t bits = type == DataType::kFp16 ? to_half(value) : to_bfloat(value);
      append_bytes(out, &bits, 1);
    }
    return;
  }
  switch (column.kind) {
    case data::Kind::kBool:
      for (std::int64_t row = 0; row < column.length; ++row)
        out.push_back(column.valid(row) && column.boolean(row) ? '\1' : '\0');
      return;
    case data::Kind::kFloat32:
      return append_numbers(out, column.float32s(), column,
                            std::numeric_limits<float>::quiet_NaN());
    case data::Kind::kFloat64:
      return append_numbers(out, column.float64s(), column,
                            std::numeric_limits<double>::quiet_NaN());
    case data::Kind::kString:
      for (std::int64_t row = 0; row < column.length; ++row) {
        const std::string_view text = column.string(row);
        const auto size = static_cast<std::uint32_t>(text.size());
        append_bytes(out, &size, 1);
        out += text;
      }
      return;
    case data::Kind::kInt64:
    case data::Kind::kTimestamp:
      append_numbers(out, column.int64s(), column, std::int64_t{0});
  }
}

}  // namespace slipway::codec
