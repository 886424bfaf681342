// Symbols, calls and their states stay data; joblib's arrays are found where they lie in the stream.
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/pickle/stream_test.h"
#include "format/pickle/vm.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

class VmRecords : public Streams {};

// rule (a): GLOBAL and STACK_GLOBAL give an inert symbol.
TEST_F(VmRecords, GlobalIsTextAndNothingElse) {
  Ref symbol = root("cos\nsystem\n.");
  EXPECT_EQ(symbol->tag, Tag::kSymbol);
  EXPECT_EQ(symbol_name(symbol), "os.system");
  EXPECT_EQ(symbol_name(root("\x80\x04\x8c\x02os\x8c\x06system\x93.")), "os.system");
  EXPECT_EQ(reason("c\nsystem\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("co s\nsystem\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("c\xff\nsystem\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("cos\nsystem"), "TRUNCATED");
}

// rule (f): its operands are text.
TEST_F(VmRecords, StackGlobalTakesStringsOnly) {
  EXPECT_EQ(reason("\x80\x04K\x01\x8c\x01s\x93."), "BAD_PICKLE");
  EXPECT_EQ(reason("\x80\x04\x8c\x01mN\x93."), "BAD_PICKLE");
  EXPECT_EQ(reason("\x80\x04\x8c\x01m\x93."), "BAD_PICKLE");
  // Bytes are no text, on either side.
  EXPECT_EQ(reason("\x80\x04"
                   "C\x02os\x8c\x06system\x93."),
            "BAD_PICKLE");
  EXPECT_EQ(reason("\x80\x04\x8c\x02os"
                   "C\x06system\x93."),
            "BAD_PICKLE");
}

// rule (b): a call is {callable, args}, by NEWOBJ_EX with kwargs; BUILD adds states, and the item
// opcodes list items and dict items.
TEST_F(VmRecords, ReduceMakesARecord) {
  Ref record = root("cos\nsystem\n(S'ls'\ntR.");
  EXPECT_EQ(record->tag, Tag::kRecord);
  EXPECT_EQ(symbol_name(record->call()->symbol), "os.system");
  EXPECT_EQ(record->call()->args->items()[0]->text, "ls");
  EXPECT_EQ(record->call()->kwargs, nullptr);
  EXPECT_EQ(reason("I1\n)R."), "BAD_PICKLE");           // an int is not called
  EXPECT_EQ(reason("cos\nsystem\n]R."), "BAD_PICKLE");  // nor with a list
}

// rule (b)
TEST_F(VmRecords, NewobjMakesARecord) {
  Ref record = root("\x80\x02"s + "cm\nC\nK\x01\x85\x81.");
  EXPECT_EQ(record_class(record), "m.C");
  EXPECT_EQ(record->call()->args->items()[0]->integer, 1);
  record = root("\x80\x04"s + "cm\nC\n)}\x8c\x01kK\x01s\x92.");
  EXPECT_EQ(find(record->call()->kwargs, "k")->integer, 1);
  EXPECT_EQ(reason("\x80\x04"s + "cm\nC\n))\x92."), "BAD_PICKLE");
}

// rule (b)
TEST_F(VmRecords, BuildAddsAState) {
  Ref record = root("\x80\x02"s + "cm\nC\n)\x81}U\x01" + "aK\x07sb.");
  ASSERT_EQ(record->call()->states.size(), 1u);
  EXPECT_EQ(attribute(record, "a")->integer, 7);
  EXPECT_EQ(root("\x80\x02"s + "cm\nC\n)\x81}b}b.")->call()->states.size(), 2u);
  EXPECT_EQ(reason("]}b."), "BAD_PICKLE");
}

// rule (b)
TEST_F(VmRecords, RecordsTakeItems) {
  Ref record = root("cm\nL\n)R(I1\nI2\neI3\na(S'k'\nI4\nuS'l'\nI5\ns.");
  EXPECT_EQ(record->items().size(), 3u);
  EXPECT_EQ(find(record, "k")->integer, 4);
  EXPECT_EQ(find(record, "l")->integer, 5);
}

TEST_F(VmRecords, CallsMayBeChained) {
  Ref record = root("cm\nf\n)R)R.");
  EXPECT_EQ(record->call()->symbol->tag, Tag::kRecord);
  EXPECT_EQ(record_class(record), "");
}

TEST_F(VmRecords, NamesArePrintableAndShort) {
  EXPECT_EQ(symbol_name(value("cm\n" + std::string(1000, 'n') + "\n")).size(), 1002u);
  EXPECT_EQ(reason("cm\n" + std::string(1001, 'n') + "\n."), "BAD_PICKLE");
  for (const std::string& name : {"a b"s, "a\tb"s, "a\x7f"s, "a\0b"s, "\xc3"s, ""s})
    EXPECT_EQ(reason("cm\n" + name + "\n."), "BAD_PICKLE") << name;
  EXPECT_EQ(symbol_name(value("cm\n\u00e9\n")), "m.\u00e9");
}

// ---- joblib: the bytes of an array follow its wrapper ----

std::string wrapper(const std::string& type, const std::string& dims,
                    const std::string& more = "S'order'\nS'C'\n") {
  return "cjoblib.numpy_pickle\nNumpyArrayWrapper\n)R(S'shape'\n(" + dims + "tS'dtype'\n" + type +
         more + "db";
}

TEST_F(VmRecords, BytesOfAnArrayFollowItsWrapper) {
  // A list of two arrays: the stream goes on behind the bytes of each, whatever they are.
  Ref two = value("(" + wrapper(dtype("i1"), "I3\n") + "N.(" + wrapper(dtype("u2"), "I1\n") +
                  "\x02\x01" + "l");
  ASSERT_EQ(two->items().size(), 2u);
  EXPECT_EQ(got(as_int64s(two->items()[0])), (std::vector<std::int64_t>{'N', '.', '('}));
  EXPECT_EQ(got(as_int64s(two->items()[1])), std::vector<std::int64_t>{258});
  EXPECT_TRUE(
      value(wrapper(dtype("i1"), "I2\nI2\n", "S'order'\nS'F'\n") + "abcd")->array()->fortran);
  EXPECT_EQ(describe(value(wrapper(dtype("f8"), "I0\n"))), "an array of dtype f8 and shape (0)");
}

// From joblib 1.2 on: a byte with the length of the padding, and the padding.
TEST_F(VmRecords, BytesMayBePadded) {
  const std::string aligned = "S'order'\nS'C'\nS'numpy_array_alignment_bytes'\nI16\n";
  EXPECT_EQ(got(as_int64s(value(wrapper(dtype("i1"), "I1\n", aligned) + "\x03...\x05"))),
            std::vector<std::int64_t>{5});
  EXPECT_EQ(got(as_int64s(value(wrapper(dtype("i1"), "I1\n", aligned) + "\0\x05"s))),
            std::vector<std::int64_t>{5});
  EXPECT_EQ(reason(wrapper(dtype("i1"), "I1\n", aligned) + "\xff...\x05."), "TRUNCATED");
  EXPECT_EQ(reason(wrapper(dtype("i1"), "I1\n", aligned)), "TRUNCATED");
}

TEST_F(VmRecords, BytesMustBeThere) {
  const base::Status cut = read(wrapper(dtype("f8"), "I1000000\n") + ".").status();
  EXPECT_STREQ(cut.reason(), "TRUNCATED");
  EXPECT_EQ(cut.message(), "8000000 bytes announced, 1 left");
  EXPECT_EQ(reason(wrapper(dtype("f8"), "L4294967296L\nL4294967296L\n") + "."), "BAD_ARRAY");
  EXPECT_EQ(reason(wrapper(dtype("f8"), "I-1\n") + "."), "BAD_ARRAY");
  EXPECT_EQ(reason(wrapper(dtype("f8"), "I1\n", "") + "12345678."), "BAD_ARRAY");  // no order
}

// joblib ends its pickler's frame before it writes bytes.
TEST_F(VmRecords, BytesLieInNoFrame) {
  const auto framed = [](const std::string& content) {
    return "\x95" +
           std::string{static_cast<char>(content.size()), static_cast<char>(content.size() >> 8)} +
           std::string(6, '\0') + content;
  };
  const std::string one = wrapper(dtype("i1"), "I1\n");
  EXPECT_EQ(got(as_int64s(root("\x80\x04" + framed(one) + "a" + framed(".")))),
            std::vector<std::int64_t>{'a'});
  const base::Status inside = read("\x80\x04" + framed(one + "a.")).status();
  EXPECT_STREQ(inside.reason(), "BAD_FRAME");
  EXPECT_EQ(inside.message(), "the bytes of an array inside a frame");
  // A pickle of its own has its own frames.
  const std::string objects = wrapper(dtype("O8", "|"), "I1\n");
  const std::string nested = array(dtype("O8", "|"), "I1\n", "(I5\nl") + ".";
  EXPECT_EQ(got(as_refs(root("\x80\x04" + framed(objects) + nested + framed("."))))[0]->integer, 5);
  EXPECT_EQ(got(as_refs(
                root("\x80\x04" + framed(objects) + "\x80\x04" + framed(nested) + framed("."))))[0]
                ->integer,
            5);
  EXPECT_EQ(read("\x80\x04" + framed(objects + nested + ".")).status().message(),
            "a nested stream inside a frame");
}

// An array of objects is a pickle of its own, with its own STOP and memo.
TEST_F(VmRecords, ObjectsFollowAsAPickleOfTheirOwn) {
  const std::string objects = dtype("O8", "|");
  const std::string nested = array(objects, "I2\n", "(I5\np7\ng7\nl");
  Ref two = value("(I1\np7\n" + wrapper(objects, "I2\n") + nested + ".g7\nt");
  ASSERT_EQ(two->items().size(), 3u);
  const auto held = as_refs(two->items()[1]);
  ASSERT_TRUE(held.ok()) << held.status().text();
  EXPECT_EQ((*held)[1]->integer, 5);
  EXPECT_EQ(two->items()[2]->integer, 1);  // the outer 7
  EXPECT_EQ(reason(wrapper(objects, "I2\n") + "\x80\x02" + nested + ".."), "");
  EXPECT_EQ(reason(wrapper(objects, "I1\n") + array(objects, "I1\n", "(g7\nl") + ".."),
            "BAD_PICKLE");
}

TEST_F(VmRecords, WhatFollowsMustBeTheArray) {
  const std::string objects = dtype("O8", "|");
  for (const std::string& other : {"N."s, "(NNl."s, array(objects, "I1\n", "(Nl") + "."}) {
    const base::Status status = read(wrapper(objects, "I2\n") + other + ".").status();
    EXPECT_STREQ(status.reason(), "BAD_ARRAY") << other;
    EXPECT_EQ(status.message(), "the nested stream holds no array of the announced shape");
  }
  const std::string two = array(objects, "I2\n", "(NNl");
  EXPECT_EQ(reason(wrapper(objects, "I2\n") + two + "."), "TRUNCATED");  // one STOP for both
}

TEST_F(VmRecords, NestedPicklesShareTheLimits) {
  const std::string objects = dtype("O8", "|");
  const std::string stream =
      wrapper(objects, "I1\n") +
      array(objects, "I1\n", std::string(20, '(') + std::string(19, 't') + "l") + "..";
  std::uint64_t opcodes = 1;
  while (reason(stream, {.opcodes_max = opcodes}) == "LIMIT_OPCODES") ++opcodes;
  EXPECT_EQ(reason(stream, {.opcodes_max = opcodes}), "");
  EXPECT_GT(opcodes, 60u);  // about half of them in each
  EXPECT_EQ(reason(stream, {.nesting_max = 18}), "LIMIT_NESTING");
  EXPECT_EQ(reason(stream, {.nesting_max = 25}), "");
}

// Inside of the other stream joblib has no say.
TEST_F(VmRecords, AWrapperInANestedPickleIsARecord) {
  const std::string objects = dtype("O8", "|");
  Ref outer = value(wrapper(objects, "I1\n") +
                    array(objects, "I1\n", "(" + wrapper(dtype("i1"), "I1\n") + "l") + ".");
  const auto held = as_refs(outer);
  ASSERT_TRUE(held.ok()) << held.status().text();
  EXPECT_EQ(describe(held->front()), "a joblib.numpy_pickle.NumpyArrayWrapper");
}

}  // namespace
}  // namespace slipway::format::pickle
