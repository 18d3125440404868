// Backups, their share sets and who can open what, as text for people. JSON is the API's:
// custody/acts/backup_record_json.h.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "custody/acts/backup_record.h"
#include "custody/acts/coalition.h"
#include "custody/acts/drill_status.h"
#include "custody/keys/key_record.h"

namespace pyx::ceremony {

std::string backup_table(const std::vector<custody::BackupRecord>& backups);
// With the keys' standing: where each was proven and where a copy is.
std::string backup_text(const custody::BackupRecord& backup,
                        const std::vector<custody::KeyRecord>& keys);

// "module, serial, date", and whether it was exposed there.
std::string elsewhere_text(const custody::KeyElsewhere& there);

std::string drill_table(const std::vector<custody::DrillStatus>& shares);
json::object to_json(const custody::DrillStatus& share);

}  // namespace pyx::ceremony
