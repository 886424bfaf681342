// pandas' columns of texts where pyarrow was installed, as pandas 3.1 writes them.
#include "format/pickle/arrow.h"

#include <deque>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/pickle/machine.h"

namespace slipway::format::pickle {
namespace {

std::string bytes(const std::string& of) {
  return std::string("C") + static_cast<char>(of.size()) + of;
}
std::string buffer(const std::string& of) {
  return "cpyarrow.lib\npy_buffer\n(" + bytes(of) + "tR";
}
template <class Offset>
std::string offsets(const std::vector<Offset>& values) {
  return buffer({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Offset)});
}
std::string array(const std::string& type, int length, int offset, const std::string& buffers) {
  return fmt::format(
      "cpyarrow.lib\n_restore_array\n((cpyarrow.lib\ntype_for_alias\n(S'{}'\ntRI{}\nI1\nI{}\n({}l("
      "lNttR",
      type, length, offset, buffers);
}
std::string backed(const std::string& array) {
  return "cpandas.arrays\nArrowStringArray\n)\x81(S'_pa_array'\n" + array + "db";
}
const std::vector<std::int64_t> kOffsets = {0, 1, 4, 4};

class Arrow : public testing::Test {
 protected:
  // Texts and numbers with | between them, ? for missing; or the reason of a refusal.
  std::string read(const std::string& pickled) {
    auto document = read_pickle(std::make_shared<const std::string>(pickled + "."));
    EXPECT_TRUE(document.ok()) << document.status().text();
    if (!document.ok()) return "";
    const auto cells = as_cells(document->root, budget_);
    if (!cells.ok()) return cells.status().message();
    std::string all;
    for (const Cell& cell : *cells) {
      const bool number = cell.kind == Cell::Kind::kNumber;
      all += (number                           ? fmt::format("{}", cell.number)
              : cell.kind == Cell::Kind::kText ? cell.text
                                               : "?") +
             "|";
    }
    return all;
  }
  CellBudget budget_;
};

TEST_F(Arrow, TextsAndMissingOnes) {
  const std::string data = buffer("ab\xc3\xa9");
  EXPECT_EQ(read(backed(array("large_string", 3, 0, buffer("\x03") + offsets(kOffsets) + data))),
            "a|b\xc3\xa9|?|");
  EXPECT_EQ(read(backed(array("large_string", 2, 1, "N" + offsets(kOffsets) + data))),
            "b\xc3\xa9||");
  EXPECT_EQ(read(backed(array("string", 1, 0, "N" + offsets<std::int32_t>({0, 1}) + data))), "a|");
  EXPECT_EQ(
      read(backed("cpyarrow.lib\nchunked_array\n((" +
                  array("string", 1, 0, "N" + offsets<std::int32_t>({0, 1}) + data) + "lNtR")),
      "a|");
}

TEST_F(Arrow, NumbersAndTruths) {
  const std::string numbers = offsets<std::int16_t>({7, -2, 300});
  EXPECT_EQ(read(backed(array("int16", 3, 0, buffer("\x05") + numbers))), "7|?|300|");
  EXPECT_EQ(read(backed(array("uint8", 2, 1, "N" + buffer("abc")))), "98|99|");
  EXPECT_EQ(read(backed(array("double", 1, 0, "N" + offsets<double>({0.5})))), "0.5|");
  EXPECT_EQ(read(backed(array("bool", 3, 0, buffer("\x07") + buffer("\x05")))), "1|0|1|");
  EXPECT_EQ(read(backed(array("int64", 1, 0, "N" + offsets<std::int64_t>({(1LL << 53) + 1})))),
            "a value that a double can't hold exactly");
}

TEST_F(Arrow, WhatContradictsItselfIsRefused) {
  const std::string data = buffer("ab");
  EXPECT_EQ(read(backed(array("date32[day]", 1, 0, "N" + data))),
            "an Arrow array of neither texts nor numbers");
  for (const char* type : {"int64", "bool"})
    EXPECT_EQ(read(backed(array(type, 17, 0, "N" + data))),
              "an Arrow array whose buffers are cut off");
  EXPECT_EQ(read(backed(array("string", 1, 0, "N" + data))), "an Arrow array without its buffers");
  EXPECT_EQ(read(backed(array("string", 9, 0, "N" + data + data))),
            "an Arrow array whose buffers are cut off");
  EXPECT_EQ(read(backed(array("string", -1, 0, "N" + data + data))),
            "an Arrow array of an unknown size");
  EXPECT_EQ(read(backed(array("string", 1, 0, "N" + offsets<std::int32_t>({0, 9}) + data))),
            "a text of an Arrow array is out of range");
  EXPECT_EQ(
      read(backed(array("string", 1, 0, "N" + offsets<std::int32_t>({0, 1}) + buffer("\xff")))),
      "a text of an Arrow array is not UTF-8");
}

}  // namespace
}  // namespace slipway::format::pickle
