#include "format/pickle/text.h"

#include <optional>

#include <gtest/gtest.h>

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

using Text = std::optional<std::string>;

// What `translate` gives of `text`; nothing if it refuses it.
template <class From>
Text of(bool (*translate)(From, std::string&), From text) {
  std::string into;
  return translate(text, into) ? Text(into) : Text();
}
Text utf8(std::uint32_t code) { return of<std::uint32_t>(append_utf8, code); }
Text latin1(std::string_view text) { return of(utf8_to_latin1, text); }
Text unquoted(std::string_view line) { return of(unquote, line); }
Text unescaped(std::string_view line) { return of(raw_unicode_unescape, line); }
Text number(std::string_view digits) { return of(decimal_to_two_complement, digits); }

TEST(PickleText, AsciiIsOfSevenBits) {
  EXPECT_TRUE(is_ascii(""));
  EXPECT_TRUE(is_ascii("\0\x7f"s));
  EXPECT_FALSE(is_ascii("a\x80"));
  EXPECT_FALSE(is_ascii("\xff"));
}

TEST(PickleText, Utf8AtTheBordersOfItsLengths) {
  EXPECT_EQ(utf8(0), "\0"s);
  EXPECT_EQ(utf8(0x7f), "\x7f");
  EXPECT_EQ(utf8(0x80), "\xc2\x80");
  EXPECT_EQ(utf8(0x7ff), "\xdf\xbf");
  EXPECT_EQ(utf8(0x800), "\xe0\xa0\x80");
  EXPECT_EQ(utf8(0xffff), "\xef\xbf\xbf");
  EXPECT_EQ(utf8(0x10000), "\xf0\x90\x80\x80");
  EXPECT_EQ(utf8(0x10ffff), "\xf4\x8f\xbf\xbf");
}

TEST(PickleText, HalfOfASurrogatePairIsNoCharacter) {
  EXPECT_EQ(utf8(0xd7ff), "\xed\x9f\xbf");
  EXPECT_EQ(utf8(0xd800), Text());
  EXPECT_EQ(utf8(0xdfff), Text());
  EXPECT_EQ(utf8(0xe000), "\xee\x80\x80");
  EXPECT_EQ(utf8(0x110000), Text());
}

TEST(PickleText, WhatIsAppendedFollowsWhatIsThere) {
  std::string into = "a";
  EXPECT_TRUE(append_utf8('b', into));
  EXPECT_TRUE(utf8_to_latin1("c", into));
  EXPECT_TRUE(unquote("'d'", into));
  EXPECT_TRUE(raw_unicode_unescape("e", into));
  EXPECT_EQ(into, "abcde");
}

TEST(PickleText, Latin1IsOneByteACharacter) {
  EXPECT_EQ(latin1("a\u0080\u00ff"), "a\x80\xff");
  EXPECT_EQ(latin1(""), "");
  EXPECT_EQ(latin1("\u0100"), Text());
  EXPECT_EQ(latin1("\u20ac"), Text());
  EXPECT_EQ(latin1("a\xc3"), Text());  // cut
}

TEST(PickleText, QuotedAsPython2ShowsStrings) {
  EXPECT_EQ(unquoted("''"), "");
  EXPECT_EQ(unquoted("'a\"b'"), "a\"b");
  EXPECT_EQ(unquoted("\"it's\""), "it's");
  EXPECT_EQ(unquoted(R"('\\\'\"\a\b\f\n\r\t\v')"), "\\'\"\a\b\f\n\r\t\v");
  EXPECT_EQ(unquoted(R"('\x00\xfF0')"),
            "\0\xff"
            "0"s);
}

TEST(PickleText, BrokenQuotesAndEscapesAreRefused) {
  for (const char* line : {"", "'", "a", "'a", "a'", "'a\"", "aba", R"('\')", R"('\q')", R"('\x')",
                           R"('\x4')", R"('\x4g')", R"('\x+4')", R"('\x-4')", R"('\u0041')"})
    EXPECT_EQ(unquoted(line), Text()) << line;
}

TEST(PickleText, RawUnicodeIsLatin1WithEscapes) {
  EXPECT_EQ(unescaped("a\xe9"), "a\u00e9");
  EXPECT_EQ(unescaped(R"(\u00e9\u20ac\U0001f600)"), "\u00e9\u20ac\U0001f600");
  EXPECT_EQ(unescaped(R"(\u005c)"), "\\");
  EXPECT_EQ(unescaped(R"(\n\x41\)"), R"(\n\x41\)");  // no other escapes
}

// As Python reads it; it never writes one, but \u005c.
TEST(PickleText, ABackslashBehindABackslashStartsNoEscape) {
  EXPECT_EQ(unescaped(R"(\\u0041)"), R"(\\u0041)");
  EXPECT_EQ(unescaped(R"(\\\u0041)"), R"(\\A)");
}

TEST(PickleText, DigitsBehindTheEndAreNoneOfTheLine) {
  EXPECT_EQ(unescaped(std::string_view(R"(\u1234)").substr(0, 5)), Text());
  EXPECT_EQ(unescaped(std::string_view(R"(\ud83d\ude00)").substr(0, 6)), Text());
}

TEST(PickleText, TwoHalvesOfAPairAreOneCharacter) {
  EXPECT_EQ(unescaped(R"(\ud83d\ude00!)"), "\U0001f600!");
  EXPECT_EQ(unescaped(R"(\ud800\udc00)"), "\U00010000");
  EXPECT_EQ(unescaped(R"(\udbff\udfff)"), "\U0010ffff");
}

TEST(PickleText, BrokenUnicodeIsRefused) {
  for (const char* line : {R"(\u)", R"(\u12)", R"(\u12g4)", R"(\U0001f60)", R"(\U00110000)",
                           R"(\Uffffffff)", R"(\ud83d)", R"(\ud83dx)", R"(\ud83d\)", R"(\ud83d\n)",
                           R"(\ud83d\u0041)", R"(\ud83d\ue000)", R"(\ud83d\ud83d)",
                           R"(\ude00\ud83d)", R"(\ude00)", R"(\ud83d\U0000de00)"})
    EXPECT_EQ(unescaped(line), Text()) << line;
}

TEST(PickleText, DecimalToTwoComplement) {
  const auto shortest = [](const char* digits) {
    return std::string(shortest_two_complement(number(digits).value()));
  };
  EXPECT_EQ(shortest("0"), "\0"s);
  EXPECT_EQ(shortest("-0"), "\0"s);
  EXPECT_EQ(shortest("127"), "\x7f");
  EXPECT_EQ(shortest("128"), "\x80\0"s);
  EXPECT_EQ(shortest("-128"), "\x80");
  EXPECT_EQ(shortest("-129"), "\x7f\xff");
  EXPECT_EQ(shortest("256"), "\0\x01"s);
  EXPECT_EQ(shortest("-256"), "\0\xff"s);
  EXPECT_EQ(shortest("18446744073709551616"), "\0\0\0\0\0\0\0\0\x01"s);
  EXPECT_EQ(shortest("-18446744073709551616"), "\0\0\0\0\0\0\0\0\xff"s);
  EXPECT_EQ(shortest("00012"), "\x0c");
  for (const char* digits : {"", "-", "+1", "1 ", " 1", "1.0", "0x1", "--1", "1L"})
    EXPECT_EQ(number(digits), Text()) << digits;
}

TEST(PickleText, BytesThatOnlyRepeatTheSignGo) {
  EXPECT_EQ(shortest_two_complement(""), "");
  EXPECT_EQ(shortest_two_complement("\0\0\0"s), "\0"s);
  EXPECT_EQ(shortest_two_complement("\xff\xff"), "\xff");
  EXPECT_EQ(shortest_two_complement("\x7f\0"s), "\x7f");
  EXPECT_EQ(shortest_two_complement("\x80\0"s), "\x80\0"s);  // 128: the 0 is its sign
  EXPECT_EQ(shortest_two_complement("\x7f\xff"), "\x7f\xff");
  EXPECT_EQ(shortest_two_complement("\0\x01\0\0"s), "\0\x01"s);
}

}  // namespace
}  // namespace slipway::format::pickle
