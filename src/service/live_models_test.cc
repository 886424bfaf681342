// What happens to a model when its file changes, and when it is asked to come and go. Under load, with
// the real server: tests/live.
#include "service/live_models.h"

#include <future>

#include <gtest/gtest.h>

#include "service/service_test.h"

namespace slipway::service {
namespace {

class LiveTest : public ::testing::Test {
 protected:
  void begin(base::Duration reload = std::chrono::milliseconds(5), bool control = true) {
    copy("wine.pkl");
    live_ =
        std::make_unique<LiveModels>(served_, LiveOptions{.reload = reload, .control = control});
    const ModelConfig config{.name = "m", .from = folder_ / "model"};
    const auto loaded = load_model(folder_ / "model", "", "m");
    ASSERT_TRUE(loaded.ok()) << loaded.status().text();
    ASSERT_TRUE(live_->add(config, folder_ / "model", &*loaded).ok());
    live_->start();
  }
  // As a careful person replaces a file: whole or not at all.
  void copy(const std::string& name) {
    std::filesystem::copy_file(example(name), folder_ / "next",
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::rename(folder_ / "next", folder_ / "model");
  }
  std::string platform() const {
    const auto model = served_.find("m");
    return model == nullptr ? "" : model->platform;
  }
  template <class Done>
  static bool wait_for(Done done) {
    for (int i = 0; i < 10'000 && !done(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return done();
  }
  base::Status ask(bool load, const std::string& name) {
    std::promise<base::Status> told;
    const auto done = [&told](const base::Status& status) { told.set_value(status); };
    load ? live_->load(name, done) : live_->unload(name, done);
    return told.get_future().get();
  }

  const Folder folder_;
  serve::ServedModels served_;
  std::unique_ptr<LiveModels> live_;
};

TEST_F(LiveTest, AChangedFileIsServed) {
  begin();
  EXPECT_EQ(platform(), "scikit-learn");
  const auto statistics = served_.find("m")->statistics;
  copy("penguins.ubj");
  EXPECT_TRUE(wait_for([this] { return platform() == "XGBoost"; })) << platform();
  EXPECT_EQ(served_.find("m")->statistics, statistics) << "its counters go on";
  EXPECT_EQ(served_.all()->size(), 1u);
}

TEST_F(LiveTest, AFileThatCanNotBeLoadedChangesNothingAndIsSaid) {
  begin();
  folder_.write("model", "nonsense");
  EXPECT_TRUE(wait_for([this] { return !live_->states()[0].reason.empty(); }));
  EXPECT_TRUE(live_->states()[0].ready);
  EXPECT_EQ(platform(), "scikit-learn");
  std::filesystem::remove(folder_ / "model");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(platform(), "scikit-learn") << "a file that is gone is still served";
  copy("cancer.txt");
  EXPECT_TRUE(wait_for([this] { return platform() == "LightGBM"; })) << platform();
  EXPECT_TRUE(wait_for([this] { return live_->states()[0].reason.empty(); }));
}

TEST_F(LiveTest, AModelComesAndGoesByWish) {
  begin(base::Duration::zero());
  EXPECT_TRUE(ask(false, "m").ok());
  EXPECT_EQ(platform(), "");
  EXPECT_FALSE(live_->states()[0].ready);
  copy("penguins.ubj");
  EXPECT_TRUE(ask(true, "m").ok());
  EXPECT_EQ(platform(), "XGBoost");
  folder_.write("model", "nonsense");
  EXPECT_FALSE(ask(true, "m").ok());
  EXPECT_EQ(platform(), "XGBoost");
  EXPECT_STREQ(ask(true, "n").reason(), "UNKNOWN_MODEL");
}

TEST_F(LiveTest, WishesAreGrantedOnlyWhereThatIsAllowed) {
  begin(base::Duration::zero(), false);
  EXPECT_STREQ(ask(false, "m").reason(), "CONTROL_OFF");
  EXPECT_EQ(platform(), "scikit-learn");
}

TEST_F(LiveTest, AnUnloadedModelIsNotLoadedBecauseItsFileChanged) {
  begin();
  EXPECT_TRUE(ask(false, "m").ok());
  copy("penguins.ubj");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(platform(), "");
}

TEST_F(LiveTest, OfAFolderOfVersionsTheNewestAndThoseWithAnAliasAreServed) {
  namespace fs = std::filesystem;
  const auto add_version = [&](const char* number, const char* file) {
    fs::create_directories(folder_ / "next");
    fs::copy_file(example(file), folder_ / "next/model");
    fs::create_directories(folder_ / "m");
    fs::rename(folder_ / "next", folder_ / "m/" + number);
  };
  const auto point = [&](const char* alias, const char* number) {
    fs::create_symlink(number, folder_ / "link");
    fs::rename(folder_ / "link", folder_ / "m/" + alias);
  };
  const auto numbers = [&] {
    std::string text;
    for (const auto list = served_.all(); const serve::ServedPtr& one : *list)
      text += one->number + " ";
    return text;
  };
  add_version("1", "wine.pkl"), add_version("2", "penguins.ubj");
  live_ =
      std::make_unique<LiveModels>(served_, LiveOptions{.reload = std::chrono::milliseconds(5)});
  const auto loaded = load_model(folder_ / "m");
  ASSERT_TRUE(loaded.ok()) << loaded.status().text();
  ASSERT_TRUE(live_->add({.name = "m", .from = folder_ / "m"}, folder_ / "m", &*loaded).ok());
  live_->start();
  EXPECT_EQ(numbers(), "2 ");
  add_version("3", "cancer.txt");
  EXPECT_TRUE(wait_for([&] { return numbers() == "3 "; })) << numbers();
  const auto loaded_as = [&](const char* number) { return served_.find("m", number)->keeps.get(); };
  const void* third = loaded_as("3");
  point("champion", "1");
  EXPECT_TRUE(wait_for([&] { return numbers() == "3 1 "; })) << numbers();
  EXPECT_EQ(served_.find("m", "champion")->platform, "scikit-learn");
  point("champion", "2");
  EXPECT_TRUE(wait_for([&] { return numbers() == "3 2 "; })) << numbers();
  const void* second = loaded_as("2");
  point("default", "2");
  EXPECT_TRUE(wait_for([&] { return numbers() == "2 3 "; })) << numbers();
  EXPECT_EQ(platform(), "XGBoost");
  EXPECT_EQ(loaded_as("2"), second) << "a link that moves loads nothing";
  EXPECT_EQ(loaded_as("3"), third);
  fs::remove(folder_ / "m/default");
  fs::remove_all(folder_ / "m/3");
  EXPECT_TRUE(wait_for([&] { return numbers() == "2 "; })) << numbers();
}

// As SageMaker's multi-model containers are asked.
TEST_F(LiveTest, RequestsBringModelsFromBelowOneFolder) {
  std::filesystem::create_directories(folder_ / "models/a");
  std::filesystem::copy_file(example("wine.pkl"), folder_ / "models/a/wine.pkl");
  folder_.write("models/bad", "nonsense");
  std::filesystem::copy_file(example("penguins.ubj"), folder_ / "outside.ubj");
  std::filesystem::create_symlink(folder_ / "outside.ubj", folder_ / "models/link.ubj");
  live_ = std::make_unique<LiveModels>(
      served_, LiveOptions{.models_folder = folder_ / "models", .brought = {.in_flight_max = 10}});
  live_->start();
  const auto bring = [this](const std::string& name, const std::string& path) {
    std::promise<base::Status> told;
    live_->bring(name, folder_ / path,
                 [&told](const base::Status& status) { told.set_value(status); });
    return told.get_future().get();
  };
  const auto drop = [this](const std::string& name) {
    std::promise<base::Status> told;
    live_->drop(name, [&told](const base::Status& status) { told.set_value(status); });
    return told.get_future().get();
  };
  EXPECT_TRUE(live_->takes_models());
  const base::Status brought = bring("m", "models/a");
  EXPECT_TRUE(brought.ok()) << brought.text();
  EXPECT_EQ(platform(), "scikit-learn");
  EXPECT_EQ(live_->states()[0].path, folder_ / "models/a");
  EXPECT_STREQ(bring("m", "models/a").reason(), "MODEL_EXISTS");
  EXPECT_FALSE(bring("n", "models/bad").ok());
  EXPECT_FALSE(bring("n", "models/none").ok());
  for (const char* path : {"outside.ubj", "models", "models/../outside.ubj", "models/link.ubj"})
    EXPECT_STREQ(bring("n", path).reason(), "OUTSIDE") << path;
  EXPECT_EQ(live_->states().size(), 1u);
  EXPECT_STREQ(ask(false, "m").reason(), "CONTROL_OFF");
  EXPECT_STREQ(drop("n").reason(), "UNKNOWN_MODEL");
  EXPECT_TRUE(drop("m").ok());
  EXPECT_EQ(platform(), "");
  EXPECT_TRUE(live_->states().empty());
}

TEST_F(LiveTest, WithoutThatFolderNothingIsBrought) {
  begin(base::Duration::zero());
  EXPECT_FALSE(live_->takes_models());
  std::promise<base::Status> told;
  live_->drop("m", [&told](const base::Status& status) { told.set_value(status); });
  EXPECT_STREQ(told.get_future().get().reason(), "NO_MODELS_FOLDER");
  EXPECT_EQ(platform(), "scikit-learn");
}

TEST_F(LiveTest, WhereMemoryIsShortModelsRestUntilTheyAreAsked) {
  // Large beside what else the process takes and gives back meanwhile.
  const std::string file = text_of(example("cancer.txt")) + std::string(4 << 20, '\n');
  const auto add = [&](const std::string& name) {
    folder_.write(name, file);
    return live_->add({.name = name, .from = folder_ / name, .limits = {.in_flight_max = 2}},
                      folder_ / name, nullptr);
  };
  live_ = std::make_unique<LiveModels>(served_, LiveOptions{.memory_max = 6 << 20});
  ASSERT_TRUE(add("a").ok());
  ASSERT_TRUE(add("b").ok());
  live_->start();
  const auto rests = [this](const std::string& name) {
    return static_cast<bool>(served_.find(name)->wake);
  };
  const auto wake = [this](const std::string& name) {
    std::promise<base::Status> told;
    served_.find(name)->wake([&told](const base::Result<serve::ServedPtr>& awake) {
      told.set_value(awake.ok() ? base::Status() : awake.status());
    });
    return told.get_future().get();
  };
  EXPECT_TRUE(rests("a"));
  EXPECT_FALSE(rests("b"));
  EXPECT_GE(served_.find("b")->bytes, file.size());
  EXPECT_EQ(served_.find("a")->bytes, 0u);
  EXPECT_EQ(served_.find("a")->keeps, nullptr);
  EXPECT_EQ(served_.find("a")->columns->size(), served_.find("b")->columns->size());
  EXPECT_TRUE(live_->states()[0].ready) << "it will answer";
  EXPECT_TRUE(wake("a").ok());
  EXPECT_FALSE(rests("a"));
  EXPECT_TRUE(rests("b"));
  folder_.write("b", "nonsense");
  EXPECT_STREQ(wake("b").reason(), "CANNOT_LOAD");
  EXPECT_NE(live_->states()[1].reason, "");
  folder_.write("b", file);
  EXPECT_TRUE(wake("b").ok());
  EXPECT_TRUE(rests("a"));
  live_->stop();
  EXPECT_STREQ(wake("a").reason(), "STOPPING");
}

// A version that fails where the one before did not does not take its place.
TEST_F(LiveTest, RecordedRowsMustBeScoredBeforeAVersionIsServed) {
  copy("wine.pkl");
  live_ = std::make_unique<LiveModels>(served_, LiveOptions{.control = true});
  const ModelConfig config{.name = "m", .from = folder_ / "model", .warm_up = example("wine.csv")};
  ASSERT_TRUE(live_->add(config, folder_ / "model", nullptr).ok());
  live_->start();
  copy("cancer.txt");
  EXPECT_STREQ(ask(true, "m").reason(), "MISSING_COLUMN");
  EXPECT_EQ(platform(), "scikit-learn");
  EXPECT_TRUE(live_->states()[0].ready);
}

TEST_F(LiveTest, AModelLargerThanAllThatThereIsIsRefused) {
  live_ = std::make_unique<LiveModels>(served_, LiveOptions{.memory_max = 100});
  const auto added =
      live_->add({.name = "a", .from = example("wine.pkl")}, example("wine.pkl"), nullptr);
  EXPECT_STREQ(added.reason(), "MODEL_TOO_LARGE");
  EXPECT_EQ(served_.find("a"), nullptr);
}

TEST_F(LiveTest, AfterStopNothingIsLoaded) {
  begin();
  live_->stop();
  EXPECT_STREQ(ask(true, "m").reason(), "STOPPING");
}

}  // namespace
}  // namespace slipway::service
