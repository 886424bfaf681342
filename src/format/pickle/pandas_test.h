// Objects of pandas as it writes them, for the tests of their readers.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/pickle/machine.h"
#include "format/pickle/pandas.h"

namespace slipway::format::pickle {

// The opcodes that pandas writes, by hand. Protocol 0, but for NEWOBJ and TUPLE.
inline std::string array(const std::string& type, const std::string& shape,
                         const std::string& data) {
  const char* rest = type == "O8" ? "NNNI-1\nI-1\nI63\n" : "NNNI-1\nI-1\nI0\n";
  return "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(" + shape +
         "tcnumpy\ndtype\n(S'" + type + "'\nI0\nI1\ntR(I3\nS'<'\n" + rest + "tbI00\n" + data + "tb";
}
inline std::string objects(int count, const std::string& items) {
  return array("O8", "I" + std::to_string(count) + "\n", "(" + items + "l");
}
inline std::string bytes(int a, int b) {  // two int8 values
  const auto hex = [](int x) { return fmt::format("\\x{:02x}", x & 0xff); };
  return "S'" + hex(a) + hex(b) + "'\n";
}
inline std::string index(const std::string& data) {
  return "cpandas.core.indexes.base\n_new_Index\n(cpandas.core.indexes.base\nIndex\n(S'data'\n" +
         data + "S'name'\nNdtR";
}
inline std::string range(int start, int stop, int step) {
  return fmt::format(
      "cpandas.core.indexes.base\n_new_Index\n(cpandas.core.indexes.range\nRangeIndex\n(S'name'"
      "\nNS'"
      "start'\nI{}\nS'stop'\nI{}\nS'step'\nI{}\ndtR",
      start, stop, step);
}
inline std::string slice(int start, int stop, int step, const char* module = "builtins") {
  return fmt::format("c{}\nslice\n(I{}\nI{}\nI{}\ntR", module, start, stop, step);
}
inline std::string object(const std::string& name, const std::string& attribute,
                          const std::string& manager) {
  return "cpandas.core." + name + "\n)\x81(S'" + attribute + "'\n" + manager + "db";
}
// The managers of pandas before and after 1.3.
inline std::string state(const std::string& axes, const std::string& values,
                         const std::string& places) {
  return "cpandas.core.internals.managers\nBlockManager\n)\x81((" + axes +
         "l(l(l(S'0.14.1'\n(S'axes'\n(" + axes + "lS'blocks'\n((S'values'\n" + values +
         "S'mgr_locs'\n" + places + "dlddtb";
}
inline std::string called(const std::string& axes, const std::string& blocks) {
  return "cpandas.core.internals.managers\nBlockManager\n((" + blocks + "t(" + axes + "ltR";
}
inline std::string block(const std::string& values, const std::string& places) {
  return "cpandas._libs.internals\n_unpickle_block\n(" + values + places + "I2\ntR";
}

inline std::string masked(const std::string& data, const std::string& mask) {
  return "cpandas.arrays\nIntegerArray\n)\x81(S'_data'\n" + data + "S'_mask'\n" + mask + "db";
}
inline const std::string kTwo = array("i1", "I2\n", bytes(5, -2));
inline const std::string kTexts = objects(2, "S'a'\nFnan\n");

class Pandas : public testing::Test {
 protected:
  Ref root(const std::string& pickled) {
    auto document = read_pickle(std::make_shared<const std::string>(pickled + "."));
    EXPECT_TRUE(document.ok()) << document.status().text();
    kept_.push_back(*std::move(document));
    return kept_.back().root;
  }
  CellBudget budget_;

 private:
  std::deque<Document> kept_;
};

}  // namespace slipway::format::pickle
