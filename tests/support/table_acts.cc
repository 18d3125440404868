#include "tests/support/table_acts.h"

namespace pyx::testing {
namespace {

void make_live(BackupTable& at, const std::vector<Uuid>& keys) {
  at.created(keys);
  at.acknowledged();
}

}  // namespace

TableAct backup_create() {
  return {"BackupCreate", [](BackupTable&, const std::vector<Uuid>&) {},
          [](BackupTable& at, const Uuid& key) { return at.approved_backup({key}); },
          [](BackupTable& at, const Uuid& act) {
            return at.desk().create(act, at.table, at.wrapper());
          }};
}

TableAct backup_prove() {
  return {
      "BackupProve", make_live,
      [](BackupTable& at, const Uuid&) { return at.vault.approved(custody::BackupProve{at.id}); },
      [](BackupTable& at, const Uuid& act) {
        return at.desk().prove(act, at.table, SpareToken::opener(at.spare));
      }};
}

TableAct backup_restore() {
  return {"BackupRestore", make_live,
          [](BackupTable& at, const Uuid& key) {
            return at.vault.approved(custody::BackupRestore{
                at.id, {key}, at.spare.serial(), custody::RestoreWay::kInToken});
          },
          [](BackupTable& at, const Uuid& act) {
            return at.desk().restore(act, at.table, SpareToken::opener(at.spare));
          }};
}

TableAct shares_reshare() {
  return {"SharesReshare", make_live,
          [](BackupTable& at, const Uuid&) {
            return at.vault.approved(
                custody::SharesReshare{at.id, {1, {{2, {"alice", "bob", "dave"}}}}});
          },
          [](BackupTable& at, const Uuid& act) { return at.desk().reshare(act, at.table); }};
}

TableAct backup_rewrap() {
  return {"BackupRewrap", make_live,
          [](BackupTable& at, const Uuid&) { return at.approved_rewrap(); },
          [](BackupTable& at, const Uuid& act) {
            return at.desk().rewrap(act, at.table, at.rewrapper());
          }};
}

TableAct copy_destroy() {
  const TableAct restore = backup_restore();
  return {"CopyDestroy", make_live,
          [restore](BackupTable& at, const Uuid& key) {
            must(restore.run(at, restore.approved(at, key)));
            return at.vault.approved(custody::CopyDestroy{key, at.spare.serial()});
          },
          [](BackupTable& at, const Uuid& act) {
            return at.desk().destroy_copy(act, SpareToken::opener(at.spare));
          }};
}

}  // namespace pyx::testing
