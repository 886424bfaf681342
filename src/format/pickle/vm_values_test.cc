// Literals as each opcode writes them.
#include <cmath>

#include "format/pickle/stream_test.h"
#include "format/pickle/vm.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

class VmValues : public Streams {};

TEST_F(VmValues, Integers) {
  EXPECT_EQ(root("I-5\n.")->integer, -5);
  EXPECT_EQ(root("I01\n.")->boolean, true);
  EXPECT_EQ(root("I00\n.")->tag, Tag::kBool);
  EXPECT_EQ(root("L12L\n.")->integer, 12);
  EXPECT_EQ(root("J\xff\xff\xff\xff.")->integer, -1);
  EXPECT_EQ(root("M\xff\xff.")->integer, 65535);
  EXPECT_EQ(root("\x8a\x00."s)->integer, 0);
  EXPECT_EQ(root("\x8a\x01\xff.")->integer, -1);
  EXPECT_EQ(root("\x8a\x09\xff\xff\xff\xff\xff\xff\xff\xff\x00."s)->tag, Tag::kBigInt);
  EXPECT_EQ(root("\x8a\x09\xff\xff\xff\xff\xff\xff\xff\x7f\x00."s)->integer, INT64_MAX);
  EXPECT_EQ(root("\x8b\x02\x00\x00\x00\x01\x02."s)->integer, 0x201);
  EXPECT_EQ(root("L9223372036854775808L\n.")->text, "\0\0\0\0\0\0\0\x80\0"s);
  EXPECT_EQ(root("L-9223372036854775808L\n.")->integer, INT64_MIN);
  EXPECT_EQ(reason("I1x\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("I\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("L99999999999999999999x\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("\x8b\xff\xff\xff\xff."), "BAD_PICKLE");
}

TEST_F(VmValues, Floats) {
  EXPECT_EQ(root("F0.1\n.")->number, 0.1);
  EXPECT_EQ(root("F-inf\n.")->number, -HUGE_VAL);
  EXPECT_EQ(root("G\x3f\xf0\0\0\0\0\0\0."s)->number, 1.0);
  EXPECT_EQ(reason("F1,5\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("G\x3f."), "TRUNCATED");
}

TEST_F(VmValues, TextsOfProtocol0) {
  EXPECT_EQ(root("S'a\\n\\x41\\\\\\''\n.")->text, "a\nA\\'");
  EXPECT_EQ(root("S\"it's\"\n.")->text, "it's");
  EXPECT_EQ(root("S'a' \r \n.")->text, "a");  // as written on Windows
  EXPECT_EQ(read("S'a'").status().place(), "offset 0, STRING");
  EXPECT_EQ(read("Va").status().place(), "offset 0, UNICODE");
  EXPECT_EQ(root("S'\\xff'\n.")->tag, Tag::kBytes);
  EXPECT_EQ(root("V\\u00e9\xe9\\U0001f600\\ud83d\\ude00\n.")->text,
            "\u00e9\u00e9\U0001f600\U0001f600");
  for (const std::string broken :
       {"S'a\n.", "Sa\n.", "S'\\x4'\n.", "S'\\q'\n.", "S'\\'\n.", "S'\n."}) {
    EXPECT_EQ(reason(broken), "BAD_PICKLE") << broken;
  }
  for (const std::string broken :
       {"V\\u12\n.", "V\\ud83d\n.", "V\\ud83dx\n.", "V\\ud83d\\u0041\n.", "V\\Uffffffff\n."}) {
    EXPECT_EQ(reason(broken), "BAD_TEXT") << broken;
  }
}

TEST_F(VmValues, BinaryTexts) {
  EXPECT_EQ(root("X\x02\0\0\0\xc3\xa9."s)->text, "\u00e9");
  EXPECT_EQ(root("\x8d\x01\0\0\0\0\0\0\0a."s)->text, "a");
  EXPECT_EQ(root("B\x01\0\0\0\xff."s)->tag, Tag::kBytes);
  EXPECT_EQ(root("\x8e\x01\0\0\0\0\0\0\0a."s)->tag, Tag::kBytes);
  EXPECT_EQ(root("\x96\x01\0\0\0\0\0\0\0a."s)->tag, Tag::kBytes);
  EXPECT_EQ(root("T\x01\0\0\0a."s)->tag, Tag::kString);
  EXPECT_EQ(root("U\x01\xff.")->tag, Tag::kBytes);
  EXPECT_EQ(reason("\x8c\x01\xff."), "BAD_TEXT");
  EXPECT_EQ(reason("\x8c\x03\xed\xa0\x80."), "BAD_TEXT");  // half a surrogate pair
  EXPECT_EQ(reason("T\xff\xff\xff\xff"
                   "a."),
            "BAD_PICKLE");
}

// rule (d): binary and decimal.
TEST_F(VmValues, LimitOfIntegers) {
  EXPECT_EQ(reason("\x8a\x03" + "abc."s, {.integer_bytes_max = 2}), "LIMIT_INTEGER");
  EXPECT_TRUE(read("\x8a\x03" + "abc."s, {.integer_bytes_max = 3}).ok());
  EXPECT_EQ(reason("L" + std::string(99, '9') + "L\n.", {.integer_bytes_max = 8}), "LIMIT_INTEGER");
  EXPECT_EQ(reason("I" + std::string(99, '9') + "\n.", {.integer_bytes_max = 8}), "LIMIT_INTEGER");
}

// rule (d): text and bytes, in every encoding.
TEST_F(VmValues, LimitOfStrings) {
  for (const std::string& bytes :
       {"\x8c\x03" + "abc."s, "C\x03" + "abc."s, "U\x03" + "abc."s, "S'abc'\n."s, "Vabc\n."s}) {
    EXPECT_EQ(reason(bytes, {.string_bytes_max = 2}), "LIMIT_STRING") << bytes;
    EXPECT_TRUE(read(bytes, {.string_bytes_max = 3}).ok()) << bytes;
  }
}

}  // namespace
}  // namespace slipway::format::pickle
