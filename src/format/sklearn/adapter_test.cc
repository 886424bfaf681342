// What all adapters rely on: attributes that are neither read nor passed over refuse the file by
// name, and so do unknown classes, versions and options.
#include "format/sklearn/adapter.h"

#include <deque>

#include <gtest/gtest.h>

#include "format/pickle/machine.h"

namespace slipway::format::sklearn {
namespace {

class Adapters : public testing::Test {
 protected:
  Ref root(const std::string& bytes) {
    auto document = pickle::read_pickle(std::make_shared<const std::string>(bytes + "."));
    EXPECT_TRUE(document.ok()) << document.status().text();
    kept_.push_back(*std::move(document));
    return kept_.back().root;
  }
  // A record of class `name` with these attributes: "S'a'\nI1\n".
  Ref record(const std::string& name, const std::string& attributes) {
    const std::size_t dot = name.rfind('.');
    return root("c" + name.substr(0, dot) + "\n" + name.substr(dot + 1) + "\n)\x81(" + attributes +
                "db");
  }
  Attributes attributes(const std::string& pairs) {
    return *Attributes::of(record("sklearn.X", pairs), adapter_);
  }
  base::Status converted(Ref estimator) {
    builder_.inputs({{"x", data::Kind::kFloat64, {}}}, true);
    Value in;
    in.at = {0}, in.source = {0}, in.names = {"x"};
    return context_.convert(estimator, "step", in).status();
  }
  model::ModelBuilder builder_;
  Findings findings_;
  Context context_{builder_, findings_};
  const Adapter adapter_ = {.package = "sklearn.x",
                            .classes = {"X"},
                            .convert = nullptr,
                            .reads = {"read", "yes", "absent", "name", "none", "numbers", "evil"},
                            .ignores = {"ignored"}};

 private:
  std::deque<pickle::Document> kept_;
};

TEST_F(Adapters, AnAttributeThatNobodyKnowsIsRefusedByName) {
  Attributes state = attributes("S'read'\nI1\nS'ignored'\nI2\nS'novel'\nS'abc'\n");
  EXPECT_NE(state.get("read"), nullptr);
  const base::Status status = state.finish(context_);
  EXPECT_EQ(status.code(), base::Code::kUnimplemented);
  EXPECT_STREQ(status.reason(), "UNKNOWN_ATTRIBUTE");
  EXPECT_NE(status.message().find("has the attribute novel (a str of 3 bytes)"), std::string::npos)
      << status.text();
  EXPECT_FALSE(status.remedy().empty());
  state.ignore("novel");
  EXPECT_TRUE(state.finish(context_).ok());
}

TEST_F(Adapters, WhatEveryEstimatorHasIsKnown) {
  EXPECT_TRUE(attributes("S'_sklearn_version'\nS'1.4.2'\nS'n_features_in_'\nI1\n"
                         "S'feature_names_in_'\nNS'_sklearn_output_config'\n(d"
                         "S'_metadata_request'\nN")
                  .finish(context_)
                  .ok());
}

TEST_F(Adapters, AttributesAreReadAsWhatTheyMustBe) {
  Attributes state = attributes(
      "S'yes'\nI01\nS'name'\nS'x'\nS'none'\nNS'numbers'\n(lI1\naI2\naS'evil'\ncos\n"
      "system\n(S'id'\ntR");
  EXPECT_TRUE(*state.flag("yes", false));
  EXPECT_TRUE(*state.flag("absent", true));
  EXPECT_EQ(*state.text("name", ""), "x");
  EXPECT_EQ(*state.text("none", "y"), "");
  EXPECT_EQ(*state.text("absent", "y"), "y");
  EXPECT_EQ(*state.doubles("numbers"), (std::vector<double>{1, 2}));
  EXPECT_EQ(state.need("absent").status().text(),
            "there is no attribute absent (MISSING_ATTRIBUTE); fit the estimator before it is "
            "saved");
  for (const base::Status& status :
       {state.flag("evil", false).status(), state.text("evil", "").status(),
        state.doubles("evil").status()}) {
    EXPECT_STREQ(status.reason(), "WRONG_TYPE");
    EXPECT_EQ(status.place(), "evil");
    EXPECT_NE(status.message().find("os.system"), std::string::npos) << status.text();
  }
}

TEST_F(Adapters, AnUnknownClassIsRefusedWithItsPlace) {
  const base::Status status = converted(record("sklearn.svm._classes.Nobody", ""));
  EXPECT_EQ(status.code(), base::Code::kUnimplemented);
  EXPECT_STREQ(status.reason(), "UNKNOWN_SYMBOL");
  EXPECT_EQ(status.place(), "step");
  EXPECT_NE(status.message().find("sklearn.svm._classes.Nobody (at byte "), std::string::npos);
  EXPECT_NE(converted(root("I1\n")).message().find("the int 1"), std::string::npos);
  EXPECT_EQ(find_adapter("sklearn.preprocessing._data.StandardScale"), nullptr);
  EXPECT_EQ(find_adapter(""), nullptr);
}

TEST_F(Adapters, TheVersionOfScikitLearnMustBeKnown) {
  const char* scaler = "sklearn.preprocessing._data.StandardScaler";
  const std::string rest = "S'with_mean'\nI00\nS'with_std'\nI00\n";
  EXPECT_STREQ(converted(record(scaler, rest)).reason(), "UNKNOWN_VERSION");
  EXPECT_STREQ(converted(record(scaler, rest + "S'_sklearn_version'\nS'dev'\n")).reason(),
               "UNKNOWN_VERSION");
  EXPECT_TRUE(converted(record(scaler, rest + "S'_sklearn_version'\nS'1.4.2'\n")).ok());
  EXPECT_EQ(converted(record(scaler, rest + "S'_sklearn_version'\nS'1.4.2'\nS'new'\nI1\n")).text(),
            "step: sklearn.preprocessing._data.StandardScaler of scikit-learn 1.4.2 has the "
            "attribute new (the int 1), which Slipway does not know (UNKNOWN_ATTRIBUTE); save the "
            "model without it, or with a version of the library that Slipway knows");
}

TEST(Version, AsLibrariesWriteIt) {
  EXPECT_EQ(parse_version("1.4.2"), 10402);
  EXPECT_EQ(parse_version("1.4.2.post1"), 10402);
  EXPECT_EQ(parse_version("1.4.dev0"), 10400);
  EXPECT_EQ(parse_version("0.24.0"), 2400);
  EXPECT_EQ(parse_version("2"), 20000);
  for (const char* text : {"", "v1", "-1.2", "x.y", "100.0"})
    EXPECT_EQ(parse_version(text), 0) << text;
}

}  // namespace
}  // namespace slipway::format::sklearn
