// For the tests of this folder: checkpoints written by hand, and what can be changed in them.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "format/treelite/checkpoint.h"
#include "format/window.h"

namespace slipway::format::treelite {

// Bytes of a checkpoint, front to back.
class Bytes {
 public:
  template <class Value>
  Bytes& put(Value value) {
    static_assert(std::is_arithmetic_v<Value>);
    text.append(reinterpret_cast<const char*>(&value), sizeof(Value));
    return *this;
  }
  template <class Value>
  Bytes& list(const std::vector<Value>& values) {
    put(static_cast<std::uint64_t>(values.size()));
    for (const Value value : values) put(value);
    return *this;
  }
  Bytes& string(const std::string& value) {
    put(static_cast<std::uint64_t>(value.size()));
    text += value;
    return *this;
  }
  std::string text;
};

// A model of version 4 with float32 trees: a split on x1, whose leaves are 10 and 20.
struct Written {
  std::int32_t major = 4, minor = 8;
  std::uint8_t types = 2;
  std::uint64_t trees = 1;
  std::int32_t features = 2;
  std::uint8_t task = 1, average = 0;
  std::vector<std::int32_t> num_class = {1}, leaf_shape = {1, 1}, target_id = {0}, class_id = {0};
  std::string postprocessor = "identity";
  std::vector<double> base_scores = {0.5};
  std::int32_t more_fields = 0;

  std::int32_t nodes = 3;
  std::vector<std::int8_t> type = {1, 0, 0}, compare = {2, 0, 0};
  std::vector<std::int32_t> left = {1, -1, -1}, right = {2, -1, -1}, feature = {1, -1, -1};
  std::vector<std::uint8_t> default_left = {1, 0, 0}, list_right = {0, 0, 0};
  std::vector<float> leaf_value = {0, 10, 20}, threshold = {1.5, 0, 0}, leaf_vector;
  std::vector<std::uint64_t> vector_begin = {0, 0, 0}, vector_end = {0, 0, 0};
  std::vector<std::uint32_t> category_list;
  std::vector<std::uint64_t> list_begin = {0, 0, 0}, list_end = {0, 0, 0};

  std::string bytes() const {
    Bytes out;
    out.put(major).put(minor).put(std::int32_t{1}).put(types).put(types).put(trees).put(features);
    out.put(task).put(average).put(static_cast<std::int32_t>(num_class.size()));
    out.list(num_class).list(leaf_shape).list(target_id).list(class_id).string(postprocessor);
    out.put(1.0f).put(1.0f).list(base_scores).string("{}").put(more_fields);
    if (more_fields > 0) out.string("bins");
    for (std::uint64_t tree = 0; tree < trees; ++tree) put_tree(out);
    return out.text;
  }

 private:
  void put_tree(Bytes& out) const {
    out.put(nodes).put(std::uint8_t{0}).list(type).list(left).list(right).list(feature);
    out.list(default_left).list(leaf_value).list(threshold).list(compare).list(list_right);
    out.list(leaf_vector).list(vector_begin).list(vector_end);
    out.list(category_list).list(list_begin).list(list_end);
    const std::vector<std::uint64_t> none;
    for (int statistic = 0; statistic < 6; ++statistic) out.list(none);
    out.put(std::int32_t{0}).put(std::int32_t{0});
  }
};

// The same of version 3.9.
inline std::string written_v3(std::uint8_t task = 0, std::uint32_t classes = 1,
                              std::int32_t right = 2, std::int32_t left = 1) {
  Bytes out;
  out.put(std::int32_t{3}).put(std::int32_t{9}).put(std::int32_t{1});
  out.put(std::uint8_t{2}).put(std::uint8_t{2}).put(std::uint64_t{1}).put(std::int32_t{2});
  out.put(task).put(std::uint8_t{0});
  out.put(std::uint8_t{0}).put(std::uint8_t{task == 1}).put(std::uint16_t{0});
  out.put(classes).put(std::uint32_t{1});
  std::string name = "identity";
  name.resize(256);
  out.text += name;
  out.put(1.0f).put(1.0f).put(0.5f).put(std::int32_t{0});
  out.put(std::int32_t{3}).put(std::uint8_t{0}).put(std::uint64_t{3});
  const auto node = [&out](std::int32_t left_child, std::int32_t right_child, std::uint32_t feature,
                           float value, std::int8_t type, std::int8_t compare) {
    out.put(left_child).put(right_child).put(feature).put(value);
    out.put(std::uint64_t{0}).put(0.0).put(0.0).put(type).put(compare);
    out.text.append(6, '\0');
  };
  node(left, right, 1u | 1u << 31, 1.5f, 1, 2);
  node(-1, -1, 0, 10, 0, 0);
  node(-1, -1, 0, 20, 0, 0);
  const std::vector<std::uint64_t> zeros(3), offsets(4);
  out.list(std::vector<float>()).list(zeros).list(zeros);
  out.list(std::vector<std::uint32_t>()).list(offsets);
  out.put(std::int32_t{0}).put(std::int32_t{0});
  return out.text;
}

// The header and the first tree.
inline base::Result<Tree> read(const std::string& bytes, Header* header = nullptr) {
  Window window{std::string_view(bytes)};
  SLIPWAY_ASSIGN(const Header read, read_header(window));
  if (header != nullptr) *header = read;
  return read_tree(window, read);
}

}  // namespace slipway::format::treelite
