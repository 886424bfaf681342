// What encoders make of categories, by option and era, and what is refused. Their answers are compared
// with the library's in golden/.
#include <cmath>

#include "format/sklearn/record_test.h"
#include "model/stages/columns.h"
#include "model/stages/elementwise.h"
#include "model/stages/lookup.h"

namespace slipway::format::sklearn {
namespace {

using Slots = std::vector<std::int32_t>;
using Names = std::vector<std::string>;
using model::OneHot;
using model::Ordinal;
using model::Unknown;

class Encoders : public Records {
 protected:
  const OneHot::Column& one_hot(std::size_t j = 0) const { return op<OneHot>()->columns.at(j); }
  const Ordinal::Column& ordinal(std::size_t j = 0) const { return op<Ordinal>()->columns.at(j); }
  Names names(const std::string& name, const std::string& attributes, std::size_t columns = 1) {
    const auto made = emitted(name, attributes, columns);
    return made.ok() ? made->transform->names
                     : Names{made.status().reason(), made.status().message()};
  }
};

const std::string kOneHot = "sklearn.preprocessing._encoders.OneHotEncoder";
const std::string kOrdinal = "sklearn.preprocessing._encoders.OrdinalEncoder";
const std::string kTarget = "sklearn.preprocessing._target_encoder.TargetEncoder";
const std::string kDouble = is("dtype", "cnumpy\nfloat64\n");

std::string categories(const std::vector<std::string>& arrays) {
  return is("categories_", list_of(arrays));
}
std::string texts(const std::vector<std::string>& values) {
  std::vector<std::string> all;
  for (const std::string& value : values) all.push_back(text_of(value));
  return objects({static_cast<int>(all.size())}, all);
}
const std::string kThree = kDouble + categories({texts({"a", "b", "c"})});

TEST_F(Encoders, ACategoryHasAColumn) {
  const auto made = emitted(kOneHot, kDouble + categories({texts({"a", "b"}), labels({3, 4})}));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0_a", "x0_b", "x1_3", "x1_4"}));
  EXPECT_TRUE(made->transform->sparse && made->transform->finite);
  EXPECT_FALSE(made->transform->single);
  EXPECT_EQ(one_hot().slot, (Slots{0, 1}));
  EXPECT_EQ(one_hot().unknown, Unknown::kReject);
  EXPECT_EQ(builder_.features()[0].kind, data::Kind::kString);
  EXPECT_EQ(builder_.features()[0].categories, (Names{"a", "b"}));
  EXPECT_EQ(builder_.features()[1].kind, data::Kind::kFloat64);
}

TEST_F(Encoders, SparseOrNotAndOfWhichType) {
  const auto with = [&](const std::string& more) { return emitted(kOneHot, more, 1)->transform; };
  EXPECT_FALSE(with(kThree + is("sparse_output", truth(false)))->sparse);
  EXPECT_FALSE(with(kThree + is("sparse", truth(false)))->sparse);
  EXPECT_TRUE(with(kThree + is("sparse", text_of("deprecated")))->sparse);
  const std::string plain = categories({texts({"a"})});
  EXPECT_TRUE(emitted(kOneHot, plain + is("dtype", "cnumpy\nfloat32\n"), 1)->transform->single);
  EXPECT_EQ(refusal(kOneHot, plain + is("dtype", "cnumpy\nint64\n"), 1), "");
  EXPECT_EQ(refusal(kOneHot, plain + is("dtype", "cnumpy\nfloat16\n"), 1),
            "UNSUPPORTED_OPTION: " + kOneHot + " of scikit-learn 1.4.2: dtype float16");
  EXPECT_EQ(refusal(kOneHot, plain, 1), "MISSING_ATTRIBUTE: there is no attribute dtype");
}

TEST_F(Encoders, UnknownCategories) {
  const auto with = [&](const char* word) {
    return refusal(kOneHot, kThree + is("handle_unknown", text_of(word)), 1);
  };
  for (const char* word : {"ignore", "infrequent_if_exist", "warn"}) {
    ASSERT_EQ(with(word), "");
    EXPECT_EQ(one_hot().unknown, Unknown::kIgnore);
    EXPECT_EQ(one_hot().unknown_slot, OneHot::kNoSlot);
  }
  EXPECT_EQ(with("guess"),
            "UNSUPPORTED_OPTION: " + kOneHot + " of scikit-learn 1.4.2: handle_unknown=guess");
}

TEST_F(Encoders, DroppedCategories) {
  EXPECT_EQ(names(kOneHot, kThree + is("drop_idx_", objects({1}, {whole(1)}))),
            (Names{"x0_a", "x0_c"}));
  EXPECT_EQ(one_hot().slot, (Slots{0, OneHot::kNoSlot, 1}));
  EXPECT_EQ(names(kOneHot, kThree + is("drop_idx_", objects({1}, {none()}))),
            (Names{"x0_a", "x0_b", "x0_c"}));
  ASSERT_EQ(refusal(kOneHot, kThree + is("drop_idx_", labels({0})), 1, "0.22.2"), "");
  EXPECT_EQ(one_hot().slot, (Slots{OneHot::kNoSlot, 0, 1}));
  // From 1.1 on the index after grouping counts.
  ASSERT_EQ(refusal(kOneHot,
                    kThree + is("drop_idx_", objects({1}, {whole(1)})) +
                        is("_drop_idx_after_grouping", objects({1}, {whole(2)})),
                    1),
            "");
  EXPECT_EQ(one_hot().slot, (Slots{0, 1, OneHot::kNoSlot}));
  for (const int index : {3, -2, 1000000000})
    EXPECT_EQ(refusal(kOneHot, kThree + is("drop_idx_", objects({1}, {whole(index)})), 1),
              "WRONG_SHAPE: drop_idx_ has " + std::to_string(index) + " of 3");
  for (const std::string& two : {labels({0, 0}), objects({2}, {none(), none()})})
    EXPECT_EQ(refusal(kOneHot, kThree + is("drop_idx_", two), 1),
              "WRONG_SHAPE: drop_idx_ has another number of columns");
}

std::string grouped(const std::vector<std::int64_t>& indices) {
  return is("_infrequent_enabled", truth(true)) +
         is("_default_to_infrequent_mappings", list_of({labels(indices)}));
}

// Rare categories share the last column.
TEST_F(Encoders, RareCategoriesAreOne) {
  EXPECT_EQ(names(kOneHot, kThree + grouped({1, 0, 1})), (Names{"x0_b", "x0_infrequent_sklearn"}));
  EXPECT_EQ(one_hot().slot, (Slots{1, 0, 1}));
  const std::string exist = is("handle_unknown", text_of("infrequent_if_exist"));
  ASSERT_EQ(refusal(kOneHot, kThree + grouped({1, 0, 1}) + exist, 1), "");
  EXPECT_EQ(one_hot().unknown_slot, 1);
  ASSERT_EQ(
      refusal(kOneHot, kThree + grouped({1, 0, 1}) + is("handle_unknown", text_of("ignore")), 1),
      "");
  EXPECT_EQ(one_hot().unknown_slot, OneHot::kNoSlot);
  const std::string drop = is("_drop_idx_after_grouping", objects({1}, {whole(0)}));
  EXPECT_EQ(names(kOneHot, kThree + grouped({1, 0, 1}) + drop), (Names{"x0_infrequent_sklearn"}));
  EXPECT_EQ(
      names(kOneHot, kThree + is("_default_to_infrequent_mappings", list_of({labels({1, 0, 1})}))),
      (Names{"x0_a", "x0_b", "x0_c"}));  // not enabled
  EXPECT_EQ(refusal(kOneHot, kThree + grouped({1, 0}), 1),
            "WRONG_SHAPE: a grouping has another number of categories");
  EXPECT_EQ(refusal(kOneHot, kThree + grouped({1, 0, -1}), 1),
            "WRONG_SHAPE: a grouping has index -1 of 3");
  EXPECT_EQ(refusal(kOneHot, kThree + grouped({1, 0, 2000000000}), 1),
            "WRONG_SHAPE: a grouping has index 2000000000 of 3");
  EXPECT_EQ(refusal(kOneHot,
                    kThree + is("_infrequent_enabled", truth(true)) +
                        is("_default_to_infrequent_mappings", list_of({})),
                    1),
            "WRONG_SHAPE: _default_to_infrequent_mappings has another number of columns");
}

TEST_F(Encoders, MissingValuesAreCategoriesFrom024On) {
  const std::string all = kDouble + categories({array({2}, {1, std::nan("")})});
  ASSERT_EQ(refusal(kOneHot, all, 1, "0.24.2"), "");
  EXPECT_TRUE(op<model::Require>("check")->allow_nan);
  ASSERT_EQ(refusal(kOneHot, all, 1, "0.23.2"), "");
  EXPECT_FALSE(op<model::Require>("check")->allow_nan);
}

TEST_F(Encoders, WhatDoesNotFitIsRefused) {
  for (const std::string& name : {kOneHot, kOrdinal, kTarget}) {
    EXPECT_EQ(refusal(name, kThree, 2), "WRONG_SHAPE: categories_ has 1 arrays for 2 columns");
    EXPECT_EQ(refusal(name, kDouble, 1), "MISSING_ATTRIBUTE: there is no attribute categories_");
  }
  EXPECT_EQ(refusal(kOneHot, kDouble + categories({objects({2}, {text_of("a"), whole(1)})}), 1),
            "UNSUPPORTED_OPTION: " + kOneHot +
                " of scikit-learn 1.4.2: a column's categories mix text and numbers");
  EXPECT_EQ(refusal(kOneHot, kDouble + categories({labels({})}), 1), "BAD_MODEL: leaves no column");
  EXPECT_EQ(refusal(kOneHot, kThree + is("feature_name_combiner", "cuser\nnames\n"), 1),
            "UNSUPPORTED_OPTION: " + kOneHot +
                " of scikit-learn 1.4.2: a feature_name_combiner of one's own");
  EXPECT_EQ(refusal(kOneHot, kThree + is("binary", truth(true)), 1).substr(0, 17),
            "UNKNOWN_ATTRIBUTE");
}

// A short file that names one long array from many places would be long in memory.
TEST_F(Encoders, OneArrayIsReadSoOften) {
  std::string many = "(l(" + text_of("a") + "lp7\na";
  for (int i = 1; i < 65; ++i) many += "g7\na";
  EXPECT_EQ(refusal(kOneHot, kDouble + is("categories_", many), 65),
            "BAD_MODEL: categories_ holds one array too often");
}

TEST_F(Encoders, NumbersOfCategories) {
  const auto made = emitted(kOrdinal, kThree, 1);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0"}));
  EXPECT_EQ(ordinal().code, (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(ordinal().unknown, Unknown::kReject);
  ASSERT_EQ(refusal(kOrdinal,
                    kThree + is("handle_unknown", text_of("use_encoded_value")) +
                        is("unknown_value", whole(-1)),
                    1),
            "");
  EXPECT_EQ(ordinal().unknown, Unknown::kIgnore);
  EXPECT_EQ(ordinal().unknown_code, -1);
  ASSERT_EQ(refusal(kOrdinal, kThree + grouped({1, 0, 1}), 1), "");
  EXPECT_EQ(ordinal().code, (std::vector<double>{1, 0, 1}));
  EXPECT_EQ(refusal(kOrdinal, kThree + grouped({1, 0, 1, 1}), 1),
            "WRONG_SHAPE: a grouping has more indices than categories");
  EXPECT_EQ(refusal(kOrdinal, kThree + is("handle_unknown", text_of("ignore")), 1),
            "UNSUPPORTED_OPTION: " + kOrdinal + " of scikit-learn 1.4.2: handle_unknown=ignore");
}

TEST_F(Encoders, MissingValuesHaveANumberOfTheirOwn) {
  for (const std::string& array :
       {array({2}, {1, std::nan("")}), objects({2}, {text_of("a"), none()})}) {
    ASSERT_EQ(refusal(kOrdinal, kDouble + categories({array}), 1), "");
    EXPECT_TRUE(std::isnan(ordinal().code[1]));
    ASSERT_EQ(refusal(kOrdinal,
                      kDouble + categories({array}) + is("encoded_missing_value", whole(-2)), 1),
              "");
    EXPECT_EQ(ordinal().code, (std::vector<double>{0, -2}));
  }
}

std::string target(const std::vector<std::string>& encodings, const std::vector<double>& means) {
  return categories({texts({"a", "b"})}) + is("encodings_", list_of(encodings)) +
         is("target_mean_", array({static_cast<int>(means.size())}, means));
}

TEST_F(Encoders, TargetsByCategory) {
  const auto made = emitted(kTarget,
                            target({array({2}, {5, 6})}, {7}) + is("classes_", labels({0, 1})) +
                                is("target_type_", text_of("binary")),
                            1);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0"}));
  EXPECT_EQ(ordinal().code, (std::vector<double>{5, 6}));
  EXPECT_EQ(ordinal().unknown, Unknown::kIgnore);
  EXPECT_EQ(ordinal().unknown_code, 7);
}

TEST_F(Encoders, TargetsByCategoryAndClass) {
  const std::string type = is("target_type_", text_of("multiclass"));
  const auto with = [&](const std::string& classes) {
    return target({array({2}, {5, 6}), array({2}, {7, 8}), array({2}, {9, 10})}, {1, 2, 3}) + type +
           classes;
  };
  const auto made = emitted(kTarget, with(is("classes_", labels({3, 4, 5}))), 1);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0_3", "x0_4", "x0_5"}));
  EXPECT_EQ(ordinal(1).code, (std::vector<double>{7, 8}));
  EXPECT_EQ(ordinal(2).unknown_code, 3);
  EXPECT_EQ(refusal(kTarget, with(""), 1), "MISSING_ATTRIBUTE: there is no attribute classes_");
  EXPECT_EQ(refusal(kTarget, with(is("classes_", labels({3, 4}))), 1),
            "WRONG_SHAPE: encodings_ has 3 values for 2 columns");
  const std::vector<std::string> arrays(13, texts({"a"}));
  EXPECT_EQ(refusal(kTarget,
                    categories(arrays) + type +
                        is("classes_", labels(std::vector<std::int64_t>(8000, 1))),
                    13),
            "WRONG_SHAPE: encodings_ has too many columns");
}

TEST_F(Encoders, TargetsThatAreRefused) {
  EXPECT_EQ(refusal(kTarget, target({array({3}, {5, 6, 7})}, {7}), 1),
            "WRONG_SHAPE: encodings_ has 3 values for 2 columns");
  EXPECT_EQ(refusal(kTarget, target({array({2}, {5, 6})}, {7, 8}), 1),
            "WRONG_SHAPE: target_mean_ has 2 values for 1 columns");
  EXPECT_EQ(refusal(kTarget,
                    target({array({2}, {5, 6})}, {7}) + is("_infrequent_enabled", truth(true)), 1),
            "UNSUPPORTED_OPTION: " + kTarget + " of scikit-learn 1.4.2: infrequent categories");
}

// Until 0.19 categories are whole numbers from 0 on; those that training did not see have no column.
const std::string kWhole = "sklearn.preprocessing.data.OneHotEncoder";
std::string counted(const std::vector<std::int64_t>& counts,
                    const std::vector<std::int64_t>& active) {
  return kDouble + is("n_values_", labels(counts)) + is("active_features_", labels(active));
}

TEST_F(Encoders, WholeNumbers) {
  const auto made = emitted(kWhole, counted({3, 2}, {0, 2, 4}), 2, "0.19.2");
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (Names{"x0_0", "x0_2", "x1_1"}));
  EXPECT_TRUE(made->transform->sparse);
  EXPECT_EQ(one_hot().slot, (Slots{0, OneHot::kNoSlot, 1}));
  EXPECT_EQ(one_hot().unknown, Unknown::kReject);
  EXPECT_EQ(op<model::Elementwise>()->function, model::Function::kTrunc);
  EXPECT_EQ(op<model::Require>("whole")->least, 0);
  ASSERT_EQ(
      refusal(kWhole, counted({3}, {0}) + is("handle_unknown", text_of("ignore")), 1, "0.19.2"),
      "");
  EXPECT_EQ(one_hot().unknown, Unknown::kIgnore);
  ASSERT_EQ(refusal(kWhole, kDouble + is("n_values_", labels({2})), 1, "0.18.2"), "");
  EXPECT_EQ(one_hot().slot, (Slots{0, 1}));  // n_values was given: each has a column
}

// 0.20 and 0.21 have both encoders, and say which one it is.
TEST_F(Encoders, WholeNumbersWhereOneAskedForThem) {
  const std::string private_names =
      kDouble + is("_n_values_", labels({2})) + is("_active_features_", labels({0, 1}));
  EXPECT_EQ(refusal(kWhole, private_names + is("_legacy_mode", truth(true)), 1, "0.20.4"), "");
  EXPECT_EQ(refusal(kWhole, private_names + is("_legacy_mode", truth(false)), 1, "0.20.4"),
            "MISSING_ATTRIBUTE: there is no attribute categories_");
}

TEST_F(Encoders, OtherColumnsFollow) {
  const auto made = [&](const std::string& which) {
    const auto result =
        emitted(kWhole, counted({2}, {0, 1}) + is("categorical_features", which), 2, "0.19.2");
    return result.ok() ? result->transform->names
                       : Names{result.status().reason(), result.status().message()};
  };
  EXPECT_EQ(made(labels({1})), (Names{"x1_0", "x1_1", "x0"}));
  EXPECT_EQ(made(labels({-1})), (Names{"x1_0", "x1_1", "x0"}));
  EXPECT_EQ(made(flags({0, 1})), (Names{"x1_0", "x1_1", "x0"}));
  EXPECT_EQ(made(labels({2})), (Names{"BAD_COLUMN", "categorical_features"}));
  EXPECT_EQ(made(flags({1})),
            (Names{"WRONG_SHAPE", "categorical_features has 1 values for 2 columns"}));
  EXPECT_EQ(made(text_of("all")), (Names{"WRONG_SHAPE", "n_values_ has 1 values for 2 columns"}));
}

TEST_F(Encoders, WholeNumbersThatAreRefused) {
  const auto why = [&](const std::vector<std::int64_t>& counts,
                       const std::vector<std::int64_t>& active) {
    return refusal(kWhole, counted(counts, active), counts.size(), "0.19.2");
  };
  EXPECT_EQ(why({3}, {3}), "WRONG_SHAPE: active_features_");
  EXPECT_EQ(why({3}, {-1}), "WRONG_SHAPE: active_features_");
  EXPECT_EQ(why({3}, {1, 0}), "WRONG_SHAPE: active_features_ is not in order");
  EXPECT_EQ(why({-1}, {}), "WRONG_SHAPE: n_values_ has too many values");
  EXPECT_EQ(why({60000, 60000}, {}), "WRONG_SHAPE: n_values_ has too many values");
  EXPECT_EQ(why({std::int64_t{1} << 62}, {}), "WRONG_SHAPE: n_values_ has too many values");
}

}  // namespace
}  // namespace slipway::format::sklearn
