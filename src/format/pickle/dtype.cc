#include "format/pickle/dtype.h"

#include <charconv>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"

namespace slipway::format::pickle {
namespace {

using base::invalid_argument;
using base::Status;

constexpr std::size_t kFieldsMax =
    4096;  // of one dtype with all that it nests: a dtype is parsed per array
constexpr int kNestingMax = 8;

Status wrong(std::string message) { return invalid_argument("WRONG_TYPE", std::move(message)); }

Status parse_record(Ref record, DType& into, std::size_t& fields, int nesting);

// fields: {name: (dtype, offset) or (dtype, offset, title)}, in the order of `names`.
Status parse_fields(const Object& names, Ref fields, DType& into, std::size_t& count, int nesting) {
  for (Ref name : names.items()) {
    Ref field = name->tag == Tag::kString ? find(fields, name->text) : nullptr;
    if (++count > kFieldsMax) return wrong("a dtype of too many fields");
    if (field == nullptr || field->tag != Tag::kTuple || field->items().size() < 2 ||
        field->items()[1]->tag != Tag::kInt) {
      return wrong("a dtype with a field of unknown form");
    }
    auto type = std::make_shared<DType>();
    SLIPWAY_TRY(parse_record(field->items()[0], *type, count, nesting + 1));
    const std::int64_t offset = field->items()[1]->integer;
    if (offset < 0 || type->itemsize > into.itemsize || offset > into.itemsize - type->itemsize) {
      return wrong(fmt::format("the field \"{}\" lies outside of its record", name->text));
    }
    into.fields.push_back({std::string(name->text), offset, std::move(type)});
  }
  return {};
}

// (version, byte order, subdtype, names, fields, item size, alignment, flags[, metadata])
Status parse_state(const Object& state, DType& into, std::size_t& count, int nesting) {
  const std::vector<Ref>& items = state.items();
  if (state.tag != Tag::kTuple || items.size() < 8 || items[0]->tag != Tag::kInt ||
      items[0]->integer < 3 || items[0]->integer > 4 || items[1]->tag != Tag::kString) {
    return wrong("a dtype whose state is of an unknown form");
  }
  into.big_endian = items[1]->text == ">";
  if (items[5]->tag == Tag::kInt && items[5]->integer >= 0) {
    const bool flexible = into.kind == 'V' || into.kind == 'U' || into.kind == 'S';
    if (!flexible && items[5]->integer != into.itemsize) return wrong("a dtype of two sizes");
    into.itemsize = items[5]->integer;
    if (into.kind == 'U' && into.itemsize % 4 != 0)
      return wrong("a str dtype of broken characters");
  }
  const bool structured = items[3]->tag == Tag::kTuple && items[4]->tag == Tag::kDict;
  return structured ? parse_fields(*items[3], items[4], into, count, nesting) : Status();
}

Status parse_record(Ref record, DType& into, std::size_t& count, int nesting) {
  if (record == nullptr || record->tag != Tag::kRecord ||
      !is_symbol(record->call()->symbol, "numpy.dtype")) {
    return wrong(describe(record) + " is no dtype");
  }
  if (nesting > kNestingMax) return wrong("a dtype of too many levels");
  const std::vector<Ref>& args = record->call()->args->items();
  if (args.empty() || args[0]->tag != Tag::kString || !parse_dtype(args[0]->text, into)) {
    return wrong("a dtype of unknown kind");
  }
  if (record->call()->states.size() > 1) return wrong("a dtype of two states");
  return record->call()->states.empty()
             ? Status()
             : parse_state(*record->call()->states[0], into, count, nesting);
}

}  // namespace

bool parse_dtype(std::string_view text, DType& into) {
  into = DType{};
  if (!text.empty() && std::string_view("<>|=").find(text[0]) != std::string_view::npos) {
    into.big_endian = text[0] == '>';
    text.remove_prefix(1);
  }
  if (text.empty()) return false;
  into.kind = text[0];
  text.remove_prefix(1);
  if (into.kind == '?' && text.empty()) {
    into.kind = 'b';
    into.itemsize = 1;
    return true;
  }
  if (into.kind == 'a') into.kind = 'S';  // Python 2's other name
  if (std::string_view("biufcmMOSUV").find(into.kind) == std::string_view::npos) return false;
  if (const std::size_t unit = text.find('['); unit != std::string_view::npos) {
    if (into.kind != 'm' && into.kind != 'M') return false;
    text = text.substr(0, unit);
  }
  std::int64_t size = into.kind == 'O' ? 8 : 0;
  const char* end = text.data() + text.size();
  if (!text.empty()) {
    const auto [stop, error] = std::from_chars(text.data(), end, size);
    if (error != std::errc() || stop != end || size < 0 || size > INT32_MAX) return false;
  }
  const bool flexible = into.kind == 'U' || into.kind == 'S' || into.kind == 'V';
  if (!flexible && (size == 0 || size > 32)) return false;
  into.itemsize = into.kind == 'U' ? size * 4 : size;
  return true;
}

base::Result<DType> as_dtype(Ref value) {
  if (value != nullptr && value->tag == Tag::kArray) return value->array()->dtype;
  DType dtype;
  std::size_t fields = 0;
  SLIPWAY_TRY(parse_record(value, dtype, fields, 0));
  return dtype;
}

}  // namespace slipway::format::pickle
