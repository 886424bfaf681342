// Whole files: what their bytes pay for, what may follow the pickle, how they are compressed, which
// name is in a refusal. The opcodes one by one are in vm_test.cc and beside it.
#include "format/pickle/machine.h"

#include <zlib.h>

#include "format/one_file_test.h"
#include "format/pickle/stream_test.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

base::Result<Document> read_file(const std::string& bytes, const MachineLimits& limits = {}) {
  return read_pickle_file(OneFile(""), *base::memory_reader(bytes, "dir/m.pkl"), limits);
}

std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  EXPECT_EQ(compress(reinterpret_cast<Bytef*>(out.data()), &size,
                     reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()),
            Z_OK);
  out.resize(size);
  return out;
}

TEST(Machine, ADocumentOwnsWhatItRead) {
  base::Result<Document> document = read("\x80\x03\x8c\x04text\x85.");
  ASSERT_TRUE(document.ok()) << document.status().text();
  const Document moved = *std::move(document);
  EXPECT_EQ(moved.protocol, 3);
  EXPECT_EQ(moved.root->items[0]->text, "text");
  EXPECT_EQ(moved.root->items[0]->offset, 2u);
  EXPECT_EQ(moved.bytes->size(), 10u);
}

// rule (h)
TEST(Machine, NothingFollowsTheStop) {
  const base::Status status = read("N.N.").status();
  EXPECT_EQ(status.text(),
            "offset 2: 2 bytes follow the end of the pickle (TRAILING_BYTES); a model file holds "
            "one pickle; save the model again");
  EXPECT_EQ(reason("N.\n"), "TRAILING_BYTES");
  EXPECT_STREQ(read_file("N.N.").status().reason(), "TRAILING_BYTES");
}

// rule (d): each limit is kept to the last unit, and named. Those of decompression are in
// decompress_test.cc, the one of copies in attack_test.cc.
TEST(Machine, LimitOfBytes) {
  EXPECT_EQ(read("N.", {.bytes_max = 1}).status().text(),
            "2 bytes, at most 1 are read (LIMIT_BYTES)");
  EXPECT_TRUE(read("N.", {.bytes_max = 2}).ok());
}

// rule (d): a large file may hold more than a small one.
TEST(Machine, EveryFewBytesPayForAnObjectAndAMemoEntry) {
  // 20 bytes, and 7 objects with None, True and False.
  const std::string stream = "(]]]]I0000000000\nt."s + ""s;
  const MachineLimits none = {.objects_max = 0, .bytes_an_object = 2};
  ASSERT_EQ(stream.size(), 19u);
  EXPECT_EQ(reason(stream, none), "");
  EXPECT_EQ(reason(stream, {.objects_max = 0, .bytes_an_object = 3}), "LIMIT_OBJECTS");
  EXPECT_EQ(reason(stream, {.objects_max = 3, .bytes_an_object = 3}), "");
  const std::string memo = "]q\x01q\x02.";  // 6 bytes
  EXPECT_EQ(reason(memo, {.memo_max = 0, .bytes_an_object = 3}), "");
  EXPECT_EQ(reason(memo, {.memo_max = 0, .bytes_an_object = 6}), "LIMIT_MEMO");
}

TEST(Machine, RefusalsOfAFileNameIt) {
  EXPECT_EQ(read_file("N").status().place(), "dir/m.pkl: offset 1");
  EXPECT_EQ(read_file("NN0.").status().place(), "dir/m.pkl: offset 2, POP");
  EXPECT_EQ(read_file("N.", {.bytes_max = 1}).status().place(), "dir/m.pkl");
}

TEST(Machine, ACompressedFileIsReadAsWhatIsInIt) {
  const auto document = read_file(deflated("I7\n."));
  ASSERT_TRUE(document.ok()) << document.status().text();
  EXPECT_EQ(document->root->integer, 7);
  EXPECT_EQ(*document->bytes, "I7\n.");
  const base::Status broken = read_file(deflated("I7\n")).status();
  EXPECT_EQ(broken.place(), "dir/m.pkl: offset 3");  // of what is in it
}

TEST(Machine, SideFilesAreOfAFilesFolderOnly) {
  const std::string wrapper = "cjoblib.numpy_pickle\nNDArrayWrapper\n)R(S'filename'\nS'a.npy'\ndb.";
  const base::Status alone = read(wrapper).status();
  EXPECT_EQ(alone.code(), base::Code::kFailedPrecondition);
  EXPECT_STREQ(alone.reason(), "SIDE_FILE_NEEDED");
  EXPECT_FALSE(alone.remedy().empty());
  const base::Status missing = read_file(wrapper).status();
  EXPECT_STREQ(missing.reason(), "NO_FILE");
  EXPECT_NE(missing.place().find("a.npy"), std::string::npos) << missing.text();
}

}  // namespace
}  // namespace slipway::format::pickle
