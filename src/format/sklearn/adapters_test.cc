// Which adapter a class has, wherever a version of the library keeps it; what all adapters' lists
// promise.
#include "format/sklearn/adapters.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace slipway::format::sklearn {
namespace {

TEST(FindAdapter, AClassHasOneWhateverFileItLivesIn) {
  const Adapter* logistic = find_adapter("sklearn.linear_model._logistic.LogisticRegression");
  ASSERT_NE(logistic, nullptr);
  EXPECT_EQ(find_adapter("sklearn.linear_model.logistic.LogisticRegression"), logistic);  // to 0.21
  EXPECT_EQ(find_adapter("sklearn.linear_model.LogisticRegression"), logistic);
  for (const char* name :
       {"sklearn.preprocessing.data.StandardScaler", "sklearn.preprocessing._data.StandardScaler",
        "sklearn.ensemble.forest.RandomForestClassifier",
        "sklearn.ensemble._forest.RandomForestClassifier",
        "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
        "sklearn.svm.classes.SVC", "sklearn.svm._classes.SVC", "sklearn.pipeline.Pipeline"})
    EXPECT_NE(find_adapter(name), nullptr) << name;
}

TEST(FindAdapter, NoOtherPackageHasOne) {
  for (const char* name :
       {"", ".", "..", "LogisticRegression", "sklearn.LogisticRegression", "LogisticRegression.",
        "evil.linear_model.LogisticRegression", "sklearn.linear_model.", "sklearn.linear_model",
        "sklearn.linear_model2.LogisticRegression", "sklearn.svm.LogisticRegression",
        "sklearn.linear_model.logisticregression", "sklearn.linear_model.os.system",
        "SKLEARN.linear_model.LogisticRegression"})
    EXPECT_EQ(find_adapter(name), nullptr) << name;
}

std::string called(const Adapter& adapter, std::string_view name) {
  return fmt::format("{}.{}", adapter.package, name);
}

// The first of two would hide the other.
TEST(AllAdapters, EachClassIsOfOne) {
  for (const Adapter& adapter : adapters())
    for (const std::string_view name : adapter.classes)
      EXPECT_EQ(find_adapter(called(adapter, name)), &adapter) << called(adapter, name);
}

// As the class of a file is looked up by: two names deep.
TEST(AllAdapters, EachPackageIsTwoNamesDeep) {
  for (const Adapter& adapter : adapters()) {
    EXPECT_LE(std::ranges::count(adapter.package, '.'), 1) << adapter.package;
    EXPECT_FALSE(adapter.package.ends_with('.')) << adapter.package;
    EXPECT_FALSE(adapter.classes.empty()) << adapter.package;
    EXPECT_NE(adapter.convert, nullptr) << adapter.package;
  }
}

// What is both read and ignored was meant to be one of them.
TEST(AllAdapters, AnAttributeIsReadOrIgnored) {
  for (const Adapter& adapter : adapters()) {
    const std::set<std::string_view> reads(adapter.reads.begin(), adapter.reads.end());
    for (const std::string_view name : adapter.ignores)
      EXPECT_FALSE(reads.contains(name)) << called(adapter, adapter.classes[0]) << "." << name;
  }
}

TEST(AllAdapters, EachAttributeIsNamedOnce) {
  for (const Adapter& adapter : adapters())
    for (const Names* names : {&adapter.reads, &adapter.ignores}) {
      std::set<std::string_view> seen;
      for (const std::string_view name : *names)
        EXPECT_TRUE(seen.insert(name).second)
            << called(adapter, adapter.classes[0]) << "." << name << " twice";
    }
}

}  // namespace
}  // namespace slipway::format::sklearn
