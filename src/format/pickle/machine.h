// The inert pickle machine: the opcodes of protocols 0 to 5, read as data. GLOBAL makes a symbol
// that is text, REDUCE and NEWOBJ make a record of the call that Python would have made, BUILD adds
// a state to it. Nothing is imported, resolved or called, whatever the file says.
//
//   SLIPWAY_ASSIGN(const Document document, read_pickle_file(folder, file));
//   const Ref forest = document.root;                // record.h and numpy.h read it
//
// On the way four kinds of call become plain data: numpy arrays and scalars (kArray), bytes and
// bytearrays written as text (kBytes), sets (kSet), and the arrays of joblib, whose bytes lie in
// the stream or in side files. Array bytes are not copied where the file holds them as they are.
//
// Refused by name: INST, OBJ, POP, POP_MARK, DUP, EXT1/2/4, PERSID, BINPERSID, NEXT_BUFFER and
// READONLY_BUFFER, which no model file uses and attacks do.
// Errors name the offset in the decompressed file and the opcode:
//   INVALID_ARGUMENT/BAD_PICKLE       a broken program: empty stack, wrong operand, undefined memo
//   id INVALID_ARGUMENT/UNKNOWN_OPCODE   a byte that is no opcode INVALID_ARGUMENT/TRUNCATED the
//   stream ends too early INVALID_ARGUMENT/TRAILING_BYTES   bytes after STOP: a second stream hides
//   there INVALID_ARGUMENT/BAD_FRAME        an opcode straddles a FRAME, or a FRAME lies in another
//   INVALID_ARGUMENT/BAD_TEXT         a string that is not UTF-8
//   INVALID_ARGUMENT/BAD_ARRAY        an array whose bytes and shape disagree
//   UNIMPLEMENTED/REFUSED_OPCODE, UNKNOWN_PROTOCOL
//   RESOURCE_EXHAUSTED/LIMIT_{BYTES,OPCODES,OBJECTS,REFERENCES,STACK,MEMO,NESTING,INTEGER,STRING}
// Any thread; a Document is immutable once returned.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/status.h"
#include "format/pickle/object.h"

namespace slipway::format::pickle {

struct MachineLimits {
  std::uint64_t bytes_max = base::kModelBytesMax;
  std::uint64_t opcodes_max = 1'000'000'000;
  // What a stream may make: so many, one more for each bytes_an_object of it, and for each text one for
  // two bytes, up to objects_a_text: a word pays for itself and its number. A list, tuple, dict or
  // set counts as 3 objects, a symbol or a call as 5.
  std::uint64_t objects_max = 1'000'000;
  std::uint64_t memo_max = 1'000'000;
  std::uint64_t bytes_an_object = 32;
  std::uint64_t objects_a_text = 2;
  std::uint64_t references_max = 1'000'000;  // of objects to others, and two for each object
  std::uint64_t stack_max = 1'000'000;
  std::uint32_t nesting_max = base::kNestingMax;
  std::uint64_t integer_bytes_max = 512;
  std::uint64_t string_bytes_max = base::kModelBytesMax;
  std::uint64_t ratio_max = base::kDecompressRatioMax;
};

// Reads one whole stream, not compressed. `bytes` lives as long as the Document.
base::Result<Document> read_pickle(std::shared_ptr<const std::string> bytes,
                                   const MachineLimits& limits = {});

// Reads a pickle or joblib file, decompressing it if its magic says so (decompress.h). The arrays
// that joblib <= 0.9 wrote beside it are opened in `folder`, by a plain file name only
// (INVALID_ARGUMENT/BAD_SIDE_FILE otherwise). Errors name the file too.
base::Result<Document> read_pickle_file(const base::Folder& folder, const base::Reader& file,
                                        const MachineLimits& limits = {});

}  // namespace slipway::format::pickle
