#include "service/served_model.h"

#include <gtest/gtest.h>

#include "flow/reply.h"
#include "service/service_test.h"

namespace slipway::service {
namespace {

TEST(ServedModel, AnswersForTheUsualOutputsAndForAll) {
  for (const char* name : {"wine.pkl", "penguins.ubj", "cancer.txt"}) {
    const auto loaded = load_model(example(name));
    ASSERT_TRUE(loaded.ok()) << loaded.status().text();
    const auto served = make_served(*loaded, {});
    ASSERT_TRUE(served.ok()) << served.status().text();
    EXPECT_EQ(served->version, loaded->digest.substr(0, 12));
    EXPECT_GE(served->all.schema->size(), served->usual.schema->size());
    const auto decoder = served->make_decoder();
    ASSERT_TRUE(decoder.ok());
    EXPECT_EQ(*(*decoder)->schema(), *served->columns);
    flow::Reply reply;
    reply.delivery.rows = data::Chunk(served->columns);
    EXPECT_TRUE(reply.call(*served->usual.path, base::system_clock()).ok());
    EXPECT_TRUE(reply.call(*served->all.path, base::system_clock()).ok());
  }
}

}  // namespace
}  // namespace slipway::service
