#include "format/skops/document.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "codec/zip.h"
#include "format/skops/nodes.h"

namespace slipway::format::skops {
namespace {

constexpr std::int64_t kProtocolMax = 2;
constexpr const char* kSchema = "schema.json";

base::Status read_schema(const std::string& schema, const codec::Zip& zip, Read& read) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(schema).get(root) != simdjson::SUCCESS) return bad_schema("it is no JSON");
  std::int64_t protocol = -1;
  if (root["protocol"].get(protocol) != simdjson::SUCCESS || protocol < 0)
    return bad_schema("it does not say its protocol");
  if (protocol > kProtocolMax)
    return base::unimplemented("UNKNOWN_PROTOCOL", fmt::format("protocol {}, known are 0 to {}",
                                                               protocol, kProtocolMax))
        .remedy("save the model with a version of skops that Slipway knows");
  std::string_view version;
  if (root["_skops_version"].get(version) == simdjson::SUCCESS) read.version = version;
  Nodes nodes(read.document, zip);
  SLIPWAY_ASSIGN(read.document.root, nodes.read(root));
  return {};
}

}  // namespace

base::Result<Read> read_document(std::shared_ptr<const std::string> bytes) {
  SLIPWAY_ASSIGN(const codec::Zip zip, codec::Zip::open(bytes));
  SLIPWAY_ASSIGN(const std::string schema, zip.read(kSchema));
  Read read;
  read.document.bytes = std::move(bytes);
  const base::Status status = read_schema(schema, zip, read);
  if (!status.ok()) return status.place().empty() ? status.at(kSchema) : status;
  return read;
}

}  // namespace slipway::format::skops
