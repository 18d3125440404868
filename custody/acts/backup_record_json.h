// A backup's record, and what a key's says of other tokens, as the API sends them and
// `pyx --output json` prints them.
// Format: docs/api/openapi.yaml.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "custody/acts/backup_record.h"
#include "custody/keys/key_record.h"

namespace pyx::custody {

json::object to_json(const KeyElsewhere& there);
Result<KeyElsewhere> read_key_elsewhere(const json::value& from);  // kBadInput
// "proven", "restored" and "former_homes" of a key, if it has any.
void put_elsewhere(json::object& into, const KeyRecord& key);

json::object to_json(const HeldShare& share);
json::object to_json(const BackupRecord& backup);
Result<BackupRecord> read_backup_record(const json::value& from);  // kBadInput

}  // namespace pyx::custody
