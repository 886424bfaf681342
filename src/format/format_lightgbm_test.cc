// LightGBM's text models as a format: the outputs and what is said of the file. How the text is read is
// tested in lightgbm/.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/format.h"
#include "format/one_file_test.h"

namespace slipway::format {
namespace {

using namespace std::string_literals;

const std::string kColumns = "max_feature_idx=1\nfeature_names=a b\nfeature_infos=[0:1] [0:1]\n";

// Trees of one leaf each.
std::string text_model(const std::string& header, int trees = 1) {
  std::string text = "tree\nversion=v3\n" + header + "\n";
  for (int t = 0; t < trees; ++t)
    text += fmt::format("Tree={}\nnum_leaves=1\nleaf_value={}\n\n", t, t + 1);
  return text + "end of trees\n\npandas_categorical:[]\n";
}

model::ModelPtr read(const std::string& bytes, const model::Asked& options = {}) {
  auto model = read_model(OneFile(bytes), {}, options);
  EXPECT_TRUE(model.ok()) << model.status().text();
  return model.ok() ? *std::move(model) : nullptr;
}

std::string outputs(const model::ModelPtr& model) {
  std::string all;
  for (const model::Output& output : model->signature().outputs)
    all += fmt::format("{}{}{}", all.empty() ? "" : " ", output.name, output.scalar ? "" : "()");
  return all;
}

TEST(FormatLightgbm, IsFoundByItsFirstLine) {
  const Format& lightgbm = **formats().find("lightgbm");
  EXPECT_EQ(lightgbm.sniff("tree\nversion=v4\n", 100), 100);
  EXPECT_EQ(lightgbm.sniff("tree\r\nversion=v4\r\n", 100), 100);
  for (const char* head : {"", "tree", "trees\n", " tree\n", "Tree\n", "tree,leaf\n"})
    EXPECT_EQ(lightgbm.sniff(head, 100), 0) << head;
}

TEST(FormatLightgbm, SaysWhatItIs) {
  const auto model = read(text_model(kColumns + "objective=binary sigmoid:1\n"));
  EXPECT_EQ(model->about().format, "lightgbm");
  EXPECT_EQ(model->about().library, "LightGBM");
  EXPECT_EQ(model->about().library_version, "v3");
  EXPECT_EQ(model->about().title, "Booster(binary)");
  EXPECT_EQ(model->signature().inputs[1].name, "b");
  EXPECT_TRUE(model->about().notes.empty());
  EXPECT_EQ(read(text_model(kColumns))->about().title, "Booster(no objective)");
}

TEST(FormatLightgbm, NamesThatItMadeUpBindByPosition) {
  const auto model = read(text_model("max_feature_idx=1\nfeature_names=Column_0 Column_1\n"));
  EXPECT_EQ(
      model->about().notes,
      std::vector<std::string>{"the file has no feature names: columns are bound by position"});
}

// predict is the response, margin raw_score=True, leaf pred_leaf=True.
TEST(FormatLightgbm, OutputsOfOneScoreAndOfSeveral) {
  EXPECT_EQ(outputs(read(text_model(kColumns + "objective=regression\n"))),
            "predict margin leaf()");
  EXPECT_EQ(outputs(read(text_model(kColumns + "objective=binary sigmoid:1\n"))),
            "predict margin leaf()");
  const auto three = read(text_model(
      "num_class=3\nnum_tree_per_iteration=3\n" + kColumns + "objective=multiclass num_class:3\n",
      6));
  EXPECT_EQ(outputs(three), "predict() margin() leaf()");
  EXPECT_EQ(three->block(three->output("predict")->value).width(), 3u);
  EXPECT_EQ(three->block(three->output("leaf")->value).width(), 6u);
}

TEST(FormatLightgbm, SomeRoundsAlone) {
  const std::string text = text_model(kColumns, 5);
  const auto leaves = [](const model::ModelPtr& model) {
    return model->block(model->output("leaf")->value).width();
  };
  EXPECT_EQ(leaves(read(text)), 5u);
  EXPECT_EQ(
      leaves(read(text, {.iterations = model::Iterations{.begin = 1, .end = 3}, .columns = {}})),
      2u);
}

TEST(FormatLightgbm, WhatIsBrokenIsRefusedWithTheFile) {
  const base::Status cut =
      read_model(OneFile(text_model(kColumns).substr(0, 90), "m.txt")).status();
  EXPECT_EQ(cut.code(), base::Code::kInvalidArgument);
  EXPECT_TRUE(cut.place().starts_with("m.txt")) << cut.text();
}

// A file that is said to be larger than any model is not read at all.
TEST(FormatLightgbm, AFileIsBounded) {
  class Huge final : public base::Reader {
   public:
    const std::string& name() const override { return name_; }
    std::uint64_t size() const override { return std::uint64_t{1} << 40; }
    base::Status read(std::uint64_t, std::uint64_t, std::string&) const override {
      ADD_FAILURE() << "was read";
      return {};
    }

   private:
    const std::string name_ = "m.txt";
  };
  model::ModelBuilder builder;
  const base::Status status = (*formats().find("lightgbm"))->read(OneFile(""), Huge(), builder);
  EXPECT_EQ(status.code(), base::Code::kResourceExhausted);
  EXPECT_EQ(status.text(), "1099511627776 bytes, at most 8589934592 (TOO_LARGE)");
}

}  // namespace
}  // namespace slipway::format
