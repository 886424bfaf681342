#include "storage/version_folder.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <stdlib.h>

namespace slipway::storage {
namespace {

class VersionFolderTest : public ::testing::Test {
 protected:
  VersionFolderTest() { EXPECT_NE(::mkdtemp(root_.data()), nullptr); }
  ~VersionFolderTest() override { std::filesystem::remove_all(root_); }
  void file(const std::string& name) {
    std::filesystem::create_directories(std::filesystem::path(root_ + "/" + name).parent_path());
    std::ofstream(root_ + "/" + name) << "x";
  }
  void link(const std::string& name, const std::string& target) {
    std::filesystem::create_symlink(target, root_ + "/" + name);
  }
  std::string found() {
    const auto versions = versions_in(root_);
    if (!versions.ok()) return versions.status().reason();
    std::string text;
    for (const VersionMember& one : *versions) {
      text += one.number + ":" + one.path.substr(root_.size() + 1);
      for (const std::string& alias : one.aliases) text += "," + alias;
      text += " ";
    }
    return text;
  }
  std::string root_ = (std::filesystem::temp_directory_path() / "slipway-XXXXXX").string();
};

TEST_F(VersionFolderTest, MembersNamedByNumbersAreVersionsInTheirOrder) {
  for (const char* name : {"10/model.pkl", "2/model.pkl", "0003.pkl", "config.pbtxt", "12b", "v4"})
    file(name);
  EXPECT_EQ(found(), "2:2 3:0003.pkl 10:10 ");
  EXPECT_EQ(*default_version(root_), root_ + "/10");
  EXPECT_EQ(*default_version(root_ + "/10"), root_ + "/10");
}

TEST_F(VersionFolderTest, LinksAreAliases) {
  file("1/model.pkl"), file("2.pkl");
  link("champion", "1"), link("default", "./1"), link("next", "2.pkl");
  EXPECT_EQ(found(), "1:1,champion,default 2:2.pkl,next ");
  EXPECT_EQ(*default_version(root_), root_ + "/1");
  link("gone", "7");
  EXPECT_EQ(found(), "BAD_ALIAS");
}

TEST_F(VersionFolderTest, OneNumberTwiceIsAnError) {
  file("1/model.pkl"), file("01.pkl");
  EXPECT_EQ(found(), "TWO_VERSIONS");
}

TEST_F(VersionFolderTest, WhatHasNoNumbersIsNone) {
  file("MLmodel"), link("data", "MLmodel");
  EXPECT_EQ(found(), "");
  EXPECT_TRUE(versions_in(root_ + "/MLmodel")->empty()) << "a file";
  EXPECT_TRUE(versions_in(root_ + "/absent")->empty());
}

}  // namespace
}  // namespace slipway::storage
