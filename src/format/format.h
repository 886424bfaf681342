// Format: a model file or folder to a Model. Members are format_<name>.cc; each reads its bytes and
// speaks to a model::ModelBuilder, and knows nothing of engines, rows or doors.
//
//   SLIPWAY_ASSIGN(auto model, read_model(*folder));
//
// Bytes are hostile: a reader bounds what it allocates, runs nothing, and refuses by name what it
// does not know: INVALID_ARGUMENT/{BAD_FILE, TRUNCATED, …} for broken bytes,
// UNIMPLEMENTED/{UNKNOWN_SYMBOL, UNKNOWN_ATTRIBUTE, UNSUPPORTED_OPTION, …} for sound ones that
// Slipway can't score exactly. The remedy says what would make the file loadable.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/kinds.h"
#include "base/status.h"
#include "model/model.h"
#include "model/model_builder.h"

namespace slipway::format {

// A class whose objects a format reads, with the attributes that count and those that are knowingly
// passed over; any other attribute refuses the file.
struct KnownClass {
  std::string name;  // "sklearn.linear_model.LogisticRegression"
  std::vector<std::string> reads, ignores;
};

class Format {
 public:
  static constexpr const char* kKind = "format";
  virtual ~Format();

  virtual const char* about() const = 0;  // one line
  virtual std::vector<std::string> extensions()
      const = 0;  // ".pkl"; a hint for people, never trusted

  // Of a format that holds objects of classes: those it reads, sorted by name.
  virtual std::vector<KnownClass> classes() const { return {}; }

  // How sure this format is that a file is its own, from its first bytes (up to 4096) and its size:
  // 0 not at all … 100 a magic number. Never fails, never reads more.
  virtual int sniff(std::string_view head, std::uint64_t size) const = 0;

  // The name of the file that says which files of its folder are the model, so that none of them
  // counts by itself; empty: this format has none.
  virtual std::string_view leads() const { return {}; }

  // Reads `file` (a member of `folder`; side files may be opened there) into `builder`: inputs,
  // stages, outputs, about.
  virtual base::Status read(const base::Folder& folder, const base::Reader& file,
                            model::ModelBuilder& builder) const = 0;
};

base::Kinds<Format>& formats();

// Reads a folder with one model file in it. With `name`, that format; else the one that sniffs
// surest: UNIMPLEMENTED/UNKNOWN_FORMAT lists the formats there are. Columns that are asked for name
// those of a file that does not; INVALID_ARGUMENT/WRONG_COLUMNS if they are others than the model's.
base::Result<model::ModelPtr> read_model(const base::Folder& folder, std::string_view name = {},
                                         const model::Asked& asked = {});

// For a format whose files lead others: reads file `name` of the folder in the format that sniffs
// surest, which is none that leads again.
base::Status read_member(const base::Folder& folder, const std::string& name,
                         model::ModelBuilder& builder);

}  // namespace slipway::format
