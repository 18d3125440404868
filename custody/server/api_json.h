// The API's JSON, written; keys and open requests: custody/record_json.h. Its reader is
// custody/client/api_json_reader.h; its page docs/api/openapi.yaml.
#pragma once

#include "base/json.h"
#include "custody/record_json.h"
#include "custody/server/http.h"
#include "custody/vault_access.h"

namespace pyx::server {

json::value to_json(const custody::VaultInfo& info);
json::value to_json(const custody::ActRecord& act);
json::value to_json(const custody::FreezeRecord& freeze);
json::value to_json(const custody::BudgetRecord& budget);
json::value to_json(const custody::LoweredBudget& lowered);

Response json_response(unsigned status, const json::value& body);
// {"<name>":[…]}
template <class T>
Response list_response(std::string_view name, const std::vector<T>& items) {
  json::array list;
  list.reserve(items.size());
  for (const T& item : items) list.push_back(to_json(item));
  json::object body;
  body[name] = std::move(list);
  return json_response(200, body);
}

}  // namespace pyx::server
