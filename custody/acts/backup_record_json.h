// A backup's record as the API sends it and `pyx --output json` prints it.
// Format: docs/api/openapi.yaml.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "custody/acts/backup_record.h"

namespace pyx::custody {

json::object to_json(const BackupRecord& backup);
Result<BackupRecord> read_backup_record(const json::value& from);  // kBadInput

}  // namespace pyx::custody
