// A small model for the tests of this folder, as JSON whose parts can be replaced. Tests only.
#pragma once

#include <string>
#include <string_view>

namespace slipway::format::catboost {

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? "NOT THERE: " + std::string(from)
                                 : text.replace(at, from.size(), to);
}

// age > 1 is bit 0, city == 77 bit 1, and a statistic of the city, above 5, bit 2 of the leaf.
inline std::string small_model() {
  return R"({"features_info":{"float_features":[{"borders":[1,2],"feature_index":0,"flat_feature_index":0,"feature_id":"age",)"
         R"("has_nans":true,"nan_value_treatment":"AsFalse"}],"categorical_features":[{"feature_index":0,"flat_feature_index":1,)"
         R"("feature_id":"city","values":[77]}],"ctrs":[{"borders":[5],"ctr_type":"Borders","elements":[{"cat_feature_index":0,)"
         R"("combination_element":"cat_feature_value"}],"prior_numerator":0.5,"prior_denomerator":1,"shift":0,"scale":15,"target_border_idx":0}]},)"
         R"("oblivious_trees":[{"leaf_values":[0,1,2,3,4,5,6,7],"splits":[{"split_index":0,"split_type":"FloatFeature"},)"
         R"({"split_index":2,"split_type":"OneHotFeature","cat_feature_index":0,"value":77},{"split_index":3,"split_type":"OnlineCtr"}]}],)"
         R"("ctr_data":{"{\"identifier\":[{\"cat_feature_index\":0,\"combination_element\":\"cat_feature_value\"}],\"type\":\"Borders\"}":)"
         R"({"counter_denominator":0,"hash_stride":3,"hash_map":["12",3,1,"13",0,4]}},)"
         R"("model_info":{"params":{"loss_function":{"type":"RMSE"}}},"scale_and_bias":[1,[0.25]]})";
}

}  // namespace slipway::format::catboost
