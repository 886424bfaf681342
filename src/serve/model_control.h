// ModelControl: loading and unloading while the server runs, for the protocols that can ask for it. Made
// by service/.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace slipway::serve {

struct ModelState {
  std::string name, number;
  bool ready = false;
  std::string reason;  // why it isn't, or why its newest file is not served
  std::string path;    // of its file or folder, of a model that states() tells
};

// Any thread.
class ModelControl {
 public:
  using Done = std::function<void(const base::Status&)>;
  virtual ~ModelControl();

  // Loads the model anew from where it is configured, warms it up and serves it instead of what is served;
  // takes it out of service. `done` is called once, later, on another thread. PERMISSION_DENIED/
  // CONTROL_OFF; NOT_FOUND/UNKNOWN_MODEL; what loading says: then what was served is served on.
  virtual void load(const std::string& name, Done done) = 0;
  virtual void unload(const std::string& name, Done done) = 0;

  // Serves a model of a file or folder that the request names; stops that, and forgets it. As load() and
  // unload(); ALREADY_EXISTS/MODEL_EXISTS; INVALID_ARGUMENT/OUTSIDE: it is not below the folder of such models;
  // PERMISSION_DENIED/NO_MODELS_FOLDER: there is none.
  virtual void bring(const std::string& name, const std::string& path, Done done) = 0;
  virtual void drop(const std::string& name, Done done) = 0;
  virtual bool takes_models() const = 0;  // whether bring() may ever succeed

  virtual std::vector<ModelState> states() const = 0;  // of every model that is configured
};

}  // namespace slipway::serve
