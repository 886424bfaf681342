// Caller: who asks, and what they may: predict with a model, or administer it.
//
//   predict:churn      admin:churn      predict:fraud-*      admin:*
//
// A star at the end stands for any rest of a name. Neither right includes the other.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace slipway::serve {

enum class Right : std::uint8_t { kPredict, kAdmin };

struct Grant {
  Right right = Right::kPredict;
  std::string models;   // a name, or with `prefix` its beginning
  bool prefix = false;  // of "*" it is empty

  bool covers(std::string_view model) const {
    return prefix ? model.starts_with(models) : model == models;
  }
};

// "predict:churn". INVALID_ARGUMENT/BAD_GRANT.
base::Result<Grant> parse_grant(std::string_view text);
base::Result<std::vector<Grant>> parse_grants(const std::vector<std::string>& texts);

// Immutable: any thread. Verdicts are UNAUTHENTICATED, with what was wrong with the credentials, or
// PERMISSION_DENIED/NOT_PERMITTED.
class Caller {
 public:
  Caller(std::string name, std::vector<Grant> grants)
      : name_(std::move(name)), grants_(std::move(grants)) {}
  explicit Caller(base::Status unknown) : known_(std::move(unknown)) {}

  // Of a server that asks nobody who they are: may everything.
  static const Caller& anyone();

  const std::string& name() const { return name_; }  // for the log; empty: not known
  const base::Status& known() const { return known_; }
  base::Status may(Right right, std::string_view model) const;
  base::Status may_all(Right right) const;  // whatever the model: "*" is granted
  // Whether it may learn that there is such a model, and what it is like: by either right.
  base::Status sees(std::string_view model) const;

 private:
  std::string name_;
  std::vector<Grant> grants_;
  base::Status known_;
};

using CallerPtr = std::shared_ptr<const Caller>;

}  // namespace slipway::serve
