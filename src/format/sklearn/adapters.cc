#include "format/sklearn/adapters.h"

#include <unordered_map>

namespace slipway::format::sklearn {
namespace {

// "sklearn.linear_model._logistic.LogisticRegression" → "sklearn.linear_model.LogisticRegression".
std::string key_of(std::string_view class_name) {
  const std::size_t first = class_name.find('.');
  if (first == std::string_view::npos) return std::string(class_name);
  const std::size_t second = class_name.find('.', first + 1);
  if (second == std::string_view::npos) return std::string(class_name);
  return std::string(class_name.substr(0, second)) +
         std::string(class_name.substr(class_name.rfind('.')));
}

}  // namespace

const std::vector<Adapter>& adapters() {
  static const std::vector<Adapter> kAll = [] {
    std::vector<Adapter> all;
#define ADAPTERS(module) \
  for (Adapter & adapter : module##_adapters()) all.push_back(std::move(adapter));
    ALL_ADAPTERS
#undef ADAPTERS
    return all;
  }();
  return kAll;
}

const Adapter* find_adapter(std::string_view class_name) {
  static const auto kByName = [] {
    std::unordered_map<std::string, const Adapter*> by_name;
    for (const Adapter& adapter : adapters())
      for (const std::string_view name : adapter.classes)
        by_name.emplace(std::string(adapter.package) + "." + std::string(name), &adapter);
    return by_name;
  }();
  const auto it = kByName.find(key_of(class_name));
  return it == kByName.end() ? nullptr : it->second;
}

}  // namespace slipway::format::sklearn
