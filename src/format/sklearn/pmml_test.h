// For the tests of sklearn2pmml.preprocessing: its classes, and what they are refused for. Tests only.
#pragma once

#include <string>

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {

inline const std::string kPmml = "sklearn2pmml.preprocessing.";

class PmmlRecords : public Records {
 protected:
  std::string option(const std::string& name, const std::string& attributes,
                     std::size_t columns = 1) {
    return refusal(kPmml + name, attributes, columns);
  }
  static std::string unsupported(const std::string& name, const std::string& what) {
    return "UNSUPPORTED_OPTION: " + kPmml + name + ": " + what;
  }
};

}  // namespace slipway::format::sklearn
