#include "base/live_stream.h"

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

class Sender final : public LiveStream {
 public:
  Result<std::uint64_t> read(std::uint64_t, std::string&) override { return std::uint64_t{0}; }
  const std::string& name() const override { return name_; }
  bool ready() const override { return sent; }
  bool sent = false;

 private:
  const std::string name_ = "sender";
};

TEST(LiveStream, IsReadyWhenItsSenderHasSent) {
  Sender sender;
  EXPECT_FALSE(ready(sender));
  sender.sent = true;
  EXPECT_TRUE(ready(sender));
}

TEST(LiveStream, OtherStreamsAlwaysAre) { EXPECT_TRUE(ready(*memory_stream(""))); }

}  // namespace
}  // namespace slipway::base
