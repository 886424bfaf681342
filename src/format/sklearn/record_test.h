// For the tests of adapters: records of estimators, written in the opcodes of protocol 0. Tests only.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/pickle/machine.h"
#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

// Values as attributes have them.
inline std::string text_of(const std::string& value) { return "S'" + value + "'\n"; }
inline std::string whole(int value) { return fmt::format("I{}\n", value); }
inline std::string real(double value) { return fmt::format("F{}\n", value); }
inline std::string truth(bool value) { return value ? "I01\n" : "I00\n"; }
inline std::string none() { return "N"; }
inline std::string tuple_of(const std::vector<std::string>& values) {
  std::string all = "(";
  for (const std::string& value : values) all += value;
  return all + "t";
}
inline std::string dict_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string all = "(";
  for (const auto& [key, value] : pairs) all += key + value;
  return all + "d";
}
inline std::string list_of(const std::vector<std::string>& values) {
  std::string all = "(l";
  for (const std::string& value : values) all += value + "a";
  return all;
}
inline std::string reals(const std::vector<double>& values) {
  std::vector<std::string> each;
  for (const double value : values) each.push_back(real(value));
  return list_of(each);
}
// An array of float64 (or of another dtype) in C order.
inline std::string array_of(const std::vector<int>& shape, const std::string& bytes,
                            const std::string& dtype) {
  std::string dims = "(";
  for (const int dim : shape) dims += whole(dim);
  return "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n" + dims +
         "tcnumpy\ndtype\n(S'" + dtype + "'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbI00\nB" +
         std::string(
             {static_cast<char>(bytes.size()), static_cast<char>(bytes.size() >> 8), 0, 0}) +
         bytes + "tb";
}
// … of objects.
inline std::string objects(const std::vector<int>& shape, const std::vector<std::string>& values) {
  std::string dims = "(";
  for (const int dim : shape) dims += whole(dim);
  return "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n" + dims +
         "tcnumpy\ndtype\n(S'O8'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI63\ntbI00\n" +
         list_of(values) + "tb";
}
template <class Number>
std::string bytes_of(const std::vector<Number>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Number)};
}
inline std::string array(const std::vector<int>& shape, const std::vector<double>& values) {
  return array_of(shape, bytes_of(values), "f8");
}
inline std::string floats(const std::vector<int>& shape, const std::vector<float>& values) {
  return array_of(shape, bytes_of(values), "f4");
}
inline std::string flags(const std::vector<std::uint8_t>& values) {
  return array_of({static_cast<int>(values.size())}, bytes_of(values), "b1");
}
inline std::string labels(const std::vector<std::int64_t>& values) {
  return array_of({static_cast<int>(values.size())}, bytes_of(values), "i8");
}
// A structured array of one dimension: the fields' names and dtypes, and of each row their values.
inline std::string table(const std::vector<std::pair<std::string, std::string>>& fields,
                         const std::vector<std::vector<double>>& rows) {
  std::string names, types, bytes;
  int size = 0;
  for (const auto& [name, dtype] : fields) {
    names += text_of(name);
    types += text_of(name) + "(cnumpy\ndtype\n(S'" + dtype +
             "'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntb" + whole(size) + "t";
    size += dtype[1] - '0';
  }
  for (const auto& row : rows)
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const auto integer = static_cast<std::int64_t>(row[i]);
      const auto single = static_cast<float>(row[i]);
      const void* from = fields[i].second == "f8"   ? static_cast<const void*>(&row[i])
                         : fields[i].second == "f4" ? static_cast<const void*>(&single)
                                                    : static_cast<const void*>(&integer);
      bytes.append(static_cast<const char*>(from),
                   static_cast<std::size_t>(fields[i].second[1] - '0'));
    }
  const auto length = static_cast<std::uint32_t>(bytes.size());
  return "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(" +
         whole(static_cast<int>(rows.size())) + "tcnumpy\ndtype\n(S'V" + std::to_string(size) +
         "'\nI0\nI1\ntR(I3\nS'|'\nN(" + names + "t(" + types + "d" + whole(size) +
         "I1\nI16\ntbI00\nB" + bytes_of<std::uint32_t>({length}) + bytes + "tb";
}
// name = value, of a record.
inline std::string is(const std::string& name, const std::string& value) {
  return text_of(name) + value;
}
// An object of class `name` with these attributes.
inline std::string object(const std::string& name, const std::string& attributes) {
  const std::size_t dot = name.rfind('.');
  return "c" + name.substr(0, dot) + "\n" + name.substr(dot + 1) + "\n)\x81(" + attributes + "db";
}

// The value of a Result that must have one.
template <class T>
T got(base::Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().text();
  return result.ok() ? *std::move(result) : T();
}

class Records : public testing::Test {
 protected:
  // What becomes of an estimator of scikit-learn `version` that reads `width` columns.
  base::Result<Emitted> emitted(const std::string& name, const std::string& attributes,
                                std::size_t width = 2, const std::string& version = "1.4.2") {
    Ref estimator = value(object(name, attributes + is("_sklearn_version", text_of(version))));
    const Value in = given(width);
    Context context(builder_, findings_);
    return context.convert(estimator, "model", in);
  }
  // "reason: message" of a refusal; "" if it was read.
  std::string refusal(const std::string& name, const std::string& attributes, std::size_t width = 2,
                      const std::string& version = "1.4.2") {
    const auto result = emitted(name, attributes, width, version);
    if (result.ok()) return "";
    return fmt::format("{}: {}", result.status().reason(), result.status().message());
  }
  std::size_t width(ValueId id) const { return builder_.block(id).width(); }

  // The columns x0, x1, … of a new model.
  Value given(std::size_t width) {
    builder_ = model::ModelBuilder();
    findings_ = {};
    std::vector<model::Feature> features;
    Value in;
    for (std::size_t j = 0; j < width; ++j) {
      features.push_back({fmt::format("x{}", j), data::Kind::kFloat64, {}});
      in.at.push_back(static_cast<std::uint32_t>(j));
      in.source.push_back(static_cast<std::int32_t>(j));
      in.names.push_back(features.back().name);
      findings_.declared.push_back(j);
    }
    builder_.inputs(std::move(features), true);
    return in;
  }
  // What these opcodes make.
  Ref value(const std::string& opcodes) {
    auto document = pickle::read_pickle(std::make_shared<const std::string>(opcodes + "."));
    EXPECT_TRUE(document.ok()) << document.status().text();
    if (!document.ok()) return &nothing_;
    kept_.push_back(*std::move(document));
    return kept_.back().root;
  }
  // What the stage `part` of the estimator computes; nullptr if there is none, or of another family.
  template <class Family>
  const Family* op(const std::string& part = "") const {
    const std::string name = part.empty() ? "model" : "model." + part;
    for (const model::Stage& stage : builder_.stages())
      if (stage.name == name && stage.op.is<Family>()) return stage.op.as<Family>();
    return nullptr;
  }

  model::ModelBuilder builder_;
  Findings findings_;

 private:
  const pickle::Object nothing_;
  std::deque<pickle::Document> kept_;
};

}  // namespace slipway::format::sklearn
