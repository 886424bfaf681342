// The table of opcodes against Python's (Lib/pickletools.py of 3.8 on: protocols 0 to 5).
#include <map>
#include <set>

#include "format/pickle/stream_test.h"
#include "format/pickle/vm.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

// A stream that needs the opcode, which is the last of it before STOP, and what it leaves.
struct Sound {
  const char* name;
  std::string stream;
  Tag leaves;
};
const std::vector<Sound> kSound = {
    {"FLOAT", "F1.5\n", Tag::kFloat},
    {"INT", "I1\n", Tag::kInt},
    {"LONG", "L1L\n", Tag::kInt},
    {"NONE", "N", Tag::kNone},
    {"STRING", "S'a'\n", Tag::kString},
    {"UNICODE", "Va\n", Tag::kString},
    {"GLOBAL", "cm\nC\n", Tag::kSymbol},
    {"REDUCE", "cm\nC\n)R", Tag::kRecord},
    {"BUILD", "cm\nC\n)RNb", Tag::kRecord},
    {"APPEND", "]Na", Tag::kList},
    {"SETITEM", "}NNs", Tag::kDict},
    {"DICT", "(d", Tag::kDict},
    {"LIST", "(l", Tag::kList},
    {"TUPLE", "(t", Tag::kTuple},
    {"PUT", "Np1\n", Tag::kNone},
    {"GET", "(I1\np1\ng1\nt", Tag::kTuple},
    {"BINFLOAT", "G\0\0\0\0\0\0\0\0"s, Tag::kFloat},
    {"BININT", "J\0\0\0\0"s, Tag::kInt},
    {"BININT1", "K\0"s, Tag::kInt},
    {"BININT2", "M\0\0"s, Tag::kInt},
    {"BINSTRING", "T\0\0\0\0"s, Tag::kString},
    {"SHORT_BINSTRING", "U\0"s, Tag::kString},
    {"BINUNICODE", "X\0\0\0\0"s, Tag::kString},
    {"APPENDS", "](Ne", Tag::kList},
    {"BINGET", "(Nq\1h\1t", Tag::kTuple},
    {"LONG_BINGET", "(Nq\1j\1\0\0\0t"s, Tag::kTuple},
    {"BINPUT", "Nq\1", Tag::kNone},
    {"LONG_BINPUT", "Nr\1\0\0\0"s, Tag::kNone},
    {"SETITEMS", "}(NNu", Tag::kDict},
    {"EMPTY_TUPLE", ")", Tag::kTuple},
    {"EMPTY_LIST", "]", Tag::kList},
    {"EMPTY_DICT", "}", Tag::kDict},
    {"NEWOBJ", "cm\nC\n)\x81", Tag::kRecord},
    {"TUPLE1", "N\x85", Tag::kTuple},
    {"TUPLE2", "NN\x86", Tag::kTuple},
    {"TUPLE3", "NNN\x87", Tag::kTuple},
    {"NEWTRUE", "\x88", Tag::kBool},
    {"NEWFALSE", "\x89", Tag::kBool},
    {"LONG1", "\x8a\0"s, Tag::kInt},
    {"LONG4", "\x8b\0\0\0\0"s, Tag::kInt},
    {"BINBYTES", "B\0\0\0\0"s, Tag::kBytes},
    {"SHORT_BINBYTES", "C\0"s, Tag::kBytes},
    {"SHORT_BINUNICODE", "\x8c\0"s, Tag::kString},
    {"BINUNICODE8", "\x8d\0\0\0\0\0\0\0\0"s, Tag::kString},
    {"BINBYTES8", "\x8e\0\0\0\0\0\0\0\0"s, Tag::kBytes},
    {"EMPTY_SET", "\x8f", Tag::kSet},
    {"ADDITEMS", "\x8f(N\x90", Tag::kSet},
    {"FROZENSET", "(N\x91", Tag::kSet},
    {"NEWOBJ_EX", "cm\nC\n)}\x92", Tag::kRecord},
    {"STACK_GLOBAL", "\x8c\1m\x8c\1C\x93", Tag::kSymbol},
    {"MEMOIZE", "N\x94", Tag::kNone},
    {"FRAME", "\x95\2\0\0\0\0\0\0\0N"s, Tag::kNone},
    {"BYTEARRAY8", "\x96\0\0\0\0\0\0\0\0"s, Tag::kBytes},
    {"PROTO", "\x80\4N", Tag::kNone},
    {"MARK", "(Nt", Tag::kTuple},
};

// What no model file needs.
const std::map<std::string, std::uint8_t> kRefused = {
    {"POP", '0'},      {"DUP", '2'},       {"PERSID", 'P'},       {"INST", 'i'},
    {"POP_MARK", '1'}, {"BINPERSID", 'Q'}, {"OBJ", 'o'},          {"EXT1", 0x82},
    {"EXT2", 0x83},    {"EXT4", 0x84},     {"NEXT_BUFFER", 0x97}, {"READONLY_BUFFER", 0x98}};

class VmTable : public Streams {};

TEST_F(VmTable, EveryOpcodeThatModelsUseIsRead) {
  for (const Sound& sound : kSound)
    EXPECT_EQ(root(sound.stream + ".")->tag, sound.leaves) << sound.name;
}

// Each asks before it makes an object or pushes one.
TEST_F(VmTable, EachKeepsToTheLimits) {
  for (const Sound& sound : kSound) {
    const std::string stream = sound.stream + ".";
    EXPECT_EQ(reason(stream, {.stack_max = 0}), "LIMIT_STACK") << sound.name;
    // None, True and False are there before.
    const bool makes = sound.leaves != Tag::kNone && sound.leaves != Tag::kBool;
    EXPECT_EQ(reason(stream, {.objects_max = 3, .bytes_an_object = 1000, .objects_a_text = 0}),
              makes ? "LIMIT_OBJECTS" : "")
        << sound.name;
  }
}

// The name of an opcode, by a stream that fails at it.
std::string name_of(std::uint8_t code) {
  const base::Status status = read(std::string(1, static_cast<char>(code))).status();
  EXPECT_FALSE(status.ok());
  const std::string place = status.place();
  return place.substr(0, 10) == "offset 0, " ? place.substr(10) : "";
}

TEST_F(VmTable, EveryOtherOneIsRefusedByItsName) {
  for (const auto& [name, code] : kRefused) {
    const base::Status status = read(std::string(1, static_cast<char>(code))).status();
    EXPECT_STREQ(status.reason(), "REFUSED_OPCODE") << name;
    EXPECT_EQ(status.place(), "offset 0, " + name);
  }
}

// Together with STOP they are all 68, and no other byte is an opcode.
TEST_F(VmTable, ThereAreNoOthers) {
  std::set<std::string> all = {"STOP"};
  for (const Sound& sound : kSound) all.insert(sound.name);
  for (const auto& [name, code] : kRefused) all.insert(name);
  EXPECT_EQ(all.size(), 68u);
  int unknown = 0;
  for (int code = 0; code < 256; ++code)
    unknown += reason(std::string(1, static_cast<char>(code))) == "UNKNOWN_OPCODE";
  EXPECT_EQ(unknown, 256 - 68);
}

TEST_F(VmTable, TheyAreCalledAsInPython) {
  for (const auto& [code, name] : std::map<std::uint8_t, std::string>{
           {'.', "STOP"},       {'R', "REDUCE"},     {'a', "APPEND"},         {'b', "BUILD"},
           {'s', "SETITEM"},    {'t', "TUPLE"},      {'l', "LIST"},           {'d', "DICT"},
           {'K', "BININT1"},    {'M', "BININT2"},    {'J', "BININT"},         {'G', "BINFLOAT"},
           {'X', "BINUNICODE"}, {'B', "BINBYTES"},   {'C', "SHORT_BINBYTES"}, {'h', "BINGET"},
           {0x81, "NEWOBJ"},    {0x92, "NEWOBJ_EX"}, {0x93, "STACK_GLOBAL"},  {0x94, "MEMOIZE"},
           {0x95, "FRAME"},     {0x80, "PROTO"},     {0x90, "ADDITEMS"},      {0x91, "FROZENSET"}})
    EXPECT_EQ(name_of(code), name);
}

}  // namespace
}  // namespace slipway::format::pickle
