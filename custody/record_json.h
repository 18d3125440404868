// Records of a vault as JSON, where the API (custody/server/api_json.h) and pyx (its --json) write
// the same. Their page is docs/api/openapi.yaml, their reader custody/client/api_json_reader.h.
#pragma once

#include <vector>

#include "base/json.h"
#include "custody/keys/key_record.h"
#include "custody/vault_access.h"
#include "policies/decision.h"

namespace pyx::custody {

json::object to_json(const KeyRecord& key);
json::array to_json(const std::vector<FormerToken>& tokens);
json::object to_json(const OpenRequest& request);
json::object quorum_json(const policies::Decision& quorum);

}  // namespace pyx::custody
