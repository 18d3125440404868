// The acts at the table of a backup, each as a test does it again and again.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/support/backup_table.h"

namespace pyx::testing {

struct TableAct {
  std::string name;
  // What it needs before it: for create nothing, for the others a backup of the keys that counts.
  std::function<void(BackupTable&, const std::vector<Uuid>& keys)> ready;
  // An approved act: create and restore are of that key alone.
  std::function<Uuid(BackupTable&, const Uuid& key)> approved;
  std::function<Result<custody::ActRecord>(BackupTable&, const Uuid& act)> run;
};

TableAct backup_create();
TableAct backup_prove();
TableAct backup_restore();  // onto the spare token, in the token
TableAct shares_reshare();  // alice, bob and dave get the new shares
TableAct backup_rewrap();
TableAct copy_destroy();  // of what backup_restore() brought there

}  // namespace pyx::testing
