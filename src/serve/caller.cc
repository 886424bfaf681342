#include "serve/caller.h"

#include <algorithm>

#include <fmt/format.h>

namespace slipway::serve {

using base::Status;

namespace {

constexpr std::string_view kRights[] = {"predict", "admin"};  // as Right has them

std::string_view name_of(Right right) { return kRights[static_cast<std::size_t>(right)]; }

Status denied(std::string message) {
  return {base::Code::kPermissionDenied, "NOT_PERMITTED", std::move(message)};
}

}  // namespace

base::Result<Grant> parse_grant(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto* right = std::ranges::find(kRights, text.substr(0, colon));
  std::string_view models = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const bool prefix = models.ends_with('*');
  const bool named = !models.empty();
  if (prefix) models.remove_suffix(1);
  if (right == std::end(kRights) || !named || models.find('*') != std::string_view::npos)
    return base::invalid_argument("BAD_GRANT", fmt::format("\"{}\" grants nothing", text))
        .remedy("write predict:MODEL or admin:MODEL; a star may end the model's name");
  return Grant{static_cast<Right>(right - kRights), std::string(models), prefix};
}

base::Result<std::vector<Grant>> parse_grants(const std::vector<std::string>& texts) {
  std::vector<Grant> grants;
  for (const std::string& text : texts) {
    SLIPWAY_ASSIGN(Grant grant, parse_grant(text));
    grants.push_back(std::move(grant));
  }
  return grants;
}

const Caller& Caller::anyone() {
  static const Caller all("", {{Right::kPredict, "", true}, {Right::kAdmin, "", true}});
  return all;
}

Status Caller::may(Right right, std::string_view model) const {
  if (!known_.ok()) return known_;
  for (const Grant& grant : grants_)
    if (grant.right == right && grant.covers(model)) return {};
  return denied(fmt::format("there is no permission {}:{}", name_of(right), model));
}

Status Caller::may_all(Right right) const {
  if (!known_.ok()) return known_;
  for (const Grant& grant : grants_)
    if (grant.right == right && grant.prefix && grant.models.empty()) return {};
  return denied(fmt::format("there is no permission {}:*", name_of(right)));
}

Status Caller::sees(std::string_view model) const {
  if (!known_.ok()) return known_;
  for (const Grant& grant : grants_)
    if (grant.covers(model)) return {};
  return denied(fmt::format("there is no permission for a model \"{}\"", model));
}

}  // namespace slipway::serve
