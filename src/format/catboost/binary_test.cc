// On the goldens of tools/goldens/make_catboost.py, whole and damaged.
#include "format/catboost/binary.h"

#include <gtest/gtest.h>

#include "format/catboost/model_file.h"
#include "format/one_file_test.h"

namespace slipway::format::catboost {
namespace {

std::string bytes_of(const std::string& name) {
  const std::string bytes = golden("catboost/" + name + "/model.cbm");
  EXPECT_FALSE(bytes.empty()) << name;
  return bytes;
}

TEST(CatBoostBinary, HoldsTheModel) {
  const auto saved = read_binary(bytes_of("categories-1.2.10"));
  ASSERT_TRUE(saved.ok()) << saved.status().text();
  EXPECT_EQ(saved->floats.size(), 4u);
  EXPECT_EQ(saved->floats[0].name, "a");
  EXPECT_EQ(saved->floats[0].nan, NanIs::kFalse);
  EXPECT_EQ(saved->categories[1].name, "city");
  EXPECT_EQ(saved->categories[1].flat, 5);
  EXPECT_EQ(saved->sizes.size(), 10u);
  EXPECT_FALSE(saved->ctrs.empty());
  for (const CtrFeature& ctr : saved->ctrs) EXPECT_TRUE(saved->tables.contains(ctr.base));
  EXPECT_TRUE(saved->info.contains("params"));
  const auto steps = read_binary(bytes_of("lossguide_rmse-1.2.10"));
  ASSERT_TRUE(steps.ok());
  EXPECT_EQ(steps->steps.size(), steps->leaf.size());
}

TEST(CatBoostBinary, AnyCutIsRefused) {
  const std::string bytes = bytes_of("ctr_counter-1.2.10");
  for (std::size_t size = 0; size < bytes.size(); size += size < 64 ? 1 : 37)
    EXPECT_FALSE(read_binary(bytes.substr(0, size)).ok()) << size;
  EXPECT_FALSE(read_binary(bytes + "x").ok());
  EXPECT_FALSE(read_binary("CBM2" + bytes.substr(4)).ok());
}

// Each byte changed in turn: refused, or read into a model that is sound.
TEST(CatBoostBinary, NoDamageDoesHarm) {
  const std::string bytes = bytes_of("lossguide_rmse-1.2.10");
  for (std::size_t at = 0; at < bytes.size(); at += at < 2048 ? 1 : 11) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xa5);
    const auto file = ModelFile::parse(damaged);
    if (!file.ok()) continue;
    model::ModelBuilder builder;
    builder.inputs(file->features(), true);
    static_cast<void>(file->add(builder, 0, {}, "m"));
  }
}

}  // namespace
}  // namespace slipway::format::catboost
