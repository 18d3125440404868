// Records of a vault as JSON for programs (members as in docs/api/openapi.yaml; of keys:
// custody/record_json.h) and as text for people.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "custody/record_json.h"
#include "custody/vault_access.h"

namespace pyx::ceremony {

json::object to_json(const custody::VaultInfo& info);
json::object to_json(const custody::FreezeRecord& freeze);
// Also "digest" and "words" of the act's bytes, as an officer reads them aloud.
json::object to_json(const custody::ActRecord& act);

std::string act_table(const std::vector<custody::ActRecord>& acts);
std::string key_table(const std::vector<custody::KeyRecord>& keys);
std::string freeze_table(const std::vector<custody::FreezeRecord>& freezes);
std::string key_text(const custody::KeyRecord& key);
std::string info_text(const custody::VaultInfo& info);
// State, decisions and what is missing; what the act is stands in custody::in_plain_words.
std::string act_progress(const custody::ActRecord& act);

}  // namespace pyx::ceremony
