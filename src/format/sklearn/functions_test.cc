// Which functions a file may name.
#include "format/sklearn/functions.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/pickle/machine.h"

namespace slipway::format::sklearn {
namespace {

// What `say` says of the pickle's value; or why there is none.
template <class Say>
std::string with(std::string pickled, Say say) {
  auto document = pickle::read_pickle(std::make_shared<const std::string>(std::move(pickled)));
  if (!document.ok()) return document.status().text();
  model::ModelBuilder builder;
  Findings findings;
  return say(Context(builder, findings), document->root);
}

// What the pickle of a function is read as; or the refusal's text.
std::string read(std::string pickled) {
  return with(std::move(pickled), [](const Context& context, pickle::Ref root) -> std::string {
    const auto function = read_function(context, "func", root);
    return function.ok() ? model::name(*function) : function.status().message();
  });
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

// What it is called with, too: "max(x, c) 0, min(x, c) 1".
std::string call(const std::string& function, const std::string& arguments) {
  return with("(" + function + arguments + "t.", [](const Context& context, pickle::Ref root) {
    const auto steps = read_call(context, "func", root->items()[0], root->items()[1]);
    if (!steps.ok()) return std::string(steps.status().message());
    std::string out;
    for (const model::Elementwise& step : *steps) {
      out += std::string(out.empty() ? "" : ", ") + model::name(step.function);
      for (const double constant : step.constants) out += fmt::format(" {}", constant);
    }
    return out;
  });
}

TEST(Functions, ClipAndRoundTakeArguments) {
  const std::string clip = "cnumpy\nclip\n", round = "cnumpy\nround\n";
  EXPECT_EQ(call(clip, "(dS'a_min'\nI0\nsS'a_max'\nF1.5\ns"), "max(x, c) 0, min(x, c) 1.5");
  EXPECT_EQ(call(clip, "(dS'a_min'\nNsS'a_max'\nI1\ns"), "min(x, c) 1");
  EXPECT_EQ(call(clip, "(dS'min'\nI1\ns"), "max(x, c) 1");
  EXPECT_EQ(call(round, "(dS'decimals'\nI2\ns"), "x * c 100, rint, x / c 100");
  EXPECT_EQ(call(round, "(dS'decimals'\nI-1\ns"), "x / c 10, rint, x * c 10");
  EXPECT_EQ(call(round, "(dS'decimals'\nI0\ns"), "rint");
  EXPECT_EQ(call("cnumpy\nlog\n", "(d"), "log");
  EXPECT_EQ(call("cnumpy\nlog\n", "N"), "log");
  EXPECT_EQ(call("N", "(dS'a'\nI0\ns"), "");
}

TEST(Functions, OtherArgumentsAreRefusedByName) {
  const std::string clip = "cnumpy\nclip\n", round = "cnumpy\nround\n";
  EXPECT_EQ(call(clip, "(dS'out'\nI0\ns"), ": kw_args: out of clip");
  EXPECT_EQ(call(clip, "(dS'a_min'\n(lI0\nas"), ": kw_args: a_min=a list of 1");
  EXPECT_EQ(call(clip, "(dS'a_min'\nFnan\ns"), ": kw_args: a_min of clip is NaN");
  EXPECT_EQ(call(round, "(dS'decimals'\nI300\ns"), ": kw_args: decimals=300 of round");
  EXPECT_EQ(call("cnumpy\nlog\n", "(dS'where'\nI0\ns"), ": kw_args of numpy.log");
  EXPECT_EQ(call("cnumpy\ncumsum\n", "(dS'axis'\nI0\ns"), ": func=numpy.cumsum");
  EXPECT_EQ(call(clip, "(dI1\nI0\ns"), ": kw_args whose names are no texts");
  EXPECT_EQ(call(clip, "N"), ": func=numpy.clip");
}

TEST(Functions, OthersAreRefusedByName) {
  EXPECT_EQ(read("c__main__\nlog1p\n."), ": func=__main__.log1p");
  EXPECT_EQ(read("cnumpy\ncumsum\n."), ": func=numpy.cumsum");
  EXPECT_EQ(read("cnumpy.core\n_ufunc_reconstruct\n(Vos\nVsystem\ntR."), ": func=os.system");
}

}  // namespace
}  // namespace slipway::format::sklearn
