#include "codec/json_rows.h"

#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "codec/text_value.h"

namespace slipway::codec {
namespace {

namespace ondemand = simdjson::ondemand;
using base::Status;
using Error = simdjson::error_code;

Status bad_json(Error error) {
  return base::invalid_argument("BAD_JSON",
                                fmt::format("is not JSON: {}", simdjson::error_message(error)));
}

Status bad_value(std::string_view raw, const data::Type& type) {
  std::string_view shown = raw.substr(0, 80);
  while (!valid_utf8(shown)) shown.remove_suffix(1);  // not half a character
  return base::invalid_argument("BAD_VALUE",
                                fmt::format("{} is not a {}", shown, data::type_name(type)));
}

std::string_view trimmed(std::string_view raw) {
  while (!raw.empty() && static_cast<unsigned char>(raw.back()) <= ' ') raw.remove_suffix(1);
  return raw;
}

Error append_number(ondemand::value& value, data::Column& column, bool& fits) {
  double number = 0;
  ondemand::json_type type{};
  if (const Error error = value.type().get(type)) return error;
  if (type == ondemand::json_type::boolean) {
    bool truth = false;
    if (const Error error = value.get_bool().get(truth)) return error;
    number = truth ? 1 : 0;
  } else if (type == ondemand::json_type::string) {
    std::string_view text;
    if (const Error error = value.get_string().get(text)) return error;
    fits = special_number(text, number);
  } else if (type == ondemand::json_type::number) {
    const std::string_view raw = trimmed(value.raw_json_token());
    if (const Error error = value.get_double().get(number)) {
      if (error != simdjson::NUMBER_ERROR) return error;
      fits = parse_number(raw, number) && std::isinf(number);  // above the range of float64
    }
  } else {
    fits = false;
  }
  if (!fits) return simdjson::SUCCESS;
  column.type().kind == data::Kind::kFloat64 ? column.append_float64(number)
                                             : column.append_float32(static_cast<float>(number));
  return simdjson::SUCCESS;
}

// Not 3.0: whoever turns such into texts has "3.0".
void append_digits(ondemand::value& value, data::Column& column, bool& fits) {
  std::int64_t whole = 0;
  bool truth = false;
  if (value.get_bool().get(truth) == simdjson::SUCCESS)
    whole = truth ? 1 : 0;
  else
    fits = value.get_int64().get(whole) == simdjson::SUCCESS;
  if (fits) column.append_string(std::to_string(whole));
}

Error append_text_value(ondemand::value& value, data::Column& column, bool& fits) {
  ondemand::json_type type{};
  if (const Error error = value.type().get(type)) return error;
  if (column.type().whole_numbers && type != ondemand::json_type::string)
    return append_digits(value, column, fits), simdjson::SUCCESS;
  fits = type == ondemand::json_type::string;
  if (!fits) return simdjson::SUCCESS;
  std::string_view text;
  if (const Error error = value.get_string().get(text)) return error;
  if (column.type().kind == data::Kind::kString) {
    column.append_string(text);
    return simdjson::SUCCESS;
  }
  std::int64_t time = 0;
  fits = parse_timestamp(text, time);
  if (fits) column.append_int64(time);
  return simdjson::SUCCESS;
}

bool at_end(ondemand::document& document) {
  const char* location = nullptr;
  return document.current_location().get(location) == simdjson::OUT_OF_BOUNDS;
}

// A kept column: a text as it is, everything else as its JSON.
Error append_kept(ondemand::value& value, data::Column& column) {
  ondemand::json_type type{};
  if (const Error error = value.type().get(type)) return error;
  std::string_view text;
  if (type == ondemand::json_type::string) {
    if (const Error error = value.get_string().get(text)) return error;
  } else if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (const Error error = value.get_object().get(object)) return error;
    if (const Error error = object.raw_json().get(text)) return error;
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (const Error error = value.get_array().get(array)) return error;
    if (const Error error = array.raw_json().get(text)) return error;
  } else {
    text = trimmed(value.raw_json_token());
  }
  column.append_string(text);
  return simdjson::SUCCESS;
}

Error append_typed(ondemand::value& value, data::Column& column, bool& fits) {
  switch (column.type().kind) {
    case data::Kind::kFloat64:
    case data::Kind::kFloat32:
      return append_number(value, column, fits);
    case data::Kind::kString:
    case data::Kind::kTimestamp:
      return append_text_value(value, column, fits);
    case data::Kind::kBool: {
      bool truth = false;
      fits = value.get_bool().get(truth) == simdjson::SUCCESS;
      if (fits) column.append_bool(truth);
      return simdjson::SUCCESS;
    }
    case data::Kind::kInt64: {
      std::int64_t number = 0;
      const std::string_view raw = trimmed(value.raw_json_token());
      double real = 0;  // read as such only to see that it is a number of JSON
      fits = value.get_double().get(real) == simdjson::SUCCESS && parse_integer(raw, number);
      if (fits) column.append_int64(number);
      return simdjson::SUCCESS;
    }
  }
  return simdjson::SUCCESS;
}

}  // namespace

const base::Fields kJsonFields = {
    {"missing", base::FieldType::kText, "error", "a key that a row lacks: error, or null"},
};

struct JsonRows::State {
  ondemand::parser parser;
  data::SchemaPtr schema;
  std::size_t wanted = 0;
  bool missing_is_null = false;
  std::unordered_map<std::string_view, std::vector<std::size_t>> columns_of;  // views into schema
  using Feeds = decltype(columns_of)::value_type;
  // By key of the last object, in its order, which the next one's likely is.
  std::vector<const Feeds*> order;
  std::size_t next = 0;  // key of this object, in `order`
  std::string padded;    // a copy with room behind it
  std::int64_t row = 0;

  // The columns that a key feeds, or null.
  const Feeds* columns(std::string_view key) {
    if (next < order.size() && order[next]->first == key) return order[next++];
    const auto it = columns_of.find(key);
    if (it == columns_of.end()) return nullptr;
    if (next == columns_of.size()) return &*it;  // one is given twice
    order.resize(next++);
    return order.emplace_back(&*it);
  }

  // Fills one row. A value that does not fit is that row's error; a failure is the whole object's.
  Error fill(ondemand::object object, data::Chunk& into, data::RowErrors& errors) {
    next = 0;
    for (auto field : object) {
      std::string_view key;
      if (const Error error = field.unescaped_key().get(key)) return error;
      ondemand::value value;
      if (const Error error = field.value().get(value)) return error;
      const Feeds* feeds = columns(key);
      if (feeds == nullptr) continue;
      for (const std::size_t column : feeds->second)
        if (const Error error = fill_value(value, column, into, errors)) return error;
    }
    return simdjson::SUCCESS;
  }

  Error fill_value(ondemand::value& value, std::size_t at, data::Chunk& into,
                   data::RowErrors& errors) {
    data::Column& column = into.column(at);
    if (column.size() > row) {  // given twice, or kept beside being wanted and already read
      add_error(errors, row, base::invalid_argument("DUPLICATE_KEY", "is given twice"),
                (*schema)[at].name, "");
      return simdjson::SUCCESS;
    }
    bool null = false;
    if (const Error error = value.is_null().get(null)) return error;
    if (null) return column.append_null(), simdjson::SUCCESS;
    if (at >= wanted) return append_kept(value, column);
    bool fits = true;
    const std::string_view raw = trimmed(value.raw_json_token());
    if (const Error error = append_typed(value, column, fits)) return error;
    if (fits) return simdjson::SUCCESS;
    column.append_null();
    add_error(errors, row, bad_value(raw, column.type()), (*schema)[at].name, raw);
    return simdjson::SUCCESS;
  }

  // Every column gets its row, whatever happened.
  void close_row(data::Chunk& into, data::RowErrors& errors, const Status& failed) {
    if (!failed.ok()) {
      if (!errors.empty() && errors.back().row == row) errors.pop_back();
      add_error(errors, row, failed, "", "");
    }
    for (std::size_t i = 0; i < into.width(); ++i) {
      if (into.column(i).size() > row) continue;
      into.column(i).append_null();
      if (failed.ok() && !missing_is_null)
        add_error(errors, row,
                  base::invalid_argument("MISSING_COLUMN",
                                         fmt::format("has no \"{}\"", (*schema)[i].name)),
                  (*schema)[i].name, "");
    }
    ++row;
  }

  simdjson::padded_string_view view_of(std::string_view text, bool already_padded) {
    if (already_padded)
      return simdjson::padded_string_view(text.data(), text.size(),
                                          text.size() + simdjson::SIMDJSON_PADDING);
    padded.assign(text);
    padded.resize(text.size() + simdjson::SIMDJSON_PADDING);
    return simdjson::padded_string_view(padded.data(), text.size(), padded.size());
  }

  Status append_array(ondemand::array array, data::Chunk& into, data::RowErrors& errors) {
    for (auto element : array) {
      ondemand::value value;
      if (const Error error = element.get(value)) return bad_json(error);
      ondemand::object object;
      if (const Error error = value.get_object().get(object)) {
        if (error != simdjson::INCORRECT_TYPE) return bad_json(error);
        close_row(into, errors, base::invalid_argument("BAD_ROW", "is not an object"));
        continue;
      }
      if (const Error error = fill(object, into, errors)) return bad_json(error);
      close_row(into, errors, {});
    }
    return {};
  }

  // The rows of an object whose member "rows" is an array; whatever else it holds is passed over.
  Status append_rows_of(ondemand::object& object, bool& found, data::Chunk& into,
                        data::RowErrors& errors) {
    for (auto field : object) {
      std::string_view key;
      if (const Error error = field.unescaped_key().get(key)) return bad_json(error);
      if (found || key != "rows") continue;
      ondemand::array array;
      found = field.value().get_array().get(array) == simdjson::SUCCESS;
      if (found) SLIPWAY_TRY(append_array(array, into, errors));
    }
    return {};
  }
};

JsonRows::JsonRows(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonRows::~JsonRows() = default;
const data::SchemaPtr& JsonRows::schema() const { return state_->schema; }

base::Result<std::unique_ptr<JsonRows>> JsonRows::make(const DecodeOptions& options) {
  SLIPWAY_ASSIGN(const base::Settings settings,
                 base::read_fields(kJsonFields, options.settings, "codec json"));
  auto state = std::make_unique<State>();
  state->missing_is_null = settings.text("missing") == "null";
  std::vector<data::Field> fields = options.wanted;
  for (const std::string& name : options.keep) {
    if (name == "*")
      return base::invalid_argument("KEEP_ALL", "JSON has no list of columns: name those to keep");
    fields.push_back({name, {data::Kind::kString, {}}, {}});
  }
  state->wanted = options.wanted.size();
  state->schema = std::make_shared<const data::Schema>(std::move(fields));
  for (std::size_t i = 0; i < state->schema->size(); ++i)
    state->columns_of[(*state->schema)[i].name].push_back(i);
  return std::unique_ptr<JsonRows>(new JsonRows(std::move(state)));
}

void JsonRows::append(std::string_view object, bool padded, data::Chunk& into,
                      data::RowErrors& errors) {
  State& s = *state_;
  s.row = into.rows();
  ondemand::document document;
  ondemand::object root;
  Error error = s.parser.iterate(s.view_of(object, padded)).get(document);
  if (!error) error = document.get_object().get(root);
  if (error == simdjson::INCORRECT_TYPE)
    return s.close_row(into, errors, base::invalid_argument("BAD_ROW", "is not an object"));
  if (!error) error = s.fill(root, into, errors);
  if (!error && !at_end(document)) error = simdjson::TRAILING_CONTENT;
  s.close_row(into, errors, error ? bad_json(error) : Status());
}

base::Status JsonRows::append_document(std::string_view text, data::Chunk& into,
                                       data::RowErrors& errors) {
  State& s = *state_;
  s.row = into.rows();
  ondemand::document document;
  if (const Error error = s.parser.iterate(s.view_of(text, false)).get(document))
    return bad_json(error);
  ondemand::json_type type{};
  if (const Error error = document.type().get(type)) return bad_json(error);
  if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (const Error error = document.get_array().get(array)) return bad_json(error);
    SLIPWAY_TRY(s.append_array(array, into, errors));
  } else if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (const Error error = document.get_object().get(object)) return bad_json(error);
    bool found = false;
    if (!s.columns_of.contains("rows")) SLIPWAY_TRY(s.append_rows_of(object, found, into, errors));
    if (found) return at_end(document) ? Status() : bad_json(simdjson::TRAILING_CONTENT);
    if (const Error error = object.reset().error()) return bad_json(error);
    const Error error = s.fill(object, into, errors);
    if (error) return bad_json(error);
    s.close_row(into, errors, {});
  } else {
    return base::invalid_argument("BAD_JSON", "is neither an object nor an array of objects");
  }
  return at_end(document) ? Status() : bad_json(simdjson::TRAILING_CONTENT);
}

}  // namespace slipway::codec
