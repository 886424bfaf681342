#include "format/sklearn/values.h"

#include <cmath>
#include <deque>
#include <limits>

#include <gtest/gtest.h>

#include "format/pickle/machine.h"

namespace slipway::format::sklearn {
namespace {

using Kind = model::Category::Kind;

class Values : public testing::Test {
 protected:
  Ref root(const std::string& bytes) {
    auto document = pickle::read_pickle(std::make_shared<const std::string>(bytes + "."));
    EXPECT_TRUE(document.ok()) << document.status().text();
    kept_.push_back(*std::move(document));
    return kept_.back().root;
  }
  // An array of dtype `type` (its text, and the order of its bytes) of `count` elements; `data` are
  // opcodes: bytes, or a list for "O8".
  Ref array(const std::string& type, int count, const std::string& data) {
    const char* rest = type == "O8"     ? "NNNI-1\nI-1\nI63\n"
                       : type[0] == 'U' ? "NNNI"
                                        : "NNNI-1\nI-1\nI0\n";
    std::string state = rest;
    if (type[0] == 'U') state += std::to_string(4 * (type[1] - '0')) + "\nI4\nI8\n";
    return root("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I" +
                std::to_string(count) + "\ntcnumpy\ndtype\n(S'" + type +
                "'\nI0\nI1\ntR(I3\nS'<'\n" + state + "tbI00\n" + data + "tb");
  }
  Ref objects(int count, const std::string& items) { return array("O8", count, "(" + items + "l"); }
  Categories categories(Ref from) {
    auto all = read_categories(from, context_);
    EXPECT_TRUE(all.ok()) << all.status().text();
    return all.ok() ? *std::move(all) : Categories();
  }
  model::ModelBuilder builder_;
  Findings findings_;
  Context context_{builder_, findings_};

 private:
  std::deque<pickle::Document> kept_;
};

using Texts = std::vector<std::string>;

TEST_F(Values, CategoriesOfText) {
  const Categories all = categories(objects(3, "S'a'\nS''\nN"));
  EXPECT_TRUE(all.text);
  EXPECT_EQ(all.shown, (Texts{"a", "", "None"}));
  EXPECT_EQ(all.values[0].text, "a");
  EXPECT_EQ(all.values[1].kind, Kind::kString);
  EXPECT_EQ(all.values[2].kind, Kind::kMissing);
  EXPECT_EQ(categories(array("U1", 2, "S'x\\x00\\x00\\x00y\\x00\\x00\\x00'\n")).shown,
            (Texts{"x", "y"}));
}

TEST_F(Values, CategoriesOfNumbers) {
  const Categories whole = categories(array("i1", 2, "S'\\x01\\x07'\n"));
  EXPECT_FALSE(whole.text);
  EXPECT_EQ(whole.shown, (Texts{"1", "7"}));
  EXPECT_EQ(categories(array("b1", 2, "S'\\x00\\x01'\n")).shown, (Texts{"False", "True"}));
  const Categories mixed = categories(objects(3, "I2\nF0.5\nFnan\n"));
  EXPECT_EQ(mixed.shown, (Texts{"2", "0.5", "nan"}));
  EXPECT_TRUE(std::isnan(mixed.values[2].number));
}

TEST_F(Values, CategoriesOfTextAndNumbersAreRefused) {
  const base::Status status = read_categories(objects(2, "S'a'\nI1\n"), context_).status();
  EXPECT_STREQ(status.reason(), "UNSUPPORTED_OPTION");
  EXPECT_NE(status.message().find("mix text and numbers"), std::string::npos);
  EXPECT_TRUE(categories(objects(2, "S'a'\nFnan\n")).text);  // NaN stands for missing text
  const base::Status evil =
      read_categories(objects(1, "cos\nsystem\n(S'id'\ntR"), context_).status();
  EXPECT_NE(evil.message().find("os.system"), std::string::npos) << evil.text();
}

TEST_F(Values, LabelsOfEachKind) {
  const auto text = read_labels(objects(2, "S'no'\nS'yes'\n"));
  ASSERT_TRUE(text.ok()) << text.status().text();
  EXPECT_EQ(text->kind, data::Kind::kString);
  EXPECT_EQ(text->text, (Texts{"no", "yes"}));
  const auto whole = read_labels(array("i1", 2, "S'\\x03\\xff'\n"));
  ASSERT_TRUE(whole.ok()) << whole.status().text();
  EXPECT_EQ(whole->kind, data::Kind::kInt64);
  EXPECT_EQ(whole->text, (Texts{"3", "-1"}));
  EXPECT_EQ(whole->number, (std::vector<double>{3, -1}));
  const auto truth = read_labels(array("b1", 2, "S'\\x00\\x01'\n"));
  ASSERT_TRUE(truth.ok()) << truth.status().text();
  EXPECT_EQ(truth->kind, data::Kind::kBool);
  EXPECT_EQ(truth->text, (Texts{"False", "True"}));
  EXPECT_EQ(read_labels(root("(l")).status().message(), "classes_ is a list of 0");
  EXPECT_FALSE(read_labels(objects(1, "cos\nsystem\n(S'id'\ntR")).ok());
}

TEST(PythonNumber, AsStrShowsIt) {
  EXPECT_EQ(python_number(1, true), "1");
  EXPECT_EQ(python_number(1, false), "1.0");
  EXPECT_EQ(python_number(-0.5, false), "-0.5");
  EXPECT_EQ(python_number(0.1, false), "0.1");
  EXPECT_EQ(python_number(1e22, false), "1e+22");
  EXPECT_EQ(python_number(1e16, false), "1e+16");
  EXPECT_EQ(python_number(123456789012345680.0, false), "1.2345678901234568e+17");
  EXPECT_EQ(python_number(1e15, false), "1000000000000000.0");
  EXPECT_EQ(python_number(0.0001, false), "0.0001");
  EXPECT_EQ(python_number(0.00001, false), "1e-05");
  EXPECT_EQ(python_number(-0.0, false), "-0.0");
  EXPECT_EQ(python_number(9007199254740991, true), "9007199254740991");
  EXPECT_EQ(python_number(std::numeric_limits<double>::quiet_NaN(), false), "nan");
  EXPECT_EQ(python_number(-std::numeric_limits<double>::infinity(), false), "-inf");
}

}  // namespace
}  // namespace slipway::format::sklearn
