// The rules of the machine, one by one, on hand-written streams.
#include "format/pickle/machine.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/pickle/record.h"
#include "format/pickle/text.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

base::Result<Document> read(const std::string& bytes, const MachineLimits& limits = {}) {
  return read_pickle(std::make_shared<const std::string>(bytes), limits);
}

std::string reason(const std::string& bytes, const MachineLimits& limits = {}) {
  return read(bytes, limits).status().reason();
}

// The root of a stream that must be sound; the Document lives on in `kept`.
class Machine : public testing::Test {
 protected:
  Ref root(const std::string& bytes) {
    base::Result<Document> document = read(bytes);
    EXPECT_TRUE(document.ok()) << document.status().text();
    if (!document.ok()) return nullptr;
    kept_.push_back(std::move(document).value());
    return kept_.back().root;
  }

 private:
  std::deque<Document> kept_;
};

// rule (a): GLOBAL and STACK_GLOBAL give an inert symbol.
TEST_F(Machine, GlobalIsTextAndNothingElse) {
  Ref symbol = root("cos\nsystem\n.");
  EXPECT_EQ(symbol->tag, Tag::kSymbol);
  EXPECT_EQ(symbol_name(symbol), "os.system");
  EXPECT_EQ(symbol_name(root("\x80\x04\x8c\x02os\x8c\x06system\x93.")), "os.system");
  EXPECT_EQ(reason("c\nsystem\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("co s\nsystem\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("c\xff\nsystem\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("cos\nsystem"), "TRUNCATED");
}

// rule (a): INST would too, but no model has one: it is refused with the name.
TEST_F(Machine, InstIsRefusedWithItsName) {
  const base::Status status = read("(S'id'\nios\nsystem\n.").status();
  EXPECT_STREQ(status.reason(), "REFUSED_OPCODE");
  EXPECT_EQ(status.place(), "offset 7, INST");
  EXPECT_EQ(status.message(),
            "no model file needs this opcode, attacks do; it would touch os.system");
  EXPECT_EQ(read("(N0").status().message(), "no model file needs this opcode, attacks do");
}

// rule (b): a call is {callable, args}, by NEWOBJ_EX with kwargs; BUILD adds states, and the item
// opcodes list items and dict items.
TEST_F(Machine, ReduceMakesARecord) {
  Ref record = root("cos\nsystem\n(S'ls'\ntR.");
  EXPECT_EQ(record->tag, Tag::kRecord);
  EXPECT_EQ(symbol_name(record->call->symbol), "os.system");
  EXPECT_EQ(record->call->args->items[0]->text, "ls");
  EXPECT_EQ(record->call->kwargs, nullptr);
  EXPECT_EQ(reason("I1\n)R."), "BAD_PICKLE");           // an int is not called
  EXPECT_EQ(reason("cos\nsystem\n]R."), "BAD_PICKLE");  // nor with a list
}

// rule (b)
TEST_F(Machine, NewobjMakesARecord) {
  Ref record = root("\x80\x02"s + "cm\nC\nK\x01\x85\x81.");
  EXPECT_EQ(record_class(record), "m.C");
  EXPECT_EQ(record->call->args->items[0]->integer, 1);
  record = root("\x80\x04"s + "cm\nC\n)}\x8c\x01kK\x01s\x92.");
  EXPECT_EQ(find(record->call->kwargs, "k")->integer, 1);
  EXPECT_EQ(reason("\x80\x04"s + "cm\nC\n))\x92."), "BAD_PICKLE");
}

// rule (b)
TEST_F(Machine, BuildAddsAState) {
  Ref record = root("\x80\x02"s + "cm\nC\n)\x81}U\x01" + "aK\x07sb.");
  ASSERT_EQ(record->call->states.size(), 1u);
  EXPECT_EQ(attribute(record, "a")->integer, 7);
  EXPECT_EQ(root("\x80\x02"s + "cm\nC\n)\x81}b}b.")->call->states.size(), 2u);
  EXPECT_EQ(reason("]}b."), "BAD_PICKLE");
}

// rule (b)
TEST_F(Machine, RecordsTakeItems) {
  Ref record = root("cm\nL\n)R(I1\nI2\neI3\na(S'k'\nI4\nuS'l'\nI5\ns.");
  EXPECT_EQ(record->items.size(), 3u);
  EXPECT_EQ(find(record, "k")->integer, 4);
  EXPECT_EQ(find(record, "l")->integer, 5);
}

TEST_F(Machine, CallsMayBeChained) {
  Ref record = root("cm\nf\n)R)R.");
  EXPECT_EQ(record->call->symbol->tag, Tag::kRecord);
  EXPECT_EQ(record_class(record), "");
}

// rule (e): only ids that were defined are read.
TEST_F(Machine, MemoHoldsOnlyWhatWasPut) {
  Ref list = root("(lp0\ng0\na.");
  EXPECT_EQ(list->items[0], list);
  EXPECT_EQ(root("]q\x05h\x05"s + "a.")->items.size(), 1u);
  EXPECT_EQ(root("]r\xff\xff\xff\xffj\xff\xff\xff\xff"s + "a.")->items.size(), 1u);
  EXPECT_EQ(root("\x80\x04]\x94]\x94h\x01"s + "aa.")->items.size(), 1u);
  EXPECT_EQ(reason("h\x01."), "BAD_PICKLE");
  EXPECT_EQ(reason("]q\x05h\x04" + "a."s), "BAD_PICKLE");
  EXPECT_EQ(reason("g-1\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("]pxy\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("q\x01."), "BAD_PICKLE");  // nothing to put
}

// rule (f): its operands are text.
TEST_F(Machine, StackGlobalTakesStringsOnly) {
  EXPECT_EQ(reason("\x80\x04K\x01\x8c\x01s\x93."), "BAD_PICKLE");
  EXPECT_EQ(reason("\x80\x04\x8c\x01mN\x93."), "BAD_PICKLE");
  EXPECT_EQ(reason("\x80\x04\x8c\x01m\x93."), "BAD_PICKLE");
}

std::string frame(const std::string& content, std::uint8_t length) {
  return "\x95"s + static_cast<char>(length) + std::string(7, '\0') + content;
}

// rule (g): no opcode straddles a frame.
TEST_F(Machine, FramesAreRespected) {
  EXPECT_EQ(root("\x80\x04" + frame("K\x01.", 3))->integer, 1);
  EXPECT_EQ(root("\x80\x04" + frame("]", 1) +
                 frame("K\x01"
                       "a.",
                       4))
                ->items.size(),
            1u);
  EXPECT_EQ(reason("\x80\x04" + frame("K\x01.", 1)), "BAD_FRAME");         // straddles
  EXPECT_EQ(reason("\x80\x04" + frame("K\x01.N", 4)), "BAD_FRAME");        // goes on after STOP
  EXPECT_EQ(reason("\x80\x04" + frame(frame("N.", 2), 11)), "BAD_FRAME");  // nested
  EXPECT_EQ(reason("\x80\x04" + frame("K\x01.", 4)), "TRUNCATED");
}

// rule (h): one STOP, nothing behind it.
TEST_F(Machine, ExactlyOneStop) {
  EXPECT_EQ(reason(""), "TRUNCATED");
  EXPECT_EQ(reason("N"), "TRUNCATED");
  EXPECT_EQ(reason("N.N."), "TRAILING_BYTES");
  EXPECT_EQ(reason("N.\n"), "TRAILING_BYTES");
  EXPECT_EQ(reason("."), "BAD_PICKLE");
  EXPECT_EQ(reason("NN."), "BAD_PICKLE");
  EXPECT_EQ(reason("(N."), "BAD_PICKLE");
}

TEST_F(Machine, ProtocolComesFirstAndIsKnown) {
  EXPECT_EQ(reason("\x80\x06N."), "UNKNOWN_PROTOCOL");
  EXPECT_EQ(reason("N\x80\x02."), "BAD_PICKLE");
  EXPECT_EQ(read("\x80\x03N.").value().protocol, 3);
  EXPECT_EQ(read("N.").value().protocol, 0);
}

TEST_F(Machine, RefusesByNameWhatNoModelNeeds) {
  for (const std::string code :
       {"0", "1", "2", "P", "Q", "i", "o", "\x82", "\x83", "\x84", "\x97", "\x98"}) {
    const base::Status status = read("(N" + code + "aaaa\nb\n.").status();
    EXPECT_STREQ(status.reason(), "REFUSED_OPCODE") << code;
    EXPECT_EQ(status.code(), base::Code::kUnimplemented);
  }
  const base::Status status = read("NN0.").status();
  EXPECT_EQ(status.place(), "offset 2, POP");
  EXPECT_FALSE(status.remedy().empty());
}

TEST_F(Machine, UnknownOpcodesAreNamed) {
  const base::Status status = read("N\xf0.").status();
  EXPECT_STREQ(status.reason(), "UNKNOWN_OPCODE");
  EXPECT_EQ(status.place(), "offset 1");
  EXPECT_NE(status.message().find("0xf0"), std::string::npos);
}

TEST_F(Machine, OperandsMustBeThereAndFit) {
  for (const std::string stream :
       {"a.",      "]a.",     "(a.",   "](N(a.",   "s.",      "}Ns.",  "e.",
        "](NeNe.", "t.",      "R.",    "b.",       "u.",      "\x81.", "\x85.",
        "N\x86.",  "NN\x87.", "\x90.", "\x94.",    "}(Nu.",   "(Nd.",  "N(Ne.",
        "NNNs.",   "]NNs.",   "}Na.",  "](N\x90.", "NN\x93.", "\x92.", "N)}\x92."}) {
    EXPECT_EQ(reason(stream), "BAD_PICKLE") << stream;
  }
}

TEST_F(Machine, MarksFenceTheStack) {
  EXPECT_EQ(reason("](Na."), "BAD_PICKLE");     // the list lies behind the mark
  EXPECT_EQ(reason("]((NaNt."), "BAD_PICKLE");  // appends to nothing, behind a mark
}

TEST_F(Machine, Integers) {
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

TEST_F(Machine, Floats) {
  EXPECT_EQ(root("F0.1\n.")->number, 0.1);
  EXPECT_EQ(root("F-inf\n.")->number, -HUGE_VAL);
  EXPECT_EQ(root("G\x3f\xf0\0\0\0\0\0\0."s)->number, 1.0);
  EXPECT_EQ(reason("F1,5\n."), "BAD_PICKLE");
  EXPECT_EQ(reason("G\x3f."), "TRUNCATED");
}

TEST_F(Machine, TextsOfProtocol0) {
  EXPECT_EQ(root("S'a\\n\\x41\\\\\\''\n.")->text, "a\nA\\'");
  EXPECT_EQ(root("S\"it's\"\n.")->text, "it's");
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

TEST_F(Machine, BinaryTexts) {
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

TEST_F(Machine, Containers) {
  EXPECT_EQ(root("(I1\nI2\nt.")->tag, Tag::kTuple);
  EXPECT_EQ(root("(I1\nI2\nl.")->items.size(), 2u);
  EXPECT_EQ(find(root("(S'a'\nI1\nS'a'\nI2\nd."), "a")->integer, 2);  // the last one counts
  EXPECT_EQ(root("\x80\x04(K\x01\x91.")->tag, Tag::kSet);
  EXPECT_EQ(root("\x80\x04\x8f(K\x01\x90.")->items.size(), 1u);
}

TEST_F(Machine, DataInDisguiseBecomesData) {
  EXPECT_EQ(root("c_codecs\nencode\n(V\xe9\nVlatin1\ntR.")->text, "\xe9");
  EXPECT_EQ(root("c__builtin__\nbytes\n)R.")->tag, Tag::kBytes);
  EXPECT_EQ(root("\x80\x03"
                 "cbuiltins\nbytearray\nC\x01z\x85R.")
                ->text,
            "z");
  EXPECT_EQ(root("c__builtin__\nbytearray\n(V\xff\nVlatin-1\ntR.")->text, "\xff");
  EXPECT_EQ(root("c__builtin__\nset\n((lI3\natR.")->items[0]->integer, 3);
  EXPECT_EQ(root("c__builtin__\nfrozenset\n)R.")->tag, Tag::kSet);
  EXPECT_EQ(root("c_codecs\nencode\n(V\xe9\nVutf8\ntR.")->tag, Tag::kRecord);  // not one we know
  EXPECT_EQ(root("c__builtin__\nset\n(I1\nI2\ntR.")->tag, Tag::kRecord);
  EXPECT_EQ(root("c__builtin__\neval\n(S'1'\ntR.")->tag, Tag::kRecord);
  EXPECT_EQ(reason("c_codecs\nencode\n(V\\u0100\nVlatin1\ntR."), "BAD_TEXT");
}

// rule (d): each limit is kept to the last unit, and named. Those of decompression are in
// decompress_test.cc, the one of copies in attack_test.cc.
TEST_F(Machine, LimitOfBytes) {
  EXPECT_EQ(reason("N.", {.bytes_max = 1}), "LIMIT_BYTES");
  EXPECT_TRUE(read("N.", {.bytes_max = 2}).ok());
}

// rule (d)
TEST_F(Machine, LimitOfOpcodes) {
  EXPECT_EQ(reason("(NNt.", {.opcodes_max = 4}), "LIMIT_OPCODES");
  EXPECT_TRUE(read("(NNt.", {.opcodes_max = 5}).ok());
}

// rule (d): three objects are there before the first opcode: None, True and False.
TEST_F(Machine, LimitOfObjects) {
  EXPECT_EQ(reason("]]a.", {.objects_max = 4}), "LIMIT_OBJECTS");
  EXPECT_TRUE(read("]]a.", {.objects_max = 5}).ok());
}

// rule (d): of objects and of marks.
TEST_F(Machine, LimitOfTheStack) {
  EXPECT_EQ(reason("(NNNt.", {.stack_max = 2}), "LIMIT_STACK");
  EXPECT_EQ(reason("(((.", {.stack_max = 2}), "LIMIT_STACK");
  EXPECT_TRUE(read("(NNt.", {.stack_max = 2}).ok());
}

// rule (d): counted by entry, whatever their ids.
TEST_F(Machine, LimitOfTheMemo) {
  EXPECT_EQ(reason("]q\x01q\x02.", {.memo_max = 1, .bytes_an_object = 1000}), "LIMIT_MEMO");
  EXPECT_EQ(reason("]q\x01r\xff\xff\xff\xff.", {.memo_max = 1, .bytes_an_object = 1000}),
            "LIMIT_MEMO");
  EXPECT_TRUE(read("]q\x01q\x01.", {.memo_max = 1}).ok());
}

// rule (d)
TEST_F(Machine, LimitOfNesting) {
  const base::Status status = read("]]]aa.", {.nesting_max = 2}).status();
  EXPECT_STREQ(status.reason(), "LIMIT_NESTING");
  EXPECT_EQ(status.code(), base::Code::kResourceExhausted);
  EXPECT_EQ(status.place(), "offset 4, APPEND");
  EXPECT_FALSE(status.remedy().empty());
  EXPECT_TRUE(read("]]]aa.", {.nesting_max = 3}).ok());
}

// rule (d): binary and decimal.
TEST_F(Machine, LimitOfIntegers) {
  EXPECT_EQ(reason("\x8a\x03" + "abc."s, {.integer_bytes_max = 2}), "LIMIT_INTEGER");
  EXPECT_TRUE(read("\x8a\x03" + "abc."s, {.integer_bytes_max = 3}).ok());
  EXPECT_EQ(reason("L" + std::string(99, '9') + "L\n.", {.integer_bytes_max = 8}), "LIMIT_INTEGER");
  EXPECT_EQ(reason("I" + std::string(99, '9') + "\n.", {.integer_bytes_max = 8}), "LIMIT_INTEGER");
}

// rule (d): text and bytes, in every encoding.
TEST_F(Machine, LimitOfStrings) {
  for (const std::string& bytes :
       {"\x8c\x03" + "abc."s, "C\x03" + "abc."s, "U\x03" + "abc."s, "S'abc'\n."s, "Vabc\n."s}) {
    EXPECT_EQ(reason(bytes, {.string_bytes_max = 2}), "LIMIT_STRING") << bytes;
    EXPECT_TRUE(read(bytes, {.string_bytes_max = 3}).ok()) << bytes;
  }
}

TEST_F(Machine, PutAgainReplaces) {
  EXPECT_EQ(root("(NI7\nq\x01I8\nq\x01h\x01t."s)->items[3]->integer, 8);
}

}  // namespace
}  // namespace slipway::format::pickle
