#include "serve/try_page.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace slipway::serve {
namespace {

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin) + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

TEST(TryPage, ItsPolicyLetsItsOwnScriptAndStyleRunAndNothingElse) {
  const TryPage& page = try_page();
  for (const char* tag : {"script", "style"}) {
    const std::string content =
        between(page.html, std::string("<") + tag + ">", std::string("</") + tag + ">");
    EXPECT_GT(content.size(), 500u);
    const std::string wanted =
        std::string(tag) + "-src 'sha256-" + base::sha256_base64(content) + "'";
    EXPECT_NE(page.policy.find(wanted), std::string::npos) << wanted;
  }
  EXPECT_TRUE(page.policy.starts_with("default-src 'none'; "));
  EXPECT_EQ(page.policy.find("unsafe"), std::string::npos);
}

TEST(TryPage, NothingComesFromElsewhere) {
  const std::string& html = try_page().html;
  for (const char* bad :
       {"http:", "https:", "src=", "@import", "url(\"", "style=", "onclick", "innerHTML", "eval("})
    EXPECT_EQ(html.find(bad), std::string::npos) << bad;
}

}  // namespace
}  // namespace slipway::serve
