// That the document is valid and the answers are as it says is shown by tests/clients/openapi.py.
#include "serve/openapi.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "serve/media_types.h"
#include "serve/served_test.h"

namespace slipway::serve {
namespace {

class OpenApiTest : public ServedTest {
 protected:
  void make(const ServedModel& model, std::string_view at = "/api/v1/models/toy") {
    const std::string text = openapi_document(model, at);
    document_.Parse(text.data(), text.size());
    ASSERT_FALSE(document_.HasParseError()) << text;
  }
  // What is at a JSON Pointer, as JSON; "nothing".
  std::string at(const char* pointer) {
    const rapidjson::Value* value = rapidjson::Pointer(pointer).Get(document_);
    if (value == nullptr) return "nothing";
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value->Accept(writer);
    return buffer.GetString();
  }
  ServedModel model() { return toy_model("toy", path_, *scorer_); }

  rapidjson::Document document_;
};

TEST_F(OpenApiTest, RowsAreTheSignature) {
  ServedModel toy = model();
  toy.known = {{.takes_missing = false}, {}, {.categories = {"a", "b"}, .closed = true}};
  make(toy);
  EXPECT_EQ(at("/components/schemas/Row/required"), R"(["key","x","note"])");
  EXPECT_EQ(at("/components/schemas/Row/properties/key"), R"({"type":"integer","format":"int64"})");
  EXPECT_EQ(at("/components/schemas/Row/properties/x/$ref"),
            R"("#/components/schemas/NumberOrMissing")");
  EXPECT_EQ(at("/components/schemas/Row/properties/note"),
            R"({"type":["string","null"],"enum":["a","b",null]})");
  toy.known[2].closed = false;
  toy.known[2].takes_missing = false;
  make(toy);
  EXPECT_EQ(at("/components/schemas/Row/properties/note/type"), R"("string")");
  EXPECT_EQ(at("/components/schemas/Row/properties/note/examples"), R"(["a","b"])");
}

TEST_F(OpenApiTest, AnswersAreTheOutputs) {
  scorer_->replace_outputs({{"predict", {data::Kind::kInt64, {}}, {}},
                            {"predict_proba", {data::Kind::kFloat64, {2}}, {"no", "yes"}}});
  ServedModel toy = model();
  make(toy);
  EXPECT_EQ(at("/components/schemas/Prediction/properties/predict"),
            R"({"type":["integer","null"]})");
  EXPECT_EQ(at("/components/schemas/Prediction/properties/predict_proba"),
            R"({"type":"array","description":"Of no, yes","minItems":2,"maxItems":2,)"
            R"("items":{"type":["number","null"]}})");
  EXPECT_EQ(at("/paths/~1score/post/parameters/0/schema/items/enum"),
            R"(["predict","predict_proba"])");
}

TEST_F(OpenApiTest, ExamplesAreTheModelsOwn) {
  ServedModel toy = model();
  toy.examples = data::Chunk(toy.columns);
  flow::add_row(toy.examples, 7, 0.5);
  toy.answers = data::Chunk(toy.usual.schema);
  toy.answers.column(0).append_float64(0.25);
  toy.answers.column(1).set_dictionary(flow::texts({"low", "high"}));
  toy.answers.column(1).append_code(0);
  make(toy);
  EXPECT_EQ(at("/components/schemas/Row/examples"), R"([{"key":7,"x":0.5,"note":"7"}])");
  EXPECT_EQ(at("/components/schemas/Prediction/properties/label/enum"), R"(["low","high",null])");
  EXPECT_EQ(at("/paths/~1score/post/requestBody/content/text~1csv/example"),
            R"("key,x,note\n7,0.5,7\n")");
  EXPECT_EQ(at("/paths/~1score/post/responses/200/content/application~1x-ndjson/example"),
            R"("{\"predict\":0.25,\"label\":\"low\"}\n")");
}

TEST_F(OpenApiTest, EveryTypeOfBodyIsThereBothWays) {
  make(model());
  for (const TableType& type : table_types()) {
    EXPECT_TRUE(
        document_["paths"]["/score"]["post"]["requestBody"]["content"].HasMember(type.media));
    EXPECT_TRUE(
        document_["paths"]["/score"]["post"]["responses"]["200"]["content"].HasMember(type.media));
  }
}

TEST_F(OpenApiTest, NamesAreTextWhateverTheyAre) {
  ServedModel odd = model();
  odd.name = "to\"m \xff";
  odd.columns = std::make_shared<const data::Schema>(
      std::vector<data::Field>{{"a/b~\"\n", {data::Kind::kFloat64, {}}, {}}});
  make(odd, "/api/v1/models/to%22m");
  EXPECT_EQ(at("/info/title"), R"("to\"m ?")");
  EXPECT_EQ(at("/servers/0/url"), R"("/api/v1/models/to%22m")");
  EXPECT_EQ(at("/components/schemas/Row/required"), R"(["a/b~\"\n"])");
}

}  // namespace
}  // namespace slipway::serve
