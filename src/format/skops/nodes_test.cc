#include "format/skops/nodes.h"

#include <cmath>

#include <gtest/gtest.h>

#include "codec/archive_test.h"
#include "codec/zip.h"
#include "format/pickle/record.h"
#include "format/skops/document.h"

namespace slipway::format::skops {
namespace {

using pickle::Tag;

std::string node(const std::string& loader, const std::string& module, const std::string& name,
                 const std::string& more) {
  return R"("__loader__":")" + loader + R"(","__module__":")" + module + R"(","__class__":")" +
         name + "\"" + (more.empty() ? "" : "," + more);
}

// The document of one root node, written without its braces.
base::Result<Read> read(const std::string& root) {
  return read_document(
      codec::archive({{"schema.json", "{" + root + R"(,"protocol":2})"}, {"1.bin", "ab"}}));
}

std::string plain(const std::string& content) {
  return node("JsonNode", "builtins", "str", R"("is_json":true,"content":")" + content + "\"");
}

TEST(SkopsNodes, PlainValuesAreJsonInATextAsPythonWritesIt) {
  EXPECT_EQ(read(plain("null"))->document.root->tag, Tag::kNone);
  EXPECT_TRUE(read(plain("true"))->document.root->boolean);
  EXPECT_EQ(read(plain("-7"))->document.root->integer, -7);
  EXPECT_EQ(read(plain("9223372036854775807"))->document.root->integer, INT64_MAX);
  EXPECT_EQ(read(plain("9223372036854775808"))->document.root->tag, Tag::kBigInt);
  EXPECT_EQ(read(plain("1e-05"))->document.root->number, 1e-05);
  EXPECT_TRUE(std::isnan(read(plain("NaN"))->document.root->number));
  EXPECT_EQ(read(plain("-Infinity"))->document.root->number, -INFINITY);
  EXPECT_EQ(read(plain(R"(\"a\\u00e9\")"))->document.root->text, "aé");
  EXPECT_STREQ(read(plain("[1]")).status().reason(), "BAD_SCHEMA");
  EXPECT_STREQ(read(plain("x")).status().reason(), "BAD_SCHEMA");
}

TEST(SkopsNodes, AClassIsCalledWithItsArguments) {
  const std::string args =
      "{" + node("TupleNode", "builtins", "tuple", R"("content":[{)" + plain("3") + "}]") + "}";
  const auto sound =
      read(node("ConstructorFromReduceNode", "zoneinfo", "ZoneInfo", R"("content":)" + args));
  ASSERT_TRUE(sound.ok()) << sound.status().text();
  const pickle::Ref root = sound->document.root;
  EXPECT_EQ(pickle::record_class(root), "zoneinfo.ZoneInfo");
  ASSERT_EQ(pickle::record_args(root).size(), 1u);
  EXPECT_EQ(pickle::record_args(root)[0]->integer, 3);
  EXPECT_STREQ(
      read(node("ConstructorFromReduceNode", "a", "B", R"("content":{)" + plain("3") + "}"))
          .status()
          .reason(),
      "BAD_SCHEMA");
}

TEST(SkopsNodes, KeysHaveTypes) {
  const std::string types = R"("key_types":{)" +
                            node("ListNode", "builtins", "list",
                                 R"("content":[{)" + node("TypeNode", "builtins", "str", "") +
                                     "},{" + node("TypeNode", "builtins", "int", "") + "}]") +
                            "}";
  const auto sound =
      read(node("DictNode", "builtins", "dict",
                types + R"(,"content":{"a":{)" + plain("1") + R"(},"2":{)" + plain("3") + "}}"));
  ASSERT_TRUE(sound.ok()) << sound.status().text();
  const auto& items = sound->document.root->items();
  ASSERT_EQ(items.size(), 4u);
  EXPECT_EQ(items[0]->text, "a");
  EXPECT_EQ(items[2]->integer, 2);
  const auto fewer = read(node("DictNode", "builtins", "dict", types + R"(,"content":{})"));
  EXPECT_STREQ(fewer.status().reason(), "BAD_SCHEMA");
}

TEST(SkopsNodes, AnObjectIsARecordOfItsClassAndState) {
  const auto object =
      read(node("ObjectNode", "sklearn.svm._classes", "SVC", R"("content":{)" + plain("1") + "}"));
  ASSERT_TRUE(object.ok());
  EXPECT_EQ(pickle::record_class(object->document.root), "sklearn.svm._classes.SVC");
  EXPECT_EQ(object->document.root->call()->states[0]->integer, 1);
  const auto named =
      read(node("TupleNode", "a.b", "Interval", R"("content":[{)" + plain("1") + "}]"));
  EXPECT_EQ(pickle::record_class(named->document.root), "a.b.Interval");
  const auto old = read(node("FunctionNode", "x", "function",
                             R"("content":{"module_path":"numpy","function":"log1p"})"));
  EXPECT_EQ(pickle::symbol_name(old->document.root), "numpy.log1p");
  const auto bytes = read(node("BytesNode", "builtins", "bytes", R"("file":"1.bin")"));
  EXPECT_EQ(bytes->document.root->text, "ab");
}

TEST(SkopsNodes, UnknownLoadersAreRefusedByName) {
  const auto unknown = read(node("ForestNode", "my.own", "Forest", ""));
  EXPECT_STREQ(unknown.status().reason(), "UNKNOWN_NODE");
  EXPECT_EQ(unknown.status().message(),
            "my.own.Forest is saved as ForestNode, which Slipway does not know");
  EXPECT_STREQ(read(node("ListNode", "builtins", "list", "")).status().reason(), "BAD_SCHEMA");
  EXPECT_STREQ(read(node("ListNode", "builtins", "list", R"("content":[1])")).status().reason(),
               "BAD_SCHEMA");
  EXPECT_STREQ(read(node("BytesNode", "builtins", "bytes", R"("file":"../x")")).status().reason(),
               "MISSING_FILE");
}

TEST(SkopsNodes, NestingIsBounded) {
  std::string deep = plain("1");
  for (int i = 0; i < 300; ++i)
    deep = node("ListNode", "builtins", "list", R"("content":[{)" + deep + "}]");
  EXPECT_STREQ(read(deep).status().reason(), "BAD_SCHEMA");
}

}  // namespace
}  // namespace slipway::format::skops
