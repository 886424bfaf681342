#include "format/pickle/elements.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

DType dtype(char kind, std::int64_t itemsize, bool big_endian = false) {
  return {.kind = kind, .itemsize = itemsize, .big_endian = big_endian, .fields = {}};
}

// The array refers to `data`, which a test keeps.
Array array(DType type, std::string_view data, std::vector<std::int64_t> shape = {}) {
  if (shape.empty()) shape = {static_cast<std::int64_t>(data.size()) / type.itemsize};
  return {.dtype = std::move(type), .shape = std::move(shape), .data = data, .objects = {}};
}

// The one number that `data` are, as double.
double number(DType type, std::string_view data) {
  const Array one = array(std::move(type), data);
  double into = 0;
  EXPECT_TRUE(Elements(one).number(0, into));
  return into;
}
std::int64_t integer(DType type, std::string_view data) {
  const Array one = array(std::move(type), data);
  std::int64_t into = 0;
  EXPECT_TRUE(Elements(one).integer(0, into));
  return into;
}

TEST(Elements, WhichTypesAreNumbers) {
  for (const std::int64_t size : {1, 2, 4, 8}) {
    EXPECT_TRUE(is_integer(dtype('i', size)));
    EXPECT_TRUE(is_integer(dtype('u', size)));
    EXPECT_EQ(is_integer(dtype('b', size)), size == 1);
    EXPECT_EQ(is_real(dtype('f', size)), size > 1);
  }
  EXPECT_FALSE(is_integer(dtype('i', 3)));
  EXPECT_FALSE(is_integer(dtype('i', 16)));
  EXPECT_FALSE(is_real(dtype('f', 16)));  // long double
  EXPECT_FALSE(is_real(dtype('c', 8)));
  EXPECT_FALSE(is_integer(dtype('M', 8)));
}

TEST(Elements, IntegersOfEitherSignAndSize) {
  EXPECT_EQ(integer(dtype('i', 1), "\x80"), -128);
  EXPECT_EQ(integer(dtype('u', 1), "\x80"), 128);
  EXPECT_EQ(integer(dtype('b', 1), "\x01"), 1);
  EXPECT_EQ(integer(dtype('i', 2), "\xfe\xff"), -2);
  EXPECT_EQ(integer(dtype('u', 4), "\xfe\xff\xff\xff"), 4294967294);
  EXPECT_EQ(integer(dtype('i', 8), "\0\0\0\0\0\0\0\x80"s),
            std::numeric_limits<std::int64_t>::min());
}

TEST(Elements, EitherEndianness) {
  EXPECT_EQ(integer(dtype('i', 2, true), "\xff\xfe"), -2);
  EXPECT_EQ(integer(dtype('u', 4, true), "\0\0\x01\x02"s), 0x102);
  EXPECT_EQ(number(dtype('f', 8, true), "\x3f\xf8\0\0\0\0\0\0"s), 1.5);
  EXPECT_EQ(number(dtype('f', 4, true), "\xbf\xc0\0\0"s), -1.5);
  EXPECT_EQ(number(dtype('f', 2, true), "\x3e\0"s), 1.5);
}

TEST(Elements, HalvesWidenExactly) {
  const auto half = [](const char* bytes) { return number(dtype('f', 2), {bytes, 2}); };
  EXPECT_EQ(half("\x00\x3c"), 1.0);
  EXPECT_EQ(half("\xff\x7b"), 65504.0);
  EXPECT_EQ(half("\x01\x00"), 0x1p-24);    // the smallest subnormal
  EXPECT_EQ(half("\xff\x03"), 0x3ffp-24);  // the greatest
  EXPECT_EQ(half("\x00\x04"), 0x1p-14);    // the smallest normal
  EXPECT_EQ(half("\x00\x7c"), HUGE_VAL);
  EXPECT_EQ(half("\x00\xfc"), -HUGE_VAL);
  EXPECT_TRUE(std::isnan(half("\x01\x7e")));
  EXPECT_TRUE(std::signbit(half("\x00\x80")));  // -0
}

// 2^53 + 1 is the first integer that no double is.
TEST(Elements, AnIntegerThatNoDoubleIsIsNone) {
  double into = 0;
  EXPECT_TRUE(exact_double(std::int64_t{1} << 53, into));
  EXPECT_EQ(into, 0x1p53);
  EXPECT_FALSE(exact_double((std::int64_t{1} << 53) + 1, into));
  EXPECT_TRUE(exact_double((std::int64_t{1} << 53) + 2, into));
  EXPECT_TRUE(exact_double(std::numeric_limits<std::int64_t>::min(), into));
  EXPECT_FALSE(exact_double(std::numeric_limits<std::int64_t>::max(), into));  // rounds to 2^63

  const std::string odd = "\x01\0\0\0\0\0\x20\0"s;
  EXPECT_FALSE(Elements(array(dtype('i', 8), odd)).number(0, into));
}

TEST(Elements, UnsignedBeyondInt64IsADoubleOrNothing) {
  const std::string half = "\0\0\0\0\0\0\0\x80"s, most(8, '\xff');
  EXPECT_EQ(number(dtype('u', 8), half), 0x1p63);
  std::int64_t whole = 0;
  double into = 0;
  EXPECT_FALSE(Elements(array(dtype('u', 8), half)).integer(0, whole));
  EXPECT_FALSE(Elements(array(dtype('u', 8), most)).number(0, into));  // rounds to 2^64
}

TEST(Elements, CountedInCOrderWhateverTheMemoryHas) {
  const std::string data = "\0\x01\x02\x03\x04\x05"s;
  Array one = array(dtype('i', 1), data, {2, 3});
  const auto read = [&one] {
    const Elements elements(one);
    std::vector<std::int64_t> all(6);
    for (std::int64_t i = 0; i < elements.size(); ++i)
      EXPECT_TRUE(elements.integer(i, all[static_cast<std::size_t>(i)]));
    return all;
  };
  EXPECT_EQ(read(), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
  one.fortran = true;
  EXPECT_EQ(read(), (std::vector<std::int64_t>{0, 2, 4, 1, 3, 5}));
  one.shape = {1, 2, 3};
  EXPECT_EQ(read(), (std::vector<std::int64_t>{0, 2, 4, 1, 3, 5}));
  one.shape = {6};  // one dimension has one order
  EXPECT_EQ(read(), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

TEST(Elements, AFieldOfARecordNeedNotBeAligned) {
  DType record = dtype('V', 9);
  const auto add = [&record](const char* name, std::int64_t offset, DType type) {
    record.fields.push_back({name, offset, std::make_shared<const DType>(std::move(type))});
  };
  add("flag", 0, dtype('u', 1));
  add("value", 1, dtype('f', 8));
  const std::string data = "\x07\0\0\0\0\0\0\xf8\x3f\x08\0\0\0\0\0\0\0\xc0"s;
  const Array two = array(record, data);
  std::int64_t whole = 0;
  double real = 0;
  EXPECT_TRUE(Elements(two, two.dtype.fields[0]).integer(1, whole));
  EXPECT_EQ(whole, 8);
  const Elements values(two, two.dtype.fields[1]);
  EXPECT_EQ(values.size(), 2);
  EXPECT_TRUE(values.number(0, real));
  EXPECT_EQ(real, 1.5);
  EXPECT_TRUE(values.number(1, real));
  EXPECT_EQ(real, -2.0);
}

TEST(Elements, TextsLoseNumpysPaddingOnly) {
  const auto text = [](DType type, std::string_view data) {
    const Array one = array(std::move(type), data);
    std::string into = "before";
    EXPECT_TRUE(Elements(one).text(0, into));
    return into;
  };
  EXPECT_EQ(text(dtype('U', 12), "a\0\0\0\xac\x20\0\0\0\0\0\0"s), "a\u20ac");
  EXPECT_EQ(text(dtype('U', 4, true), "\0\x01\xf6\0"s), "\U0001f600");
  EXPECT_EQ(text(dtype('U', 8), "\0\0\0\0a\0\0\0"s), "\0a"s);
  EXPECT_EQ(text(dtype('S', 3),
                 "\xff"
                 "a\0"s),
            "\xff"
            "a");  // bytes as they are
  EXPECT_EQ(text(dtype('U', 4), "\0\0\0\0"s), "");
}

TEST(Elements, TextsStandOneAfterAnother) {
  const std::string data = "a\0\0\0b\0\0\0"s;
  const Array two = array(dtype('U', 4), data);
  std::string into;
  EXPECT_TRUE(Elements(two).text(1, into));
  EXPECT_EQ(into, "b");
}

TEST(Elements, ATextThatIsNoUnicodeIsNone) {
  std::string into;
  for (const std::string& data : {"\0\xd8\0\0"s, "\0\0\x11\0"s, "\xff\xff\xff\xff"s})
    EXPECT_FALSE(Elements(array(dtype('U', 4), data)).text(0, into));
}

}  // namespace
}  // namespace slipway::format::pickle
