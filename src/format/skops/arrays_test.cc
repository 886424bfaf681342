#include <gtest/gtest.h>

#include "codec/archive_test.h"
#include "format/pickle/numpy.h"
#include "format/skops/document.h"

namespace slipway::format::skops {
namespace {

using namespace std::string_literals;

std::string npy(const std::string& descr, const std::string& shape, const std::string& data) {
  const std::string header =
      "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
  return "\x93NUMPY\x01\x00"s + static_cast<char>(header.size()) + '\0' + header + data;
}

base::Result<Read> read(const std::string& root, const std::string& file = {}) {
  return read_document(codec::archive({{"1.npy", file}, {"schema.json", root}}));
}

std::string file_node(const std::string& module) {
  return R"({"__loader__":"NdArrayNode","__module__":")" + module +
         R"(","__class__":"ndarray","type":"numpy","file":"1.npy","protocol":2})";
}

TEST(SkopsArrays, AreNpyFiles) {
  const auto sound = read(file_node("numpy"), npy("'<i4'", "(2,)", "\x01\0\0\0\x02\0\0\0"s));
  ASSERT_TRUE(sound.ok()) << sound.status().text();
  EXPECT_EQ(*pickle::as_int64s(sound->document.root), (std::vector<std::int64_t>{1, 2}));
  const auto fields = read(file_node("numpy"), npy("[('a', '<i2'), ('', '|V2'), ('b', '|u1')]",
                                                   "(1,)", "\x05\0zz\x07"s));
  ASSERT_TRUE(fields.ok()) << fields.status().text();
  EXPECT_EQ((*pickle::field_int64s(fields->document.root, "b"))[0], 7);
  EXPECT_EQ(pickle::field_names(fields->document.root), (std::vector<std::string>{"a", "b"}));
}

TEST(SkopsArrays, OfAnotherClassAreRecords) {
  const auto own = read(file_node("my.own"), npy("'<i4'", "(0,)", ""));
  EXPECT_EQ(own->document.root->tag, pickle::Tag::kRecord);
}

TEST(SkopsArrays, AreRefusedWhereTheyContradictThemselves) {
  EXPECT_STREQ(read(file_node("numpy"), npy("'<i4'", "(3,)", "abcd")).status().reason(),
               "BAD_ARRAY");
  EXPECT_STREQ(read(file_node("numpy"), npy("'|O'", "(1,)", "abcdefgh")).status().reason(),
               "BAD_ARRAY");
  EXPECT_STREQ(read(file_node("numpy"), "abc").status().reason(), "BAD_NPY");
}

std::string number(const std::string& content) {
  return R"({"__loader__":"JsonNode","__module__":"builtins","__class__":"str","content":")" +
         content + "\"}";
}
std::string list(const std::string& loader, const std::string& items) {
  return R"({"__loader__":")" + loader + R"(Node","__module__":"builtins","__class__":")" +
         (loader == "List" ? "list" : "tuple") + R"(","content":[)" + items + "]}";
}

TEST(SkopsArrays, OfObjectsAreListsThatFillTheirShape) {
  const auto objects = [](const std::string& shape, const std::string& content) {
    return read(
        R"({"__loader__":"NdArrayNode","__module__":"numpy","__class__":"ndarray","type":"json","shape":)" +
        list("Tuple", shape) + R"(,"content":[)" + content + R"(],"protocol":2})");
  };
  const auto flat = objects(number("2"), number("1") + "," + number("null"));
  ASSERT_TRUE(flat.ok()) << flat.status().text();
  EXPECT_EQ(flat->document.root->array()->objects.size(), 2u);
  const std::string pair = list("List", number("1") + "," + number("2"));
  const auto square = objects(number("2") + "," + number("2"), pair + "," + pair);
  ASSERT_TRUE(square.ok()) << square.status().text();
  EXPECT_EQ(square->document.root->array()->objects.size(), 4u);
  EXPECT_FALSE(objects(number("3"), number("1")).ok());
  EXPECT_FALSE(objects(number("1") + "," + number("3"), pair).ok());
  EXPECT_FALSE(objects("", number("1")).ok());
}

}  // namespace
}  // namespace slipway::format::skops
