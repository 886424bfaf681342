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
  EXPECT_EQ(moved.root->items()[0]->text, "text");
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
  // 20 bytes and 9 objects: None, True and False, three numbers, and a tuple, which counts as three.
  const std::string stream = "(I000000\nI0\nI0\nNt.";
  ASSERT_EQ(stream.size(), 18u);
  EXPECT_EQ(reason(stream, {.objects_max = 0, .bytes_an_object = 2}), "");
  EXPECT_EQ(reason(stream, {.objects_max = 0, .bytes_an_object = 3}), "LIMIT_OBJECTS");
  EXPECT_EQ(reason(stream, {.objects_max = 3, .bytes_an_object = 3}), "");
  const std::string memo = "]q\x01q\x02.";  // 6 bytes
  EXPECT_EQ(reason(memo, {.memo_max = 0, .bytes_an_object = 3}), "");
  EXPECT_EQ(reason(memo, {.memo_max = 0, .bytes_an_object = 6}), "LIMIT_MEMO");
}

// A vocabulary is words and their numbers, at few bytes each.
TEST(Machine, ATextPaysForItselfAndANumber) {
  const auto words = [](int length) {
    std::string stream = "(";
    for (int i = 0; i < 100; ++i)
      stream += "\x8c"s + static_cast<char>(length) +
                std::string(static_cast<std::size_t>(length), 'x') + "\x94K\x01";
    return stream + "d.";
  };
  const MachineLimits few = {.objects_max = 6, .memo_max = 1, .bytes_an_object = 1'000'000};
  EXPECT_EQ(reason(words(4), few), "");
  EXPECT_EQ(reason(words(200), few), "");
  EXPECT_EQ(reason(words(3), few), "LIMIT_OBJECTS");
  MachineLimits unpaid = few;
  unpaid.objects_max = 1000, unpaid.objects_a_text = 0;
  EXPECT_EQ(reason(words(4), unpaid), "LIMIT_MEMO");
}

// What is in others is counted too: the same None a million times is one object.
TEST(Machine, LimitOfReferences) {
  EXPECT_EQ(reason("(" + std::string(12, 'N') + "t.", {.references_max = 0}), "");
  EXPECT_EQ(reason("(" + std::string(13, 'N') + "t.", {.references_max = 0}), "LIMIT_REFERENCES");
  EXPECT_EQ(reason("(" + std::string(13, 'N') + "t.", {.references_max = 1}), "");
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
