#include "tests/support/backup_table.h"

#include "custody/acts/share_receipt.h"

namespace pyx::testing {

void BackupTable::acknowledged(std::uint32_t version) {
  const custody::BackupRecord backup = record();
  for (const custody::HeldShare& share : backup.set(version)->shares) {
    const custody::ShareReceipt receipt{
        vault.id,         id,           version,          share.group, share.member,
        share.commitment, share.holder, vault.clock.now()};
    must(vault->record_share(
        envelope_by({&vault.people.at(share.holder)}, custody::encode_share_receipt(receipt))));
  }
}

}  // namespace pyx::testing
