#include "serve/load/answer_json.h"

#include <charconv>

namespace slipway::serve {

bool parse_answer(std::string_view text, rapidjson::Document& document) {
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseStopWhenDoneFlag |
                              rapidjson::kParseNanAndInfFlag;
  return !document.Parse<kFlags>(text.data(), text.size()).HasParseError();
}

const rapidjson::Value* member_of(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

const rapidjson::Value* list_of(const rapidjson::Value& object, const char* name) {
  const rapidjson::Value* found = member_of(object, name);
  return found != nullptr && found->IsArray() ? found : nullptr;
}

std::string text_of(const rapidjson::Value& object, const char* name) {
  const rapidjson::Value* found = member_of(object, name);
  if (found == nullptr || !found->IsString()) return {};
  return {found->GetString(), found->GetStringLength()};
}

std::int64_t whole_of(const rapidjson::Value& value) {
  if (value.IsInt64()) return value.GetInt64();
  std::int64_t number = 0;
  if (value.IsString())
    std::from_chars(value.GetString(), value.GetString() + value.GetStringLength(), number);
  return number;
}

std::int64_t whole_of(const rapidjson::Value& object, const char* name) {
  const rapidjson::Value* found = member_of(object, name);
  return found == nullptr ? 0 : whole_of(*found);
}

}  // namespace slipway::serve
