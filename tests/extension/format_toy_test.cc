#include <gtest/gtest.h>

#include "format/format.h"

namespace slipway::format {
namespace {

class OneFile final : public base::Folder {
 public:
  explicit OneFile(std::string bytes) : bytes_(std::move(bytes)) {}
  base::Result<std::vector<std::string>> list() const override {
    return std::vector<std::string>{"model.toy"};
  }
  base::Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    return base::memory_reader(bytes_, std::string(name));
  }

 private:
  const std::string bytes_;
};

TEST(Toy, IsFoundByItsBytes) {
  const auto model = read_model(OneFile("toy 2 0.5"));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->about().format, "toy");
  EXPECT_EQ((*model)->signature().inputs.size(), 2u);
}

TEST(Toy, IsRefusedByPlace) {
  const auto model = read_model(OneFile("toy two"));
  EXPECT_STREQ(model.status().reason(), "BAD_FILE");
  EXPECT_EQ(model.status().place(), "model.toy");
}

}  // namespace
}  // namespace slipway::format
