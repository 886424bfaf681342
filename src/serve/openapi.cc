#include "serve/openapi.h"

#include <initializer_list>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "codec/json_text.h"
#include "serve/http.h"
#include "serve/media_types.h"

namespace slipway::serve {
namespace {

using Json = rapidjson::Value;

// What is the same for all models. The rest is put into it: names, columns, outputs, examples, types of bodies.
constexpr const char* kFrame = R"json({
  "openapi": "3.1.0",
  "info": {"title": "", "version": "", "description": ""},
  "servers": [{"url": ""}],
  "paths": {
    "/": {"get": {
      "operationId": "describe",
      "summary": "What the model is, wants, gives and promises",
      "responses": {
        "200": {"description": "The model", "content": {"application/json": {"schema": {
          "type": "object", "required": ["name", "digest", "inputs", "outputs"]}}}},
        "401": {"$ref": "#/components/responses/Error"},
        "403": {"$ref": "#/components/responses/Error"},
        "404": {"$ref": "#/components/responses/Error"},
        "405": {"$ref": "#/components/responses/Error"}
      }
    }},
    "/score": {"post": {
      "operationId": "score",
      "summary": "Rows in, predictions out",
      "description": "The answer has the type of Accept, or else that of the body. With stream=true rows are answered as they come: the body may have any length.",
      "parameters": [
        {"name": "outputs", "in": "query", "description": "What is to be computed; left out, the usual outputs",
         "style": "form", "explode": false,
         "schema": {"type": "array", "uniqueItems": true, "items": {"type": "string", "enum": []}}},
        {"name": "stream", "in": "query", "schema": {"type": "boolean", "default": false},
         "description": "Answer rows as they come. In JSON Lines a row that can't be scored is answered in its place by {\"error\": RowError}; the last line is {\"end\": {\"rows\", \"errors\"}}, or {\"error\": Error} where no more can be answered"},
        {"name": "X-Request-Timeout", "in": "header", "schema": {"type": "string", "pattern": "^[1-9][0-9]{0,5}(ms|s)$"},
         "description": "A deadline: what is too late is not begun. Of a stream, for each part of it", "example": "200ms"},
        {"name": "X-Request-Priority", "in": "header", "schema": {"enum": ["high", "normal", "low"], "default": "normal"},
         "description": "Who goes first where requests wait; what is low leaves half of every limit to others"}
      ],
      "requestBody": {"required": true, "content": {}},
      "responses": {
        "200": {
          "description": "A prediction for each row, in their order. Of a row that can't be scored it is null (in tables: a row of nulls)",
          "headers": {
            "X-Slipway-Model": {"description": "The version that answered; of an answer in JSON it stands in the body", "schema": {"type": "string"}},
            "X-Slipway-Errors": {"description": "How many rows of a table could not be scored; absent if all were", "schema": {"type": "integer", "minimum": 1}}
          },
          "content": {}
        },
        "400": {"description": "The body can't be read, or none of its rows could be scored", "content": {"application/json": {"schema": {
          "anyOf": [{"$ref": "#/components/schemas/Answer"}, {"$ref": "#/components/schemas/Error"}]}}}},
        "401": {"$ref": "#/components/responses/Error"},
        "403": {"$ref": "#/components/responses/Error"},
        "404": {"$ref": "#/components/responses/Error"},
        "405": {"$ref": "#/components/responses/Error"},
        "413": {"$ref": "#/components/responses/Error"},
        "415": {"$ref": "#/components/responses/Error"},
        "429": {"$ref": "#/components/responses/Error"},
        "503": {"$ref": "#/components/responses/Error"},
        "504": {"$ref": "#/components/responses/Error"}
      }
    }}
  },
  "components": {
    "responses": {
      "Error": {"description": "Why there is no answer", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    },
    "schemas": {
      "Row": {},
      "Rows": {
        "description": "One row, a list of rows, or an object that has one as its member \"rows\"",
        "anyOf": [
          {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}}},
          {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
          {"$ref": "#/components/schemas/Row"}
        ]
      },
      "Prediction": {},
      "Answer": {
        "type": "object",
        "required": ["model", "version", "predictions"],
        "properties": {
          "model": {"type": "string"},
          "version": {"type": "string", "description": "The beginning of the model file's SHA-256"},
          "predictions": {"type": "array", "items": {"anyOf": [{"$ref": "#/components/schemas/Prediction"}, {"type": "null"}]}},
          "errors": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/RowError"}}
        },
        "additionalProperties": false
      },
      "RowError": {
        "type": "object",
        "required": ["row", "reason", "message"],
        "properties": {
          "row": {"type": "integer", "minimum": 0, "description": "Counted from 0"},
          "reason": {"type": "string", "description": "Stable: for programs"},
          "message": {"type": "string"},
          "column": {"type": "string"},
          "value": {"type": "string", "description": "As it was sent, perhaps cut"}
        },
        "additionalProperties": false
      },
      "Error": {
        "type": "object",
        "required": ["error"],
        "properties": {"error": {
          "type": "object",
          "required": ["code", "reason", "message"],
          "properties": {
            "code": {"type": "string", "description": "A canonical code", "examples": ["INVALID_ARGUMENT"]},
            "reason": {"type": "string", "description": "Stable: for programs", "examples": ["MISSING_COLUMN"]},
            "message": {"type": "string"},
            "place": {"type": "string"},
            "remedy": {"type": "string"}
          },
          "additionalProperties": false
        }},
        "additionalProperties": false
      },
      "Number": {
        "description": "true and false are 1 and 0; the texts stand for what JSON has no numbers for",
        "anyOf": [{"type": ["number", "boolean"]}, {"enum": ["Infinity", "-Infinity"]}]
      },
      "NumberOrMissing": {
        "description": "null and NaN are a missing value; true and false are 1 and 0; the texts stand for what JSON has no numbers for",
        "anyOf": [{"type": ["number", "boolean", "null"]}, {"enum": ["NaN", "Infinity", "-Infinity"]}]
      }
    }
  }
})json";

class Document {
 public:
  Document(const ServedModel& model, std::string_view at) : model_(model) {
    document_.Parse(kFrame);
    set("/info/title", text(model.name));
    set("/info/version", text(model.version));
    set("/info/description",
        text(fmt::format("Scores rows by the model {}{}{}.", model.name,
                         model.platform.empty() ? "" : ", made with ", model.platform)));
    set("/servers/0/url", text(at));
    set("/components/schemas/Row", row());
    set("/components/schemas/Prediction", prediction());
    Json& outputs =
        *rapidjson::Pointer("/paths/~1score/post/parameters/0/schema/items/enum").Get(document_);
    for (const data::Field& field : model.all.schema->fields()) push(outputs, text(field.name));
    for (const TableType& type : table_types()) body(type);
  }

  std::string str() const {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    document_.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
  }

 private:
  void set(const char* pointer, Json value) { rapidjson::Pointer(pointer).Set(document_, value); }
  Json text(std::string_view text) {
    const std::string shown = printable(text);
    return Json(shown.data(), static_cast<rapidjson::SizeType>(shown.size()), memory());
  }
  rapidjson::Document::AllocatorType& memory() { return document_.GetAllocator(); }
  void push(Json& list, Json value) { list.PushBack(value, memory()); }
  void add(Json& object, std::string_view name, Json value) {
    object.AddMember(text(name), value, memory());
  }
  Json types(std::initializer_list<const char*> names) {
    Json list(rapidjson::kArrayType);
    for (const char* name : names) push(list, text(name));
    return list;
  }
  Json reference(std::string_view schema) {
    Json out(rapidjson::kObjectType);
    add(out, "$ref", text(fmt::format("#/components/schemas/{}", schema)));
    return out;
  }
  Json parsed(const std::string& json) {
    rapidjson::Document read(&memory());
    read.Parse(json.data(), json.size());
    return Json(read, memory());
  }

  // Of a Chunk's row, as JSON has it.
  Json row_of(const data::Chunk& rows, std::int64_t row) {
    std::string json;
    codec::JsonRowWriter(*rows.schema()).append(json, rows.view(), row);
    return parsed(json);
  }

  Json row() {
    Json properties(rapidjson::kObjectType), required(rapidjson::kArrayType);
    const std::vector<data::Field>& fields = model_.columns->fields();
    for (std::size_t j = 0; j < fields.size(); ++j) {
      add(properties, fields[j].name,
          column(fields[j].type, j < model_.known.size() ? model_.known[j] : ServedColumn()));
      push(required, text(fields[j].name));
    }
    Json out(rapidjson::kObjectType);
    add(out, "type", text("object"));
    add(out, "required", std::move(required));
    add(out, "properties", std::move(properties));
    if (model_.examples.rows() == 0) return out;
    Json examples(rapidjson::kArrayType);
    push(examples, row_of(model_.examples, 0));
    add(out, "examples", std::move(examples));
    return out;
  }

  Json column(const data::Type& type, const ServedColumn& known) {
    const bool missing = known.takes_missing;
    Json out(rapidjson::kObjectType);
    const auto plain = [&](const char* name) {
      add(out, "type", missing ? types({name, "null"}) : text(name));
    };
    switch (type.kind) {
      case data::Kind::kFloat32:
      case data::Kind::kFloat64:
        return reference(missing ? "NumberOrMissing" : "Number");
      case data::Kind::kInt64:
        plain("integer");
        add(out, "format", text("int64"));
        break;
      case data::Kind::kBool:
        plain("boolean");
        break;
      case data::Kind::kTimestamp:
        plain("string");
        add(out, "format", text("date-time"));
        break;
      case data::Kind::kString:
        if (!type.whole_numbers)
          plain("string");
        else if (missing)
          add(out, "type", types({"string", "integer", "boolean", "null"}));
        else
          add(out, "type", types({"string", "integer", "boolean"}));
        categories(out, known);
        break;
    }
    return out;
  }

  void categories(Json& out, const ServedColumn& known) {
    if (known.categories.empty()) return;
    Json list(rapidjson::kArrayType);
    for (const std::string& category : known.categories) push(list, text(category));
    if (known.closed && known.takes_missing) push(list, Json());
    add(out, known.closed ? "enum" : "examples", std::move(list));
    if (!known.closed) add(out, "description", text("Others than these are taken as unknown"));
  }

  Json prediction() {
    Json properties(rapidjson::kObjectType);
    for (const data::Field& field : model_.all.schema->fields())
      add(properties, field.name, output(field));
    Json out(rapidjson::kObjectType);
    add(out, "type", text("object"));
    add(out, "description", text("The outputs that were asked for"));
    add(out, "minProperties", Json(1));
    add(out, "properties", std::move(properties));
    add(out, "additionalProperties", Json(false));
    return out;
  }

  Json output(const data::Field& field) {
    const std::int64_t width = field.type.width();
    if (width == 1) return element(field);
    Json out(rapidjson::kObjectType);
    add(out, "type", text("array"));
    if (!field.labels.empty())
      add(out, "description", text(fmt::format("Of {}", fmt::join(field.labels, ", "))));
    add(out, "minItems", Json(width));
    add(out, "maxItems", Json(width));
    add(out, "items", element(field));
    return out;
  }

  Json element(const data::Field& field) {
    Json out(rapidjson::kObjectType);
    switch (field.type.kind) {
      case data::Kind::kFloat32:
      case data::Kind::kFloat64:
        add(out, "type", types({"number", "null"}));
        break;
      case data::Kind::kInt64:
        add(out, "type", types({"integer", "null"}));
        break;
      case data::Kind::kBool:
        add(out, "type", types({"boolean", "null"}));
        break;
      case data::Kind::kTimestamp:
      case data::Kind::kString:
        add(out, "type", types({"string", "null"}));
        labels(out, field.name);
        break;
    }
    return out;
  }

  // The texts that an output can be, where they are told.
  void labels(Json& out, std::string_view output) {
    if (model_.answers.schema() == nullptr) return;
    const std::size_t at = model_.answers.schema()->index(output);
    if (at == data::Schema::kMissing) return;
    const auto& dictionary = model_.answers.column(at).dictionary();
    if (dictionary == nullptr) return;
    Json list(rapidjson::kArrayType);
    const data::ColumnView texts = dictionary->view();
    for (std::int64_t i = 0; i < texts.length; ++i) push(list, text(texts.string(i)));
    push(list, Json());
    add(out, "enum", std::move(list));
  }

  // One type of body, both ways.
  void body(const TableType& type) {
    const bool json = std::string_view(type.codec) == "json";
    Json in(rapidjson::kObjectType), out(rapidjson::kObjectType);
    if (json) {
      add(in, "schema", reference("Rows"));
      add(out, "schema", reference("Answer"));
    } else if (is_text(type)) {
      for (Json* one : {&in, &out}) {
        Json schema(rapidjson::kObjectType);
        add(schema, "type", text("string"));
        add(*one, "schema", std::move(schema));
      }
    }
    if (model_.examples.rows() > 0) {
      if (json) {
        Json rows(rapidjson::kArrayType);
        for (std::int64_t i = 0; i < model_.examples.rows(); ++i)
          push(rows, row_of(model_.examples, i));
        Json example(rapidjson::kObjectType);
        add(example, "rows", std::move(rows));
        add(in, "example", std::move(example));
      } else if (is_text(type)) {
        example(in, type, model_.examples);
        example(out, type, model_.answers);
      }
    }
    member("/paths/~1score/post/requestBody/content", type.media, std::move(in));
    member("/paths/~1score/post/responses/200/content", type.media, std::move(out));
  }

  static bool is_text(const TableType& type) {
    const std::string_view codec = type.codec;
    return codec == "csv" || codec == "tsv" || codec == "jsonl";
  }

  void example(Json& of, const TableType& type, const data::Chunk& rows) {
    std::string body;
    if (encode_answer(type, rows, {}, body).ok()) add(of, "example", text(body));
  }

  void member(const char* object, std::string_view name, Json value) {
    add(*rapidjson::Pointer(object).Get(document_), name, std::move(value));
  }

  const ServedModel& model_;
  rapidjson::Document document_;
};

}  // namespace

std::string openapi_document(const ServedModel& model, std::string_view at) {
  return Document(model, at).str();
}

}  // namespace slipway::serve
