// Bytes at a URI: a plain path, file://path, or "-" for standard input and output.
//
// Failures are NOT_FOUND/NO_FILE, PERMISSION_DENIED/NO_ACCESS, RESOURCE_EXHAUSTED/NO_SPACE,
// UNAVAILABLE/CLOSED_PIPE, INTERNAL/IO_FAILED; all name the path.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/status.h"

namespace slipway::storage {

base::Result<std::unique_ptr<base::Reader>> open_reader(const std::string& uri);

// Front to back; also of pipes and devices. `bytes_total`, if given, gets the size, 0 if unknown.
base::Result<std::unique_ptr<base::Stream>> open_stream(const std::string& uri,
                                                        std::uint64_t* bytes_total = nullptr);

// What tells whether a file is still the one it was: its size and the time of its last change; of a folder
// those of all its files. Empty of pipes and devices.
base::Result<std::string> stamp_of(const std::string& uri);

// Whether `uri` names a plain file, or nothing yet. Pipes and devices are written through instead.
bool replaceable(const std::string& uri);

// Complete or absent: written beside the target under another name, synced, then renamed. What is not
// replaceable() is written through. The directory must exist.
base::Result<std::unique_ptr<base::Writer>> create_writer(const std::string& uri);

// A Writer that survives its process: bytes are appended to `uri`.partial, of which the first
// `keep` are kept (the rest is cut off), and commit() renames it to `uri`. checkpoint() makes what
// was written durable. Destroyed without commit, the partial file stays. What is not replaceable() is
// written through, and has nothing to keep.
class PartialWriter : public base::Writer {
 public:
  virtual std::uint64_t bytes() const = 0;  // written, with those kept
  virtual base::Status checkpoint() = 0;
};
base::Result<std::unique_ptr<PartialWriter>> create_partial_writer(const std::string& uri,
                                                                   std::uint64_t keep);

// A file as a folder of one member, or a directory. Names are confined: no "..", no absolute names,
// no symbolic links that lead out.
base::Result<std::unique_ptr<base::Folder>> open_folder(const std::string& uri);

// NOT_FOUND/NO_FOLDER unless the directory is there in which `uri` is or would be: what would be tried
// again and again is said at the start.
base::Status want_folder_of(const std::string& uri);

// Small files, all at once: replaced atomically and durably.
base::Status replace_file(const std::string& path, std::string_view bytes);
base::Status remove_file(const std::string& path);  // ok if there is none

}  // namespace slipway::storage
