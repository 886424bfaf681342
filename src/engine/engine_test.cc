// Every kernel that fits, and every chunking, gives the same bits. What a kernel computes is tested
// beside it.
#include <cstring>
#include <random>

#include <gtest/gtest.h>

#include "engine/bench_test.h"
#include "model/stages/forest.h"
#include "model/stages/trees.h"

namespace slipway::engine {
namespace {

// A random ensemble; with `hard`, categorical tests, zero-as-missing and leaf models too.
Trees random_ensemble(std::mt19937& random, std::uint32_t inputs, bool hard) {
  Trees op;
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  op.inputs = inputs;
  op.input = below(2) != 0 ? model::Element::kF32 : model::Element::kF64;
  op.accumulate = below(2) != 0 ? model::Element::kF32 : model::Element::kF64;
  op.compare = below(2) != 0 ? model::Compare::kLess : model::Compare::kLessOrEqual;
  op.aggregate = below(3) == 0 ? model::Aggregate::kMean : model::Aggregate::kSum;
  op.outputs = 1 + below(3);
  op.leaf_width = below(2) != 0 ? 1 : op.outputs;
  for (std::uint32_t k = 0; k < op.outputs; ++k) op.base.push_back(static_cast<double>(k) + 0.1);
  op.base_first = below(2) != 0;
  op.sets = {{0, 1}, {1, 2}};
  op.set_words = {0x5u, 0xffu, 0x1u};
  for (int tree = 0; tree < 20; ++tree) {
    op.roots.push_back(static_cast<std::uint32_t>(op.nodes.size()));
    if (op.leaf_width == 1) op.tree_output.push_back(below(op.outputs));
    const std::size_t inner = 1 + below(30);
    const std::size_t begin = op.nodes.size();
    op.nodes.resize(begin + inner);
    std::vector<std::int32_t*> open = {};
    for (std::size_t i = 0; i < inner; ++i) {
      if (i > 0) {
        const std::size_t which = below(static_cast<std::uint32_t>(open.size()));
        *open[which] = static_cast<std::int32_t>(begin + i);
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
      }
      model::Node& node = op.nodes[begin + i];
      node.feature = below(inputs);
      node.threshold =
          static_cast<double>(static_cast<float>(static_cast<int>(below(9)) - 4)) * 0.5;
      node.missing = static_cast<model::Missing>(below(hard ? 4 : 3));
      node.default_left = below(2) != 0;
      node.categorical = hard && below(4) == 0;
      if (const auto set = below(2); node.categorical) node.threshold = set;
      open.push_back(&node.left);
      open.push_back(&node.right);
    }
    for (std::int32_t* link : open) {
      *link = ~static_cast<std::int32_t>(op.leaves.size() / op.leaf_width);
      for (std::uint32_t k = 0; k < op.leaf_width; ++k)
        op.leaves.push_back(static_cast<double>(random()) / 4e9 - 0.5);
    }
  }
  return op;
}

TEST(Trees, EveryKernelAndChunkingGivesTheSameBits) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    Bench bench({kF64, kF64, kF64, kF64});
    const bool hard = seed % 3 == 0;
    bench.stage(random_ensemble(random, 4, hard));
    for (int row = 0; row < 300; ++row)
      for (auto& column : bench.columns) {
        const auto kind = random() % 8;
        if (kind == 0)
          column.append_null();
        else if (kind == 1)
          column.append_float64(0);
        else
          column.append_float64((static_cast<double>(random() % 21) - 10) * 0.25 +
                                (kind == 2 ? 1e-9 : 0));
      }
    const auto walked = bench.run({.kernels = {"tree_walk"}});
    for (const std::int64_t chunk : {1, 7, 2048}) {
      const auto any = bench.run({}, chunk);
      ASSERT_EQ(any.size(), walked.size());
      for (std::size_t i = 0; i < any.size(); ++i)
        ASSERT_EQ(std::memcmp(any[i].data(), walked[i].data(), any[i].size() * sizeof(double)), 0)
            << "seed " << seed << " row " << i;
    }
    if (!hard) {
      EXPECT_EQ(bench.run({.kernels = {"tree_rows"}}), walked) << seed;
    }
  }
}

}  // namespace
}  // namespace slipway::engine
