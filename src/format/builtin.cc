// The formats: format_<name>.cc exports register_format_<name>. To add one is one FORMAT(name).
#include <cstdlib>

#include "format/format.h"

#define ALL_FORMATS \
  FORMAT(catboost)  \
  FORMAT(lightgbm) FORMAT(mlflow) FORMAT(pickle) FORMAT(skops) FORMAT(treelite) FORMAT(xgboost)

namespace slipway::format {

#define FORMAT(name) base::Status register_format_##name(base::Kinds<Format>& kinds);
ALL_FORMATS
#undef FORMAT

base::Kinds<Format>& formats() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<Format>;  // never freed: modules may use it at exit
#define FORMAT(name) \
  if (!register_format_##name(*all).ok()) std::abort();
    ALL_FORMATS
#undef FORMAT
    return all;
  }();
  return *kinds;
}

}  // namespace slipway::format
