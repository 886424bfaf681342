// Which functions a file may name.
#include "format/sklearn/functions.h"

#include <gtest/gtest.h>

#include "format/pickle/machine.h"

namespace slipway::format::sklearn {
namespace {

// What the pickle of a function is read as; "" and the refusal's text otherwise.
std::string read(std::string pickled) {
  auto document = pickle::read_pickle(std::make_shared<const std::string>(std::move(pickled)));
  if (!document.ok()) return document.status().text();
  model::ModelBuilder builder;
  Findings findings;
  const Context context(builder, findings);
  const auto function = read_function(context, "func", document->root);
  return function.ok() ? model::name(*function) : function.status().message();
}

TEST(Functions, NamedByNumpyAndScipy) {
  EXPECT_EQ(read("cnumpy\nlog1p\n."), "log1p");
  EXPECT_EQ(read("cnumpy.core._multiarray_umath\nsqrt\n."), "sqrt");
  EXPECT_EQ(read("cscipy.special._ufuncs\nexpit\n."), "expit");
  EXPECT_EQ(read("cnumpy.core\n_ufunc_reconstruct\n(Vnumpy.core.umath\nVabsolute\ntR."),
            "absolute");
  EXPECT_EQ(read("N."), "positive");
  EXPECT_EQ(read("cnumpy\nasarray\n."), "positive");
}

TEST(Functions, OthersAreRefusedByName) {
  EXPECT_EQ(read("c__main__\nlog1p\n."), ": func=__main__.log1p");
  EXPECT_EQ(read("cnumpy\ncumsum\n."), ": func=numpy.cumsum");
  EXPECT_EQ(read("cnumpy.core\n_ufunc_reconstruct\n(Vos\nVsystem\ntR."), ": func=os.system");
}

}  // namespace
}  // namespace slipway::format::sklearn
