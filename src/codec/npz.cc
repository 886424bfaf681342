#include "codec/npz.h"

#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "codec/npy.h"
#include "codec/zip.h"

namespace slipway::codec {
namespace {

base::Status bad_npz(std::string message) {
  return base::invalid_argument("BAD_NPZ", std::move(message));
}

template <class To, class From>
std::vector<To> copied(std::string_view raw) {
  std::vector<To> all(raw.size() / sizeof(From));
  for (std::size_t i = 0; i < all.size(); ++i) {
    From value;
    std::memcpy(&value, raw.data() + i * sizeof value, sizeof value);
    all[i] = static_cast<To>(value);
  }
  return all;
}

// One file of the archive as numbers of one type.
class Archive {
 public:
  explicit Archive(Zip zip) : zip_(std::move(zip)) {}

  base::Result<Tensor> tensor(const char* name) {
    SLIPWAY_ASSIGN(file_, zip_.read(fmt::format("{}.npy", name)));
    return npy_tensor(file_, room_);
  }

  base::Result<std::vector<std::int64_t>> whole(const char* name) {
    SLIPWAY_ASSIGN(const Tensor found, tensor(name));
    if (found.datatype == DataType::kInt32) return copied<std::int64_t, std::int32_t>(found.raw);
    if (found.datatype == DataType::kInt64) return copied<std::int64_t, std::int64_t>(found.raw);
    return bad_npz(fmt::format("\"{}\" has no whole numbers", name));
  }

  base::Result<std::vector<double>> real(const char* name) {
    SLIPWAY_ASSIGN(const Tensor found, tensor(name));
    switch (found.datatype) {
      case DataType::kFp64:
        return copied<double, double>(found.raw);
      case DataType::kFp32:
        return copied<double, float>(found.raw);
      case DataType::kInt64:
        return copied<double, std::int64_t>(found.raw);
      case DataType::kInt32:
        return copied<double, std::int32_t>(found.raw);
      case DataType::kInt8:
        return copied<double, std::int8_t>(found.raw);
      case DataType::kUint8:
      case DataType::kBool:
        return copied<double, std::uint8_t>(found.raw);
      default:
        return base::unimplemented("UNSUPPORTED_DTYPE", fmt::format("a sparse matrix of {}",
                                                                    datatype_name(found.datatype)));
    }
  }

  // "csr": text in an array of no dimension.
  base::Result<std::string> form() {
    SLIPWAY_ASSIGN(const Tensor found, tensor("format"));
    if (found.datatype != DataType::kBytes || found.raw.size() < 4)
      return bad_npz("\"format\" is no text");
    return std::string(found.raw.substr(4));
  }

 private:
  const Zip zip_;
  std::string file_, room_;  // of the file that was read last
};

// Where each value stands: rows and columns of the matrix.
struct Places {
  std::vector<std::int64_t> rows, columns;
};

// Of csr and csc: indptr says where the values of each line begin.
base::Result<std::vector<std::int64_t>> unpacked(const std::vector<std::int64_t>& begins,
                                                 std::int64_t lines, std::size_t values) {
  if (!std::cmp_equal(begins.size(), lines + 1) || begins.front() != 0 ||
      !std::cmp_equal(begins.back(), values))
    return bad_npz("\"indptr\" does not fit the matrix");
  std::vector<std::int64_t> of;
  for (std::int64_t line = 0; line < lines; ++line) {
    const auto at = static_cast<std::size_t>(line);
    if (begins[at + 1] < begins[at] || std::cmp_greater(begins[at + 1], values))
      return bad_npz("\"indptr\" does not ascend");
    of.insert(of.end(), static_cast<std::size_t>(begins[at + 1] - begins[at]), line);
  }
  return of;
}

base::Result<Places> places_of(Archive& archive, const std::string& form,
                               const std::vector<std::int64_t>& shape, std::size_t values) {
  Places places;
  if (form == "coo") {
    SLIPWAY_ASSIGN(places.rows, archive.whole("row"));
    SLIPWAY_ASSIGN(places.columns, archive.whole("col"));
    return places;
  }
  const bool by_row = form == "csr";
  if (!by_row && form != "csc")
    return base::unimplemented("UNSUPPORTED_FORM",
                               fmt::format("a sparse matrix of the form \"{}\"", form))
        .remedy("send csr, csc or coo");
  SLIPWAY_ASSIGN(const auto begins, archive.whole("indptr"));
  auto& lines = by_row ? places.rows : places.columns;
  SLIPWAY_ASSIGN(lines, unpacked(begins, shape[by_row ? 0 : 1], values));
  SLIPWAY_ASSIGN((by_row ? places.columns : places.rows), archive.whole("indices"));
  return places;
}

}  // namespace

base::Result<Tensor> npz_tensor(std::string_view bytes, std::int64_t columns,
                                std::uint64_t bytes_max, std::string& room) {
  SLIPWAY_ASSIGN(Zip zip, Zip::open(std::make_shared<const std::string>(bytes),
                                    {.bytes_max = bytes_max, .files_max = 16}));
  Archive archive(std::move(zip));
  SLIPWAY_ASSIGN(const std::string form, archive.form());
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> shape, archive.whole("shape"));
  if (shape.size() != 2 || shape[0] < 0 || shape[1] != columns)
    return base::invalid_argument("BAD_SHAPE",
                                  fmt::format("the matrix has the shape [{}], not [rows, {}]",
                                              fmt::join(shape, ", "), columns));
  SLIPWAY_ASSIGN(const std::int64_t cells, elements_of(shape));
  if (static_cast<std::uint64_t>(cells) > bytes_max / sizeof(double))
    return base::resource_exhausted("TOO_LARGE", fmt::format("the matrix has {} elements", cells));
  SLIPWAY_ASSIGN(const std::vector<double> values, archive.real("data"));
  SLIPWAY_ASSIGN(const Places places, places_of(archive, form, shape, values.size()));
  if (places.rows.size() != values.size() || places.columns.size() != values.size())
    return bad_npz("there is not a place for each value");
  room.assign(static_cast<std::size_t>(cells) * sizeof(double), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::int64_t row = places.rows[i], column = places.columns[i];
    if (row < 0 || row >= shape[0] || column < 0 || column >= columns)
      return bad_npz("a value has its place outside of the matrix");
    char* to = room.data() + static_cast<std::size_t>(row * columns + column) * sizeof(double);
    double sum = 0;  // values of one place are added, as scipy does
    std::memcpy(&sum, to, sizeof sum);
    sum += values[i];
    std::memcpy(to, &sum, sizeof sum);
  }
  return Tensor{.datatype = DataType::kFp64, .shape = shape, .raw = room};
}

}  // namespace slipway::codec
