#include "codec/zip.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace slipway::codec {
namespace {

struct Member {
  std::string name, bytes;
  unsigned method = 0;
  std::string packed = {};
  unsigned flags = 0;
};

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::uint32_t crc(const std::string& bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

void put_common(std::string& out, const Member& member) {
  const std::string& packed = member.method == 0 ? member.bytes : member.packed;
  put(out, 20, 2), put(out, member.flags, 2), put(out, member.method, 2), put(out, 0, 4);
  put(out, crc(member.bytes), 4), put(out, packed.size(), 4), put(out, member.bytes.size(), 4);
  put(out, member.name.size(), 2), put(out, 0, 2);
}

// As Python's zipfile writes them.
std::string zipped(const std::vector<Member>& members) {
  std::string out, directory;
  for (const Member& member : members) {
    const std::size_t at = out.size();
    out += "PK\x03\x04";
    put_common(out, member);
    out += member.name + (member.method == 0 ? member.bytes : member.packed);
    directory += "PK\x01\x02";
    put(directory, 20, 2);
    put_common(directory, member);
    put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 4);
    put(directory, at, 4);
    directory += member.name;
  }
  const std::size_t at = out.size();
  out += directory + "PK\x05\x06";
  put(out, 0, 4), put(out, members.size(), 2), put(out, members.size(), 2);
  put(out, directory.size(), 4), put(out, at, 4), put(out, 0, 2);
  return out;
}

std::string deflated(const std::string& bytes) {
  std::string out(compressBound(static_cast<uLong>(bytes.size())) + 16, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

base::Result<Zip> opened(const std::string& bytes, const ZipLimits& limits = {}) {
  return Zip::open(std::make_shared<const std::string>(bytes), limits);
}

std::string reason(const base::Result<Zip>& zip) { return zip.ok() ? "" : zip.status().reason(); }

TEST(Zip, ReadsWhatIsStoredAndWhatIsDeflated) {
  const std::string text(5000, 'x');
  const auto zip =
      opened(zipped({{"a.txt", "abc"}, {"b/c", text, 8, deflated(text)}, {"empty", ""}}));
  ASSERT_TRUE(zip.ok()) << zip.status().text();
  EXPECT_EQ(*zip->read("a.txt"), "abc");
  EXPECT_EQ(*zip->read("b/c"), text);
  EXPECT_EQ(*zip->read("empty"), "");
  EXPECT_FALSE(zip->contains("c"));
  EXPECT_STREQ(zip->read("c").status().reason(), "MISSING_FILE");
}

TEST(Zip, RefusesNamesThatArePathsAndNamesTwice) {
  for (const char* name : {"", "/etc/passwd", "../a", "a/../../b", "a\\b", "c:a"})
    EXPECT_EQ(reason(opened(zipped({{name, "x"}}))), "BAD_ZIP") << name;
  EXPECT_EQ(reason(opened(zipped({{std::string(300, 'a'), "x"}}))), "BAD_ZIP");
  EXPECT_EQ(reason(opened(zipped({{"a", "x"}, {"a", "y"}}))), "BAD_ZIP");
}

TEST(Zip, RefusesWhatFollowsOrIsCut) {
  const std::string sound = zipped({{"a", "x"}});
  EXPECT_EQ(reason(opened(sound + "x")), "TRAILING_BYTES");
  EXPECT_EQ(reason(opened(sound.substr(0, sound.size() - 1))), "TRAILING_BYTES");
  EXPECT_EQ(reason(opened("x" + sound)), "BAD_ZIP");
  EXPECT_EQ(reason(opened("")), "BAD_ZIP");
}

TEST(Zip, RefusesEncryptionAndOtherMethods) {
  EXPECT_EQ(reason(opened(zipped({{.name = "a", .bytes = "x", .flags = 1}}))), "UNSUPPORTED_ZIP");
  EXPECT_EQ(reason(opened(zipped({{"a", "x", 14, "x"}}))), "UNSUPPORTED_ZIP");
}

TEST(Zip, JudgesSizesBeforeItUnpacks) {
  const std::string zeros(8u << 20, '\0');
  const std::string bomb = zipped({{"a", zeros, 8, deflated(zeros)}});
  EXPECT_EQ(reason(opened(bomb, {.ratio_max = 100})), "LIMIT_RATIO");
  EXPECT_EQ(reason(opened(bomb, {.bytes_max = 1000})), "LIMIT_BYTES");
  EXPECT_EQ(reason(opened(zipped({{"a", ""}, {"b", ""}}), {.files_max = 1})), "LIMIT_FILES");
}

TEST(Zip, ChecksWhatItRead) {
  std::string broken = zipped({{"a", "abc"}});
  broken[broken.find("abc")] = 'x';
  const auto zip = opened(broken);
  ASSERT_TRUE(zip.ok());
  EXPECT_STREQ(zip->read("a").status().reason(), "BAD_ZIP");
  const std::string text(5000, 'x');
  std::string longer = zipped({{"a", text, 8, deflated(text + "y")}});
  const auto lies = opened(longer);
  ASSERT_TRUE(lies.ok());
  EXPECT_TRUE(lies->read("a").ok() || lies->read("a").status().reason() == std::string("BAD_ZIP"));
}

}  // namespace
}  // namespace slipway::codec
