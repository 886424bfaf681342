// rooms: format base data model
// Any bytes as a pickle, and what is found in it read by every getter: nothing runs, crashes or
// hangs.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "format/pickle/machine.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"

namespace {

using namespace slipway::format::pickle;

// A result kept from the optimizer.
volatile std::size_t sink = 0;

void read_all_ways(Ref object) {
  sink = describe(object).size() + record_class(object).size() + record_args(object).size();
  sink = attributes(object).ok() + (attribute(object, "a") != nullptr) + dict_pairs(object).size();
  sink = as_strings(object).ok() + as_bools(object).ok() + as_refs(object).ok();
  sink = as_matrix(object).ok() + as_doubles(object).ok() + as_int64s(object).ok();
  sink = as_double(object).ok() + as_string(object).ok() + as_dtype(object).ok() +
         shape_of(object).ok();
  for (const std::string& name : field_names(object)) {
    sink = field_doubles(object, name).ok() + field_int64s(object, name).ok();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::make_shared<const std::string>(reinterpret_cast<const char*>(data), size);
  const auto document = read_pickle(bytes, {.opcodes_max = 100'000, .objects_max = 100'000});
  if (!document.ok()) {
    if (document.status().message().empty() || *document.status().reason() == 0) __builtin_trap();
    return 0;
  }
  std::size_t left = 1000;  // a getter may walk what its object holds
  for (const Object& object : document->arena) {
    if (left-- == 0) break;
    read_all_ways(&object);
  }
  return 0;
}
