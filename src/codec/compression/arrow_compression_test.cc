// Every compression: there and back, in drips, members behind one another, broken bytes.
#include <algorithm>

#include <gtest/gtest.h>

#include "codec/codec_test.h"
#include "codec/compression.h"

namespace slipway::codec {
namespace {

class Into final : public base::Writer {
 public:
  explicit Into(std::string& text) : text_(text) {}
  base::Status write(std::string_view bytes) override { return text_ += bytes, base::Status(); }
  base::Status commit() override { return text_ += "|committed", base::Status(); }

 private:
  std::string& text_;
};

std::string compress(const CompressionName& known, std::string_view text) {
  std::string bytes;
  auto writer = compressed(std::make_unique<Into>(bytes), "x" + std::string(known.extension));
  EXPECT_TRUE(writer.ok()) << writer.status().text();
  for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(text.size(), 1000)))
    EXPECT_TRUE((*writer)->write(text.substr(0, 1000)).ok());
  EXPECT_TRUE((*writer)->commit().ok());
  EXPECT_TRUE(bytes.ends_with("|committed"));
  bytes.resize(bytes.size() - std::string_view("|committed").size());
  return bytes;
}

struct Text {
  base::Status status;
  std::string text;
};

Text decompress(const CompressionName& known, const std::string& bytes, std::uint64_t drip,
                std::uint64_t count = 1 << 16) {
  Text all;
  auto stream =
      decompressed(std::make_unique<Drops>(bytes, drip, "in" + std::string(known.extension)));
  if (!stream.ok()) return all.status = stream.status(), all;
  for (;;) {
    const auto read = (*stream)->read(count, all.text);
    if (!read.ok()) return all.status = read.status(), all;
    if (*read == 0) return all;
    EXPECT_LE(*read, std::max<std::uint64_t>(count, 1));
  }
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 60'000; ++i)
    text += std::to_string(i * 7919 % 10007) + (i % 10 == 0 ? "\n" : ",");
  return text;
}

class EveryCompression : public ::testing::TestWithParam<CompressionName> {};

TEST_P(EveryCompression, ThereAndBack) {
  const std::string text = long_text();
  const std::string bytes = compress(GetParam(), text);
  EXPECT_LT(bytes.size(), text.size());
  EXPECT_TRUE(bytes.starts_with(GetParam().magic));
  for (const std::uint64_t drip : {1ull, 7ull, 4096ull, 1ull << 30}) {
    const Text back = decompress(GetParam(), bytes, drip, drip == 1 ? 100 : 1 << 16);
    EXPECT_TRUE(back.status.ok()) << back.status.text();
    EXPECT_TRUE(back.text == text) << "in drips of " << drip;
  }
  EXPECT_EQ(decompress(GetParam(), compress(GetParam(), ""), 5).text, "");
}

TEST_P(EveryCompression, AnEndInTheMiddleIsNoticed) {
  const std::string bytes = compress(GetParam(), long_text());
  for (const std::size_t cut : {bytes.size() / 3, bytes.size() / 2, bytes.size() - 1}) {
    const Text back = decompress(GetParam(), bytes.substr(0, cut), 4096);
    EXPECT_STREQ(back.status.reason(), "TRUNCATED") << cut;
    EXPECT_EQ(back.status.place(), "in" + std::string(GetParam().extension));
  }
}

TEST_P(EveryCompression, BrokenBytesAreNoticedOrHarmless) {
  const std::string bytes = compress(GetParam(), long_text().substr(0, 3000));
  for (std::size_t at = GetParam().magic.size(); at < bytes.size(); ++at) {
    std::string broken = bytes;
    broken[at] = static_cast<char>(broken[at] ^ 0x55);
    const Text back = decompress(GetParam(), broken, 1000);
    EXPECT_TRUE(back.status.ok() || back.status.code() == base::Code::kDataLoss)
        << back.status.text();
  }
}

TEST_P(EveryCompression, MembersBehindOneAnotherAreOneStream) {
  if (GetParam().name == "brotli") return;  // has no members
  const std::string two = compress(GetParam(), "first,") + compress(GetParam(), "second");
  for (const std::uint64_t drip : {1ull, 1000ull})
    EXPECT_EQ(decompress(GetParam(), two, drip).text, "first,second");
}

INSTANTIATE_TEST_SUITE_P(All, EveryCompression, ::testing::ValuesIn(compression_names()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace slipway::codec
