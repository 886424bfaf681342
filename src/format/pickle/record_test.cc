#include "format/pickle/record.h"

#include "format/pickle/stream_test.h"

namespace slipway::format::pickle {
namespace {

class Record : public Streams {};

TEST_F(Record, ASymbolHasItsDottedName) {
  Ref symbol = value("csklearn.tree\nevil.name\n");
  EXPECT_EQ(symbol_name(symbol), "sklearn.tree.evil.name");
  EXPECT_TRUE(is_symbol(symbol, "sklearn.tree.evil.name"));
  for (const char* other : {"", ".", "sklearn.tree", "sklearn.tree.", "sklearn.tree.evil.names",
                            "sklearn.tree.evil.nam", "sklearn.tree_evil.name",
                            "sklearn.trie.evil.name", "sklearn.tree.evil.namx"})
    EXPECT_FALSE(is_symbol(symbol, other)) << other;
  for (Ref other : {value("I1\n"), value("cm\nf\n)R"), Ref{nullptr}}) {
    EXPECT_EQ(symbol_name(other), "");
    EXPECT_FALSE(is_symbol(other, "m.f"));
  }
}

// From protocol 3 on Python 3 writes its own names.
TEST_F(Record, TypesOfPythonHaveOneNameInEveryProtocol) {
  for (const auto& [opcodes, name] : {std::pair("c__builtin__\nslice\n", "builtins.slice"),
                                      {"c__builtin__\nlong\n", "builtins.int"},
                                      {"c__builtin__\nfloat\n", "builtins.float"},
                                      {"cbuiltins\nint\n", "builtins.int"},
                                      {"c__builtin__\nunicode\n", "builtins.str"},
                                      {"c__builtin__\neval\n", "__builtin__.eval"}}) {
    EXPECT_EQ(symbol_name(value(opcodes)), name);
    EXPECT_TRUE(is_symbol(value(opcodes), name)) << name;
  }
}

// Protocol 2 and up write NEWOBJ; 0 and 1, and __reduce_ex__ of its own, a call of copyreg, whose name
// Python 2 had otherwise.
TEST_F(Record, TheClassBehindEveryWayToWriteAnObject) {
  for (const char* opcodes :
       {"cm\nC\n)\x81", "cm\nC\n)}\x92", "cm\nC\n)R", "ccopyreg\n__newobj__\n(cm\nC\ntR",
        "ccopyreg\n__newobj_ex__\n(cm\nC\n)}tR",
        "ccopyreg\n_reconstructor\n(cm\nC\nc__builtin__\nobject\nNtR",
        "ccopy_reg\n_reconstructor\n(cm\nC\nc__builtin__\nobject\nNtR"}) {
    EXPECT_EQ(record_class(value(opcodes)), "m.C") << opcodes;
    EXPECT_TRUE(is_symbol(record_symbol(value(opcodes)), "m.C")) << opcodes;
  }
}

TEST_F(Record, WhatMakesNoClassHasNone) {
  for (const char* opcodes : {"cm\nC\n", "I1\n", "(d", "cm\nf\n)R)R", "ccopyreg\n__newobj__\n)R",
                              "ccopyreg\n__newobj__\n(I1\ntR"}) {
    EXPECT_EQ(record_class(value(opcodes)), "") << opcodes;
    EXPECT_EQ(record_symbol(value(opcodes)), nullptr) << opcodes;
  }
  EXPECT_EQ(record_class(nullptr), "");
  // Only copyreg makes objects of its arguments.
  EXPECT_EQ(record_class(value("cevil\n__newobj__\n(cm\nC\ntR")), "evil.__newobj__");
  EXPECT_EQ(record_class(value("ccopyreg\npickle\n(cm\nC\ntR")), "copyreg.pickle");
}

TEST_F(Record, ArgumentsAreThoseOfTheClass) {
  const auto arguments = [this](const char* opcodes) {
    std::string all;
    for (Ref one : record_args(value(opcodes))) all += describe(one) + ";";
    return all;
  };
  EXPECT_EQ(arguments("cm\nC\n(I1\nNtR"), "the int 1;None;");
  EXPECT_EQ(arguments("cm\nC\n(I1\nt\x81"), "the int 1;");
  EXPECT_EQ(arguments("ccopyreg\n__newobj__\n(cm\nC\nI1\nI2\ntR"), "the int 1;the int 2;");
  EXPECT_EQ(arguments("ccopy_reg\n_reconstructor\n(cm\nC\nc__builtin__\nlist\n(ltR"), "");
  EXPECT_EQ(arguments("cm\nf\n)R(I1\ntR"), "the int 1;");  // of a chained call, the last
  EXPECT_EQ(arguments("ccopyreg\n__newobj__\n)R"), "");
  EXPECT_EQ(arguments("I1\n"), "");
  EXPECT_TRUE(record_args(nullptr).empty());
}

TEST_F(Record, TheValueLastSetForAKeyCounts) {
  Ref dict = value("(S'a'\nI1\nI7\nI8\nS'b'\nI2\nS'a'\nI3\nd");
  EXPECT_EQ(find(dict, "a")->integer, 3);
  EXPECT_EQ(find(dict, "b")->integer, 2);
  EXPECT_EQ(find(dict, "c"), nullptr);
  EXPECT_EQ(find(value("(C\x01"
                       "aI1\nd"),
                 "a"),
            nullptr);  // bytes are no str
  EXPECT_EQ(find(value("(lS'a'\na"), "a"), nullptr);
  EXPECT_EQ(find(nullptr, "a"), nullptr);
  const auto pairs = dict_pairs(dict);
  ASSERT_EQ(pairs.size(), 4u);
  EXPECT_EQ(pairs[1].first->integer, 7);
  EXPECT_EQ(pairs[1].second->integer, 8);
  EXPECT_EQ(pairs[3].second->integer, 3);
}

// OrderedDict and defaultdict: records on which items were set.
TEST_F(Record, AMappingOfItsOwnClassIsADictToo) {
  Ref mapping = value("ccollections\nOrderedDict\n)R(S'a'\nI1\nu");
  EXPECT_EQ(find(mapping, "a")->integer, 1);
  EXPECT_EQ(dict_pairs(mapping).size(), 1u);
  EXPECT_TRUE(dict_pairs(value("(lI1\na")).empty());
  EXPECT_TRUE(dict_pairs(nullptr).empty());
}

TEST_F(Record, AStateIsWhatPythonWouldSet) {
  const auto state = [this](const std::string& opcodes) {
    const auto read = record_state(value("cm\nC\n)\x81" + opcodes));
    EXPECT_TRUE(read.ok()) << read.status().text();
    return (read->dict != nullptr ? "dict " + describe(read->dict) : "") +
           (read->slots != nullptr ? " slots " + describe(read->slots) : "") +
           (read->other != nullptr ? "other " + describe(read->other) : "");
  };
  EXPECT_EQ(state(""), "");
  EXPECT_EQ(state("Nb"), "");
  EXPECT_EQ(state("(S'a'\nI1\ndb"), "dict a dict of 1");
  EXPECT_EQ(state("(N(S'a'\nI1\ndtb"), " slots a dict of 1");
  EXPECT_EQ(state("((d(S'a'\nI1\ndtb"), "dict a dict of 0 slots a dict of 1");
  EXPECT_EQ(state("((dNtb"), "dict a dict of 0");
  EXPECT_EQ(state("(NNtb"), "");
  // For a __setstate__ of its own.
  EXPECT_EQ(state("(I1\n(dtb"), "other a tuple of 2");
  EXPECT_EQ(state("((dI1\ntb"), "other a tuple of 2");
  EXPECT_EQ(state("((d(d(dtb"), "other a tuple of 3");
  EXPECT_EQ(state("S'a'\nb"), "other a str of 1 bytes");
}

TEST_F(Record, AStateThatIsSetTwiceIsRefused) {
  Ref twice = value("cm\nC\n)\x81(db(S'a'\nI1\ndb");
  EXPECT_EQ(record_state(twice).status().text(), "a m.C has more than one state (BAD_STATE)");
  EXPECT_EQ(attribute(twice, "a"), nullptr);
  EXPECT_STREQ(attributes(twice).status().reason(), "BAD_STATE");
  EXPECT_EQ(record_state(value("I1\n")).status().message(), "the int 1 has no state");
  EXPECT_EQ(record_state(nullptr).status().message(), "nothing has no state");
}

TEST_F(Record, AttributesAreThoseOfTheDictAndTheSlots) {
  Ref both = value("cm\nC\n)\x81((S'a'\nI1\nS'b'\nI2\nd(S'a'\nI3\ndtb");
  EXPECT_EQ(attribute(both, "a")->integer, 3);  // Python sets slots last
  EXPECT_EQ(attribute(both, "b")->integer, 2);
  EXPECT_EQ(attribute(both, "c"), nullptr);
  EXPECT_EQ(attribute(nullptr, "a"), nullptr);
  const auto all = attributes(both);
  ASSERT_TRUE(all.ok()) << all.status().text();
  ASSERT_EQ(all->size(), 3u);
  EXPECT_EQ(all->back().first, "a");
  EXPECT_EQ(all->back().second->integer, 3);
}

// None may be passed over: an adapter must see all of them.
TEST_F(Record, AttributesThatCanNotBeListedAreRefused) {
  EXPECT_EQ(attributes(value("cm\nC\n)\x81(I1\nI2\ndb")).status().text(),
            "a dict of 1 has an attribute whose name is no str (BAD_STATE)");
  EXPECT_EQ(attributes(value("cm\nC\n)\x81(N(I1\nI2\ndtb")).status().message(),
            "a dict of 1 has an attribute whose name is no str");
  EXPECT_EQ(attributes(value("cm\nC\n)\x81(I1\ntb")).status().message(),
            "a m.C has a state that is no dict");
  EXPECT_STREQ(attributes(value("(S'a'\nI1\nd")).status().reason(), "BAD_STATE");
}

TEST_F(Record, EveryValueHasADescription) {
  const auto described = [this](const std::string& opcodes) { return describe(value(opcodes)); };
  EXPECT_EQ(describe(nullptr), "nothing");
  EXPECT_EQ(described("N"), "None");
  EXPECT_EQ(described("I01\n"), "True");
  EXPECT_EQ(described("I00\n"), "False");
  EXPECT_EQ(described("I-5\n"), "the int -5");
  EXPECT_EQ(described("L9223372036854775808L\n"), "an int of 9 bytes");
  EXPECT_EQ(described("F0.5\n"), "the float 0.5");
  EXPECT_EQ(described("V\\u20ac\n"), "a str of 3 bytes");
  EXPECT_EQ(described(bytes("ab")), "2 bytes");
  EXPECT_EQ(described("(NNt"), "a tuple of 2");
  EXPECT_EQ(described("(l"), "a list of 0");
  EXPECT_EQ(described("(NNd"), "a dict of 1");
  EXPECT_EQ(described("(N\x91"), "a set of 1");
  EXPECT_EQ(described("cos\nsystem\n"), "os.system");
  EXPECT_EQ(described("cos\nsystem\n)R"), "a os.system");
  EXPECT_EQ(described("cm\nf\n)R)R"), "a chained call");
  EXPECT_EQ(described(array(dtype("i1"), "I2\nI3\n", bytes("abcdef"))),
            "an array of dtype i1 and shape (2, 3)");
}

}  // namespace
}  // namespace slipway::format::pickle
