// The loop of the machine, its stack, memo, frames and bounds, on streams written by hand; literals are
// in vm_values_test.cc, calls in vm_records_test.cc.
#include "format/pickle/vm.h"

#include <fmt/format.h>

#include "format/pickle/record.h"
#include "format/pickle/stream_test.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

class Vm : public Streams {};

// rule (e): only ids that were defined are read.
TEST_F(Vm, MemoHoldsOnlyWhatWasPut) {
  Ref list = root("(lp0\ng0\na.");
  EXPECT_EQ(list->items()[0], list);
  EXPECT_EQ(root("]q\x05h\x05"s + "a.")->items().size(), 1u);
  EXPECT_EQ(root("]r\xff\xff\xff\xffj\xff\xff\xff\xff"s + "a.")->items().size(), 1u);
  EXPECT_EQ(root("\x80\x04]\x94]\x94h\x01"s + "aa.")->items().size(), 1u);
  EXPECT_EQ(reason("h\x01."), "BAD_PICKLE");
  EXPECT_EQ(reason("]q\x05h\x04" + "a."s), "BAD_PICKLE");
  EXPECT_EQ(reason("g-1\n."), "BAD_PICKLE");
  for (const char* id : {"xy", "1x", "", " 1", "-1", "99999999999999999999"}) {
    EXPECT_EQ(reason("]p"s + id + "\n."), "BAD_PICKLE") << id;
    EXPECT_EQ(reason("]p1\ng"s + id + "\na."), "BAD_PICKLE") << id;
  }
  EXPECT_EQ(reason("q\x01."), "BAD_PICKLE");  // nothing to put
}

TEST_F(Vm, PutAgainReplaces) {
  EXPECT_EQ(root("(NI7\nq\x01I8\nq\x01h\x01t."s)->items()[3]->integer, 8);
}

std::string frame(const std::string& content, std::uint8_t length) {
  return "\x95"s + static_cast<char>(length) + std::string(7, '\0') + content;
}

// rule (g): no opcode straddles a frame.
TEST_F(Vm, FramesAreRespected) {
  EXPECT_EQ(root("\x80\x04" + frame("K\x01.", 3))->integer, 1);
  EXPECT_EQ(root("\x80\x04" + frame("]", 1) +
                 frame("K\x01"
                       "a.",
                       4))
                ->items()
                .size(),
            1u);
  EXPECT_EQ(reason("\x80\x04" + frame("K\x01.", 1)), "BAD_FRAME");         // straddles
  EXPECT_EQ(reason("\x80\x04" + frame("K\x01.N", 4)), "BAD_FRAME");        // goes on after STOP
  EXPECT_EQ(reason("\x80\x04" + frame(frame("N.", 2), 11)), "BAD_FRAME");  // nested
  EXPECT_EQ(reason("\x80\x04" + frame("K\x01.", 4)), "TRUNCATED");
}

// rule (h): one STOP, nothing behind it.
TEST_F(Vm, ExactlyOneStop) {
  EXPECT_EQ(reason(""), "TRUNCATED");
  EXPECT_EQ(reason("N"), "TRUNCATED");
  EXPECT_EQ(reason("N.N."), "TRAILING_BYTES");
  EXPECT_EQ(reason("N.\n"), "TRAILING_BYTES");
  EXPECT_EQ(reason("."), "BAD_PICKLE");
  EXPECT_EQ(reason("NN."), "BAD_PICKLE");
  EXPECT_EQ(reason("(N."), "BAD_PICKLE");
}

TEST_F(Vm, ProtocolComesFirstAndIsKnown) {
  EXPECT_EQ(reason("\x80\x06N."), "UNKNOWN_PROTOCOL");
  EXPECT_EQ(reason("N\x80\x02."), "BAD_PICKLE");
  EXPECT_EQ(read("\x80\x03N.").value().protocol, 3);
  EXPECT_EQ(read("N.").value().protocol, 0);
}

TEST_F(Vm, RefusesByNameWhatNoModelNeeds) {
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

// rule (a): INST would too, but no model has one: it is refused with the name.
TEST_F(Vm, InstIsRefusedWithItsName) {
  const base::Status status = read("(S'id'\nios\nsystem\n.").status();
  EXPECT_STREQ(status.reason(), "REFUSED_OPCODE");
  EXPECT_EQ(status.place(), "offset 7, INST");
  EXPECT_EQ(status.message(),
            "no model file needs this opcode, attacks do; it would touch os.system");
  EXPECT_EQ(read("cos\nsystem\n(NN0").status().message(),
            "no model file needs this opcode, attacks do; it would touch os.system");
  EXPECT_EQ(read("(N0").status().message(), "no model file needs this opcode, attacks do");
}

TEST_F(Vm, UnknownOpcodesAreNamed) {
  const base::Status status = read("N\xf0.").status();
  EXPECT_STREQ(status.reason(), "UNKNOWN_OPCODE");
  EXPECT_EQ(status.place(), "offset 1");
  EXPECT_NE(status.message().find("0xf0"), std::string::npos);
}

TEST_F(Vm, OperandsMustBeThereAndFit) {
  for (const std::string stream :
       {"Nb",    "a",       "]a",  "(a",   "](N(a", "s",     "}Ns",           "e",       "](NeNe",
        "t",     "R",       "b",   "u",    "\x81",  "\x85",  "N\x86",         "NN\x87",  "\x90",
        "\x94",  "}(Nu",    "(Nd", "N(Ne", "NNNs",  "]NNs",  "}Na",           "](N\x90", "NN\x93",
        "\x92",  "N)}\x92", "(u",  "(e",   "(\x90", "N\x93", "\x8c\x01m\x93", "N\x81",   "NR",
        "N\x92", "))\x92"}) {
    const base::Status status = read(stream + ".").status();
    EXPECT_STREQ(status.reason(), "BAD_PICKLE") << stream;
    // The opcode itself says so, not the STOP behind it.
    EXPECT_TRUE(status.place().starts_with(fmt::format("offset {}, ", stream.size() - 1)))
        << stream << ": " << status.text();
  }
}

TEST_F(Vm, MarksFenceTheStack) {
  EXPECT_EQ(reason("](Na."), "BAD_PICKLE");     // the list lies behind the mark
  EXPECT_EQ(reason("]((NaNt."), "BAD_PICKLE");  // appends to nothing, behind a mark
}

TEST_F(Vm, Containers) {
  EXPECT_EQ(root("(I1\nI2\nt.")->tag, Tag::kTuple);
  EXPECT_EQ(root("(I1\nI2\nl.")->items().size(), 2u);
  EXPECT_EQ(find(root("(S'a'\nI1\nS'a'\nI2\nd."), "a")->integer, 2);  // the last one counts
  EXPECT_EQ(root("\x80\x04(K\x01\x91.")->tag, Tag::kSet);
  EXPECT_EQ(root("\x80\x04\x8f(K\x01\x90.")->items().size(), 1u);
}

// rule (d)
TEST_F(Vm, LimitOfOpcodes) {
  EXPECT_EQ(reason("(NNt.", {.opcodes_max = 4}), "LIMIT_OPCODES");
  EXPECT_TRUE(read("(NNt.", {.opcodes_max = 5}).ok());
}

// rule (d): three objects are there before the first opcode: None, True and False.
TEST_F(Vm, LimitOfObjects) {
  EXPECT_EQ(reason("I1\nF2\n\x86.", {.objects_max = 7}), "LIMIT_OBJECTS");
  EXPECT_TRUE(read("I1\nF2\n\x86.", {.objects_max = 8}).ok());  // the tuple counts as three
  EXPECT_EQ(reason("cos\nsystem\n.", {.objects_max = 7}), "LIMIT_OBJECTS");
  EXPECT_TRUE(read("cos\nsystem\n.", {.objects_max = 8}).ok());  // a symbol as five
}

// rule (d): of objects and of marks.
TEST_F(Vm, LimitOfTheStack) {
  EXPECT_EQ(reason("(NNNt.", {.stack_max = 2}), "LIMIT_STACK");
  EXPECT_EQ(reason("(((.", {.stack_max = 2}), "LIMIT_STACK");
  EXPECT_TRUE(read("(NNt.", {.stack_max = 2}).ok());
}

// rule (d): counted by entry, whatever their ids.
TEST_F(Vm, LimitOfTheMemo) {
  EXPECT_EQ(reason("]q\x01q\x02.", {.memo_max = 1, .bytes_an_object = 1000}), "LIMIT_MEMO");
  EXPECT_EQ(reason("]q\x01r\xff\xff\xff\xff.", {.memo_max = 1, .bytes_an_object = 1000}),
            "LIMIT_MEMO");
  EXPECT_TRUE(read("]q\x01q\x01.", {.memo_max = 1}).ok());
}

// rule (d)
TEST_F(Vm, LimitOfNesting) {
  const base::Status status = read("]]]aa.", {.nesting_max = 2}).status();
  EXPECT_STREQ(status.reason(), "LIMIT_NESTING");
  EXPECT_EQ(status.code(), base::Code::kResourceExhausted);
  EXPECT_EQ(status.place(), "offset 4, APPEND");
  EXPECT_FALSE(status.remedy().empty());
  EXPECT_TRUE(read("]]]aa.", {.nesting_max = 3}).ok());
}

TEST_F(Vm, RefusalsNameOffsetAndOpcode) {
  EXPECT_EQ(read("\x80\x02NK").status().text(),
            "offset 3, BININT1: 1 bytes announced, 0 left (TRUNCATED)");
  EXPECT_EQ(read("Np1").status().text(), "offset 1, PUT: its line has no end (TRUNCATED)");
  EXPECT_EQ(read("NI1\na.").status().text(),
            "offset 4, APPEND: what it appends to is no list (BAD_PICKLE)");
  EXPECT_EQ(read("N").status().text(), "offset 1: the stream ends without STOP (TRUNCATED)");
}

// A list that lies in another may still grow, by way of the memo: depths are counted anew at the end.
TEST_F(Vm, NestingIsThatOfTheEnd) {
  // The first list gets the second while that is empty; then the second gets a third.
  const std::string grown =
      "]q\x01(]q\x02"
      "eh\x02]a";
  const auto with = [&](std::uint32_t most) {
    return reason("(" + grown + "t.", {.nesting_max = most});
  };
  EXPECT_EQ(with(4), "");  // tuple, first, second, third
  EXPECT_EQ(with(3), "LIMIT_NESTING");
  // … of whatever holds others, by its levels.
  const std::vector<std::pair<std::string, std::uint32_t>> holders = {
      {"}Nh\x01s", 1},
      {"}h\x01Ns", 1},
      {"\x8f(h\x01\x90", 1},
      {"cm\nC\n)\x81h\x01"
       "b",
       1},
      {"cm\nC\n(h\x01t\x81", 2},
      {"cm\nC\n)}Nh\x01s\x92", 2},
      {"cm\nC\n)R(Nh\x01u", 1},
      {"cm\nC\n)Rh\x01"
       "a",
       1},
      {"cm\nC\n(h\x01tR)R", 3},
      {array(dtype("O8", "|"), "I1\n", "(h\x01l"), 1}};
  for (const auto& [holder, levels] : holders) {
    std::string stream = "(]q\x01" + holder;
    for (int i = 0; i < 8; ++i)
      stream +=
          "h\x01]q\x01"
          "a";
    std::uint32_t most = 1;
    while (!reason(stream + "t.", {.nesting_max = most}).empty()) ++most;
    EXPECT_EQ(most, 10 + levels) << holder;  // the tuple, the holder and nine lists
  }
}

TEST_F(Vm, ACycleIsAsDeepAsItsMembers) {
  EXPECT_EQ(reason("]q\x01h\x01"
                   "a.",
                   {.nesting_max = 1}),
            "LIMIT_NESTING");
  EXPECT_EQ(reason("]q\x01h\x01"
                   "a.",
                   {.nesting_max = 2}),
            "");
  EXPECT_EQ(reason("]q\x01]q\x02h\x01"
                   "aa.",
                   {.nesting_max = 3}),
            "");
}

}  // namespace
}  // namespace slipway::format::pickle
