#include <cmath>

#include "format/sklearn/pmml_test.h"
#include "model/stages/columns.h"
#include "model/stages/texts.h"

namespace slipway::format::sklearn {
namespace {

class Pmml : public PmmlRecords {};

TEST_F(Pmml, CastsNumbers) {
  for (const char* dtype : {"float64", "int", "bool"})
    EXPECT_EQ(option("CastTransformer", is("dtype_", text_of(dtype)), 2), "");
  EXPECT_EQ(option("CastTransformer", is("dtype_", text_of("float16"))),
            unsupported("CastTransformer", "dtype"));
  EXPECT_EQ(option("CastTransformer", is("dtype_", text_of("uint8"))), "");
  EXPECT_EQ(op<model::Require>("whole")->greatest, std::nextafter(256.0, 0.0));
  EXPECT_EQ(op<model::Require>("whole")->least, -1);
  EXPECT_EQ(option("CastTransformer", is("dtype_", text_of("int64"))), "");
  EXPECT_EQ(op<model::Require>("whole")->greatest, std::nextafter(0x1p63, 0.0));
  EXPECT_TRUE(
      emitted(kPmml + "CastTransformer", is("dtype", text_of("float32")), 2)->transform->single);
  EXPECT_EQ(option("CastTransformer", is("dtype", text_of("str")), 2), "");
  EXPECT_EQ(builder_.features()[1].kind, data::Kind::kString);
  EXPECT_EQ(option("MultiCastTransformer", is("dtypes_", list_of({text_of("int")}))), "");
  EXPECT_EQ(option("MultiCastTransformer", is("dtypes_", list_of({text_of("int")})), 2),
            "WRONG_SHAPE: dtypes_ has 1 values for 2 columns");
}

TEST_F(Pmml, Cuts) {
  const std::string name = "CutTransformer";
  const std::string codes = is("labels", truth(false));
  EXPECT_EQ(option(name, codes + is("bins", reals({0, 1, 2}))), "");
  EXPECT_EQ(option(name, is("labels", reals({5, 6})) + is("bins", reals({0, 1, 2}))), "");
  EXPECT_EQ(option(name, is("labels", reals({5})) + is("bins", reals({0, 1, 2}))),
            "WRONG_SHAPE: labels has 1 values for 2 columns");
  EXPECT_EQ(option(name, codes + is("bins", reals({0, 0}))), "BAD_MODEL: bins do not rise");
  EXPECT_EQ(option(name, codes + is("bins", reals({0}))), "BAD_MODEL: bins do not rise");
  EXPECT_EQ(option(name, is("bins", reals({0, 1}))), unsupported(name, "labels=None"));
  EXPECT_EQ(option(name, is("bins", reals({0, 1})) + is("labels", list_of({text_of("low")}))), "");
  EXPECT_EQ(op<model::LookupTexts>()->columns[0].texts[0].text, "low");
  EXPECT_EQ(option(name, is("bins", whole(3))),
            unsupported(name, "bins that is a number: they would depend on the rows asked"));
}

TEST_F(Pmml, ConstructorsNameColumns) {
  const auto names = [&](const std::string& name, const std::string& attributes) {
    const auto found = emitted(kPmml + name, attributes + is("dtype", text_of("int")), 2);
    EXPECT_TRUE(found.ok()) << found.status().text();
    return found->transform->names;
  };
  const std::string columns = is("columns", list_of({text_of("p"), text_of("q")}));
  EXPECT_EQ(names("DataFrameConstructor", columns), (std::vector<std::string>{"p", "q"}));
  EXPECT_EQ(option("DataFrameConstructor", columns, 1),
            "WRONG_SHAPE: columns has 2 values for 1 columns");
  EXPECT_EQ(emitted(kPmml + "SeriesConstructor", is("name", text_of("z")), 1)->transform->names,
            std::vector<std::string>{"z"});
}

TEST_F(Pmml, EncodesLabels) {
  const std::string classes = is("classes_", labels({1, 2, 3}));
  EXPECT_EQ(option("PMMLLabelEncoder", classes + is("missing_values", whole(-1))), "");
  EXPECT_EQ(option("PMMLLabelEncoder", classes + is("missing_values", text_of("a"))),
            unsupported("PMMLLabelEncoder", "missing_values that is no number"));
  const auto found = emitted(kPmml + "PMMLLabelBinarizer", classes, 1);
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(width(found->transform->id), 3u);
}

TEST_F(Pmml, RaisesToPowersAndPasses) {
  EXPECT_EQ(option("PowerFunctionTransformer", is("power", whole(3)), 2), "");
  EXPECT_EQ(option("IdentityTransformer", "", 2), "");
}

}  // namespace
}  // namespace slipway::format::sklearn
