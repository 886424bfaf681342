#include "codec/tensors.h"

#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

namespace slipway::codec {
namespace {

using data::Kind;

template <class T>
std::string raw_of(std::vector<T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}
std::string texts_of(const std::vector<std::string>& values) {
  std::string raw;
  for (const std::string& value : values)
    raw += raw_of<std::uint32_t>({static_cast<std::uint32_t>(value.size())}) + value;
  return raw;
}

class Tensors : public testing::Test {
 protected:
  // Columns of these names and kinds, filled from the tensors; the reason of a refusal.
  std::string decode(const std::vector<std::pair<std::string, Kind>>& columns,
                     const std::vector<Tensor>& tensors) {
    std::vector<data::Field> fields;
    for (const auto& [name, kind] : columns) fields.push_back({name, {kind, {}}, {}});
    rows_ = data::Chunk(std::make_shared<const data::Schema>(fields));
    const auto status = decode_tensors(tensors, rows_, errors_);
    message_ = status.message();
    return status.ok() ? "" : status.reason();
  }
  std::vector<double> doubles(std::size_t column) const {
    const auto view = rows_.column(column).view();
    return {view.float64s(), view.float64s() + view.length};
  }

  data::Chunk rows_;
  data::RowErrors errors_;
  std::string message_;
};

TEST_F(Tensors, OneMatrixHoldsAllColumnsWhateverItsName) {
  const std::string raw = raw_of<double>({1, 2, 3, 4, 5, 6});
  EXPECT_EQ(decode({{"a", Kind::kFloat64}, {"b", Kind::kFloat64}, {"c", Kind::kFloat64}},
                   {{.name = "input-0", .datatype = DataType::kFp64, .shape = {2, 3}, .raw = raw}}),
            "");
  EXPECT_EQ(rows_.rows(), 2);
  EXPECT_EQ(doubles(0), (std::vector<double>{1, 4}));
  EXPECT_EQ(doubles(2), (std::vector<double>{3, 6}));
}

TEST_F(Tensors, OneTensorAColumnByNameInAnyOrder) {
  const std::string b = raw_of<float>({0.5f, NAN}), a = texts_of({"x", ""});
  EXPECT_EQ(decode({{"a", Kind::kString}, {"b", Kind::kFloat64}},
                   {{.name = "b", .datatype = DataType::kFp32, .shape = {2}, .raw = b},
                    {.name = "a", .datatype = DataType::kBytes, .shape = {2, 1}, .raw = a}}),
            "");
  EXPECT_EQ(rows_.column(0).view().string(0), "x");
  EXPECT_EQ(doubles(1)[0], 0.5);
  EXPECT_TRUE(std::isnan(doubles(1)[1]));
}

// Every datatype's least and greatest value.
TEST_F(Tensors, EveryDatatypeOfNumbers) {
  const auto read = [&](DataType type, const std::string& raw) {
    const auto rows = static_cast<std::int64_t>(raw.size() / datatype_bytes(type));
    EXPECT_EQ(decode({{"a", Kind::kFloat64}},
                     {{.name = "a", .datatype = type, .shape = {rows}, .raw = raw}}),
              "")
        << message_;
    return doubles(0);
  };
  using Doubles = std::vector<double>;
  EXPECT_EQ(read(DataType::kBool, std::string("\0\1", 2)), (Doubles{0, 1}));
  EXPECT_EQ(read(DataType::kInt8, raw_of<std::int8_t>({-128, 127})), (Doubles{-128, 127}));
  EXPECT_EQ(read(DataType::kInt16, raw_of<std::int16_t>({-32768})), (Doubles{-32768}));
  EXPECT_EQ(read(DataType::kInt32, raw_of<std::int32_t>({-2147483647})), (Doubles{-2147483647}));
  EXPECT_EQ(read(DataType::kInt64, raw_of<std::int64_t>({1ll << 40})), (Doubles{1ll << 40}));
  EXPECT_EQ(read(DataType::kUint8, raw_of<std::uint8_t>({255})), (Doubles{255}));
  EXPECT_EQ(read(DataType::kUint16, raw_of<std::uint16_t>({65535})), (Doubles{65535}));
  EXPECT_EQ(read(DataType::kUint32, raw_of<std::uint32_t>({4294967295u})), (Doubles{4294967295.0}));
  EXPECT_EQ(read(DataType::kUint64, raw_of<std::uint64_t>({7})), (Doubles{7}));
  // 1, -2, 65504, the least subnormal, infinity (IEEE 754 binary16, table 3.5)
  EXPECT_EQ(read(DataType::kFp16, raw_of<std::uint16_t>({0x3c00, 0xc000, 0x7bff, 1, 0x7c00})),
            (Doubles{1, -2, 65504, std::ldexp(1, -24), HUGE_VAL}));
  EXPECT_EQ(read(DataType::kBf16, raw_of<std::uint16_t>({0x3f80, 0xc000})), (Doubles{1, -2}));
  EXPECT_EQ(decode({{"a", Kind::kFloat64}}, {{.name = "a",
                                              .datatype = DataType::kUint64,
                                              .shape = {1},
                                              .raw = raw_of<std::uint64_t>({~0ull})}}),
            "BAD_TENSOR");
}

TEST_F(Tensors, WhatAColumnCanNotTakeIsAnErrorOfItsRow) {
  const std::string raw = raw_of<double>({1, 0.5, NAN, 2});
  EXPECT_EQ(decode({{"a", Kind::kInt64}},
                   {{.name = "a", .datatype = DataType::kFp64, .shape = {4}, .raw = raw}}),
            "");
  ASSERT_EQ(errors_.size(), 1u);
  EXPECT_EQ(errors_[0].row, 1);
  EXPECT_EQ(errors_[0].column, "a");
  EXPECT_EQ(rows_.column(0).view().int64s()[3], 2);
  EXPECT_FALSE(rows_.column(0).view().valid(2));  // NaN is missing
  EXPECT_EQ(decode({{"a", Kind::kString}},
                   {{.name = "a", .datatype = DataType::kFp64, .shape = {4}, .raw = raw}}),
            "BAD_TYPE");
}

TEST_F(Tensors, TextsAtHandMayBeMissing) {
  Tensor tensor{.name = "a", .datatype = DataType::kBytes, .shape = {2}};
  tensor.texts = {std::string_view(), "x"};
  EXPECT_EQ(decode({{"a", Kind::kString}}, {tensor}), "");
  EXPECT_FALSE(rows_.column(0).view().valid(0));
  EXPECT_EQ(rows_.column(0).view().string(1), "x");
  tensor.shape = {3};
  EXPECT_EQ(decode({{"a", Kind::kString}}, {tensor}), "BAD_TENSOR");
}

TEST_F(Tensors, WhatDoesNotFitIsRefusedByName) {
  const std::vector<std::pair<std::string, Kind>> two = {{"a", Kind::kFloat64},
                                                         {"b", Kind::kFloat64}};
  const std::string one = raw_of<double>({1}), both = raw_of<double>({1, 2});
  const auto tensor = [](const char* name, std::vector<std::int64_t> shape,
                         const std::string& raw) {
    return Tensor{.name = name, .datatype = DataType::kFp64, .shape = std::move(shape), .raw = raw};
  };
  EXPECT_EQ(decode(two, {tensor("a", {1}, one)}), "MISSING_COLUMN");
  EXPECT_EQ(message_, "there is no input \"b\"");
  EXPECT_EQ(decode(two, {tensor("x", {1, 3}, one)}), "BAD_SHAPE");
  EXPECT_EQ(message_, "input \"x\" has the shape [1, 3], not [rows, 2]");
  EXPECT_EQ(decode(two, {tensor("a", {1}, one), tensor("c", {1}, one)}), "UNKNOWN_INPUT");
  EXPECT_EQ(decode(two, {tensor("a", {1}, one), tensor("a", {1}, one)}), "UNKNOWN_INPUT");
  EXPECT_EQ(decode(two, {tensor("a", {1}, one), tensor("b", {2}, both)}), "BAD_SHAPE");
  EXPECT_EQ(decode(two, {tensor("a", {1}, one), tensor("b", {1, 1, 1}, one)}), "BAD_SHAPE");
  EXPECT_EQ(decode(two, {tensor("x", {1, 2}, one)}), "BAD_TENSOR");
  EXPECT_EQ(decode(two, {tensor("x", {-1, 2}, one)}), "BAD_SHAPE");
  EXPECT_EQ(decode(two, {tensor("x", {1ll << 62, 2}, one)}), "BAD_SHAPE");
  EXPECT_EQ(
      decode({{"a", Kind::kString}},
             {{.name = "a", .datatype = DataType::kBytes, .shape = {2}, .raw = texts_of({"x"})}}),
      "BAD_TENSOR");
  EXPECT_EQ(
      decode(
          {{"a", Kind::kString}},
          {{.name = "a", .datatype = DataType::kBytes, .shape = {1}, .raw = texts_of({"x", "y"})}}),
      "BAD_TENSOR");
}

TEST(TensorShapes, AreBounded) {
  using Shape = std::vector<std::int64_t>;
  EXPECT_EQ(*elements_of(Shape{}), 1);
  EXPECT_EQ(*elements_of(Shape{2, 0, 3}), 0);
  EXPECT_FALSE(elements_of(Shape{2, -1}).ok());
  EXPECT_FALSE(elements_of(Shape{1ll << 40, 2}).ok());
}

TEST(TensorValues, AreRawBytes) {
  std::string out;
  data::Column numbers(data::Type{Kind::kFloat64, {}});
  numbers.append_float64(1.5);
  numbers.append_null();
  append_raw_values(out, numbers.view(), DataType::kFp64);
  ASSERT_EQ(out.size(), 16u);
  double read[2];
  std::memcpy(read, out.data(), sizeof read);
  EXPECT_EQ(read[0], 1.5);
  EXPECT_TRUE(std::isnan(read[1]));
  out.clear();
  append_raw_values(out, numbers.view(), DataType::kFp16);
  EXPECT_EQ(out, std::string("\x00\x3e\x00\x7e", 4));
  out.clear();
  append_raw_values(out, numbers.view(), DataType::kBf16);
  EXPECT_EQ(out, std::string("\xc0\x3f\xc0\x7f", 4));
  out.clear();
  data::Column texts(data::Type{Kind::kString, {}});
  texts.append_string("ab");
  texts.append_null();
  append_raw_values(out, texts.view(), DataType::kBytes);
  EXPECT_EQ(out, texts_of({"ab", ""}));
  out.clear();
  data::Column flags(data::Type{Kind::kBool, {}});
  flags.append_bool(true);
  flags.append_bool(false);
  append_raw_values(out, flags.view(), DataType::kBool);
  EXPECT_EQ(out, std::string("\1\0", 2));
}

TEST(TensorDatatypes, HaveNames) {
  EXPECT_EQ(*datatype_of("BF16"), DataType::kBf16);
  EXPECT_STREQ(datatype_of("fp32").status().reason(), "UNKNOWN_DATATYPE");
  EXPECT_EQ(datatype_name(datatype_of(Kind::kString)), "BYTES");
  EXPECT_EQ(datatype_of(Kind::kTimestamp), DataType::kInt64);
}

}  // namespace
}  // namespace slipway::codec
