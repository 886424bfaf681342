#include <gtest/gtest.h>

#include "format/format.h"
#include "format/one_file_test.h"
#include "format/treelite/checkpoint_test.h"

namespace slipway::format {
namespace {

using treelite::Written;
using treelite::written_v3;

TEST(FormatTreelite, SaysWhatWroteItAndWhatItAnswers) {
  const auto model = read_model(OneFile(Written().bytes()));
  ASSERT_TRUE(model.ok()) << model.status().text();
  EXPECT_EQ((*model)->about().library_version, "4.8.1");
  EXPECT_EQ((*model)->about().title, "regressor(identity)");
  ASSERT_EQ((*model)->signature().outputs.size(), 3u);
  EXPECT_EQ((*model)->signature().outputs[2].name, "leaf");
  EXPECT_FALSE((*model)->signature().names_known);
  EXPECT_TRUE(read_model(OneFile(written_v3())).ok());
}

TEST(FormatTreelite, IterationsAreNotChosenOfIt) {
  EXPECT_STREQ(
      read_model(OneFile(Written().bytes()), {}, {model::Iterations{0, 1}}).status().reason(),
      "NO_ITERATIONS");
}

}  // namespace
}  // namespace slipway::format
