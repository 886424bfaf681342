// What a server answered, as JSON. For the .cc files of this folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <rapidjson/document.h>

namespace slipway::serve {

// Nobody vouches for the server: not recursive. What follows the document is left alone; NaN is taken, as TensorFlow
// Serving writes it.
bool parse_answer(std::string_view text, rapidjson::Document& document);

const rapidjson::Value* list_of(const rapidjson::Value& object,
                                const char* name);                      // null: there is none
std::string text_of(const rapidjson::Value& object, const char* name);  // empty: there is none
// protobuf's JSON writes integers of 64 bits as texts; 0: it is none.
std::int64_t whole_of(const rapidjson::Value& value);
std::int64_t whole_of(const rapidjson::Value& object, const char* name);
const rapidjson::Value* member_of(const rapidjson::Value& object, const char* name);

}  // namespace slipway::serve
