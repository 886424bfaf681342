// The binary form: what is read, what is cut off, and what is out of range.
#include "format/xgboost/binary.h"

#include <cstring>

#include <gtest/gtest.h>

#include "format/xgboost/booster.h"

namespace slipway::format::xgboost {
namespace {

template <class Value>
void put(std::string& bytes, Value value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}
void put_text(std::string& bytes, std::string_view text) {
  put<std::uint64_t>(bytes, text.size());
  bytes += text;
}
template <class Value>
std::string with(std::string bytes, std::size_t at, Value value) {
  std::memcpy(bytes.data() + at, &value, sizeof(value));
  return bytes;
}

std::string learner(std::uint32_t major, const char* objective, const char* booster) {
  std::string bytes(136, '\0');
  bytes = with(with(bytes, 0, 0.5f), 4, std::uint32_t{2});
  bytes = with(with(bytes, 20, major), 24, std::uint32_t{1});
  put_text(bytes, objective);
  put_text(bytes, booster);
  return bytes;
}

// x1 < 0.5 (missing: left) ? -1 : 2
std::string tree() {
  std::string bytes(148, '\0');
  bytes = with(bytes, 4, std::int32_t{3});
  struct {
    std::int32_t parent, left, right;
    std::uint32_t split;
    float value;
  } nodes[] = {{-1, 1, 2, 1u | 1u << 31, 0.5f}, {0, -1, -1, 0, -1}, {0, -1, -1, 0, 2}};
  bytes.append(reinterpret_cast<const char*>(nodes), sizeof(nodes));
  return bytes + std::string(3 * 16, '\0');
}

constexpr std::size_t kTrees = 136 + 8 + 16 + 8 + 6;  // where the parameters of gbtree stand

std::string small(std::uint32_t major = 1) {
  std::string bytes = learner(major, "reg:squarederror", "gbtree");
  bytes += with(std::string(160, '\0'), 0, std::int32_t{1});
  bytes += tree();
  put<std::int32_t>(bytes, 0);
  return bytes;
}

TEST(Binary, OneTree) {
  const std::string bytes = small();
  const auto file = BoosterFile::parse(bytes);
  ASSERT_TRUE(file.ok()) << file.status().text();
  EXPECT_EQ(file->info().version, "1.1");
  EXPECT_EQ(file->info().rounds, 1u);
  EXPECT_FALSE(file->info().names_known);
  TreeArrays arrays;
  ASSERT_TRUE(read_binary_tree(tree(), arrays).ok());
  EXPECT_EQ(arrays.left, (std::vector<std::int32_t>{1, -1, -1}));
  EXPECT_EQ(arrays.feature[0], 1);
  EXPECT_EQ(arrays.default_left[0], 1);
  EXPECT_EQ(arrays.value, (std::vector<float>{0.5f, -1, 2}));
}

TEST(Binary, IsRecognisedByItsNames) {
  EXPECT_EQ(sniff_binary(small()), 100);
  EXPECT_EQ(sniff_binary("binf" + small()), 100);
  EXPECT_EQ(sniff_binary("CONFIG-offset:"), 100);
  EXPECT_EQ(sniff_binary(small().substr(0, 160)), 0);
  EXPECT_EQ(sniff_binary(std::string(4096, '\0')), 0);
}

TEST(Binary, ThePickledFormOf10EndsWhereItsConfigurationBegins) {
  std::string bytes = "CONFIG-offset:";
  put<std::uint64_t>(bytes, small().size());
  EXPECT_TRUE(BoosterFile::parse(bytes + small() + "{\"learner\":{}}").ok());
  std::string beyond = "CONFIG-offset:";
  put<std::uint64_t>(beyond, 1u << 20);
  EXPECT_STREQ(BoosterFile::parse(beyond + small()).status().reason(), "BAD_FILE");
}

TEST(Binary, AttributesTellTheBestRound) {
  std::string bytes = with(small(), 12, std::int32_t{1});
  put<std::uint64_t>(bytes, 2);
  for (const char* text : {"best_iteration", "0", "colour", "red"}) put_text(bytes, text);
  EXPECT_EQ(BoosterFile::parse(bytes)->info().best_rounds, 1u);
  EXPECT_FALSE(BoosterFile::parse(bytes + "x").ok());
}

TEST(Binary, Before10TheBaseIsAMargin) {
  const std::string bytes = with(small(0), 0, -3.0f);  // no probability
  const auto file = BoosterFile::parse(bytes);
  ASSERT_TRUE(file.ok()) << file.status().text();
  EXPECT_EQ(file->info().version, "");
  model::ModelBuilder builder;
  builder.inputs(file->info().features, false);
  EXPECT_TRUE(file->add(builder, 0, {}, "booster").ok());
}

TEST(Binary, EveryCutIsNoticed) {
  const std::string bytes = small();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(BoosterFile::parse(bytes.substr(0, size)).ok()) << size;
}

TEST(Binary, WhatIsOutOfRangeIsRefused) {
  const auto reason = [](const std::string& bytes) {
    return std::string(BoosterFile::parse(bytes).status().reason());
  };
  EXPECT_EQ(reason(with(small(), 4, std::uint32_t{0})), "BAD_FILE");  // features
  EXPECT_EQ(reason(with(small(), 4, 0x7fffffffu)), "BAD_FILE");
  EXPECT_EQ(reason(with(small(), 8, std::int32_t{-1})), "BAD_FILE");       // classes
  EXPECT_EQ(reason(with(small(), 20, std::uint32_t{9})), "BAD_FILE");      // version
  EXPECT_EQ(reason(with(small(), kTrees, std::int32_t{-1})), "BAD_FILE");  // trees
  EXPECT_EQ(reason(with(small(), kTrees, std::int32_t{1'000'000})), "TRUNCATED");
  EXPECT_EQ(reason(with(small(), kTrees + 160 + 4, std::int32_t{0})), "BAD_FILE");  // nodes
  EXPECT_EQ(reason(with(small(), kTrees + 160 + 4, 0x7fffffff)), "TRUNCATED");
  EXPECT_EQ(reason(with(small(), kTrees + 160 + 20, std::int32_t{3})), "UNSUPPORTED_OPTION");
  EXPECT_EQ(reason(with(small(), 136, std::uint64_t{1} << 60)), "TRUNCATED");  // a name
  EXPECT_EQ(reason(small() + "more"), "BAD_FILE");
  std::string linear = learner(1, "reg:squarederror", "gblinear") + std::string(136, '\0');
  put<std::uint64_t>(linear, 2);
  EXPECT_EQ(reason(linear + std::string(8, '\0')), "BAD_FILE");  // weights
}

}  // namespace
}  // namespace slipway::format::xgboost
