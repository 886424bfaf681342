// What several adapters read alike: categories, class labels, option values. One thread.
#pragma once

#include <string>
#include <vector>

#include "format/sklearn/adapter.h"
#include "model/stage.h"

namespace slipway::format::sklearn {

// One array of categories_: of text (with missing ones) or of numbers. Mixed ones are refused.
struct Categories {
  std::vector<model::Category> values;
  bool text = false;
  std::vector<std::string> shown;  // as scikit-learn writes them into column names
};
base::Result<Categories> read_categories(Ref array, const Context& context);

// A single value that may be None, NaN, a number or a text.
base::Result<model::Category> read_category(Ref value);

// classes_
base::Result<model::Labels> read_labels(Ref classes);

// What a detector of outliers predicts: -1 (an outlier, index 0) or 1.
model::Labels outlier_labels();

// WRONG_SHAPE unless `what` has a value for each of the columns.
base::Status want_width(const char* what, std::size_t size, std::size_t width);

// BAD_MODEL if a list holds one of its arrays more than kEntersMax times: a short file could name a
// long array from very many places, and each would be read anew.
base::Status refuse_repeats(const char* what, const std::vector<Ref>& list);

// A number as Python's str() shows it: "1", "0.5", "nan".
std::string python_number(double number, bool integer);

// Tells columns to be text whose categories are; REQUIRES categories for each column.
base::Status expect_texts(Context& context, const Value& in,
                          const std::vector<Categories>& categories);

// The same of all columns, with these known values.
base::Status expect_all_texts(Context& context, const Value& in,
                              const std::vector<model::Category>& known = {});

// Puts require() before an encoder's numeric columns, and tells text columns to be text.
base::Result<Value> encoder_input(Context& context, const Value& in,
                                  const std::vector<Categories>& categories, bool allow_nan);

// dtype of an encoder's result: float64 and integers pass, float32 is noted, others are refused.
base::Status read_output_dtype(Context& context, Attributes& state, Value& out);

}  // namespace slipway::format::sklearn
