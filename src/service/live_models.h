// LiveModels: the models of a running server. A file that changes is loaded beside the one that is served,
// checked, warmed up and swapped in; requests that began before end with the old one, and its memory is
// given back. A file that can't be loaded changes nothing but what states() says.
//
//   made ─add─▶ … ─start─▶ watching ─stop─▶ stopped
//
// Of a folder of versions (storage/version_folder.h) the newest ones and those with an alias are served; a new
// folder, a moved link, a folder that is gone are changes like any other.
//
// Loading is done by a thread of its own, of low priority, one model at a time.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/status.h"
#include "serve/model_control.h"
#include "serve/models.h"
#include "service/config.h"
#include "service/model_file.h"

namespace slipway::storage {
struct VersionMember;
}

namespace slipway::service {

struct LiveOptions {
  base::Duration reload{};     // how often files are looked at; 0: never
  bool control = false;        // whether requests may load and unload
  std::string models_folder;   // below which requests may bring models; empty: they may not
  ServeLimits brought;         // of those models
  double client_rate_max = 0;  // requests a second of each client, over all models; 0: any number
  // Of memory that models may take; above it those are put to rest that were used longest ago, and loaded again
  // when they are asked. 0: any number.
  std::uint64_t memory_max = 0;
  serve::PayloadLog* payload_log = nullptr;  // of all models that do not say otherwise; null: none
};

class LiveModels final : public serve::ModelControl {
 public:
  // REQUIRES: `served` outlives it.
  LiveModels(serve::ServedModels& served, LiveOptions options);
  ~LiveModels() override;  // stops

  // Before start(): serves it. `path` is the model's own, resolved, as is config.warm_up.
  // `loaded` is what its default version holds; null: it is loaded here.
  base::Status add(const ModelConfig& config, std::string path, const LoadedModel* loaded);
  void start();
  void stop();  // what was asked for and not begun is UNAVAILABLE/STOPPING

  // Any thread.
  void load(const std::string& name, Done done) override;
  void unload(const std::string& name, Done done) override;
  void bring(const std::string& name, const std::string& path, Done done) override;
  void drop(const std::string& name, Done done) override;
  bool takes_models() const override { return !options_.models_folder.empty(); }
  std::vector<serve::ModelState> states() const override;

 private:
  struct Model {
    ModelConfig config;
    std::string path;
    bool brought = false;  // by a request
    std::string stamp;     // of the files that were loaded, or failed to
    std::string seen;      // at the last look: a file that is being written changes between two
    std::map<std::string, std::string> versions;  // those that are served: number to stamp
    std::map<std::string, std::uint64_t> bytes;   // of a version, when it was loaded last
    bool served = false;                          // guarded by mutex_
    std::string trouble;                          // guarded by mutex_
  };
  enum class Wanted : std::uint8_t { kLoad, kUnload, kBring, kDrop, kWake };
  struct Wish {
    std::string name;
    Wanted wanted = Wanted::kLoad;
    Done done;
    std::string path = {};    // of kBring
    std::string number = {};  // of kWake: the version
  };

  void ask(Wish wish);
  base::Status allows(const Wish& wish) const;
  void run();
  void look();
  void grant(const Wish& wish);
  base::Status add_brought(const Wish& wish);
  void remove(Model& model);
  void wake(const std::string& name, const std::string& number, const serve::Awake& awake);
  base::Status bring_back(Model& model, const std::string& number);
  base::Status make_room(std::uint64_t bytes, const Model& model, const std::string& number);
  void put_to_rest(const serve::ServedModel& model);
  // What has changed, or all of it. `at_hand`: what one of the paths holds, already loaded; may be null.
  base::Status reload(Model& model, bool all);
  base::Status serve_versions(Model& model, bool all, const LoadedModel* at_hand);
  base::Status serve_version(Model& model, const storage::VersionMember& version, bool anew,
                             const LoadedModel* at_hand);
  void set_state(Model& model, bool served, const std::string& trouble);

  serve::ServedModels& served_;
  const LiveOptions options_;
  std::shared_ptr<serve::ClientRates> client_rates_;  // null: none are kept
  mutable std::mutex mutex_;
  // Which there are is changed by the loading thread alone, with mutex_ held.
  std::map<std::string, Model, std::less<>> models_;
  std::condition_variable wake_;
  std::deque<Wish> wishes_;  // guarded by mutex_
  bool stopping_ = false;    // guarded by mutex_
  std::thread thread_;
};

}  // namespace slipway::service
