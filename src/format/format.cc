#include "format/format.h"

#include <algorithm>
#include <functional>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace slipway::format {
namespace {

constexpr std::uint64_t kHeadBytes = 4096;

// Two files of a folder that are models this surely are one too many.
constexpr int kSure = 60;

struct Candidate {
  int sure = 0;
  std::string file, format;
};

base::Status consider(const base::Folder& folder, const std::string& file,
                      const std::vector<std::string>& names, std::vector<Candidate>& found) {
  SLIPWAY_ASSIGN(const auto reader, folder.open(file));
  std::string head;
  SLIPWAY_TRY(reader->read(0, kHeadBytes, head));
  for (const std::string& name : names) {
    SLIPWAY_ASSIGN(const Format* format, formats().find(name));
    if (const int sure = format->sniff(head, reader->size()); sure > 0)
      found.push_back({sure, file, name});
  }
  return {};
}

// A file that leads the others of its folder, if its bytes are what its name says.
base::Result<std::optional<Candidate>> leader(const base::Folder& folder,
                                              const std::vector<std::string>& files,
                                              const std::vector<std::string>& names) {
  for (const std::string& file : files)
    for (const std::string& name : names) {
      SLIPWAY_ASSIGN(const Format* format, formats().find(name));
      if (format->leads() != file) continue;
      std::vector<Candidate> found;
      SLIPWAY_TRY(consider(folder, file, {name}, found));
      if (!found.empty()) return std::optional(found.front());
    }
  return std::optional<Candidate>();
}

base::Result<Candidate> surest(const base::Folder& folder, const std::vector<std::string>& files,
                               const std::vector<std::string>& names) {
  std::vector<Candidate> found;
  for (const std::string& file : files) SLIPWAY_TRY(consider(folder, file, names, found));
  if (found.empty())
    return base::unimplemented("UNKNOWN_FORMAT",
                               fmt::format("{} is no model file that Slipway knows",
                                           files.size() == 1 ? files.front() : "none of the files"))
        .remedy(fmt::format("the formats are: {}", fmt::join(formats().names(), ", ")));
  std::ranges::stable_sort(found, std::greater(), &Candidate::sure);
  const Candidate best = found.front();
  for (const Candidate& other : std::span(found).subspan(1))
    if (other.sure == best.sure || (other.file != best.file && other.sure >= kSure))
      return base::invalid_argument("AMBIGUOUS_FORMAT",
                                    fmt::format("{} looks like {} and {} like {}", best.file,
                                                best.format, other.file, other.format))
          .remedy("name the one file, or its format");
  return best;
}

base::Result<Candidate> choose(const base::Folder& folder, const std::vector<std::string>& names) {
  SLIPWAY_ASSIGN(const std::vector<std::string> files, folder.list());
  if (files.empty()) return base::not_found("NO_FILE", "there is no file");
  SLIPWAY_ASSIGN(auto leading, leader(folder, files, names));
  if (leading) return *std::move(leading);
  return surest(folder, files, names);
}

base::Status read_chosen(const base::Folder& folder, const Candidate& chosen,
                         model::ModelBuilder& builder) {
  SLIPWAY_ASSIGN(const Format* format, formats().find(chosen.format));
  SLIPWAY_ASSIGN(const auto file, folder.open(chosen.file));
  if (const auto status = format->read(folder, *file, builder); !status.ok())
    return status.place().starts_with(file->name()) ? status : status.at(file->name());
  builder.about().format = chosen.format;
  return {};
}

base::Status wrong_columns(std::string what) {
  return base::invalid_argument("WRONG_COLUMNS", std::move(what))
      .remedy("leave the columns out to see what the model says of them");
}

// What the file knows stays as it is: its names must be those that are given.
base::Status name_columns(const std::vector<model::NamedColumn>& columns,
                          model::ModelBuilder& builder) {
  const std::size_t wanted = builder.features().size();
  if (columns.size() != wanted)
    return wrong_columns(
        fmt::format("{} columns are named, the model reads {}", columns.size(), wanted));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < wanted; ++i) {
    const model::Feature& feature = builder.features()[i];
    const std::string& name = names.emplace_back(columns[i].name);
    if (builder.names_known() && feature.name != name)
      return wrong_columns(
          fmt::format("column {} is \"{}\", not \"{}\"", i + 1, feature.name, name));
    if (!columns[i].kind) continue;
    const bool text = feature.kind == data::Kind::kString;
    if (text != (*columns[i].kind == data::Kind::kString))
      return wrong_columns(fmt::format("column \"{}\" is {}, the model wants {}", name,
                                       data::kind_name(*columns[i].kind),
                                       data::kind_name(feature.kind)));
    const bool whole =
        columns[i].kind == data::Kind::kInt64 || columns[i].kind == data::Kind::kBool;
    if (whole && feature.kind == data::Kind::kFloat64)
      SLIPWAY_TRY(builder.refine_input(i, *columns[i].kind, {}));
  }
  if (builder.names_known()) return {};
  auto& notes = builder.about().notes;
  std::erase_if(notes, [](const std::string& note) { return note.ends_with("by position"); });
  return builder.name_inputs(std::move(names));
}

}  // namespace

Format::~Format() = default;

base::Result<model::ModelPtr> read_model(const base::Folder& folder, std::string_view name,
                                         const model::Asked& asked) {
  std::vector<std::string> names = formats().names();
  if (!name.empty()) {
    SLIPWAY_ASSIGN(const Format* known, formats().find(name));
    static_cast<void>(known);
    names = {std::string(name)};
  }
  SLIPWAY_ASSIGN(const Candidate chosen, choose(folder, names));
  model::ModelBuilder builder;
  builder.ask_for(asked);
  SLIPWAY_TRY(read_chosen(folder, chosen, builder));
  if (!asked.columns.empty()) SLIPWAY_TRY(name_columns(asked.columns, builder));
  return std::move(builder).build();
}

base::Status read_member(const base::Folder& folder, const std::string& name,
                         model::ModelBuilder& builder) {
  std::vector<std::string> names;
  for (const std::string& known : formats().names()) {
    SLIPWAY_ASSIGN(const Format* format, formats().find(known));
    if (format->leads().empty()) names.push_back(known);
  }
  SLIPWAY_ASSIGN(const Candidate chosen, surest(folder, {name}, names));
  return read_chosen(folder, chosen, builder);
}

}  // namespace slipway::format
