// ApiKeys: who has which key, as a file of hashes says. A key is slipway_ID_SECRET with 256 random bits, so its
// SHA-256 alone tells nobody what it was; ID is no secret, and finds the line:
//
//   billing: {hash: "1f0c9a2b:9f86d0818…", may: ["predict:churn", "predict:fraud-*"]}
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/env.h"
#include "base/fields.h"
#include "base/status.h"
#include "serve/caller.h"

namespace slipway::serve {

struct NewKey {
  std::string key;   // for its owner, and nowhere else
  std::string hash;  // for the file
};
NewKey make_api_key(base::Env& env);

// The line of a new key in the file. INVALID_ARGUMENT: BAD_NAME, BAD_GRANT.
base::Result<std::string> key_line(const std::string& name, const std::string& hash,
                                   const std::vector<std::string>& may);

// Immutable: any thread.
class ApiKeys {
 public:
  // `file` is what places start with. INVALID_ARGUMENT: BAD_HASH, BAD_GRANT, KEY_TWICE, and what
  // base::read_fields says.
  static base::Result<ApiKeys> read(std::string_view yaml, const std::string& file);

  // Null: nobody has this key. Compares in constant time.
  CallerPtr find(std::string_view key) const;
  bool has_name(std::string_view name) const;
  std::size_t size() const { return by_id_.size(); }

 private:
  struct Held {
    std::string digest;  // 64 digits
    CallerPtr caller;
  };
  std::map<std::string, Held, std::less<>> by_id_;
};

bool is_api_key(std::string_view text);  // by its form

const base::Fields& key_fields();  // of one line

}  // namespace slipway::serve
