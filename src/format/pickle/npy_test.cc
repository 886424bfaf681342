#include "format/pickle/npy.h"

#include <gtest/gtest.h>

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

std::string npy(const std::string& header, char version = 1) {
  const auto byte = [&](int shift) { return static_cast<char>(header.size() >> shift & 0xff); };
  std::string out = "\x93NUMPY"s + version + '\0' + byte(0) + byte(8);
  if (version > 1) out += {byte(16), byte(24)};
  return out + header;
}

const std::string kSound = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }    \n";

base::Status broken(const std::string& bytes) {
  const auto header = read_npy_header(bytes);
  EXPECT_FALSE(header.ok()) << bytes;
  return header.status();
}

TEST(Npy, TypeShapeOrderAndWhereTheDataBegin) {
  for (const char version : {'\1', '\2', '\3'}) {
    const std::string bytes = npy(kSound, version);
    const auto header = read_npy_header(bytes + "data");
    ASSERT_TRUE(header.ok()) << header.status().text();
    EXPECT_EQ(header->array.dtype.kind, 'f');
    EXPECT_EQ(header->array.shape, (std::vector<std::int64_t>{3, 4}));
    EXPECT_FALSE(header->array.fortran);
    EXPECT_EQ(header->data_at, bytes.size());
  }
}

TEST(Npy, ShapesAsPythonWritesThem) {
  const auto shape = [](const std::string& text) {
    const auto header =
        read_npy_header(npy("{'shape': " + text + ", 'fortran_order': True, 'descr': '|O'}"));
    EXPECT_TRUE(header.ok()) << header.status().text();
    EXPECT_TRUE(header->array.fortran);
    return header->array.shape;
  };
  EXPECT_EQ(shape("()"), (std::vector<std::int64_t>{}));
  EXPECT_EQ(shape("(5,)"), (std::vector<std::int64_t>{5}));
  EXPECT_EQ(shape("(5L, 2L)"), (std::vector<std::int64_t>{5, 2}));  // Python 2
}

TEST(Npy, WhatIsBrokenIsRefused) {
  EXPECT_EQ(broken("").message(), "no .npy file");
  EXPECT_EQ(broken("\x93NUMPX" + std::string(20, '\0')).message(), "no .npy file");
  EXPECT_EQ(broken(npy(kSound, '\4')).message(), "an unknown version of .npy");
  EXPECT_EQ(broken(npy(kSound, '\0')).message(), "an unknown version of .npy");
  EXPECT_EQ(broken(npy(kSound).substr(0, 40)).message(), "the header is cut");
  EXPECT_EQ(broken("\x93NUMPY\x02\0\xff\xff\xff\xff{}"s).message(), "the header is cut");
  EXPECT_EQ(broken(npy("[1, 2, 3]")).message(), "the header is no dict");
  for (const char* header :
       {"{}", "{'descr': '<f8'}", "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4)",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (3,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-3,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3,)} and more",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'more': 1}",
        "{'descr': 'evil', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': __import__('os'), 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f8, 'fortran_order': False, 'shape': (3,)}"}) {
    EXPECT_STREQ(broken(npy(header)).reason(), "BAD_NPY") << header;
  }
  const std::string deep = std::string("(") + [] {
    std::string all;
    for (int i = 0; i < 65; ++i) all += "1,";
    return all;
  }();
  EXPECT_STREQ(
      broken(npy("{'descr': '<f8', 'fortran_order': False, 'shape': " + deep + ")}")).reason(),
      "BAD_NPY");
}

TEST(Npy, AStructuredTypeHasFieldsOneAfterAnother) {
  const auto header = read_npy_header(
      npy("{'descr': [('a', '<f8'), ('', '|V3'), ('b', '|u1'), ], 'fortran_order': False, 'shape': "
          "(3,)}"));
  ASSERT_TRUE(header.ok()) << header.status().text();
  const DType& type = header->array.dtype;
  EXPECT_EQ(type.kind, 'V');
  EXPECT_EQ(type.itemsize, 12);
  ASSERT_EQ(type.fields.size(), 2u);
  EXPECT_EQ(type.fields[1].name, "b");
  EXPECT_EQ(type.fields[1].offset, 11);
}

TEST(Npy, AStructuredTypeOfStructuresIsRefused) {
  const auto descr = [](const std::string& text) {
    return broken(npy("{'descr': " + text + ", 'fortran_order': False, 'shape': (3,)}"));
  };
  EXPECT_STREQ(descr("[('a', [('b', '<f8')])]").reason(), "UNSUPPORTED_DTYPE");
  EXPECT_STREQ(descr("[('a', '<f8', (2,))]").reason(), "UNSUPPORTED_DTYPE");
  EXPECT_STREQ(descr("[('a', '<q8')]").reason(), "UNSUPPORTED_DTYPE");
  EXPECT_STREQ(descr("[]").reason(), "BAD_NPY");
  EXPECT_STREQ(descr("[('a', '<f8')").reason(), "BAD_NPY");
}

// A key given twice, and one left out: three of them all the same.
TEST(Npy, EachKeyIsGivenOnce) {
  EXPECT_STREQ(broken(npy("{'descr': '<f8', 'descr': '<f8', 'shape': (3,)}")).reason(), "BAD_NPY");
}

}  // namespace
}  // namespace slipway::format::pickle
