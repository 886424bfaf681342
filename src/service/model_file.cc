#include "service/model_file.h"

#include <filesystem>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/limits.h"
#include "codec/json_text.h"
#include "format/format.h"
#include "model/stages/columns.h"
#include "storage/storage.h"
#include "storage/version_folder.h"

namespace slipway::service {
namespace {

constexpr std::uint64_t kBlockBytes = 1u << 20;

// Of one file its bytes; of a folder the names and digests of its files, in order.
base::Status digest(const base::Folder& folder, const model::Asked& asked, LoadedModel& loaded) {
  SLIPWAY_ASSIGN(const auto names, folder.list());
  base::Sha256 all;
  std::string block;
  for (const std::string& name : names) {
    SLIPWAY_ASSIGN(const auto reader, folder.open(name));
    if (names.size() > 1) all.update(fmt::format("{}\n{}\n", name, reader->size()));
    for (std::uint64_t at = 0; at < reader->size(); at += kBlockBytes) {
      SLIPWAY_TRY(reader->read(at, kBlockBytes, block));
      all.update(block);
    }
    loaded.bytes += reader->size();
  }
  if (const std::string text = asked.text(); !text.empty()) all.update("\n" + text);
  loaded.digest = all.hex();
  return {};
}

void text_list(std::string& out, const char* key, const std::vector<std::string>& texts) {
  out += fmt::format(",\"{}\":[", key);
  for (const std::string& text : texts) {
    if (&text != &texts.front()) out += ',';
    codec::append_json_string(out, text);
  }
  out += ']';
}

std::string output_type(const model::Model& model, const model::Output& output) {
  if (output.labels) return std::string(data::kind_name(output.labels->kind));
  static constexpr const char* kNames[] = {"float64", "float32", "int64", "string"};
  const model::Block& block = model.block(output.value);
  const std::string element = kNames[static_cast<int>(block.columns[0])];
  return output.scalar ? element : fmt::format("{}[{}]", element, block.width());
}

std::string stem_of(const std::string& path) {
  const std::string whole = path.substr(0, path.find_last_not_of('/') + 1);  // "model/" is a folder
  const std::string file = std::filesystem::path(whole).filename().string();
  return file.substr(0, file.find('.', 1));
}

// Named by the file that leads it, a folder is meant all the same: the digest is of all its files.
std::string folder_led(const std::string& path) {
  const std::filesystem::path file = path.starts_with("file://") ? path.substr(7) : path;
  for (const std::string& name : format::formats().names()) {
    const auto format = format::formats().find(name);
    if (!format.ok() || (*format)->leads().empty() ||
        (*format)->leads() != file.filename().string())
      continue;
    return file.has_parent_path() ? file.parent_path().string() : std::string(".");
  }
  return path;
}

base::Status read(const std::string& format, const model::Asked& asked, LoadedModel& loaded) {
  SLIPWAY_ASSIGN(const auto folder, storage::open_folder(folder_led(loaded.path)));
  SLIPWAY_TRY(digest(*folder, asked, loaded));
  SLIPWAY_ASSIGN(loaded.model, format::read_model(*folder, format, asked));
  return {};
}

}  // namespace

std::string model_name(const std::string& path) { return stem_of(folder_led(path)); }

base::Result<LoadedModel> load_model(const std::string& path, const std::string& format,
                                     const std::string& name, const model::Asked& asked) {
  LoadedModel loaded;
  SLIPWAY_ASSIGN(loaded.path, storage::default_version(path));
  loaded.name = !name.empty() ? name : model_name(path);
  const base::Status status = read(format, asked, loaded);
  if (status.ok()) return loaded;
  return status.place().starts_with(path) ? status : status.at(path);
}

std::vector<data::Field> wanted_fields(const model::Signature& signature) {
  std::vector<data::Field> fields;
  for (const model::Feature& feature : signature.inputs)
    fields.push_back({feature.name, {feature.kind, {}, feature.whole_numbers}, {}});
  return fields;
}

std::vector<std::string> default_outputs(const model::Signature& signature) {
  std::vector<std::string> names;
  for (const char* wanted : {"predict", "predict_proba"})
    for (const model::Output& output : signature.outputs)
      if (output.name == wanted || output.of == wanted) names.push_back(output.name);
  if (names.empty()) names.push_back(signature.outputs.front().name);
  return names;
}

std::string describe_text(const LoadedModel& loaded) {
  const model::Model& model = *loaded.model;
  const model::About& about = model.about();
  std::string out = fmt::format(
      "{}\n  format    {}\n  library   {} {}\n  digest    {}\n  bytes     {}\n", about.title,
      about.format, about.library, about.library_version, loaded.digest, loaded.bytes);
  for (const std::string& note : about.notes) out += fmt::format("  note      {}\n", note);
  out += fmt::format("inputs ({}, bound by {})\n", model.signature().inputs.size(),
                     model.signature().names_known ? "name" : "position");
  for (const model::Feature& feature : model.signature().inputs) {
    out += fmt::format("  {:<24} {}", feature.name, data::kind_name(feature.kind));
    if (!feature.categories.empty()) {
      const std::size_t shown = std::min<std::size_t>(feature.categories.size(), 8);
      out += fmt::format(
          "  {}{}",
          fmt::join(feature.categories.begin(),
                    feature.categories.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
          shown < feature.categories.size() ? fmt::format(", … ({})", feature.categories.size())
                                            : "");
    }
    out += '\n';
  }
  out += "outputs\n";
  for (const model::Output& output : model.signature().outputs) {
    out += fmt::format("  {:<24} {}", output.name, output_type(model, output));
    if (output.labels) out += fmt::format("  {}", fmt::join(output.labels->text, ", "));
    out += '\n';
  }
  out += fmt::format("stages ({})\n", model.stages().size());
  for (const model::Stage& stage : model.stages())
    if (!stage.op.is<model::Gather>())
      out += fmt::format("  {:<24} {}: {}\n", stage.name, stage.op.family(), stage.op.contract());
  return out;
}

std::string describe_json(const LoadedModel& loaded) {
  const model::Model& model = *loaded.model;
  const model::About& about = model.about();
  std::string out = "{\"name\":";
  codec::append_json_string(out, loaded.name);
  for (const auto& [key, value] : std::initializer_list<std::pair<const char*, const std::string&>>{
           {"title", about.title},
           {"format", about.format},
           {"library", about.library},
           {"library_version", about.library_version},
           {"digest", loaded.digest}})
    codec::append_json_string(out += fmt::format(",\"{}\":", key), value);
  out += fmt::format(",\"bytes\":{},\"bound_by\":\"{}\"", loaded.bytes,
                     model.signature().names_known ? "name" : "position");
  text_list(out, "notes", about.notes);
  out += ",\"inputs\":[";
  for (const model::Feature& feature : model.signature().inputs) {
    if (&feature != &model.signature().inputs.front()) out += ',';
    codec::append_json_string(out += "{\"name\":", feature.name);
    out += fmt::format(",\"type\":\"{}\"", data::kind_name(feature.kind));
    if (!feature.categories.empty()) text_list(out, "categories", feature.categories);
    out += '}';
  }
  out += "],\"outputs\":[";
  for (const model::Output& output : model.signature().outputs) {
    if (&output != &model.signature().outputs.front()) out += ',';
    codec::append_json_string(out += "{\"name\":", output.name);
    out += fmt::format(",\"type\":\"{}\"", output_type(model, output));
    if (output.labels) text_list(out, "labels", output.labels->text);
    if (!output.columns.empty()) text_list(out, "columns", output.columns);
    out += '}';
  }
  out += "],\"stages\":[";
  for (const model::Stage& stage : model.stages()) {
    if (&stage != &model.stages().front()) out += ',';
    codec::append_json_string(out += "{\"name\":", stage.name);
    codec::append_json_string(out += ",\"origin\":", stage.origin);
    codec::append_json_string(out += ",\"family\":", stage.op.family());
    codec::append_json_string(out += ",\"contract\":", stage.op.contract());
    out += fmt::format(",\"reads\":[{}]}}", fmt::join(stage.inputs, ","));
  }
  return out += "]}\n";
}

}  // namespace slipway::service
