#include "format/sklearn/dict_features.h"

#include <map>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

base::Result<std::vector<std::string>> numbered_terms(Ref dict) {
  const auto pairs = pickle::dict_pairs(dict);
  std::vector<std::string> terms(pairs.size());
  std::vector<bool> taken(pairs.size());
  for (const auto& [term, number] : pairs) {
    SLIPWAY_ASSIGN(const std::int64_t at, pickle::as_int64(number));
    const auto index = static_cast<std::size_t>(at);
    if (at < 0 || index >= terms.size() || taken[index])
      return base::invalid_argument(
          "WRONG_SHAPE", fmt::format("has {} terms, one of them number {}", terms.size(), at));
    taken[index] = true;
    SLIPWAY_ASSIGN(terms[index], pickle::as_string(term));
  }
  return terms;
}

base::Result<DictFeatures> dict_features(Ref estimator) {
  Ref vocabulary = pickle::attribute(estimator, "vocabulary_");
  if (is_none(vocabulary))
    return base::invalid_argument("MISSING_ATTRIBUTE", "there is no attribute vocabulary_")
        .remedy("fit the estimator before it is saved");
  Ref given = pickle::attribute(estimator, "separator");
  std::string separator = "=";
  if (given != nullptr) {
    SLIPWAY_ASSIGN(separator, pickle::as_string(given));
  }
  auto names = numbered_terms(vocabulary);
  if (!names.ok()) return names.status().at("vocabulary_");
  DictFeatures all;
  all.names = *std::move(names);
  std::map<std::string, std::size_t, std::less<>> known;
  for (const std::string& name : all.names) {
    const std::size_t at = separator.empty() ? name.npos : name.find(separator);
    const bool text = at != name.npos;
    const auto [column, is_new] = known.emplace(name.substr(0, at), all.columns.size());
    if (is_new) all.columns.push_back(column->first), all.text.push_back(text);
    if (all.text[column->second] != text)
      return base::unimplemented(
                 "UNSUPPORTED_OPTION",
                 fmt::format("the column \"{}\" of a DictVectorizer holds numbers and texts",
                             column->first))
          .remedy("make them two columns");
    DictFeatures::Feature feature{.column = column->second, .value = std::nullopt};
    if (text) feature.value = name.substr(at + separator.size());
    all.features.push_back(std::move(feature));
  }
  return all;
}

}  // namespace slipway::format::sklearn
