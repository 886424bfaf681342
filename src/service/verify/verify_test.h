// What the tests of verify share: rows, and an interpreter that is a script with its answer.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "service/service_test.h"
#include "service/verify/verify.h"

namespace slipway::service {

class Verify : public ::testing::Test {
 protected:
  Verify() {
    job_.model = example("wine.pkl");
    job_.data = folder_.write("rows.jsonl", first_rows(3));
    job_.outputs = {"predict"};
    job_.python = folder_ / "python";
  }
  static std::string first_rows(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += lines_of(example("wine.jsonl"))[i] + "\n";
    return text;
  }
  static std::string without_alcohol() {
    std::string row = lines_of(example("wine.jsonl"))[1];
    const std::size_t value = row.find("\"alcohol\":") + 10;
    return row.replace(value, row.find(',', value) - value, "null") + "\n";
  }
  // An interpreter that says `answer`.
  void python_says(const std::string& answer, const std::string& rest = "") {
    folder_.write("answer", answer);
    folder_.write("python", "#!/bin/sh\ncat >'" + (folder_ / "asked") + "'\ncat '" +
                                (folder_ / "answer") + "'\n" + rest);
    std::filesystem::permissions(folder_ / "python", std::filesystem::perms::owner_all);
  }
  VerifyReport report() {
    auto found = run_verify(job_, stop_);
    EXPECT_TRUE(found.ok()) << found.status().text();
    return found.ok() ? *std::move(found) : VerifyReport();
  }
  std::string wrong() { return run_verify(job_, stop_).status().text(); }

  Folder folder_;
  VerifyJob job_;
  std::atomic<bool> stop_{false};
};

}  // namespace slipway::service
