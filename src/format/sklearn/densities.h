// What estimators that compare densities have in common: logarithms and digammas taken when a file is
// read, and what classifiers make of log P(class, x). One thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "format/sklearn/adapter.h"
#include "model/stages/quadratic_forms.h"

namespace slipway::format::sklearn {

// Rounded once, but for about one in a thousand.
double precise_log(double x);
// numpy's logarithm of a float32 where the processor has FMA, to the last bit: a ratio of two polynomials
// of degree 5 (numpy/core/src/umath/loops_exponent_log.dispatch.c.src), up to 4 ulp from the right one.
float numpy_log(float x);
double digamma(double x);  // of x > 0; NaN of anything else

// numpy.sum of a contiguous row.
double sum_of(const std::vector<double>& values);

// A file may refer to one array from many places, and each is written out: `total` numbers so far and
// `more` are INVALID_ARGUMENT/BAD_MODEL beyond 2^27.
base::Status count_numbers(std::size_t& total, std::size_t more);

// Row k of a matrix.
std::vector<double> row_of(const std::vector<double>& matrix, std::size_t k, std::size_t width);

// Adds squared distances. Rows that aren't finite fail.
base::Result<ValueId> add_forms(Context& context, const Value& in, model::QuadraticForms op,
                                std::string_view part);

// value * factor + addend[j], by column, each step rounded.
base::Result<ValueId> scaled(Context& context, ValueId value, double factor,
                             std::vector<double> addend, std::string_view part);

// predict (the greatest), predict_log_proba (less the logarithm of their sum) and predict_proba of
// log P(class, x), a column a class; that itself is predict_joint_log_proba.
base::Result<Emitted> of_joint(Context& context, model::Labels classes, ValueId joint);

}  // namespace slipway::format::sklearn
