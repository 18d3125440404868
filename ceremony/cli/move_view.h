// What a move to another token means for each key, in words.
#pragma once

#include <string>
#include <vector>

#include "custody/acts/backup_record.h"
#include "custody/keys/key_record.h"

namespace pyx::ceremony {

// Of each key that is not destroyed: it comes along to the token with that serial, since it was
// restored there, or it stays behind, and which backup could bring it back. Pure.
std::string keys_on_move_in_words(const std::string& serial,
                                  const std::vector<custody::KeyRecord>& keys,
                                  const std::vector<custody::BackupRecord>& backups);

}  // namespace pyx::ceremony
