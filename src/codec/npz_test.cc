#include "codec/npz.h"

#include <cstring>

#include <gtest/gtest.h>

#include "codec/archive_test.h"
#include "codec/npy.h"

namespace slipway::codec {
namespace {

using namespace std::string_literals;
using Files = std::vector<std::pair<std::string, std::string>>;

std::string whole(const std::vector<std::int64_t>& values) {
  data::Column column(data::Type{data::Kind::kInt64, {}});
  for (const std::int64_t value : values) column.append_int64(value);
  std::string out;
  append_npy(out, column.view(), false);
  return out;
}

std::string real(const std::vector<double>& values) {
  data::Column column(data::Type{data::Kind::kFloat64, {}});
  for (const double value : values) column.append_float64(value);
  std::string out;
  append_npy(out, column.view(), false);
  return out;
}

std::string form(const std::string& text) {
  const std::string header =
      "{'descr': '|S" + std::to_string(text.size()) + "', 'fortran_order': False, 'shape': (), }\n";
  return "\x93NUMPY\x01\0"s + static_cast<char>(header.size()) + '\0' + header + text;
}

// [[0, 1.5, 0], [2, 0, 3]]
Files csr() {
  return {{"indices.npy", whole({1, 0, 2})},
          {"indptr.npy", whole({0, 1, 3})},
          {"format.npy", form("csr")},
          {"shape.npy", whole({2, 3})},
          {"data.npy", real({1.5, 2, 3})}};
}

void put_file(Files& files, const std::string& name, const std::string& bytes) {
  for (auto& [known, content] : files)
    if (known == name) content = bytes;
}

std::string read(const Files& files, std::uint64_t bytes_max = 1 << 20) {
  std::string room;
  const auto tensor = npz_tensor(*archive(files), 3, bytes_max, room);
  if (!tensor.ok()) return tensor.status().reason();
  std::string out;
  for (const std::int64_t dim : tensor->shape) out += std::to_string(dim) + ' ';
  for (std::size_t at = 0; at < tensor->raw.size(); at += sizeof(double)) {
    double value = 0;
    std::memcpy(&value, tensor->raw.data() + at, sizeof value);
    out += ' ' + std::to_string(value).substr(0, 3);
  }
  return out;
}

constexpr char kDense[] = "2 3  0.0 1.5 0.0 2.0 0.0 3.0";

TEST(Npz, ByRowsByColumnsAndByPlaces) {
  EXPECT_EQ(read(csr()), kDense);
  Files csc = csr();
  put_file(csc, "format.npy", form("csc"));
  put_file(csc, "indices.npy", whole({1, 0, 1}));
  put_file(csc, "indptr.npy", whole({0, 1, 2, 3}));
  put_file(csc, "data.npy", real({2, 1.5, 3}));
  EXPECT_EQ(read(csc), kDense);
  Files coo = {{"row.npy", whole({0, 1, 1, 1})},
               {"col.npy", whole({1, 0, 2, 2})},
               {"format.npy", form("coo")},
               {"shape.npy", whole({2, 3})},
               {"data.npy", real({1.5, 2, 1, 2})}};
  EXPECT_EQ(read(coo), kDense);
}

TEST(Npz, WhatDoesNotFitIsRefused) {
  const auto with = [](const std::string& name, const std::string& bytes) {
    Files files = csr();
    put_file(files, name, bytes);
    return read(files);
  };
  EXPECT_EQ(with("format.npy", form("dia")), "UNSUPPORTED_FORM");
  EXPECT_EQ(with("format.npy", whole({1})), "BAD_NPZ");
  EXPECT_EQ(with("shape.npy", whole({2, 4})), "BAD_SHAPE");
  EXPECT_EQ(with("shape.npy", whole({-2, 3})), "BAD_SHAPE");
  EXPECT_EQ(with("shape.npy", whole({6})), "BAD_SHAPE");
  EXPECT_EQ(with("shape.npy", whole({1 << 30, 3})), "TOO_LARGE");
  EXPECT_EQ(with("shape.npy", whole({3, 3})), "BAD_NPZ");
  EXPECT_EQ(with("indices.npy", whole({1, 0, 3})), "BAD_NPZ");
  EXPECT_EQ(with("indices.npy", whole({-1, 0, 2})), "BAD_NPZ");
  EXPECT_EQ(with("indices.npy", whole({1, 0})), "BAD_NPZ");
  EXPECT_EQ(with("indptr.npy", whole({0, 4, 3})), "BAD_NPZ");
  EXPECT_EQ(with("indptr.npy", whole({0, 3})), "BAD_NPZ");
  EXPECT_EQ(with("indptr.npy", whole({1, 2, 3})), "BAD_NPZ");
  EXPECT_EQ(with("data.npy", form("x")), "UNSUPPORTED_DTYPE");
  EXPECT_EQ(with("indices.npy", "no array"), "BAD_NPY");
  EXPECT_EQ(with("indices.npy", real({1, 0, 2})), "BAD_NPZ");
  Files files = csr();
  files.erase(files.begin());
  EXPECT_EQ(read(files), "MISSING_FILE");
  EXPECT_EQ(read(csr(), 100), "LIMIT_BYTES");
  std::string room;
  EXPECT_STREQ(npz_tensor("no zip", 3, 1000, room).status().reason(), "BAD_ZIP");
}

}  // namespace
}  // namespace slipway::codec
