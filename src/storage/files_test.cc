#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "storage/storage.h"

namespace slipway::storage {
namespace {

class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("storage_" + std::to_string(::getpid()) +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string text(const std::string& name) const {
    auto reader = open_reader(path(name));
    return reader.ok() ? *base::read_all(**reader, 1000) : reader.status().reason();
  }
  std::filesystem::path folder_;
};

TEST_F(Files, AWriterIsCompleteOrAbsent) {
  {
    auto writer = create_writer(path("a"));
    ASSERT_TRUE(writer.ok()) << writer.status().text();
    ASSERT_TRUE((*writer)->write("hello").ok());
    EXPECT_EQ(text("a"), "NO_FILE");
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  auto writer = create_writer("file://" + path("a"));
  ASSERT_TRUE((*writer)->write("hello").ok());
  ASSERT_TRUE((*writer)->commit().ok());
  EXPECT_EQ(text("a"), "hello");
}

TEST_F(Files, APartialWriterGoesOnWhereItIsTold) {
  {
    auto writer = create_partial_writer(path("a"), 0);
    ASSERT_TRUE((*writer)->write("one two three").ok());
    ASSERT_TRUE((*writer)->checkpoint().ok());
  }
  EXPECT_EQ(text("a.partial"), "one two three");
  auto writer = create_partial_writer(path("a"), 7);
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE((*writer)->write("!").ok());
  EXPECT_EQ((*writer)->bytes(), 8u);
  ASSERT_TRUE((*writer)->commit().ok());
  EXPECT_EQ(text("a"), "one two!");
  EXPECT_EQ(text("a.partial"), "NO_FILE");
}

TEST_F(Files, APartialFileThatLostBytesIsRefused) {
  EXPECT_STREQ(create_partial_writer(path("a"), 5).status().reason(), "CHANGED");
}

TEST_F(Files, ErrorsNameThePath) {
  EXPECT_EQ(open_reader(path("none")).status().text(),
            path("none") + ": can't open it: No such file or directory (NO_FILE)");
  EXPECT_STREQ(open_reader(folder_.string()).status().reason(), "IS_FOLDER");
  EXPECT_STREQ(create_writer(path("no/such/folder")).status().reason(), "NO_FILE");
  EXPECT_STREQ(open_reader("/dev/null").status().reason(), "NOT_A_FILE");
}

TEST_F(Files, AFolderOfOneFileOpensItsSideFilesOnly) {
  std::ofstream(path("model.pkl")) << "m";
  std::ofstream(path("model.pkl_01.npy")) << "n";
  std::filesystem::create_symlink("/etc/hostname", path("link"));
  auto folder = open_folder(path("model.pkl"));
  ASSERT_TRUE(folder.ok()) << folder.status().text();
  EXPECT_EQ(*(*folder)->list(), std::vector<std::string>{"model.pkl"});
  EXPECT_TRUE((*folder)->open("model.pkl").ok());
  EXPECT_TRUE((*folder)->open("model.pkl_01.npy").ok());
  for (const char* outside : {"../x", "/etc/hostname", "link", "a/../../x"})
    EXPECT_STREQ((*folder)->open(outside).status().reason(), "OUTSIDE_FOLDER") << outside;
}

TEST_F(Files, AModelThatIsALinkIsOpened) {
  std::ofstream(path("real.pkl")) << "m";
  std::filesystem::create_directory(path("sub"));
  std::filesystem::create_symlink(path("real.pkl"), path("sub/model.pkl"));
  auto folder = open_folder(path("sub/model.pkl"));
  ASSERT_TRUE(folder.ok());
  EXPECT_TRUE((*folder)->open("model.pkl").ok());
}

TEST_F(Files, ReplacingIsAllAtOnceAndRemovingIsOfNoneToo) {
  ASSERT_TRUE(replace_file(path("a"), "a long one").ok());
  ASSERT_TRUE(replace_file(path("a"), "b").ok());
  EXPECT_EQ(text("a"), "b");
  ASSERT_TRUE(remove_file(path("a")).ok());
  ASSERT_TRUE(remove_file(path("a")).ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  EXPECT_FALSE(remove_file(folder_.string()).ok());
}

TEST_F(Files, TheFolderOfAFileMustBeThere) {
  for (const std::string& there :
       {path("a"), "file://" + path("a"), std::string("a"), std::string("-")})
    EXPECT_TRUE(want_folder_of(there).ok()) << there;
  ASSERT_TRUE(replace_file(path("a"), "x").ok());
  for (const char* missing : {"none/a", "a/b"}) {
    const base::Status status = want_folder_of(path(missing));
    EXPECT_EQ(status.reason(), std::string_view("NO_FOLDER")) << missing;
    EXPECT_EQ(status.place(), std::filesystem::path(path(missing)).parent_path().string());
  }
}

TEST_F(Files, LargeAndSmallWritesKeepTheirOrder) {
  const auto writer = create_writer(path("a"));
  std::string expected;
  for (const std::size_t size : {1u, (1u << 20) - 1, 1u, 3u << 20, 5u, 1u << 20, 0u, 7u}) {
    const std::string part(size, static_cast<char>('a' + expected.size() % 26));
    ASSERT_TRUE((*writer)->write(part).ok());
    expected += part;
  }
  ASSERT_TRUE((*writer)->commit().ok());
  EXPECT_TRUE(*base::read_all(**open_reader(path("a")), 1 << 30) == expected);
}

TEST_F(Files, AReaderReadsAnyPartAndSaysIfTheFileBecameShorter) {
  std::ofstream(path("a")) << "hello";
  const auto reader = open_reader("file://" + path("a"));
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->size(), 5u);
  EXPECT_EQ((*reader)->name(), path("a"));
  std::string bytes = "before";
  ASSERT_TRUE((*reader)->read(3, 100, bytes).ok());
  EXPECT_EQ(bytes, "lo");
  ASSERT_TRUE((*reader)->read(~0ull, 1, bytes).ok());
  EXPECT_EQ(bytes, "");
  std::filesystem::resize_file(path("a"), 2);
  EXPECT_STREQ((*reader)->read(0, 5, bytes).reason(), "CHANGED");
}

TEST_F(Files, AFolderListsWhatIsBelowItAndOpensNothingElse) {
  std::filesystem::create_directories(path("m/sub"));
  std::ofstream(path("m/b")) << "b";
  std::ofstream(path("m/sub/a")) << "a";
  std::ofstream(path("outside")) << "o";
  std::filesystem::create_symlink("..", path("m/up"));
  const auto folder = open_folder(path("m"));
  ASSERT_TRUE(folder.ok());
  EXPECT_EQ(*(*folder)->list(), (std::vector<std::string>{"b", "sub/a"}));
  EXPECT_TRUE((*folder)->open("sub/a").ok());
  EXPECT_TRUE((*folder)->open("sub/../b").ok());
  EXPECT_EQ((*folder)->open("none").status().code(), base::Code::kNotFound);
  for (const char* outside : {"../outside", "up/outside", "sub/../../outside", "..", "/"})
    EXPECT_STREQ((*folder)->open(outside).status().reason(), "OUTSIDE_FOLDER") << outside;
  EXPECT_STREQ((*folder)->open("sub").status().reason(), "IS_FOLDER");
  EXPECT_STREQ(open_folder(path("none")).status().reason(), "NO_FILE");
}

TEST_F(Files, AStreamEnds) {
  std::ofstream(path("a")) << "abc";
  std::uint64_t total = 0;
  auto stream = open_stream(path("a"), &total);
  EXPECT_EQ(total, 3u);
  std::string bytes;
  EXPECT_EQ(*(*stream)->read(2, bytes), 2u);
  EXPECT_EQ(*(*stream)->read(2, bytes), 1u);
  EXPECT_EQ(*(*stream)->read(2, bytes), 0u);
  EXPECT_EQ(bytes, "abc");
}

}  // namespace
}  // namespace slipway::storage
