#include "serve/json_table.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/base64.h"
#include "codec/text_value.h"
#include "serve/http.h"
#include "serve/json_body.h"

namespace slipway::serve {

using base::Status;

namespace {

namespace dom = simdjson::dom;

bool number_of(dom::element value, double& number) {
  if (value.get_double().get(number) == simdjson::SUCCESS) return true;
  if (bool truth = false; value.get_bool().get(truth) == simdjson::SUCCESS)
    return number = truth ? 1 : 0, true;
  std::string_view text;
  return value.get_string().get(text) == simdjson::SUCCESS && codec::special_number(text, number);
}

bool append_whole(dom::element value, data::Column& column) {
  if (std::int64_t whole = 0; value.get_int64().get(whole) == simdjson::SUCCESS)
    return column.append_int64(whole), true;
  double number = 0;
  std::int64_t whole = 0;
  return number_of(value, number) && codec::whole_number(number, whole) &&
         (column.append_int64(whole), true);
}

bool append_string(dom::element value, data::Column& column) {
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS) return column.append_string(text), true;
  if (!column.type().whole_numbers) return false;
  std::int64_t whole = 0;
  bool truth = false;
  if (value.get_bool().get(truth) == simdjson::SUCCESS)
    whole = truth ? 1 : 0;
  else if (value.get_int64().get(whole) != simdjson::SUCCESS)
    return false;  // also 3.0: whoever turns such into texts has "3.0"
  return column.append_string(std::to_string(whole)), true;
}

// TensorFlow Serving's form of bytes: {"b64": "…"}, and nothing else.
bool is_b64(dom::element value, std::string_view& packed) {
  dom::object object;
  return value.get_object().get(object) == simdjson::SUCCESS && object.size() == 1 &&
         object.at_key("b64").get_string().get(packed) == simdjson::SUCCESS;
}

bool append_value(dom::element value, data::Column& column) {
  if (value.is_null()) return column.append_null(), true;
  double number = 0;
  std::string_view text;
  if (is_b64(value, text)) {
    std::string bytes;
    return column.type().kind == data::Kind::kString && base::decode_base64(text, bytes) &&
           codec::valid_utf8(bytes) && (column.append_string(bytes), true);
  }
  switch (column.type().kind) {
    case data::Kind::kFloat64:
      return number_of(value, number) && (column.append_float64(number), true);
    case data::Kind::kFloat32:
      return number_of(value, number) && (column.append_float32(static_cast<float>(number)), true);
    case data::Kind::kBool:
      return number_of(value, number) && (number == 0 || number == 1) &&
             (column.append_bool(number == 1), true);
    case data::Kind::kInt64:
      return append_whole(value, column);
    case data::Kind::kString:
      return append_string(value, column);
    case data::Kind::kTimestamp:
      break;
  }
  return value.get_string().get(text) == simdjson::SUCCESS && codec::append_text(column, text).ok();
}

// Rows put into a Chunk one value after the other.
class Filler {
 public:
  Filler(data::Chunk& into, data::RowErrors& errors) : into_(into), errors_(errors) {
    into_.clear();
    errors_.clear();
  }

  std::size_t width() const { return into_.width(); }
  const data::Schema& schema() const { return *into_.schema(); }

  // The column of that name, or kMissing. Objects mostly have their keys in the order of the one
  // before, which is looked at first.
  std::size_t column(std::string_view key) {
    if (next_ < order_.size() && order_[next_].first == key) return order_[next_++].second;
    const std::size_t found = schema().index(key);
    order_.resize(next_++);
    order_.emplace_back(key, found);
    return found;
  }

  void value(std::size_t column, dom::element value, std::int64_t row) {
    data::Column& to = into_.column(column);
    if (to.size() > row) return;  // given twice: the first counts
    if (append_value(value, to)) return;
    if (to.size() == row) to.append_null();
    std::string shown = simdjson::minify(value).substr(0, 80);
    while (!codec::valid_utf8(shown)) shown.pop_back();  // not half a character
    const auto type = data::type_name(to.type());
    codec::add_error(
        errors_, row,
        base::invalid_argument("BAD_VALUE", fmt::format("{} is not a {}", shown, type)),
        schema()[column].name, shown);
  }

  // Columns that the row lacks are nulls, and its error.
  void end_row(std::int64_t row) {
    next_ = 0;
    for (std::size_t j = 0; j < width(); ++j) {
      if (into_.column(j).size() > row) continue;
      into_.column(j).append_null();
      const std::string& name = schema()[j].name;
      codec::add_error(errors_, row,
                       base::invalid_argument("MISSING_COLUMN", fmt::format("has no \"{}\"", name)),
                       name, "");
    }
  }

  void bad_row(std::int64_t row, const std::string& why) {
    codec::add_error(errors_, row, base::invalid_argument("BAD_ROW", why), "", "");
    for (std::size_t j = 0; j < width(); ++j)
      if (into_.column(j).size() == row) into_.column(j).append_null();
  }

 private:
  data::Chunk& into_;
  data::RowErrors& errors_;
  std::vector<std::pair<std::string_view, std::size_t>> order_;  // keys as objects have them
  std::size_t next_ = 0;                                         // key of the object, in order_
};

// A row of values in the order of `targets`: of the model's columns, or kMissing.
void list_row(Filler& filler, dom::array values, const std::vector<std::size_t>& targets,
              std::int64_t row) {
  if (values.size() != targets.size())
    return filler.bad_row(row, fmt::format("has {} values, not {}", values.size(), targets.size()));
  std::size_t i = 0;
  for (const dom::element value : values) {
    if (targets[i] != data::Schema::kMissing) filler.value(targets[i], value, row);
    ++i;
  }
  filler.end_row(row);
}

std::vector<std::size_t> in_order(const Filler& filler) {
  std::vector<std::size_t> targets(filler.width());
  for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = i;
  return targets;
}

// {"input": [1, 2]}: all of a row under a name of the caller's.
bool whole_row(const Filler& filler, dom::object object, dom::array& values) {
  if (object.size() != 1) return false;
  const auto only = *object.begin();
  return only.value.get_array().get(values) == simdjson::SUCCESS &&
         filler.schema().index(only.key) == data::Schema::kMissing;
}

void object_row(Filler& filler, dom::object object, const std::vector<std::size_t>& all,
                std::int64_t row) {
  dom::array values;
  if (whole_row(filler, object, values)) return list_row(filler, values, all, row);
  for (const auto member : object) {
    const std::size_t column = filler.column(member.key);
    if (column == data::Schema::kMissing) continue;
    // TensorFlow's examples write a feature as a list of one.
    dom::element value = member.value;
    dom::array list;
    if (value.get_array().get(list) == simdjson::SUCCESS && list.size() == 1) value = list.at(0);
    filler.value(column, value, row);
  }
  filler.end_row(row);
}

void any_row(Filler& filler, dom::element value, const std::vector<std::size_t>& all,
             std::int64_t row) {
  dom::array values;
  dom::object object;
  std::string_view packed;
  if (value.get_array().get(values) == simdjson::SUCCESS) return list_row(filler, values, all, row);
  if (value.get_object().get(object) == simdjson::SUCCESS && !is_b64(value, packed))
    return object_row(filler, object, all, row);
  if (filler.width() != 1) return filler.bad_row(row, "is neither a list nor an object");
  filler.value(0, value, row);
}

void fill_rows(Filler& filler, dom::array rows) {
  const std::vector<std::size_t> all = in_order(filler);
  std::int64_t row = 0;
  for (const dom::element value : rows) any_row(filler, value, all, row++);
}

Status fill_columns(Filler& filler, dom::object columns) {
  std::vector<std::string> missing;
  std::size_t rows = 0;
  bool first = true;
  for (std::size_t j = 0; j < filler.width(); ++j) {
    const std::string& name = filler.schema()[j].name;
    dom::array values;
    if (columns.at_key(name).get_array().get(values) != simdjson::SUCCESS) {
      missing.push_back('"' + name + '"');
      continue;
    }
    if (first) rows = values.size();
    first = false;
    if (values.size() != rows)
      return bad_request(
          fmt::format("column \"{}\" has {} values, others have {}", name, values.size(), rows));
    std::int64_t row = 0;
    for (dom::element value : values) {
      dom::array list;  // [rows, 1]
      if (value.get_array().get(list) == simdjson::SUCCESS && list.size() == 1) value = list.at(0);
      filler.value(j, value, row++);
    }
  }
  if (missing.empty()) return {};
  return base::invalid_argument("MISSING_COLUMN",
                                fmt::format("there is no column {}", fmt::join(missing, ", ")));
}

}  // namespace

struct JsonTable::State {
  JsonBody body;
  dom::object root;
};

JsonTable::JsonTable() : state_(std::make_unique<State>()) {}
JsonTable::~JsonTable() = default;

Status JsonTable::parse(std::string_view body) { return state_->body.parse(body, state_->root); }

bool JsonTable::has(std::string_view member) const {
  return state_->root.at_key(member).error() == simdjson::SUCCESS;
}

std::string JsonTable::text(std::string_view member) const {
  std::string_view text;
  return state_->root.at_key(member).get_string().get(text) == simdjson::SUCCESS ? std::string(text)
                                                                                 : std::string();
}

Status JsonTable::rows(std::string_view member, data::Chunk& into, data::RowErrors& errors) {
  dom::array rows;
  if (state_->root.at_key(member).get_array().get(rows) != simdjson::SUCCESS)
    return bad_request(fmt::format("\"{}\" is no list of rows", member));
  Filler filler(into, errors);
  fill_rows(filler, rows);
  return {};
}

Status JsonTable::columns(std::string_view member, data::Chunk& into, data::RowErrors& errors) {
  dom::object columns;
  if (state_->root.at_key(member).get_object().get(columns) != simdjson::SUCCESS)
    return rows(member, into, errors);
  Filler filler(into, errors);
  dom::array whole;
  if (!whole_row(filler, columns, whole)) return fill_columns(filler, columns);
  fill_rows(filler, whole);
  return {};
}

Status JsonTable::split(std::string_view member, data::Chunk& into, data::RowErrors& errors) {
  dom::object split;
  dom::array names, rows;
  if (state_->root.at_key(member).get_object().get(split) != simdjson::SUCCESS ||
      split.at_key("data").get_array().get(rows) != simdjson::SUCCESS)
    return bad_request(fmt::format("\"{}\" is no object of \"columns\" and \"data\"", member));
  Filler filler(into, errors);
  std::vector<std::size_t> targets;
  if (split.at_key("columns").get_array().get(names) == simdjson::SUCCESS) {
    for (const dom::element name : names) {
      std::string_view text;
      const bool named = name.get_string().get(text) == simdjson::SUCCESS;
      targets.push_back(named ? filler.schema().index(text) : data::Schema::kMissing);
    }
  } else {
    targets = in_order(filler);
  }
  std::int64_t row = 0;
  for (const dom::element values : rows) {
    dom::array list;
    if (values.get_array().get(list) == simdjson::SUCCESS)
      list_row(filler, list, targets, row);
    else
      filler.bad_row(row, "is no list");
    ++row;
  }
  return {};
}

}  // namespace slipway::serve
