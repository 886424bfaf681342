#include "format/pickle/dtype.h"

#include <gtest/gtest.h>

#include "format/pickle/machine.h"
#include "format/pickle/numpy.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

// "f8<": kind, bytes and byte order; "" if it is refused.
std::string parsed(std::string_view text) {
  DType type;
  if (!parse_dtype(text, type)) return "";
  return type.kind + std::to_string(type.itemsize) + (type.big_endian ? ">" : "<");
}

TEST(DType, AsNumpyWritesThem) {
  EXPECT_EQ(parsed("<f8"), "f8<");
  EXPECT_EQ(parsed(">f4"), "f4>");
  EXPECT_EQ(parsed("f2"), "f2<");
  EXPECT_EQ(parsed("|b1"), "b1<");
  EXPECT_EQ(parsed("?"), "b1<");
  EXPECT_EQ(parsed("=i8"), "i8<");
  EXPECT_EQ(parsed("<U5"), "U20<");  // four bytes a character
  EXPECT_EQ(parsed("U"), "U0<");
  EXPECT_EQ(parsed("|S3"), "S3<");
  EXPECT_EQ(parsed("a3"), "S3<");  // Python 2's name
  EXPECT_EQ(parsed("|V56"), "V56<");
  EXPECT_EQ(parsed("O"), "O8<");
  EXPECT_EQ(parsed("<M8[ns]"), "M8<");
  EXPECT_EQ(parsed("c16"), "c16<");
}

TEST(DType, WhatIsNoneIsRefused) {
  for (const char* text : {"", "<", "f", "f0", "i", "x8", "f8 ", "f-8", "f99", "f8[ns]", "U-1",
                           "U99999999999", "S2147483648", "<<f8", "8f", "?1"})
    EXPECT_EQ(parsed(text), "") << text;
}

base::Result<DType> of(const std::string& record) {
  const auto document = read_pickle(std::make_shared<const std::string>(record + "."));
  EXPECT_TRUE(document.ok()) << document.status().text();
  return as_dtype(document->root);
}
std::string refusal(const std::string& record) { return of(record).status().message(); }

const std::string kF8 = "cnumpy\ndtype\n(S'f8'\nI0\nI1\ntR";

std::string structured(const std::string& fields, int itemsize = 16) {
  return "cnumpy\ndtype\n(S'V16'\nI0\nI1\ntR(I3\nS'|'\nN(S'a'\nS'b'\nt(" + fields + "dI" +
         std::to_string(itemsize) + "\nI1\nI16\ntb";
}

TEST(DType, ARecordHoldsKindOrderAndFields) {
  EXPECT_EQ(of(kF8)->kind, 'f');
  EXPECT_TRUE(of(kF8 + "(I3\nS'>'\nNNNI-1\nI-1\nI0\ntb")->big_endian);
  const auto type = of(structured("S'a'\n(" + kF8 + "I0\ntS'b'\n(" + kF8 + "I8\nt"));
  ASSERT_TRUE(type.ok()) << type.status().text();
  ASSERT_EQ(type->fields.size(), 2u);
  EXPECT_EQ(type->fields[1].name, "b");
  EXPECT_EQ(type->fields[1].offset, 8);
  EXPECT_EQ(type->fields[1].type->kind, 'f');
}

TEST(DType, ARecordThatContradictsItselfIsRefused) {
  EXPECT_EQ(refusal("I1\n"), "the int 1 is no dtype");
  EXPECT_EQ(refusal("cos\nsystem\n(S'f8'\ntR"), "a os.system is no dtype");
  EXPECT_EQ(refusal("cnumpy\ndtype\n(S'x8'\ntR"), "a dtype of unknown kind");
  EXPECT_EQ(refusal("cnumpy\ndtype\n)R"), "a dtype of unknown kind");
  EXPECT_EQ(refusal(kF8 + "(I3\nS'<'\nNNNI4\nI-1\nI0\ntb"), "a dtype of two sizes");
  EXPECT_EQ(refusal(kF8 + "(I2\nS'<'\nNNNI-1\nI-1\nI0\ntb"),
            "a dtype whose state is of an unknown form");
  EXPECT_EQ(refusal(kF8 + "Nb(I3\nS'<'\nNNNI-1\nI-1\nI0\ntb"), "a dtype of two states");
  EXPECT_EQ(refusal("cnumpy\ndtype\n(S'U1'\nI0\nI1\ntR(I3\nS'<'\nNNNI5\nI4\nI0\ntb"),
            "a str dtype of broken characters");
}

// A field beyond its record would be read beyond the array.
TEST(DType, FieldsLieWithinTheirRecord) {
  const auto at = [](const char* offset) {
    return refusal(structured("S'a'\n(" + kF8 + "I0\ntS'b'\n(" + kF8 + "I" + offset + "\nt"));
  };
  for (const char* offset : {"9", "16", "-1", "9223372036854775807"})
    EXPECT_EQ(at(offset), "the field \"b\" lies outside of its record") << offset;
  EXPECT_EQ(refusal(structured("S'a'\n(" + kF8 + "I0\nt")), "a dtype with a field of unknown form");
  EXPECT_EQ(refusal(structured("S'a'\n(" + kF8 + "tS'b'\n(" + kF8 + "t")),
            "a dtype with a field of unknown form");
}

}  // namespace
}  // namespace slipway::format::pickle
