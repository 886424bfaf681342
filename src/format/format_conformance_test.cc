// What every format promises, on small files of the libraries themselves: it knows its own files and
// no others; what is read is a whole model, the same each time; and whatever happens to the bytes
// ends in a Status that a person can act on.
#include <functional>
#include <map>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/format.h"
#include "format/one_file_test.h"

namespace slipway::format {
namespace {

// One small file of each kind that the format reads. A new format is missing here: its tests fail
// and name it.
std::vector<std::string> files_of(const std::string& format) {
  static const std::map<std::string, std::vector<std::string>> kFiles = {
      {"catboost",
       {"catboost/ctr_borders-1.2.10/model.cbm", "catboost/lossguide_rmse-1.2.10/model.cbm",
        "catboost/categories_json-1.2.10/model.json"}},
      {"lightgbm",
       {"lightgbm/categorical-2.1.2/model.txt", "lightgbm/regression-2.3.1/model.txt",
        "lightgbm/multiclass-4.7.0/model.txt"}},
      {"pickle",
       {"sklearn/scaler_00-1.4.2/model.pkl", "sklearn/pipeline-1.0.2/model.pkl",
        "sklearn/tree-1.0.2/model.pkl", "lightgbm/pickled_stopped-2.1.2/model.pkl",
        "lightgbm/pickled_ranker-2.1.2/model.pkl", "xgboost/pickled_joblib-2.0.3/model.pkl"}},
      {"skops",
       {"skops/scaler_00-1.0.2-skops0.3.0/model.skops",
        "skops/ordinal_nan-1.9.1-skops0.16.0/model.skops",
        "skops/logistic_sparsified_three-1.9.1-skops0.16.0/model.skops"}},
      {"treelite",
       {"treelite/xgb_softprob-4.8.1/model.tl", "treelite/lgb_categories-3.9.1/model.tl",
        "treelite/several_targets-4.8.1/model.tl"}},
      {"xgboost",
       {"xgboost/one_leaf-2.0.3/model.json", "xgboost/extreme-1.3.3/model.json",
        "xgboost/extreme-3.0.5/model.ubj"}},
  };
  const auto found = kFiles.find(format);
  return found == kFiles.end() ? std::vector<std::string>() : found->second;
}

base::Result<model::ModelPtr> read(const std::string& bytes, const std::string& name = "model") {
  return read_model(OneFile(bytes, name));
}

// All that tells two models apart, but for the numbers inside of stages.
std::string described(const model::Model& model) {
  std::string text = fmt::format("{} {} {} {}\n", model.about().format, model.about().library,
                                 model.about().library_version, model.about().title);
  for (const std::string& note : model.about().notes) text += note + "\n";
  for (const model::Feature& feature : model.signature().inputs) {
    text += fmt::format("{} {}", feature.name, data::kind_name(feature.kind));
    for (const std::string& category : feature.categories) text += " " + category;
    text += "\n";
  }
  for (const model::Output& output : model.signature().outputs) {
    text += fmt::format("{} {} {}", output.name, output.value, output.scalar);
    for (const std::string& column : output.columns) text += " " + column;
    if (output.labels)
      for (const std::string& label : output.labels->text) text += " " + label;
    text += "\n";
  }
  for (const model::Stage& stage : model.stages())
    text += fmt::format("{} {} {}: {}\n", stage.name, stage.origin, stage.op.family(),
                        stage.op.contract());
  return text;
}

// A refusal that a person can act on: a reason, a text, and where or what to do.
void expect_explained(const base::Status& status, const std::string& what) {
  EXPECT_STRNE(status.reason(), "") << what;
  EXPECT_NE(status.code(), base::Code::kInternal) << what << status.text();
  EXPECT_FALSE(status.message().empty()) << what;
  EXPECT_TRUE(status.place().starts_with("model")) << what << status.text();
}

class FormatConformance : public testing::TestWithParam<std::string> {
 protected:
  void each_file(
      const std::function<void(const std::string& path, const std::string& bytes)>& see) {
    const std::vector<std::string> files = files_of(GetParam());
    ASSERT_FALSE(files.empty()) << "format " << GetParam() << " has no files in files_of()";
    for (const std::string& path : files) {
      const std::string bytes = golden(path);
      ASSERT_FALSE(bytes.empty()) << path;
      see(path, bytes);
    }
  }
  const Format& format() { return **formats().find(GetParam()); }
};

TEST_P(FormatConformance, KnowsItsOwnFilesAndNoOthers) {
  EXPECT_STRNE(format().about(), "");
  EXPECT_FALSE(format().extensions().empty());
  for (const std::string& other : formats().names())
    for (const std::string& path : files_of(other)) {
      const std::string bytes = golden(path);
      const int sure = format().sniff(std::string_view(bytes).substr(0, 4096), bytes.size());
      if (other == GetParam()) {
        EXPECT_GT(sure, 0) << path;
        EXPECT_LE(sure, 100) << path;
      } else {
        EXPECT_EQ(sure, 0) << path;
      }
    }
}

TEST_P(FormatConformance, GivesAWholeModel) {
  each_file([&](const std::string& path, const std::string& bytes) {
    const auto model = read(bytes);
    ASSERT_TRUE(model.ok()) << path << model.status().text();
    EXPECT_EQ((*model)->about().format, GetParam()) << path;
    EXPECT_FALSE((*model)->about().library.empty()) << path;
    EXPECT_FALSE((*model)->about().library_version.empty()) << path;
    EXPECT_FALSE((*model)->about().title.empty()) << path;
    EXPECT_FALSE((*model)->signature().inputs.empty()) << path;
    EXPECT_FALSE((*model)->signature().outputs.empty()) << path;
    EXPECT_FALSE((*model)->stages().empty()) << path;
    for (const model::Stage& stage : (*model)->stages()) EXPECT_FALSE(stage.name.empty()) << path;
  });
}

TEST_P(FormatConformance, ReadsTheSameTwiceUnderAnyNameAndWhenNamed) {
  each_file([&](const std::string& path, const std::string& bytes) {
    const auto first = read(bytes);
    ASSERT_TRUE(first.ok()) << path;
    for (const char* name : {"model", "model.pkl", "model.json", "model.txt", "a.b.c", "MODEL"}) {
      const auto again = read(bytes, name);
      ASSERT_TRUE(again.ok()) << path << again.status().text();
      EXPECT_EQ(described(**again), described(**first)) << path << " as " << name;
    }
    const auto named = read_model(OneFile(bytes), GetParam());
    ASSERT_TRUE(named.ok()) << path;
    EXPECT_EQ(described(**named), described(**first)) << path;
  });
}

// A text may lose what comes after its trees, which says nothing about the model.
TEST_P(FormatConformance, AFileThatIsCutIsRefusedOrLosesNothing) {
  each_file([&](const std::string& path, const std::string& bytes) {
    const std::string whole = described(**read(bytes));
    const std::size_t trees_end =
        GetParam() == "lightgbm"
            ? std::min(bytes.find("\nend of trees\n"), bytes.find("\nfeature importances:\n"))
            : bytes.size();
    for (std::size_t i = 0; i < 200; ++i) {
      const std::size_t length = bytes.size() * i / 200;
      const auto model = read(bytes.substr(0, length));
      const std::string what = fmt::format("{} cut at {} of {}: ", path, length, bytes.size());
      if (!model.ok()) {
        if (model.status().reason() != std::string_view("UNKNOWN_FORMAT"))
          expect_explained(model.status(), what);
        continue;
      }
      EXPECT_GT(length, trees_end) << what;
      EXPECT_EQ(described(**model), whole) << what;
    }
  });
}

TEST_P(FormatConformance, AFileWithAFlippedByteIsRefusedOrSound) {
  each_file([&](const std::string& path, const std::string& bytes) {
    std::mt19937 random(1);
    int refused = 0;
    for (int i = 0; i < 300; ++i) {
      std::string broken = bytes;
      const std::size_t at = random() % broken.size();
      broken[at] = static_cast<char>(static_cast<unsigned>(broken[at]) ^ (1 + random() % 255));
      const auto model = read(broken);
      if (model.ok()) continue;
      ++refused;
      if (model.status().reason() != std::string_view("UNKNOWN_FORMAT"))
        expect_explained(model.status(), fmt::format("{} flipped at {}: ", path, at));
    }
    EXPECT_GT(refused, 0) << path;
  });
}

TEST_P(FormatConformance, AFileWithAByteTooManyIsRefused) {
  each_file([&](const std::string& path, const std::string& bytes) {
    for (const char more : {'x', '\0'}) {
      const auto model = read(bytes + more);
      ASSERT_FALSE(model.ok()) << path << " and byte " << static_cast<int>(more);
      expect_explained(model.status(), path + ": ");
    }
  });
}

// Not of those that read a folder by way of others.
std::vector<std::string> formats_of_files() {
  std::vector<std::string> names = formats().names();
  std::erase_if(names,
                [](const std::string& name) { return !(*formats().find(name))->leads().empty(); });
  return names;
}

INSTANTIATE_TEST_SUITE_P(Formats, FormatConformance, testing::ValuesIn(formats_of_files()),
                         [](const auto& info) { return info.param; });

TEST(FormatConformance, WhatIsNoModelIsRefusedByName) {
  std::mt19937 random(2);
  std::string noise;
  for (int i = 0; i < 10'000; ++i) noise += static_cast<char>(random());
  noise[0] = '\x01';  // no format's first byte
  for (const std::string& bytes : {std::string(), std::string(10'000, '\0'), noise}) {
    const base::Status status = read(bytes, "notes.bin").status();
    EXPECT_STREQ(status.reason(), "UNKNOWN_FORMAT");
    EXPECT_EQ(status.message(), "notes.bin is no model file that Slipway knows");
    for (const std::string& name : formats().names())
      EXPECT_NE(status.remedy().find(name), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace slipway::format
