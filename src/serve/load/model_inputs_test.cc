#include "serve/load/model_inputs.h"

#include <functional>
#include <set>

#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

// Answers each question by the same text.
class Says final : public Target {
 public:
  explicit Says(std::string body, int code = 200) : answer_{code, code == 200, std::move(body)} {}
  base::Result<LoadAnswer> ask(const LoadRequest& request) override {
    asked = request.method + " " + request.path;
    return answer_;
  }
  base::Status prepare(std::span<const LoadRequest>) override { return {}; }
  base::Status drive(const AnswerCheck&, Load&, const std::atomic<bool>&) override { return {}; }
  std::string asked;

 private:
  const LoadAnswer answer_;
};

std::string told(const std::string& body) {
  Says says(body);
  const auto inputs = ask_inputs(says, "/m", "m");
  if (!inputs.ok()) return inputs.status().reason();
  std::string out = inputs->matrix;
  for (const data::Field& field : inputs->columns->fields())
    out += (out.empty() ? "" : " ") + field.name + ":" + data::type_name(field.type);
  return out;
}

TEST(ModelInputs, OfSlipwaysDescription) {
  EXPECT_EQ(
      told(R"({"name":"m","inputs":[{"name":"age","type":"int64"},{"name":"city","type":"string",
                     "categories":["Oslo","Bergen"]},{"name":"x","type":"float64"},{"name":"y","type":"float32"},
                     {"name":"t","type":"timestamp"},{"name":"b","type":"bool"}]})"),
      "age:int64 city:string x:float64 y:float32 t:timestamp b:bool");
}

TEST(ModelInputs, OfTheMetadataOfTheOpenInferenceProtocol) {
  EXPECT_EQ(told(R"({"inputs":[{"name":"a","datatype":"FP32","shape":[-1]},
                     {"name":"b","datatype":"BYTES","shape":["-1","1"]},{"name":"c","datatype":"INT32","shape":[-1,1]}]})"),
            "a:float32 b:string c:int64");
  EXPECT_EQ(told(R"({"inputs":[{"name":"input","datatype":"FP64","shape":[-1,3]}]})"),
            "input input_0:float64 input_1:float64 input_2:float64");
}

TEST(ModelInputs, WhatIsNoneOfTheseIsSaid) {
  for (const char* body :
       {"", "{}", "<html>", R"({"inputs":[]})", R"({"inputs":7})",
        R"({"inputs":[{"name":"image","datatype":"FP32","shape":[-1,3,224,224]}]})",
        R"({"inputs":[{"name":"a","datatype":"FP32","shape":[-1,-1]}]})",
        R"({"inputs":[{"name":"a","datatype":"FP32","shape":[-1,99999999]}]})",
        R"({"inputs":[{"name":"a","datatype":"FP32","shape":[-1,2]},
                                         {"name":"b","datatype":"FP32","shape":[-1,2]}]})"})
    EXPECT_EQ(told(body), "NO_INPUTS") << body;
  Says says("no model is called m", 404);
  const auto inputs = ask_inputs(says, "/v2/models/m", "m");
  ASSERT_FALSE(inputs.ok());
  EXPECT_NE(inputs.status().text().find("404 of GET /v2/models/m: no model is called m"),
            std::string::npos)
      << inputs.status().text();
}

TEST(ModelInputs, TheOnlyModelIsFoundAndOthersAreNamed) {
  Says one(R"([{"name":"wine","version":"2"},{"name":"wine","version":"1"}])");
  EXPECT_EQ(*only_model(one), "wine");
  EXPECT_EQ(one.asked, "POST /v2/repository/index");
  Says grpc(R"({"models":[{"name":"wine"}]})");
  EXPECT_EQ(*only_model(grpc), "wine");
  Says two(R"([{"name":"a"},{"name":"b"}])");
  EXPECT_EQ(only_model(two).status().text(),
            "the server has: a, b (WHICH_MODEL); name one with --model");
  Says none("nothing here", 404);
  EXPECT_EQ(std::string_view(only_model(none).status().reason()), "WHICH_MODEL");
}

TEST(ModelInputs, RowsDifferHaveKnownCategoriesAndAreTheSameOfASeed) {
  Says says(
      R"({"inputs":[{"name":"x","type":"float64"},{"name":"city","type":"string","categories":["Oslo","Bergen"]},
                {"name":"size","type":"int64","categories":["3","5"]},{"name":"b","type":"bool"},
                {"name":"t","type":"timestamp"},{"name":"y","type":"float32"},{"name":"n","type":"int64"},
                {"name":"s","type":"string"}]})");
  const auto inputs = ask_inputs(says, "/m", "m");
  ASSERT_TRUE(inputs.ok());
  const data::Chunk rows = make_load_rows(*inputs, 500, 1), same = make_load_rows(*inputs, 500, 1),
                    other = make_load_rows(*inputs, 500, 2);
  ASSERT_EQ(rows.rows(), 500);
  std::set<double> numbers;
  std::set<std::string_view> cities;
  std::set<std::int64_t> sizes;
  bool differs = false;
  for (std::int64_t i = 0; i < 500; ++i) {
    const double x = rows.column(0).view().float64s()[i];
    numbers.insert(x);
    EXPECT_EQ(x, same.column(0).view().float64s()[i]);
    differs = differs || x != other.column(0).view().float64s()[i];
    cities.insert(rows.column(1).view().string(i));
    sizes.insert(rows.column(2).view().int64s()[i]);
  }
  EXPECT_GT(numbers.size(), 450u);
  EXPECT_TRUE(differs);
  EXPECT_EQ(cities, (std::set<std::string_view>{"Oslo", "Bergen"}));
  EXPECT_EQ(sizes, (std::set<std::int64_t>{3, 5}));
}

}  // namespace
}  // namespace slipway::serve
