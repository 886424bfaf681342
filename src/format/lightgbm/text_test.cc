#include "format/lightgbm/text.h"

#include <gtest/gtest.h>

namespace slipway::format::lightgbm {
namespace {

// A file and its trees, parsed.
struct Parsed : TextFile {
  std::vector<Section> trees;
  std::unique_ptr<base::Reader> bytes;
  std::vector<std::string> lines;
};

base::Result<Parsed> parse(std::string_view text) {
  Parsed parsed;
  parsed.bytes = base::memory_reader(std::string(text));
  SLIPWAY_ASSIGN(static_cast<TextFile&>(parsed), read_text(*parsed.bytes));
  parsed.lines.resize(parsed.TextFile::trees.size());
  for (std::size_t t = 0; t < parsed.lines.size(); ++t) {
    const Span& span = parsed.TextFile::trees[t];
    SLIPWAY_TRY(parsed.bytes->read(span.offset, span.size, parsed.lines[t]));
    parsed.trees.push_back(parse_section(parsed.lines[t]));
  }
  return parsed;
}

TEST(Text, SectionsAndTheirValues) {
  const auto text = parse(
      "tree\nversion=v4\naverage_output\ntree_sizes=1 2\n\nTree=0\r\nleaf_value=0.5 -1e-320 "
      "inf\n\nTree=1\nnum_leaves=1\n\nend of "
      "trees\n\nfeature_importances:\na=3\n\npandas_categorical:[[\"x\"]]\n");
  ASSERT_TRUE(text.ok()) << text.status().text();
  EXPECT_EQ(text->header.text("version"), "v4");
  EXPECT_TRUE(text->header.has("average_output"));
  ASSERT_EQ(text->trees.size(), 2u);
  const auto values = text->trees[0].doubles("leaf_value", 3);
  ASSERT_TRUE(values.ok());
  EXPECT_LT((*values)[1], 0);
  EXPECT_GT((*values)[1], -1e-300);
  EXPECT_FALSE(text->trees[1].has("a"));
  EXPECT_EQ(text->pandas_categorical, "[[\"x\"]]");
}

TEST(Text, ImportancesEndTheTreesOfOlderFiles) {
  const auto text = parse(
      "tree\nversion=v2\ntree_sizes=1\nTree=0\nnum_leaves=1\n\nfeature "
      "importances:\nnum_leaves=9\n");
  ASSERT_TRUE(text.ok()) << text.status().text();
  EXPECT_EQ(*text->trees[0].integer("num_leaves"), 1);
}

// Cut before it says how many trees it has, a file was read as a model of none.
TEST(Text, AFileWithAVersionEndsWithAMark) {
  EXPECT_STREQ(parse("tree\nversion=v2\nmax_feature_idx=3\n").status().reason(), "TRUNCATED");
  EXPECT_TRUE(parse("tree\nmax_feature_idx=3\nTree=0\nnum_leaves=1\n").ok());
  EXPECT_EQ(parse("tree\nversion=v3\nend of trees\n\nparameters:\n[a: 1]\n").status().text(),
            "ends after line 6 without \"end of parameters\" (TRUNCATED)");
}

TEST(Text, PandasCategoriesComeLastAndWhole) {
  const base::Status cut = parse("tree\nend of trees\npandas_categorical:").status();
  EXPECT_STREQ(cut.reason(), "TRUNCATED");
  EXPECT_EQ(cut.place(), "line 3");
  const base::Status more = parse("tree\nend of trees\npandas_categorical:[]\n\nx\n").status();
  EXPECT_STREQ(more.reason(), "TRAILING_BYTES");
  EXPECT_EQ(more.place(), "line 5");
}

TEST(Text, WhatIsBrokenIsNamed) {
  EXPECT_EQ(parse("tree\nTree=1\n").status().place(), "line 2");
  EXPECT_STREQ(parse("tree\ntree_sizes=1\nTree=0\nnum_leaves=1\n").status().reason(), "TRUNCATED");
  EXPECT_STREQ(parse(std::string_view("tree\nversion=\0\n", 14)).status().reason(), "BAD_FILE");
  const auto text = parse("tree\na=1 2 x\nb=1 2\n");
  ASSERT_TRUE(text.ok());
  EXPECT_STREQ(text->header.doubles("a", 3).status().reason(), "BAD_NUMBER");
  EXPECT_EQ(text->header.doubles("b", 3).status().message(), "b has 2 values, wanted 3");
  EXPECT_EQ(text->header.doubles("b", 1).status().message(), "b has more than 1 values");
  EXPECT_STREQ(text->header.integer("c").status().reason(), "MISSING_KEY");
}

}  // namespace
}  // namespace slipway::format::lightgbm
