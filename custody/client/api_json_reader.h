// The API's JSON, read. Its writer is custody/server/api_json.h. Members that this program does not
// know are passed over, so that a newer server does not stop an older client; what is known is read
// strictly. Of an act the truth are the envelopes' bytes: act, decisions and person are parsed from
// them.
#pragma once

#include "base/json.h"
#include "custody/vault_access.h"

namespace pyx::client {

// Errors of all: kBadInput.
Result<custody::VaultInfo> read_vault_info(const json::value& from);
Result<custody::KeyRecord> read_key_record(const json::value& from);
Result<custody::ActRecord> read_act_record(const json::value& from);
Result<custody::FreezeRecord> read_freeze_record(const json::value& from);
Result<custody::BudgetRecord> read_budget_record(const json::value& from);
Result<custody::LoweredBudget> read_lowered_budget(const json::value& from);
Result<custody::OpenRequest> read_open_request(const json::value& from);
Result<std::uint64_t> read_leaf_index(const json::value& from);  // {"leaf":…}

// {"<name>":[…]}, each item by `read`.
template <class T>
Result<std::vector<T>> read_list(const json::value& from, std::string_view name,
                                 Result<T> (*read)(const json::value&)) {
  const json::object* const object = from.if_object();
  const json::value* const list = object == nullptr ? nullptr : object->if_contains(name);
  if (list == nullptr || !list->is_array()) {
    return error(Code::kBadInput, "the list \"" + std::string(name) + "\" is missing");
  }
  std::vector<T> items;
  for (const json::value& item : list->get_array()) {
    PYX_ASSIGN(T one, read(item));
    items.push_back(std::move(one));
  }
  return items;
}

}  // namespace pyx::client
