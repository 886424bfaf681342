// Loading a model from where a person named it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "data/schema.h"
#include "model/asked.h"
#include "model/model.h"

namespace slipway::service {

struct LoadedModel {
  std::string
      name;  // what it is called in routes and logs: the file's stem, or its configured name
  std::string path;    // of the version
  std::string digest;  // SHA-256 of the file's bytes, and of what else was asked for
  std::uint64_t bytes = 0;
  model::ModelPtr model;
};

// `path` is a file or a folder; of a folder of versions (storage/version_folder.h) it is the default one.
// `format` is a format's name or empty to recognise it, `name` empty for the stem of the path. Whatever is
// wrong with the file is said with its name in front.
base::Result<LoadedModel> load_model(const std::string& path, const std::string& format = {},
                                     const std::string& name = {}, const model::Asked& asked = {});

// What a model that nobody named is called: its file's or folder's stem.
std::string model_name(const std::string& path);

// What a decoder is to read for the model: its inputs, in order.
std::vector<data::Field> wanted_fields(const model::Signature& signature);

// The outputs a person wants who named none: predict, and predict_proba if there is one; of a model
// that has no predict, its first.
std::vector<std::string> default_outputs(const model::Signature& signature);

// What the model is, wants, gives and promises: for people, and as JSON.
std::string describe_text(const LoadedModel& loaded);
std::string describe_json(const LoadedModel& loaded);

}  // namespace slipway::service
