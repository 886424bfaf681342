// rule (d) of pickles, before there is a pickle: size and ratio of what is decompressed.
#include "format/pickle/decompress.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

std::string zlib(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  EXPECT_EQ(compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                      reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 9),
            Z_OK);
  out.resize(size);
  return out;
}

// Bytes that hardly compress.
std::string noise(std::size_t count) {
  std::string out;
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 1664525 + 1013904223;
    out += static_cast<char>(state >> 24);
  }
  return out;
}

base::Result<std::string> read(const std::string& bytes, const DecompressLimits& limits = {}) {
  return read_decompressed(*base::memory_reader(bytes), limits);
}
std::string reason(const std::string& bytes, const DecompressLimits& limits = {}) {
  return read(bytes, limits).status().reason();
}

TEST(Decompress, TheMagicDecides) {
  EXPECT_EQ(compression_of("ZF0x"), Compression::kZf);
  EXPECT_EQ(compression_of("\x1f\x8b\x08"), Compression::kGzip);
  EXPECT_EQ(compression_of("BZh9"), Compression::kBzip2);
  EXPECT_EQ(compression_of("\xfd"
                           "7zXZ\0"s),
            Compression::kXz);
  EXPECT_EQ(compression_of("]\0\0"s), Compression::kLzma);
  EXPECT_EQ(compression_of("\x04\x22\x4d\x18"), Compression::kLz4);
  EXPECT_EQ(compression_of("x\x9c"), Compression::kZlib);
  for (const std::string& plain : {"\x80\x04"s, "]q"s, "BZ"s, "\x1f"s, "Z"s, ""s, "7z"s})
    EXPECT_EQ(compression_of(plain), Compression::kNone) << plain;
}

TEST(Decompress, WhatIsNotCompressedIsTakenAsItIs) {
  EXPECT_EQ(*read("\x80\x04N."), "\x80\x04N.");
  EXPECT_EQ(*read(""), "");
  EXPECT_EQ(*read("N.", {.bytes_max = 2}), "N.");
  EXPECT_EQ(reason("N.", {.bytes_max = 1}), "LIMIT_BYTES");
}

TEST(Decompress, LargeDataComeOutWhole) {
  const std::string bytes = noise(5'000'000);  // several pieces, in and out
  EXPECT_EQ(*read(zlib(bytes)), bytes);
  EXPECT_EQ(*read(zlib("")), "");
}

// rule (d)
TEST(Decompress, LimitOfTheSizeIsKeptToTheByte) {
  const std::string bytes = zlib(noise(3000));
  EXPECT_TRUE(read(bytes, {.bytes_max = 3000}).ok());
  const base::Status status = read(bytes, {.bytes_max = 2999}).status();
  EXPECT_STREQ(status.reason(), "LIMIT_BYTES");
  EXPECT_EQ(status.code(), base::Code::kResourceExhausted);
  EXPECT_EQ(status.message(), "more than 2999 bytes, decompressed");
}

// rule (d): a bomb of zeros.
TEST(Decompress, LimitOfTheRatioHoldsAboveOneMebibyte) {
  const std::string bomb = zlib(std::string(20'000'000, '\0'));  // about 1000 to 1
  const base::Status status = read(bomb, {.ratio_max = 500}).status();
  EXPECT_STREQ(status.reason(), "LIMIT_RATIO");
  EXPECT_EQ(status.code(), base::Code::kResourceExhausted);
  EXPECT_EQ(status.message(), "more than 500 bytes from each compressed one");
  EXPECT_TRUE(read(bomb, {.ratio_max = 2000}).ok());
  EXPECT_TRUE(read(zlib(std::string(1 << 20, '\0')), {.ratio_max = 1}).ok());  // small enough
}

TEST(Decompress, BrokenCutAndContinuedDataAreTold) {
  const std::string sound = zlib(noise(3000));
  for (const std::size_t length :
       {std::size_t{1}, std::size_t{2}, sound.size() / 2, sound.size() - 1})
    EXPECT_EQ(read(sound.substr(0, length)).status().message(), "the compressed data end too early")
        << length;
  EXPECT_EQ(reason(sound + "x"), "TRAILING_BYTES");
  EXPECT_EQ(reason(sound + sound), "TRAILING_BYTES");
  std::string broken = sound;
  broken[broken.size() - 1] = static_cast<char>(broken.back() ^ 1);  // the checksum
  EXPECT_EQ(reason(broken), "BAD_COMPRESSION");
  for (const std::string& magic : {"\x1f\x8b"s, "BZh"s,
                                   "\xfd"
                                   "7zXZ\0"s,
                                   "]\0"s, "\x04\x22\x4d\x18"s, "x"s}) {
    EXPECT_EQ(reason(magic), "BAD_COMPRESSION");
    EXPECT_EQ(reason(magic + std::string(100, '\xee')), "BAD_COMPRESSION");
  }
}

std::string zf(const std::string& length, const std::string& bytes) {
  return "ZF" + length + std::string(19 - length.size(), ' ') + zlib(bytes);
}

TEST(Decompress, TheOldFormOfJoblibSaysItsLength) {
  EXPECT_EQ(*read(zf("0x5", "abcde")), "abcde");
  EXPECT_EQ(*read(zf("0x5L", "abcde")), "abcde");  // Python 2
  EXPECT_EQ(*read("ZF" + std::string("0x5") + std::string(17, ' ') + zlib("abcde")), "abcde");
  EXPECT_EQ(read(zf("0x6", "abcde")).status().message(), "5 bytes decompressed, 6 announced");
  EXPECT_EQ(read(zf("five", "abcde")).status().message(), "no length in the ZF header");
  EXPECT_EQ(read(zf("", "abcde")).status().message(), "no length in the ZF header");
  EXPECT_EQ(read("ZF0x5").status().message(), "the ZF header is cut");
}

}  // namespace
}  // namespace slipway::format::pickle
