// What the tests of permissions share: credentials of every kind, and by a rule of their own what each may.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "serve/guard.h"

namespace slipway::serve {

struct Credential {
  std::string what;           // "predict:churn"; "" of who has none
  std::string authorization;  // these two: headers
  std::string api_key;
  bool known = false;
  std::vector<std::string> may;

  // "predict:" or "admin:"
  bool allows(const std::string& verb, const std::string& model) const {
    for (const std::string& grant : may) {
      const bool star = grant.back() == '*';
      const std::string beginning = star ? grant.substr(0, grant.size() - 1) : grant;
      if (star ? (verb + model).starts_with(beginning) : verb + model == grant) return true;
    }
    return false;
  }
  bool sees(const std::string& model) const {
    return allows("predict:", model) || allows("admin:", model);
  }
  bool has(const std::string& grant) const {
    for (const std::string& one : may)
      if (one == grant) return true;
    return false;
  }
};

// A Guard that knows them, by keys and by tokens that are their own signature.
class Credentials {
 public:
  Credentials() {
    all_.push_back({"none", "", "", false, {}});
    all_.push_back(
        {"a key of nobody", "Bearer " + make_api_key(base::posix_env()).key, "", false, {}});
    all_.push_back({"no Bearer", "Basic YTpi", "", false, {}});
    all_.push_back({"no token", "Bearer a.b.c", "", false, {}});
    for (const std::vector<std::string>& may :
         std::vector<std::vector<std::string>>{{},
                                               {"predict:churn"},
                                               {"predict:fraud-*"},
                                               {"predict:*"},
                                               {"predict:none"},
                                               {"admin:churn"},
                                               {"admin:fraud-*"},
                                               {"admin:*"},
                                               {"predict:churn", "admin:fraud-eu"},
                                               {"predict:*", "admin:*"}})
      add(may);
    guard_.set_keys(std::make_shared<const ApiKeys>(*ApiKeys::read(lines_, "keys")));
  }

  const std::vector<Credential>& all() const { return all_; }
  const Guard& guard() const { return guard_; }

 private:
  // One key, sent in both ways.
  void add(const std::vector<std::string>& may) {
    const NewKey made = make_api_key(base::posix_env());
    std::string what = "may";
    for (const std::string& grant : may) what += " " + grant;
    lines_ += *key_line("k" + std::to_string(all_.size()), made.hash, may);
    all_.push_back({what, "Bearer " + made.key, "", true, may});
    all_.push_back({what + ", X-API-Key", "", made.key, true, may});
  }

  std::vector<Credential> all_;
  std::string lines_;
  Guard guard_{base::system_clock()};
};

}  // namespace slipway::serve
