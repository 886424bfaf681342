#include "format/mlflow/signature.h"

#include <gtest/gtest.h>

namespace slipway::format::mlflow {
namespace {

using data::Kind;

// A model of two numbers and a text, whose names are known or not.
model::ModelBuilder builder_of(bool names_known) {
  model::ModelBuilder builder;
  builder.inputs(
      {{"x0", Kind::kFloat64, {}}, {"x1", Kind::kFloat64, {}}, {"x2", Kind::kString, {}}},
      names_known);
  return builder;
}

base::Status bind(const char* json, model::ModelBuilder& builder) {
  SLIPWAY_ASSIGN(const InputSchema schema, parse_inputs(json));
  return bind_inputs(schema, builder);
}

std::string refusal(const char* json, bool names_known) {
  auto builder = builder_of(names_known);
  return bind(json, builder).message();
}

TEST(MlflowSignature, NamesAndKindsAreTakenOver) {
  auto builder = builder_of(false);
  const auto status = bind(
      R"([{"name": "age", "type": "long", "required": true},
          {"name": "member", "type": "boolean", "required": false},
          {"name": "city", "type": "string"}])",
      builder);
  ASSERT_TRUE(status.ok()) << status.text();
  EXPECT_TRUE(builder.names_known());
  EXPECT_EQ(builder.features()[0].name, "age");
  EXPECT_EQ(builder.features()[0].kind, Kind::kInt64);
  EXPECT_EQ(builder.features()[1].kind, Kind::kBool);
  EXPECT_EQ(builder.features()[2].name, "city");
}

TEST(MlflowSignature, WholeNumbersMayStandForTextsThatTakeThem) {
  model::ModelBuilder builder;
  builder.inputs({{"c", Kind::kString, {}, true}}, true);
  const auto status = bind(R"([{"name": "c", "type": "long"}])", builder);
  ASSERT_TRUE(status.ok()) << status.text();
  EXPECT_EQ(builder.features()[0].kind, Kind::kString);
  EXPECT_FALSE(bind(R"([{"name": "c", "type": "double"}])", builder).ok());
}

TEST(MlflowSignature, KnownNamesMayStandInAnyOrder) {
  auto builder = builder_of(true);
  const auto status = bind(
      R"([{"name": "y", "type": "datetime"}, {"name": "x2", "type": "string"},
          {"name": "x1", "type": "integer"}, {"name": "x0", "type": "float"}])",
      builder);
  ASSERT_TRUE(status.ok()) << status.text();
  EXPECT_EQ(builder.features()[0].kind, Kind::kFloat64);
  EXPECT_EQ(builder.features()[1].kind, Kind::kInt64);
  EXPECT_EQ(builder.about().notes,
            std::vector<std::string>{"columns of the signature that the model does not read: y"});
}

TEST(MlflowSignature, WhatContradictsTheModelIsNamed) {
  EXPECT_EQ(
      refusal(R"([{"name": "x0", "type": "double"}, {"name": "x2", "type": "string"}])", true),
      "there is no column \"x1\", which the model wants");
  EXPECT_EQ(refusal(R"([{"name": "x0", "type": "double"}, {"name": "x1", "type": "datetime"},
                        {"name": "x2", "type": "string"}])",
                    true),
            "column \"x1\" is datetime, the model wants float64");
  EXPECT_EQ(refusal(R"([{"name": "x0", "type": "double"}, {"name": "x1", "type": "long"},
                        {"name": "x2", "type": "long"}])",
                    true),
            "column \"x2\" is long, the model wants string");
  EXPECT_EQ(refusal(R"([{"name": "a", "type": "double"}, {"name": "b", "type": "string"}])", false),
            "2 columns, the last \"b\", the model wants 3");
  EXPECT_EQ(refusal(R"([{"name": "a", "type": "double"}, {"name": "b", "type": "double"},
                        {"name": "c", "type": "string"}, {"name": "d", "type": "string"}])",
                    false),
            "4 columns, the model wants 3: \"d\" is one too many");
  EXPECT_EQ(refusal(R"([{"name": "a", "type": "double"}, {"name": "b",
                        "type": {"a": 1}}, {"name": "c", "type": "string"}])",
                    false),
            "column \"b\" is of no type, the model wants float64");
}

TEST(MlflowSignature, ColumnsWithoutNamesAreTakenByPosition) {
  for (const bool known : {false, true}) {
    auto builder = builder_of(known);
    const auto status =
        bind(R"([{"type": "double"}, {"type": "integer"}, {"type": "any"}])", builder);
    ASSERT_TRUE(status.ok()) << status.text();
    EXPECT_EQ(builder.names_known(), known);
    EXPECT_EQ(builder.features()[1].kind, Kind::kInt64);
  }
  EXPECT_EQ(refusal(R"([{"type": "double"}])", false), "1 columns, the model wants 3");
}

TEST(MlflowSignature, ATensorIsATable) {
  model::ModelBuilder numbers;
  numbers.inputs({{"x0", Kind::kFloat64, {}}, {"x1", Kind::kFloat64, {}}}, false);
  const auto tensor = [&](const char* spec) {
    return bind((R"([{"type": "tensor", "tensor-spec": )" + std::string(spec) + "}]").c_str(),
                numbers)
        .message();
  };
  EXPECT_EQ(tensor(R"({"dtype": "float32", "shape": [-1, 2]})"), "");
  EXPECT_EQ(tensor(R"({"dtype": "int64", "shape": [-1, -1]})"), "");
  EXPECT_EQ(tensor(R"({"dtype": "int64", "shape": [-1, 3]})"),
            "a tensor of 3 columns, the model wants 2");
  EXPECT_EQ(tensor(R"({"dtype": "str", "shape": [-1, 2]})"),
            "column \"x0\" is str, the model wants float64");
  EXPECT_EQ(tensor(R"({"dtype": "float64", "shape": [-1, 28, 28]})"),
            "the tensor is no table of rows and columns");
  EXPECT_EQ(tensor(R"({"dtype": "float64"})"), "a tensor has no shape");
  EXPECT_EQ(numbers.features()[0].kind, Kind::kFloat64);
  EXPECT_EQ(
      refusal(R"([{"name": "a", "type": "tensor", "tensor-spec": {}}, {"type": "double"}])", false),
      "2 tensors, the model wants a table");
}

TEST(MlflowSignature, RefusesWhatIsNoSignature) {
  for (const char* json : {"", "{", "{}", "[1]", "[]", "7", "[[]]"})
    EXPECT_STREQ(parse_inputs(json).status().reason(), "BAD_SIGNATURE") << json;
  EXPECT_EQ(refusal(R"([{"name": "a"}, {"name": "a"}])", false), "there are two columns \"a\"");
}

}  // namespace
}  // namespace slipway::format::mlflow
