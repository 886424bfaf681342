// The arrays that joblib 0.8 and 0.9 wrote beside a pickle. Which names are opened at all is in
// attack_test.cc.
#include "format/pickle/side_file.h"

#include <map>

#include <gtest/gtest.h>

#include "format/pickle/machine.h"
#include "format/pickle/numpy.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

class Files final : public base::Folder {
 public:
  explicit Files(std::map<std::string, std::string> files) : files_(std::move(files)) {}
  base::Result<std::vector<std::string>> list() const override {
    return std::vector<std::string>{};
  }
  base::Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    const auto file = files_.find(std::string(name));
    if (file == files_.end()) return base::not_found("NOT_FOUND", "there is no such file");
    return base::memory_reader(file->second, file->first);
  }

 private:
  const std::map<std::string, std::string> files_;
};

std::string npy(const std::string& type, int count, const std::string& data) {
  const std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" +
                             std::to_string(count) + ",), }\n";
  return "\x93NUMPY\x01\0"s + static_cast<char>(header.size()) + '\0' + header + data;
}

std::string wrapped(const std::string& file) {
  return "cjoblib.numpy_pickle\nNDArrayWrapper\n)R(S'filename'\nS'" + file +
         "'\nS'subclass'\ncnumpy\nndarray\ndb";
}

base::Result<Document> read(const std::string& pickle, std::map<std::string, std::string> files,
                            const MachineLimits& limits = {}) {
  return read_pickle_file(Files(std::move(files)), *base::memory_reader(pickle + ".", "m.pkl"),
                          limits);
}

TEST(SideFile, OnlyPlainNamesAreOpened) {
  for (const char* name : {"m.pkl_01.npy", "a b", "...", ".hidden"})
    EXPECT_TRUE(is_plain_file_name(name)) << name;
  for (const std::string& name :
       {""s, "."s, ".."s, "a/b"s, "/a"s, "a\\b"s, "c:a"s, "a\0b"s, std::string(256, 'a')})
    EXPECT_FALSE(is_plain_file_name(name)) << name;
}

TEST(SideFile, ItsElementsBecomeTheArray) {
  const auto document = read(wrapped("a.npy"), {{"a.npy", npy("|i1", 3, "\x01\x02\xff")}});
  ASSERT_TRUE(document.ok()) << document.status().text();
  EXPECT_EQ(*as_int64s(document->root), (std::vector<std::int64_t>{1, 2, -1}));
}

TEST(SideFile, OneThatIsNotThereOrDoesNotFitIsNamed) {
  const base::Status missing = read(wrapped("a.npy"), {}).status();
  EXPECT_EQ(missing.code(), base::Code::kNotFound);
  const std::size_t build = wrapped("a.npy").size() - 1;
  EXPECT_EQ(missing.place(), "m.pkl: offset " + std::to_string(build) + ", BUILD: a.npy");
  for (const char* data : {"\x01\x02", "\x01\x02\x03\x04"}) {
    const base::Status size = read(wrapped("a.npy"), {{"a.npy", npy("|i1", 3, data)}}).status();
    EXPECT_STREQ(size.reason(), "BAD_SIDE_FILE");
    EXPECT_TRUE(size.place().ends_with("a.npy")) << size.text();
  }
  EXPECT_STREQ(read(wrapped("a.npy"), {{"a.npy", "no array"}}).status().reason(), "BAD_NPY");
  EXPECT_STREQ(read(wrapped("a.npy"), {{"a.npy", npy("|i1", -1, "")}}).status().reason(),
               "BAD_NPY");
}

// rule (d): all of them together.
TEST(SideFile, TheirBytesAreLimitedTogether) {
  const std::string file = npy("|i1", 100, std::string(100, '\0'));
  const std::string two = "(" + wrapped("a.npy") + wrapped("a.npy") + "t";
  const MachineLimits enough{.bytes_max = 2 * file.size()};
  EXPECT_TRUE(read(two, {{"a.npy", file}}, enough).ok());
  const MachineLimits less{.bytes_max = 2 * file.size() - 1};
  EXPECT_STREQ(read(two, {{"a.npy", file}}, less).status().reason(), "LIMIT_BYTES");
}

// rule (h): an array of objects is a pickle in a file of its own, with nothing behind it.
TEST(SideFile, AnArrayOfObjectsIsOnePickle) {
  const std::string array =
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I1\ntcnumpy\n"
      "dtype\n(S'O8'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI63\ntbI00\n(cos\nsystem\n(S'id'\ntRltb.";
  const auto document = read(wrapped("a.npy"), {{"a.npy", npy("|O8", 1, array)}});
  ASSERT_TRUE(document.ok()) << document.status().text();
  EXPECT_EQ(document->root->array()->objects[0]->tag, Tag::kRecord);  // inert here too
  EXPECT_STREQ(read(wrapped("a.npy"), {{"a.npy", npy("|O8", 1, array + "N.")}}).status().reason(),
               "TRAILING_BYTES");
  EXPECT_STREQ(read(wrapped("a.npy"), {{"a.npy", npy("|O8", 2, array)}}).status().reason(),
               "BAD_ARRAY");
  EXPECT_STREQ(read(wrapped("a.npy"), {{"a.npy", npy("|O8", 1, "N.")}}).status().reason(),
               "BAD_ARRAY");
}

}  // namespace
}  // namespace slipway::format::pickle
