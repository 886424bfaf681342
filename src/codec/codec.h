// Codec: bytes to Chunks and back. Members are codec_<name>.cc; what needs Arrow C++ is in the
// module codec/arrow.
//
//   SLIPWAY_ASSIGN(const Codec* csv, codecs().find("csv"));
//   SLIPWAY_ASSIGN(auto decoder,
//                  csv->decoder(std::move(stream), {.wanted = {{"age", {kFloat64}}}, .keep = {"id"}}));
//   data::Chunk chunk(decoder->schema());
//   data::RowErrors errors;
//   while (…) { SLIPWAY_ASSIGN(bool more, decoder->next(chunk, errors)); if (!more) break; … }
//
// Types come from `wanted`, never from the data. A value that can't be read as its column's type
// makes its row an error, not the file; a file that is broken beyond one row is a Status that names
// the place.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/fields.h"
#include "base/kinds.h"
#include "base/status.h"
#include "data/chunk.h"
#include "data/row_error.h"

namespace slipway::codec {

struct DecodeOptions {
  std::vector<data::Field> wanted;  // what the model binds to, in its order
  bool by_position = false;         // the i-th column is wanted[i]; names in the data are ignored
  std::vector<std::string> keep;    // further columns to pass through; "*": all others
  base::Value settings;             // the codec's own fields(): separator, NA spellings, …
  std::int64_t skip_rows = 0;       // go on behind this many rows (resume)
  std::int64_t chunk_rows_max = base::kChunkRowsMax;
};

// One stream, front to back; one thread. Memory is bounded by a Chunk and a record.
class Decoder {
 public:
  virtual ~Decoder();

  // wanted fields, then the kept ones (of text formats: kString as written; of typed ones: their
  // type).
  virtual const data::SchemaPtr& schema() const = 0;

  // Fills `into` (of schema(), cleared first) with the next rows; returns false at the end, with no
  // rows. Bad rows are there too, as nulls, and named in `errors` (cleared first): so rows count
  // on.
  virtual base::Result<bool> next(data::Chunk& into, data::RowErrors& errors) = 0;
};

// Payloads in memory to rows, again and again; one thread, buffers are reused. Of a queue, each
// payload is one row; of a request, the one payload is a document of many rows.
class PayloadDecoder {
 public:
  virtual ~PayloadDecoder();
  virtual const data::SchemaPtr& schema() const = 0;  // as of Decoder

  // One row a payload: row i of `into` (of schema(), cleared first) is payloads[i], a bad one as
  // nulls and named in `errors` (cleared first).
  virtual base::Status decode_rows(std::span<const std::string_view> payloads, data::Chunk& into,
                                   data::RowErrors& errors) = 0;

  // All rows of one document. A failure means that it is not a document at all.
  virtual base::Status decode_document(std::string_view document, data::Chunk& into,
                                       data::RowErrors& errors) = 0;
};

// Chunks to one output, front to back; one thread.
class Encoder {
 public:
  virtual ~Encoder();
  // Rows of the schema it was made for. Rows named in `skip` (sorted by row) are left out.
  virtual base::Status write(const data::ChunkView& rows, const data::RowErrors& skip) = 0;
  virtual base::Status finish() = 0;  // footers; the Writer is then to be committed
};

class Codec {
 public:
  static constexpr const char* kKind = "codec";
  virtual ~Codec();

  virtual const char* about() const = 0;                    // one line
  virtual const base::Fields& fields() const = 0;           // settings
  virtual std::vector<std::string> extensions() const = 0;  // ".csv", ".tsv"

  // Fails if a wanted column is missing: INVALID_ARGUMENT/MISSING_COLUMN, naming all of them and,
  // of each, the nearest column there is.
  virtual base::Result<std::unique_ptr<Decoder>> decoder(std::unique_ptr<base::Stream> stream,
                                                         const DecodeOptions& options) const = 0;

  // Whether what an encoder has written may be cut off behind any row and gone on with, by an encoder
  // of these settings: without another header.
  virtual bool appendable() const { return false; }
  virtual base::Value settings_behind_rows(const base::Value& settings) const { return settings; }

  // Codecs whose files are read in another order than they were written (Parquet) want a Reader
  // instead; decoder() of a stream is UNIMPLEMENTED/NEEDS_FILE then.
  virtual bool needs_reader() const { return false; }
  virtual base::Result<std::unique_ptr<Decoder>> reader_decoder(
      std::shared_ptr<const base::Reader> reader, const DecodeOptions& options) const;

  // For payloads in memory. UNIMPLEMENTED/NO_PAYLOADS of codecs that only know files.
  virtual base::Result<std::unique_ptr<PayloadDecoder>> payload_decoder(
      const DecodeOptions& options) const;

  // `writer` outlives the encoder. Vector columns become one column per element where the format
  // has no vectors, named <field>_<labels[i]> (or _<i>).
  virtual base::Result<std::unique_ptr<Encoder>> encoder(base::Writer& writer,
                                                         data::SchemaPtr schema,
                                                         const base::Value& settings) const = 0;
};

base::Kinds<Codec>& codecs();

// What can be said of the codecs without opening a module.
struct CodecName {
  std::string name, about;
  std::vector<std::string> extensions;
};
std::vector<CodecName> codec_names();

// The codec of a file name, by its extension, ignoring those of compression: "a.csv.gz" is csv.
base::Result<const Codec*> codec_of(std::string_view file_name);

}  // namespace slipway::codec
