// Attacks on the machine itself: whatever a stream asks for is read as inert records or refused,
// within bounded time and memory. The published attacks on who loads a model, one a class, are in
// attack_classes_test.cc; the rules of the machine one by one in machine_test.cc.
#include <chrono>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/pickle/machine.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

base::Result<Document> read(const std::string& bytes, const MachineLimits& limits = {}) {
  return read_pickle(std::make_shared<const std::string>(bytes), limits);
}

std::string reason(const std::string& bytes, const MachineLimits& limits = {}) {
  return read(bytes, limits).status().reason();
}

class OneFolder : public base::Folder {  // any name opens; what was asked for is kept
 public:
  base::Result<std::vector<std::string>> list() const override {
    return std::vector<std::string>{};
  }
  base::Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    asked.emplace_back(name);
    return base::memory_reader("");
  }
  mutable std::vector<std::string> asked;
};

// rules (a) and (b): a call of what a call returns stays a record of a record.
TEST(Attack, AttrgetterChain) {
  const auto document =
      read("coperator\nattrgetter\n(S'system'\ntR(cbuiltins\n__import__\n(S'os'\ntRtR(S'id'\ntR.");
  ASSERT_TRUE(document.ok()) << document.status().text();
  EXPECT_EQ(document->root->call()->symbol->tag, Tag::kRecord);
  EXPECT_EQ(record_class(document->root), "");  // no name to look up: no adapter takes it
}

TEST(Attack, SubmoduleAndUnicodeNamesAreKeptAsWritten) {
  const auto document = read("\x80\x04\x8c\x0bsklearn.evil\x8c\x01x\x93."s);
  EXPECT_FALSE(document.ok());  // 12 bytes announced as 11: the rest is no opcode
  EXPECT_EQ(symbol_name(read("csklearn.tree.evil\nos.system\n.")->root),
            "sklearn.tree.evil.os.system");
}

// rule (i): what is shared a million times is one object.
TEST(Attack, BillionLaughsCostNothingToRead) {
  std::string bytes = "]q\x01";  // twenty lists, each holding ten times the one before
  for (int level = 0; level < 20; ++level)
    bytes +=
        "](h\x01h\x01h\x01h\x01h\x01h\x01h\x01h\x01h\x01h\x01"
        "eq\x01"s;
  std::string stacked = "(" + bytes + "l.";
  const auto document = read(stacked);
  ASSERT_TRUE(document.ok()) << document.status().text();
  EXPECT_LT(document->arena.size(), 30u);
  // A getter that follows it stops.
  EXPECT_FALSE(as_doubles(document->root->items().back()).ok());
}

TEST(Attack, LaughsInsideAGetterEnd) {
  std::string bytes = "]q\x00"s;
  bytes = "](" + std::string(3000, 'N') + "eq\x01";
  for (int level = 0; level < 5; ++level) {
    bytes += "](";
    for (int i = 0; i < 3000; ++i) bytes += "h\x01";
    bytes += "eq\x01";
  }
  const auto document = read("(" + bytes + "l.");
  ASSERT_TRUE(document.ok());
  EXPECT_STREQ(as_doubles(document->root).status().reason(), "WRONG_TYPE");  // a None, met at once
}

// rules (d) and (i): a memo bomb.
TEST(Attack, FoldingTheSameListAgainAndAgainIsRefused) {
  std::string bytes = "((" + std::string(200'000, 'N') + "lq\x01";
  for (int i = 0; i < 10'000; ++i) bytes += "c__builtin__\nset\n(h\x01tR";
  EXPECT_EQ(reason(bytes + "l."), "LIMIT_COPIES");
}

TEST(Attack, DtypeThatNestsItselfIsBounded) {
  // Each dtype has twice the fields of the one before.
  std::string bytes = "(cnumpy\ndtype\n(S'f8'\ntRq\x01";
  for (int level = 0; level < 60; ++level) {
    bytes +=
        "cnumpy\ndtype\n(S'V8'\ntR(I3\nS'|'\nN(S'a'\nS'b'\nt(S'a'\n(h\x01I0\ntS'b'\n("
        "h\x01I0\ntdI8\nI1\nI0\ntbq\x01";
  }
  const auto document = read(bytes + "l.");
  ASSERT_TRUE(document.ok()) << document.status().text();
  EXPECT_FALSE(as_dtype(document->root->items().back()).ok());
}

// rule (d)
TEST(Attack, DeepNesting) {
  const std::string deep = std::string(100'000, ']') + std::string(99'999, 'a') + ".";
  EXPECT_EQ(reason(deep), "LIMIT_NESTING");
  EXPECT_EQ(reason("(" + std::string(100'000, '(') + "."), "BAD_PICKLE");
}

// rule (d): what a byte can make takes a hundred times its memory.
TEST(Attack, MoreObjectsThanTheBytesPayFor) {
  EXPECT_EQ(reason("(" + std::string(2'000'000, ']') + "t."), "LIMIT_OBJECTS");
  EXPECT_EQ(reason("(" + std::string(20'000'000, 'N') + "t."), "LIMIT_STACK");
  EXPECT_EQ(reason(std::string(20'000'000, '(') + "."), "LIMIT_STACK");
  std::string lists = "]";
  while (lists.size() < 8'000'000) lists += "(" + std::string(1000, ']') + "e";
  EXPECT_EQ(reason(lists + "."), "LIMIT_OBJECTS");
}

// Lists put into each other from the outside in: each is shallow when it is attached.
TEST(Attack, DeepNestingOutsideIn) {
  std::string bytes = "(]p0\n";
  for (int i = 1; i < 2000; ++i) bytes += fmt::format("g{}\n]p{}\na", i - 1, i);
  // Each GET leaves its list on the stack: all go into one list, whose first item is the deep one.
  EXPECT_EQ(reason(bytes + "l."), "LIMIT_NESTING");
}

// rule (i): who walks a cycle ends.
TEST(Attack, CyclesAreData) {
  const auto document = read("(lp0\n(dp1\nS'a'\ng0\nsa.");
  ASSERT_TRUE(document.ok()) << document.status().text();
  EXPECT_EQ(find(document->root->items()[0], "a"), document->root);
  const auto self = read("]p0\ng0\na.");
  ASSERT_TRUE(self.ok());
  EXPECT_FALSE(as_doubles(self->root).ok());  // ends
  EXPECT_FALSE(as_matrix(self->root).ok());
  EXPECT_EQ(describe(self->root), "a list of 1");
}

// rule (d): a length is checked against what is left before there is memory for it.
TEST(Attack, HugeLengthsAllocateNothing) {
  EXPECT_EQ(reason("X\xff\xff\xff\xff."), "TRUNCATED");
  EXPECT_EQ(reason("\x8d\xff\xff\xff\xff\xff\xff\xff\xff."), "TRUNCATED");
  EXPECT_EQ(reason("\x96\xff\xff\xff\xff\xff\xff\xff\x7f."), "TRUNCATED");
  EXPECT_EQ(reason("\x95\xff\xff\xff\xff\xff\xff\xff\xff."), "TRUNCATED");
  EXPECT_EQ(reason("\x8b\xff\xff\xff\x7f."), "LIMIT_INTEGER");
}

// rules (d) and (e): an id is no index.
TEST(Attack, SparseMemoIdsAllocateLittle) {
  std::string bytes = "(";
  for (int i = 0; i < 100'000; ++i) bytes += fmt::format("Np{}\n", 4'000'000'000ull + 1000ull * i);
  const auto document = read(bytes + "l.");
  ASSERT_TRUE(document.ok()) << document.status().text();
}

TEST(Attack, ManyNestedStreamsStayLinear) {
  std::string bytes = "(";
  for (int i = 0; i < 100'000; ++i) bytes += "]p0\n]p1\nag0\ng1\ng0\naa";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(read(bytes + "l.").ok());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Attack, SideFilesStayInTheFolder) {
  for (const char* name :
       {"../secret", "/etc/passwd", "..", ".", "", "a/b", "a\\\\b", "a\\x00b", "c:d"}) {
    const OneFolder folder;
    const std::string pickle =
        "cjoblib.numpy_pickle\nNDArrayWrapper\n)R(S'filename'\nS'"s + name + "'\ndb.";
    const auto document = read_pickle_file(folder, *base::memory_reader(pickle, "model.pkl"));
    EXPECT_STREQ(document.status().reason(), "BAD_SIDE_FILE") << name << document.status().text();
    EXPECT_TRUE(folder.asked.empty()) << name;
  }
  EXPECT_EQ(reason("cjoblib.numpy_pickle\nNDArrayWrapper\n)R(S'filename'\nS'a.npy'\ndb."),
            "SIDE_FILE_NEEDED");
}

}  // namespace
}  // namespace slipway::format::pickle
