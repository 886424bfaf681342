// For the tests of this folder: pickle streams written by hand, and what they hold. Tests only.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "format/pickle/machine.h"

namespace slipway::format::pickle {

inline base::Result<Document> read(const std::string& stream, const MachineLimits& limits = {}) {
  return read_pickle(std::make_shared<const std::string>(stream), limits);
}
inline std::string reason(const std::string& stream, const MachineLimits& limits = {}) {
  return read(stream, limits).status().reason();
}

// The value of a Result that must have one.
template <class T>
T got(base::Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().text();
  return result.ok() ? *std::move(result) : T();
}

// Opcodes of values that are no literals.
inline std::string dtype(const std::string& type, const std::string& order = "<") {
  return "cnumpy\ndtype\n(S'" + type + "'\nI0\nI1\ntR(I3\nS'" + order + "'\nNNNI-1\nI-1\nI0\ntb";
}
// `dims`: "I2\nI3\n"; `data`: opcodes of bytes, or of a list for dtype O8.
inline std::string array(const std::string& type, const std::string& dims, const std::string& data,
                         bool fortran = false) {
  return "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(" + dims +
         "t" + type + (fortran ? "I01\n" : "I00\n") + data + "tb";
}
inline std::string bytes(const std::string& all) {  // at most 255
  return "C" + std::string(1, static_cast<char>(all.size())) + all;
}

// Keeps the Documents of what it has read.
class Streams : public testing::Test {
 protected:
  // The root of a stream that must be sound.
  Ref root(const std::string& stream) {
    base::Result<Document> document = read(stream);
    EXPECT_TRUE(document.ok()) << document.status().text();
    if (!document.ok()) return &nothing_;
    kept_.push_back(*std::move(document));
    return kept_.back().root;
  }
  // … of these opcodes and STOP.
  Ref value(const std::string& opcodes) { return root(opcodes + "."); }

 private:
  const Object nothing_;
  std::deque<Document> kept_;
};

}  // namespace slipway::format::pickle
