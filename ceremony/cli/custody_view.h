// The ledger of a key's copies and who can open them, out of the vault's records, for people.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "custody/acts/backup_record.h"
#include "custody/acts/coalition.h"
#include "custody/acts/key_copies.h"
#include "custody/keys/key_record.h"

namespace pyx::ceremony {

struct CustodyOfKey {
  custody::KeyRecord key;
  custody::WhoCanOpen who;
  custody::KeyCopies copies;
};
// Pure.
CustodyOfKey custody_of(const custody::KeyRecord& key,
                        const std::vector<custody::BackupRecord>& backups);

// Copies in short, and who can open them.
std::string custody_text(const CustodyOfKey& custody);
json::object to_json(const CustodyOfKey& custody);
// Every copy, each share with who keeps it where, since when, and who gave it to him by which leaf.
std::string copies_text(const CustodyOfKey& custody);

// "in the keeping of alice at safe A since …, handed over by olga, leaf 17"
std::string keeping_text(const custody::ShareKeeping& keeping);

}  // namespace pyx::ceremony
