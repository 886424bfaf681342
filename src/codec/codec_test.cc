// Which codec reads which file, and where codecs come from.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

#include "base/module.h"
#include "codec/text_codec_test.h"

namespace slipway::codec {
namespace {

TEST(Codecs, ByFileName) {
  EXPECT_EQ((*codec_of("a/b.csv.gz"))->extensions()[0], ".csv");
  EXPECT_EQ((*codec_of("x.ndjson"))->extensions()[0], ".jsonl");
  EXPECT_STREQ(codec_of("x.doc").status().reason(), "UNKNOWN_CODEC");
}

// base/module.h, where there are modules to open.
TEST(Modules, OneOfAnotherKindOrBuildIsRefused) {
  EXPECT_EQ(base::open_module("codec_csv", "codec").status().text(),
            "module codec_csv registers csv parser, wanted codec (MODULE_KIND)");
  EXPECT_STREQ(base::open_module("../libslipway_core", "codec").status().reason(),
               "MODULE_FOREIGN");
  // A copy that says it is of another build.
  const auto home =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib/slipway";
  std::ifstream original(home / "codec_csv.so", std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(original), {}};
  const std::size_t at = bytes.find(std::string_view(SLIPWAY_BUILD, sizeof SLIPWAY_BUILD));
  ASSERT_NE(at, std::string::npos);
  bytes[at] = '9';
  const std::filesystem::path copy =
      ::testing::TempDir() + "other_build_" + std::to_string(::getpid()) + ".so";
  std::ofstream(copy, std::ios::binary) << bytes;
  const std::string name =
      (std::filesystem::relative(copy.parent_path(), home) / copy.stem()).string();
  const auto other = base::open_module(name, "csv parser");
  std::filesystem::remove(copy);
  EXPECT_STREQ(other.status().reason(), "MODULE_FOREIGN") << other.status().text();
  EXPECT_NE(other.status().message().find("was built for \"9"), std::string::npos);
}

}  // namespace
}  // namespace slipway::codec
