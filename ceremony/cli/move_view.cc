#include "ceremony/cli/move_view.h"

#include <algorithm>

namespace pyx::ceremony {
namespace {

std::string named(const custody::KeyRecord& key) {
  return "    " + key.id.text() + " " + key.name + ", " + std::string(to_text(key.state));
}

// The newest that can be opened.
std::string backup_of(const custody::KeyRecord& key,
                      const std::vector<custody::BackupRecord>& backups) {
  for (auto backup = backups.rbegin(); backup != backups.rend(); ++backup) {
    const bool holds = std::ranges::find(backup->keys, key.id) != backup->keys.end();
    if (holds && !backup->dead && backup->live() != nullptr)
      return "can be restored out of backup " + backup->id.text();
  }
  return "in NO backup: it is lost for this vault";
}

}  // namespace

std::string keys_on_move_in_words(const std::string& serial,
                                  const std::vector<custody::KeyRecord>& keys,
                                  const std::vector<custody::BackupRecord>& backups) {
  std::string along;
  std::string behind;
  for (const custody::KeyRecord& key : keys) {
    if (key.state == custody::KeyState::kDestroyed) continue;
    if (key.copy_on(serial) != nullptr) {
      along += named(key) + "\n";
    } else {
      behind += named(key) + "; " + backup_of(key, backups) + "\n";
    }
  }
  return "  keys that come along, since they were restored onto " + serial + ":\n" +
         (along.empty() ? "    none\n" : along) + "  keys that STAY BEHIND:\n" +
         (behind.empty() ? "    none\n" : behind);
}

}  // namespace pyx::ceremony
