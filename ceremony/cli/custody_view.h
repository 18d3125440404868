// The ledger of a key's copies and who can open them, out of the vault's records.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "custody/acts/backup_record.h"
#include "custody/acts/coalition.h"
#include "custody/keys/key_record.h"

namespace pyx::ceremony {

struct CopyOfKey {
  std::string what;   // "token object" "restored copy" "backup file"
  std::string where;  // a token's serial and module, or a backup
  Time since{};
  bool exposed = false;
  bool gone = false;  // shown to be: destroyed on that token
};

struct CustodyOfKey {
  custody::KeyRecord key;
  custody::WhoCanOpen who;
  std::vector<CopyOfKey> copies;
  std::vector<std::string> not_shown_gone;  // sentences
};
// Pure.
CustodyOfKey custody_of(const custody::KeyRecord& key,
                        const std::vector<custody::BackupRecord>& backups);

std::string custody_text(const CustodyOfKey& custody);
json::object to_json(const CustodyOfKey& custody);

}  // namespace pyx::ceremony
