#include "codec/npy.h"

#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

namespace slipway::codec {
namespace {

using namespace std::string_literals;

std::string npy(const std::string& descr, const std::string& shape, const std::string& data,
                const std::string& fortran = "False") {
  const std::string header =
      "{'descr': " + descr + ", 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n";
  return "\x93NUMPY\x01\0"s + static_cast<char>(header.size()) + '\0' + header + data;
}

std::string text_of(const base::Result<Tensor>& tensor) {
  if (!tensor.ok()) return tensor.status().reason();
  std::string out(datatype_name(tensor->datatype));
  for (const std::int64_t dim : tensor->shape) out += ' ' + std::to_string(dim);
  return out + ": " + std::string(tensor->raw);
}

TEST(Npy, NumbersAreTheTensorsOwnBytes) {
  std::string room;
  EXPECT_EQ(text_of(npy_tensor(npy("'|i1'", "(2, 3)", "abcdef"), room)), "INT8 2 3: abcdef");
  EXPECT_EQ(text_of(npy_tensor(npy("'<u2'", "(2,)", "abcd"), room)), "UINT16 2: abcd");
  EXPECT_EQ(text_of(npy_tensor(npy("'<f2'", "(1, 1)", "ab"), room)), "FP16 1 1: ab");
  EXPECT_EQ(text_of(npy_tensor(npy("'|b1'", "()", "\1"), room)), "BOOL: \1");
  EXPECT_EQ(text_of(npy_tensor(npy("'<f8'", "(0, 3)", ""), room)), "FP64 0 3: ");
  EXPECT_EQ(room, "");
}

TEST(Npy, OtherOrdersAreTurned) {
  std::string room;
  EXPECT_EQ(text_of(npy_tensor(npy("'>i2'", "(2,)", "abcd"), room)), "INT16 2: badc");
  EXPECT_EQ(text_of(npy_tensor(npy("'|u1'", "(2, 3)", "adbecf", "True"), room)),
            "UINT8 2 3: abcdef");
  EXPECT_EQ(text_of(npy_tensor(npy("'|u1'", "(3,)", "abc", "True"), room)), "UINT8 3: abc");
  EXPECT_EQ(text_of(npy_tensor(npy("'|u1'", "(1, 1, 1)", "a", "True"), room)), "BAD_SHAPE");
}

TEST(Npy, TextsAreUtf8) {
  std::string room;
  const std::string ab = "\2\0\0\0ab\0\0\0\0"s;
  EXPECT_EQ(text_of(npy_tensor(npy("'|S3'", "(2,)", "ab\0\0\0\0"s), room)), "BYTES 2: " + ab);
  EXPECT_EQ(text_of(npy_tensor(npy("'<U2'", "(2,)", "a\0\0\0b\0\0\0\0\0\0\0\0\0\0\0"s), room)),
            "BYTES 2: " + ab);
  EXPECT_EQ(text_of(npy_tensor(npy("'>U1'", "(1,)", "\0\1\xf6\0"s), room)),
            "BYTES 1: \4\0\0\0\xf0\x9f\x98\x80"s);
  EXPECT_EQ(text_of(npy_tensor(npy("'<U1'", "(1,)", "\xe9\0\0\0"s), room)), "BYTES 1: \2\0\0\0é"s);
  EXPECT_EQ(text_of(npy_tensor(npy("'<U1'", "(1,)", "\xac\x20\0\0"s), room)),
            "BYTES 1: \3\0\0\0€"s);
  EXPECT_EQ(text_of(npy_tensor(npy("'<U1'", "(1,)", "\0\0\x11\0"s), room)),
            "BYTES 1: \1\0\0\0\xff"s);
}

TEST(Npy, WhatIsBrokenIsRefused) {
  std::string room;
  const auto reason = [&](const std::string& descr, const std::string& shape,
                          const std::string& data) {
    return std::string(npy_tensor(npy(descr, shape, data), room).status().reason());
  };
  for (const char* descr :
       {"'|O'", "'<M8[s]'", "'<c16'", "[('a', '<f8')]", "'<f16'", "'<U'", "'S1x'", "'<U99999999'"})
    EXPECT_EQ(reason(descr, "(1,)", "12345678"), "UNSUPPORTED_DTYPE") << descr;
  EXPECT_EQ(reason("'<f8'", "(2,)", "12345678"), "BAD_NPY");
  EXPECT_EQ(reason("'<f8'", "(1,)", "123456789"), "BAD_NPY");
  EXPECT_EQ(reason("'<U0'", "(9223372036854775807,)", ""), "BAD_SHAPE");
  EXPECT_EQ(reason("'<U0'", "(1000000,)", ""), "BAD_NPY");
  EXPECT_EQ(reason("'<f8'", "(4294967296, 4294967296)", ""), "BAD_SHAPE");
  EXPECT_STREQ(npy_tensor("no array", room).status().reason(), "BAD_NPY");
}

// What is written is read again.
std::string again(const data::Column& column, bool vector) {
  std::string bytes, room;
  append_npy(bytes, column.view(), vector);
  const auto header = read_npy_header(bytes);
  EXPECT_TRUE(header.ok() && header->data_at % 64 == 0);
  return text_of(npy_tensor(bytes, room));
}

TEST(Npy, ColumnsAreArrays) {
  data::Column texts(data::Type{data::Kind::kString, {}});
  for (const char* text : {"é€\xf0\x9f\x98\x80", "", "a"}) texts.append_string(text);
  texts.append_null();
  EXPECT_EQ(again(texts, false), "BYTES 4: \x09\0\0\0é€\xf0\x9f\x98\x80\0\0\0\0\1\0\0\0a\0\0\0\0"s);
  data::Column flags(data::Type{data::Kind::kBool, {}});
  flags.append_bool(true);
  EXPECT_EQ(again(flags, false), "BOOL 1: \1");
  data::Column whole(data::Type{data::Kind::kInt64, {}});
  whole.append_int64(0x4141414141414141);
  EXPECT_EQ(again(whole, false), "INT64 1: AAAAAAAA");
  data::Column vectors(data::Type{data::Kind::kFloat32, {2}});
  vectors.resize(1);
  std::memcpy(vectors.float32s(), "12345678", 8);
  EXPECT_EQ(again(vectors, true), "FP32 1 2: 12345678");
  data::Column none(data::Type{data::Kind::kFloat64, {}});
  EXPECT_EQ(again(none, false), "FP64 0: ");
}

}  // namespace
}  // namespace slipway::codec
