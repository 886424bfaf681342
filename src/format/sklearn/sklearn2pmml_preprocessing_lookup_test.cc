#include "format/sklearn/pmml_test.h"
#include "model/stages/domain.h"
#include "model/stages/linear.h"
#include "model/stages/lookup.h"
#include "model/stages/texts.h"

namespace slipway::format::sklearn {
namespace {

class PmmlLookups : public PmmlRecords {
 protected:
  static std::string mapping(const std::vector<std::pair<std::string, std::string>>& pairs) {
    return is("mapping", dict_of(pairs));
  }
};

TEST_F(PmmlLookups, OfOneColumn) {
  const std::string numbers = mapping({{whole(1), real(0.5)}});
  EXPECT_EQ(option("LookupTransformer", numbers), "");
  EXPECT_NE(op<model::Ordinal>(), nullptr);
  EXPECT_EQ(option("FilterLookupTransformer", numbers), "");
  EXPECT_NE(op<model::Domain>(), nullptr);
  EXPECT_EQ(option("LookupTransformer", numbers, 2),
            "WRONG_SHAPE: the transformer has 1 values for 2 columns");
  EXPECT_EQ(option("LookupTransformer", numbers + is("default_value", text_of("a"))),
            unsupported("LookupTransformer", "mapping of text and numbers together"));
  EXPECT_EQ(option("LookupTransformer", numbers + is("dtype", text_of("category"))),
            unsupported("LookupTransformer", "dtype"));
  EXPECT_EQ(option("LookupTransformer", mapping({{none(), whole(1)}})),
            unsupported("LookupTransformer", "mapping of what is neither text nor a number"));
  EXPECT_EQ(option("LookupTransformer", mapping({})),
            unsupported("LookupTransformer", "mapping without keys"));
}

TEST_F(PmmlLookups, OfNumbersToTexts) {
  EXPECT_EQ(
      option("LookupTransformer", mapping({{whole(1), text_of("a")}, {whole(2), none()}}) +
                                      is("default_value", text_of("b")) + is("dtype", none())),
      "");
  const auto* found = op<model::LookupTexts>();
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->columns[0].texts[1].kind, model::Category::Kind::kMissing);
  EXPECT_EQ(found->columns[0].otherwise.text, "b");
  EXPECT_EQ(op<model::Domain>("present"), nullptr);
  EXPECT_EQ(option("FilterLookupTransformer", mapping({{whole(1), text_of("a")}})),
            unsupported("FilterLookupTransformer", "mapping of text to numbers"));
}

// Which of two answers a missing value has is not in an old file.
TEST_F(PmmlLookups, OldOnesTakeNoMissingValue) {
  EXPECT_EQ(option("LookupTransformer",
                   mapping({{text_of("a"), whole(1)}}) + is("default_value", whole(7))),
            "");
  EXPECT_NE(op<model::Domain>("present"), nullptr);
}

TEST_F(PmmlLookups, OfSeveralColumns) {
  const auto key = [](const char* a, int b) { return tuple_of({text_of(a), whole(b)}); };
  const std::string name = "MultiLookupTransformer";
  EXPECT_EQ(
      option(
          name,
          mapping({{key("a", 1), whole(10)}, {key("b", 1), whole(20)}, {key("b", 2), whole(30)}}),
          2),
      "");
  EXPECT_EQ(op<model::Linear>("key")->coef, (std::vector<double>{1, 3}));
  EXPECT_EQ(op<model::Ordinal>("numbers")->columns[0].unknown_code, 2);
  const auto& keys = op<model::Ordinal>()->columns[0].categories;
  EXPECT_EQ(keys[0].number, 0);
  EXPECT_EQ(keys[1].number, 1);
  EXPECT_EQ(keys[2].number, 4);
  EXPECT_EQ(option(name, mapping({{whole(1), whole(2)}})),
            unsupported(name, "mapping of no tuples"));
  EXPECT_EQ(option(name, mapping({{key("a", 1), whole(10)}}), 1),
            "WRONG_SHAPE: a key of mapping has 2 values for 1 columns");
  EXPECT_EQ(option(name, mapping({{key("a", 1), whole(10)}, {tuple_of({whole(1)}), whole(1)}}), 2),
            "WRONG_SHAPE: a key of mapping has 1 values for 2 columns");
}

}  // namespace
}  // namespace slipway::format::sklearn
