// Bytes at rest, whatever holds them: Reader, Writer, Folder. Implemented by storage/ (files, later
// object stores) and here for memory; read by format/ and codec/, which never see a path or a
// socket.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace slipway::base {

// A finite run of bytes with random access. const methods: any thread.
class Reader {
 public:
  virtual ~Reader();
  virtual std::uint64_t size() const = 0;
  // Reads up to `count` bytes at `offset` into `into` (replaced); fewer only at the end.
  virtual Status read(std::uint64_t offset, std::uint64_t count, std::string& into) const = 0;
  // What a person calls it: a path or URI. Used in errors.
  virtual const std::string& name() const = 0;
};

// A run of bytes read once, front to back: a file, a pipe, a decompressor. One thread.
class Stream {
 public:
  virtual ~Stream();
  // Appends between 1 and `count` bytes to `into`; returns how many, 0 at the end.
  virtual Result<std::uint64_t> read(std::uint64_t count, std::string& into) = 0;
  virtual const std::string& name() const = 0;
};

// Bytes that become visible all at once: complete or absent. One thread.
//   open ─write…─▶ commit ─▶ visible          destroyed without commit ─▶ nothing
class Writer {
 public:
  virtual ~Writer();
  virtual Status write(std::string_view bytes) = 0;
  // ENSURES: durable and visible under its final name. Call once.
  virtual Status commit() = 0;
};

// Files under one root, by relative name; a single file is a Folder with one member. Any thread.
class Folder {
 public:
  virtual ~Folder();
  virtual Result<std::vector<std::string>> list() const = 0;  // sorted relative names
  virtual Result<std::unique_ptr<Reader>> open(std::string_view name) const = 0;  // NOT_FOUND
};

// Bytes in memory, owned.
std::unique_ptr<Reader> memory_reader(std::string bytes, std::string name = "memory");
std::unique_ptr<Stream> memory_stream(std::string bytes, std::string name = "memory");

// The whole of `reader`, refused with RESOURCE_EXHAUSTED/TOO_LARGE above `bytes_max`.
Result<std::string> read_all(const Reader& reader, std::uint64_t bytes_max);

}  // namespace slipway::base
