#include "custody/acts/key_home.h"

#include <algorithm>

#include "custody/founding/token_enforces.h"

namespace pyx::custody {
namespace {

// By the newest backup that can be opened.
std::string what_to_do(const Books& books, const KeyRecord& key) {
  for (auto backup = books.backups.rbegin(); backup != books.backups.rend(); ++backup) {
    const bool holds = std::ranges::find(backup->keys, key.id) != backup->keys.end();
    if (!holds || backup->dead || backup->live() == nullptr) continue;
    return "restore it: pyx act propose backup.restore --backup " + backup->id.text() +
           " --backup-key " + key.id.text() + " --token-serial " + books.binding.serial() +
           "; or retire and destroy it";
  }
  return "no backup that can be opened holds it: retire and destroy it, and make another";
}

}  // namespace

bool was_brought_in(const KeyRecord& key) { return !key.former_homes.empty(); }

void come_home(KeyRecord& key, const std::string& serial, Time at) {
  key.former_homes.push_back({key.token_serial, at});
  key.token_serial = serial;
  key.left_behind.reset();
}

Result<void> check_at_home(const Books& books, const KeyRecord& key) {
  if (key.left_behind) {
    return refused("KEY-HOME", "key " + key.id.text() + " is on token " + key.token_serial +
                                   ", which the vault left at " + to_rfc3339(*key.left_behind) +
                                   "; " + what_to_do(books, key));
  }
  // One that was made here was judged then, and is again when it is activated.
  if (!was_brought_in(key)) return {};
  const policies::KeyProfile* profile = books.policy.profile(key.profile);
  return check_token_enforces(
      books.binding.findings.rules,
      profile == nullptr ? std::span<const TokenRule>() : profile->exceptions,
      policies::Backup::kNone, "key " + key.id.text() + " of profile " + key.profile);
}

}  // namespace pyx::custody
