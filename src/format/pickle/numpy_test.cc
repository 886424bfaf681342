#include "format/pickle/numpy.h"

#include <cmath>

#include "format/pickle/record.h"
#include "format/pickle/stream_test.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

using Doubles = std::vector<double>;
using Whole = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

class Numpy : public Streams {
 protected:
  Ref objects(int count, const std::string& items) {
    return value(array(dtype("O8", "|"), "I" + std::to_string(count) + "\n", "(" + items + "l"));
  }
};

const std::string kTwoByThree = "I2\nI3\n";
const std::string kSix = "\0\x01\x02\x03\x04\x05"s;

// The text of a refusal.
template <class T>
std::string refusal(const base::Result<T>& result) {
  EXPECT_FALSE(result.ok());
  return result.status().text();
}

TEST_F(Numpy, Shapes) {
  EXPECT_EQ(got(shape_of(value(array(dtype("i1"), kTwoByThree, bytes(kSix))))), (Whole{2, 3}));
  EXPECT_EQ(got(shape_of(value("(NNt"))), (Whole{2}));
  EXPECT_EQ(got(shape_of(value("(l"))), (Whole{0}));
  for (const char* scalar : {"I1\n", "F1\n", "I01\n", "S'abc'\n"})
    EXPECT_EQ(got(shape_of(value(scalar))), Whole{}) << scalar;
  EXPECT_EQ(refusal(shape_of(value("(d"))), "a dict of 0 where an array is needed (WRONG_TYPE)");
  EXPECT_EQ(refusal(shape_of(nullptr)), "nothing where an array is needed (WRONG_TYPE)");
}

TEST_F(Numpy, NumbersOfEveryDtypeAsDoubles) {
  EXPECT_EQ(got(as_doubles(value(array(dtype("i1"), "I2\n", bytes("\x01\xff"))))),
            (Doubles{1, -1}));
  EXPECT_EQ(got(as_doubles(value(array(dtype("b1", "|"), "I2\n", bytes("\0\x01"s))))),
            (Doubles{0, 1}));
  EXPECT_EQ(got(as_doubles(value(array(dtype("f4"), "I1\n", bytes("\0\0\xc0\x3f"s))))),
            Doubles{1.5});
  EXPECT_EQ(got(as_doubles(value(array(dtype("f8"), "I1\n", bytes("\0\0\0\0\0\0\xf8\x3f"s))))),
            Doubles{1.5});
  EXPECT_EQ(got(as_doubles(value(array(dtype("f8", ">"), "I1\n", bytes("\x3f\xf8\0\0\0\0\0\0"s))))),
            Doubles{1.5});
  EXPECT_EQ(got(as_doubles(objects(3, "I2\nF0.5\nI01\n"))), (Doubles{2, 0.5, 1}));
  EXPECT_EQ(got(as_doubles(value(array(dtype("f8"), "I0\n", bytes(""))))), Doubles{});
}

TEST_F(Numpy, FortranOrderIsTurnedIntoC) {
  EXPECT_EQ(got(as_int64s(value(array(dtype("i1"), kTwoByThree, bytes(kSix), true)))),
            (Whole{0, 2, 4, 1, 3, 5}));
  std::string reals;
  for (int i = 0; i < 4; ++i)
    reals += "\0\0\0\0\0\0"s + (i == 0   ? "\0\0"s
                                : i == 1 ? "\xf0\x3f"s
                                : i == 2 ? "\0\x40"s
                                         : "\x08\x40"s);
  EXPECT_EQ(got(as_doubles(value(array(dtype("f8"), "I2\nI2\n", bytes(reals))))),
            (Doubles{0, 1, 2, 3}));
  EXPECT_EQ(got(as_doubles(value(array(dtype("f8"), "I2\nI2\n", bytes(reals), true)))),
            (Doubles{0, 2, 1, 3}));
  EXPECT_EQ(got(as_doubles(value(array(dtype("f8"), "I4\n", bytes(reals), true)))),
            (Doubles{0, 1, 2, 3}));
}

TEST_F(Numpy, ListsStandForArrays) {
  EXPECT_EQ(got(as_doubles(value("((I1\nF2\ntI3\nl"))), (Doubles{1, 2, 3}));
  EXPECT_EQ(got(as_doubles(value("(" + array(dtype("i1"), "I2\n", bytes("\x01\x02")) + "I3\nl"))),
            (Doubles{1, 2, 3}));
  EXPECT_EQ(got(as_doubles(value("I7\n"))), Doubles{7});
  EXPECT_EQ(got(as_int64s(value("(I1\nI01\nl"))), (Whole{1, 1}));
  EXPECT_EQ(got(as_bools(value("(I01\nI00\nl"))), (std::vector<bool>{true, false}));
  EXPECT_EQ(got(as_strings(value("(S'a'\nV\\u20ac\nl"))), (Texts{"a", "\u20ac"}));
}

// Nothing is lost, or the value is refused.
TEST_F(Numpy, WhatTheWantedTypeCanNotHoldIsRefused) {
  const std::string beyond = "L9007199254740993L\n";  // 2^53 + 1
  EXPECT_EQ(refusal(as_doubles(value(beyond))),
            "a value that a double can't hold exactly (INEXACT)");
  EXPECT_EQ(got(as_int64s(value(beyond))), Whole{9007199254740993});
  const std::string odd = array(dtype("i8"), "I1\n", bytes("\x01\0\0\0\0\0\x20\0"s));
  EXPECT_EQ(refusal(as_doubles(value(odd))), "a value that a double can't hold exactly (INEXACT)");
  EXPECT_EQ(refusal(as_doubles(objects(1, beyond))),
            "a value that a double can't hold exactly (INEXACT)");
  EXPECT_EQ(refusal(as_int64s(value(array(dtype("u8"), "I1\n", bytes(std::string(8, '\xff')))))),
            "a value that a 64-bit integer can't hold exactly (INEXACT)");
  EXPECT_EQ(refusal(as_doubles(value("L9223372036854775808L\n"))),
            "an int of 9 bytes where a number is needed (WRONG_TYPE)");
  EXPECT_EQ(refusal(as_strings(value(array(dtype("U1"), "I1\n", bytes("\0\xd8\0\0"s))))),
            "a numpy string that is no Unicode (BAD_TEXT)");
}

TEST_F(Numpy, OtherTypesAreRefused) {
  for (Ref wrong :
       {value("N"), value("S'1'\n"), value("(d"), value("cos\nsystem\n)R"), Ref{nullptr}}) {
    EXPECT_STREQ(as_doubles(wrong).status().reason(), "WRONG_TYPE") << describe(wrong);
    EXPECT_STREQ(as_int64s(wrong).status().reason(), "WRONG_TYPE") << describe(wrong);
    EXPECT_STREQ(as_bools(wrong).status().reason(), "WRONG_TYPE") << describe(wrong);
  }
  EXPECT_EQ(refusal(as_int64s(value("(F1\nl"))),
            "the float 1 where an integer is needed (WRONG_TYPE)");
  EXPECT_EQ(refusal(as_bools(value("(I1\nl"))), "the int 1 where a boolean is needed (WRONG_TYPE)");
  EXPECT_EQ(refusal(as_strings(value("(I1\nl"))),
            "the int 1 where a string is needed (WRONG_TYPE)");
  EXPECT_EQ(refusal(as_strings(nullptr)), "nothing where a string is needed (WRONG_TYPE)");
  const std::string real = array(dtype("f4"), "I1\n", bytes("\0\0\0\0"s));
  EXPECT_EQ(refusal(as_int64s(value(real))),
            "elements of dtype f4 where a 64-bit integer is needed (WRONG_TYPE)");
  EXPECT_STREQ(as_bools(value(real)).status().reason(), "WRONG_TYPE");
  EXPECT_STREQ(as_strings(value(real)).status().reason(), "WRONG_TYPE");
  for (const char* unread : {"c8", "M8", "m8", "V8"})
    EXPECT_STREQ(as_doubles(value(array(dtype(unread), "I1\n", bytes(std::string(8, '\0')))))
                     .status()
                     .reason(),
                 "WRONG_TYPE")
        << unread;
}

TEST_F(Numpy, ElementsThatAreArraysMustBeOne) {
  const auto element = [](const char* dims, const char* data) {
    return array(dtype("i1"), dims, bytes(data));
  };
  EXPECT_EQ(got(as_doubles(objects(1, element("", "\x05")))), Doubles{5});
  EXPECT_EQ(got(as_doubles(objects(1, element("I1\n", "\x05")))), Doubles{5});
  EXPECT_EQ(refusal(as_doubles(objects(1, element("I2\n", "\x05\x06")))),
            "an array of dtype i1 and shape (2) as an element (WRONG_SHAPE)");
  EXPECT_STREQ(as_doubles(objects(1, "(I1\nl")).status().reason(), "WRONG_TYPE");
}

TEST_F(Numpy, ListsAreInsideEachOtherEightTimesAtMost) {
  const auto nested = [this](int levels) {
    return as_doubles(value(std::string(static_cast<std::size_t>(levels), '(') + "I1\n" +
                            std::string(static_cast<std::size_t>(levels), 'l')));
  };
  EXPECT_EQ(got(nested(8)), Doubles{1});
  EXPECT_EQ(refusal(nested(9)), "a list of 1 where a double is needed (WRONG_TYPE)");
}

// A list of one list a thousand times, in a list a thousand times: the file is small.
TEST_F(Numpy, ListsThatMultiplyEnd) {
  std::string many = "](";
  for (int i = 0; i < 1000; ++i) many += "h\x01";
  many += "e";
  const std::string level0 = "]q\x01" + many + "q\x01" + many + "q\x01" + many;
  Ref list = root("(" + level0 + "t.");
  EXPECT_STREQ(as_doubles(list).status().reason(), "LIMIT_ELEMENTS");
}

TEST_F(Numpy, OneNumber) {
  EXPECT_EQ(got(as_double(value("I3\n"))), 3);
  EXPECT_EQ(got(as_double(value(array(dtype("i1"), "", bytes("\x03"))))), 3);
  EXPECT_EQ(got(as_double(value(array(dtype("i1"), "I1\nI1\n", bytes("\x03"))))), 3);
  EXPECT_EQ(got(as_int64(value("I01\n"))), 1);
  EXPECT_TRUE(got(as_bool(value(array(dtype("b1", "|"), "", bytes("\x01"))))));
  EXPECT_EQ(got(as_string(value("S'a'\n"))), "a");
  EXPECT_EQ(got(as_string(value(array(dtype("U2"), "", bytes("a\0\0\0\0\0\0\0"s))))), "a");
  EXPECT_EQ(got(as_double(objects(1, "I3\n"))), 3);
  EXPECT_EQ(refusal(as_double(value("(I3\nl"))),
            "a list of 1 where a double is needed (WRONG_TYPE)");
  EXPECT_EQ(refusal(as_double(value(array(dtype("i1"), "I2\n", bytes("ab"))))),
            "an array of dtype i1 and shape (2) where one element is needed (WRONG_SHAPE)");
  EXPECT_EQ(refusal(as_double(value(array(dtype("i1"), "I0\n", bytes(""))))),
            "an array of dtype i1 and shape (0) where one element is needed (WRONG_SHAPE)");
  EXPECT_EQ(refusal(as_bool(nullptr)), "nothing where a boolean is needed (WRONG_TYPE)");
}

TEST_F(Numpy, TheElementsThemselves) {
  EXPECT_EQ((got(as_refs(value("(I1\nNl"))))[0]->integer, 1);
  EXPECT_EQ((got(as_refs(value("(NI2\nt"))))[1]->integer, 2);
  const auto held = as_refs(objects(2, "S'a'\nI5\n"));
  ASSERT_TRUE(held.ok()) << held.status().text();
  ASSERT_EQ(held->size(), 2u);
  EXPECT_EQ((*held)[1]->integer, 5);
  for (Ref wrong : {value("N"), value(array(dtype("i1"), "I1\n", bytes("a"))), Ref{nullptr}})
    EXPECT_STREQ(as_refs(wrong).status().reason(), "WRONG_TYPE") << describe(wrong);
}

TEST_F(Numpy, Matrices) {
  const auto six = as_matrix(value(array(dtype("i1"), kTwoByThree, bytes(kSix), true)));
  ASSERT_TRUE(six.ok()) << six.status().text();
  EXPECT_EQ(six->rows, 2);
  EXPECT_EQ(six->cols, 3);
  EXPECT_EQ(six->values, (Doubles{0, 2, 4, 1, 3, 5}));
  const auto list =
      as_matrix(value("((I1\nI2\nl" + array(dtype("i1"), "I2\n", bytes("\x03\x04")) + "l"));
  ASSERT_TRUE(list.ok()) << list.status().text();
  EXPECT_EQ(list->values, (Doubles{1, 2, 3, 4}));
  const auto none = as_matrix(value("(l"));
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(none->rows, 0);
  EXPECT_EQ(none->cols, 0);
}

TEST_F(Numpy, WhatIsNoMatrixIsRefused) {
  const char* uneven = "rows of different lengths where a matrix is needed (WRONG_SHAPE)";
  EXPECT_EQ(refusal(as_matrix(value("((I1\nl(I1\nI2\nll"))), uneven);
  EXPECT_EQ(refusal(as_matrix(value("(I1\n(I1\nll"))), uneven);
  EXPECT_EQ(refusal(as_matrix(value("((I1\nlI1\nl"))), uneven);
  EXPECT_EQ(refusal(as_matrix(value("(((I1\nI2\nll(I3\nll"))),
            "lists inside the rows of a matrix (WRONG_SHAPE)");
  EXPECT_EQ(refusal(as_matrix(value(array(dtype("i1"), "I2\n", bytes("ab"))))),
            "an array of dtype i1 and shape (2) where a matrix is needed (WRONG_SHAPE)");
  EXPECT_STREQ(as_matrix(value("I1\n")).status().reason(), "WRONG_SHAPE");
  EXPECT_STREQ(as_matrix(value("N")).status().reason(), "WRONG_TYPE");
  EXPECT_STREQ(as_matrix(nullptr).status().reason(), "WRONG_TYPE");
}

TEST_F(Numpy, FieldsOfAStructuredArray) {
  const std::string type = "cnumpy\ndtype\n(S'V3'\nI0\nI1\ntR(I3\nS'|'\nN(S'a'\nS'b'\nt(S'a'\n(" +
                           dtype("i1") + "I0\ntS'b'\n(" + dtype("i2") + "I1\ntdI3\nI1\nI16\ntb";
  Ref nodes = value(array(type, "I2\n", bytes("\x01\x02\0\x03\xff\xff"s)));
  EXPECT_EQ(field_names(nodes), (Texts{"a", "b"}));
  EXPECT_EQ(got(field_int64s(nodes, "a")), (Whole{1, 3}));
  EXPECT_EQ(got(field_doubles(nodes, "b")), (Doubles{2, -1}));
  EXPECT_EQ(refusal(field_doubles(nodes, "c")), "the array has no field \"c\" (MISSING_FIELD)");
  EXPECT_EQ(refusal(field_int64s(value("I1\n"), "a")),
            "the int 1 where a structured array is needed (WRONG_TYPE)");
  EXPECT_STREQ(field_int64s(nullptr, "a").status().reason(), "WRONG_TYPE");
  EXPECT_TRUE(field_names(value("I1\n")).empty());
  EXPECT_TRUE(field_names(nullptr).empty());
}

TEST_F(Numpy, AFieldOfAnotherTypeIsRefused) {
  const std::string type = "cnumpy\ndtype\n(S'V4'\nI0\nI1\ntR(I3\nS'|'\nN(S'a'\nt(S'a'\n(" +
                           dtype("U1") + "I0\ntdI4\nI1\nI16\ntb";
  Ref texts = value(array(type, "I1\n", bytes("a\0\0\0"s)));
  EXPECT_EQ(refusal(field_doubles(texts, "a")),
            "elements of dtype U4 where a double is needed (WRONG_TYPE)");
}

// dtype S holds bytes as they are, and pandas' arrays theirs (pandas.h).
TEST_F(Numpy, TextsOfEveryKind) {
  EXPECT_EQ(got(as_strings(value(array(dtype("U1"), "I2\n", bytes("a\0\0\0\xac\x20\0\0"s))))),
            (Texts{"a", "\u20ac"}));
  EXPECT_EQ(got(as_strings(value(array(dtype("S2", "|"), "I2\n", bytes("ab\xff\0"s))))),
            (Texts{"ab", "\xff"}));
  EXPECT_EQ(got(as_strings(objects(1, "S'a'\n"))), Texts{"a"});
  EXPECT_STREQ(as_strings(objects(1, "N")).status().reason(), "WRONG_TYPE");
  EXPECT_EQ(
      got(as_strings(value("cpandas.core.indexes.base\n_new_Index\n(cpandas\nIndex\n(S'data'\n" +
                           array(dtype("O8", "|"), "I1\n", "(S'x'\nl") + "S'name'\nNdtR"))),
      Texts{"x"});
}

// Elements without bytes cost a file nothing.
TEST_F(Numpy, ElementsWithoutBytesAreFew) {
  EXPECT_EQ(got(as_strings(value(array(dtype("U0"), "I2\n", bytes(""))))), (Texts{"", ""}));
  for (const char* type : {"U0", "S0", "V0"})
    EXPECT_EQ(read(array(dtype(type), "I1000000000\nI1000\n", bytes("")) + ".").status().message(),
              "the shape is beyond any file")
        << type;
}

TEST_F(Numpy, TheDtypeOfAnArray) {
  EXPECT_EQ(as_dtype(value(array(dtype("i2", ">"), "I0\n", bytes(""))))->itemsize, 2);
  EXPECT_STREQ(as_dtype(nullptr).status().reason(), "WRONG_TYPE");
}

}  // namespace
}  // namespace slipway::format::pickle
