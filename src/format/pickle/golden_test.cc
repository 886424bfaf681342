// Every file of golden/pickle, by several Pythons, holds what the Python that wrote it saw.
#include <bit>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "format/pickle/machine.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/pickle/text.h"

namespace slipway::format::pickle {
namespace {

using simdjson::dom::element;

const std::filesystem::path kFolder = std::filesystem::path(SLIPWAY_SOURCE_DIR) / "golden/pickle";

std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

class DiskFolder : public base::Folder {
 public:
  base::Result<std::vector<std::string>> list() const override {
    return std::vector<std::string>{};
  }
  base::Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    if (!std::filesystem::exists(kFolder / name))
      return base::not_found("NOT_FOUND", "no such file");
    return base::memory_reader(slurp(kFolder / name), std::string(name));
  }
};

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::string hex(double value) {
  return fmt::format("{:016x}", std::bit_cast<std::uint64_t>(value));
}

std::string text(element value) { return std::string(std::string_view(value)); }

void expect_same(element expected, Ref actual, const std::string& place);

void expect_elements(element expected, Ref actual, char kind, const std::string& place) {
  const simdjson::dom::array values = expected;
  if (kind == 'f') {
    const auto read = as_doubles(actual);
    ASSERT_TRUE(read.ok()) << place << read.status().text();
    ASSERT_EQ(read->size(), values.size()) << place;
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(hex((*read)[i]), text(values.at(i))) << place;
  } else if (kind == 'U' || kind == 'S') {
    const auto read = as_strings(actual);
    ASSERT_TRUE(read.ok()) << place << read.status().text();
    ASSERT_EQ(read->size(), values.size()) << place;
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ((*read)[i], text(values.at(i))) << place;
  } else if (kind == 'O') {
    const auto read = as_refs(actual);
    ASSERT_TRUE(read.ok()) << place << read.status().text();
    ASSERT_EQ(read->size(), values.size()) << place;
    for (std::size_t i = 0; i < values.size(); ++i) expect_same(values.at(i), (*read)[i], place);
  } else if (kind == 'b') {
    const auto read = as_bools(actual);
    ASSERT_TRUE(read.ok()) << place << read.status().text();
    ASSERT_EQ(read->size(), values.size()) << place;
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ((*read)[i], bool(values.at(i))) << place;
  } else if (values.size() == 1 && element(values.at(0)).is_uint64() &&
             !element(values.at(0)).is_int64()) {
    EXPECT_STREQ(as_int64s(actual).status().reason(), "INEXACT");
    EXPECT_STREQ(as_doubles(actual).status().reason(), "INEXACT");
  } else {
    const auto read = as_int64s(actual);
    ASSERT_TRUE(read.ok()) << place << read.status().text();
    ASSERT_EQ(read->size(), values.size()) << place;
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ((*read)[i], std::int64_t(values.at(i))) << place;
    }
  }
}

// ["array", dtype, shape, elements in C order], of a structured one [name, array of the field]
// each.
void expect_array(simdjson::dom::array expected, Ref actual, const std::string& place) {
  ASSERT_EQ(actual->tag, Tag::kArray) << place << describe(actual);
  const std::string dtype = text(expected.at(1));
  const Array& array = *actual->array();
  const simdjson::dom::array dims = element(expected.at(2));
  std::vector<std::int64_t> shape;
  for (element dim : dims) shape.push_back(std::int64_t(dim));
  EXPECT_EQ(array.shape, shape) << place;
  if (dtype != "V") {
    EXPECT_EQ(fmt::format("{}{}", array.dtype.kind, array.dtype.itemsize), dtype) << place;
    return expect_elements(element(expected.at(3)), actual, dtype[0], place);
  }
  const simdjson::dom::array fields = element(expected.at(3));
  ASSERT_EQ(field_names(actual).size(), fields.size()) << place;
  for (std::size_t f = 0; f < fields.size(); ++f) {
    const std::string name = text(element(fields.at(f)).at(0));
    const element values = element(element(fields.at(f)).at(1)).at(3);
    EXPECT_EQ(field_names(actual)[f], name);
    std::size_t i = 0;
    for (element value : simdjson::dom::array(values)) {
      if (value.is_string()) {
        EXPECT_EQ(hex(field_doubles(actual, name).value()[i++]), text(value)) << place << name;
      } else {
        EXPECT_EQ(field_int64s(actual, name).value()[i++], std::int64_t(value)) << place << name;
      }
    }
  }
}

void expect_pairs(simdjson::dom::array expected, const std::vector<std::pair<Ref, Ref>>& actual,
                  const std::string& place) {
  ASSERT_EQ(actual.size(), expected.size()) << place;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    expect_same(element(expected.at(i)).at(0), actual[i].first, place + "[key]");
    expect_same(element(expected.at(i)).at(1), actual[i].second, place + "[value]");
  }
}

// An OrderedDict is written with its items set, or (Python 2) as a list of pairs to be made of.
void expect_ordered(simdjson::dom::array expected, Ref actual, const std::string& place) {
  EXPECT_EQ(record_class(actual), "collections.OrderedDict") << place;
  std::vector<std::pair<Ref, Ref>> pairs = dict_pairs(actual);
  if (pairs.empty() && !record_args(actual).empty()) {
    for (Ref pair : record_args(actual)[0]->items())
      pairs.emplace_back(pair->items()[0], pair->items()[1]);
  }
  expect_pairs(expected, pairs, place);
}

void expect_object(simdjson::dom::array expected, Ref actual, const std::string& place) {
  EXPECT_EQ(record_class(actual), text(expected.at(1))) << place;
  const simdjson::dom::array state = element(expected.at(2));
  const auto all = attributes(actual);
  ASSERT_TRUE(all.ok()) << place << all.status().text();
  EXPECT_EQ(all->size(), state.size()) << place;
  for (element pair : state) {
    const std::string name = text(pair.at(0));
    ASSERT_NE(attribute(actual, name), nullptr) << place << name;
    expect_same(pair.at(1), attribute(actual, name), place + "." + name);
  }
}

void expect_tagged(simdjson::dom::array expected, Ref actual, const std::string& place) {
  const std::string form = text(expected.at(0));
  const element content = expected.at(1);
  if (form == "array") return expect_array(expected, actual, place);
  if (form == "object") return expect_object(expected, actual, place);
  if (form == "pairs") return expect_ordered(content, actual, place);
  if (form == "dict") return expect_pairs(content, dict_pairs(actual), place);
  if (form == "float") {
    EXPECT_EQ(actual->tag, Tag::kFloat) << place;
    EXPECT_EQ(hex(actual->number), text(content)) << place;
  } else if (form == "bytes") {
    EXPECT_EQ(actual->tag, Tag::kBytes) << place << describe(actual);
    EXPECT_EQ(hex(actual->text), text(content)) << place;
  } else if (form == "symbol") {
    EXPECT_EQ(symbol_name(actual), text(content)) << place;
  } else if (form == "big") {
    std::string bytes;
    ASSERT_TRUE(decimal_to_two_complement(text(content), bytes));
    EXPECT_EQ(actual->tag, Tag::kBigInt) << place;
    EXPECT_EQ(hex(actual->text), hex(shortest_two_complement(bytes))) << place;
  } else {
    const Tag tag = form == "list" ? Tag::kList : form == "tuple" ? Tag::kTuple : Tag::kSet;
    ASSERT_EQ(actual->tag, tag) << place << describe(actual);
    const simdjson::dom::array items = content;
    ASSERT_EQ(actual->items().size(), items.size()) << place;
    std::size_t i = 0;
    for (element item : items) {
      expect_same(item, actual->items()[i], fmt::format("{}[{}]", place, i));
      ++i;
    }
  }
}

void expect_same(element expected, Ref actual, const std::string& place) {
  if (expected.is_array()) return expect_tagged(expected, actual, place);
  if (expected.is_null()) {
    EXPECT_EQ(actual->tag, Tag::kNone) << place << describe(actual);
  } else if (expected.is_bool()) {
    EXPECT_EQ(actual->tag, Tag::kBool) << place << describe(actual);
    EXPECT_EQ(actual->boolean, bool(expected)) << place;
  } else if (expected.is_string()) {
    EXPECT_EQ(actual->tag, Tag::kString) << place << describe(actual);
    EXPECT_EQ(std::string(actual->text), text(expected)) << place;
  } else {
    EXPECT_EQ(actual->tag, Tag::kInt) << place << describe(actual);
    EXPECT_EQ(actual->integer, std::int64_t(expected)) << place;
  }
}

class PickleGolden : public testing::TestWithParam<std::string> {};

TEST_P(PickleGolden, HoldsWhatPythonSaw) {
  const std::string name = GetParam();
  simdjson::dom::parser parser;
  const std::string json = slurp(kFolder / (name.substr(0, name.find('.')) + ".json"));
  element expected;
  ASSERT_FALSE(parser.parse(json).get(expected)) << name;
  const DiskFolder folder;
  const auto document = read_pickle_file(folder, *base::memory_reader(slurp(kFolder / name), name));
  ASSERT_TRUE(document.ok()) << document.status().text();
  expect_same(expected, document->root, name + " ");
}

std::vector<std::string> files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    const std::string name = entry.path().filename();
    const bool other =
        name == "HOW" || name.ends_with(".json") || name.find(".npy") != std::string::npos;
    if (!other) names.push_back(name);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Files, PickleGolden, testing::ValuesIn(files()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

TEST(PickleGolden, EveryPythonIsThere) {
  int tags[4] = {};
  for (const std::string& name : files()) {
    tags[0] += name.starts_with("py27_");
    tags[1] += name.starts_with("py36_");
    tags[2] += name.starts_with("py39_");
    tags[3] += name.starts_with("py312_");
  }
  for (const int count : tags) EXPECT_GT(count, 25);
}

}  // namespace
}  // namespace slipway::format::pickle
