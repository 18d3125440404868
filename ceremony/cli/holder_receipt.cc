#include "ceremony/cli/holder_receipt.h"

namespace pyx::ceremony {

Result<custody::ShareReceipt> receipt_for(const FoundShareSet& found, const shares::Share& share,
                                          const std::string& person, const Sha256& vault,
                                          Time now) {
  const shares::ShareSet& set = found.set;
  if (set.vault != vault) return refused("SHARE-SAFE", "the share set is of another vault");
  const shares::Member* const member = set.held_by(person);
  if (member == nullptr) {
    return error(Code::kNotFound, person + " holds no share of set " + set.id.text() + " version " +
                                      std::to_string(set.version));
  }
  PYX_ASSIGN(const shares::Member* const whose, shares::check_share(set, share));
  if (whose->holder != person)
    return refused("SHARE-SAFE", "this is the share of " + whose->holder + ", not of " + person);
  custody::ShareReceipt receipt;
  receipt.vault = vault;
  receipt.backup = set.id;
  receipt.version = set.version;
  receipt.group = member->group;
  receipt.member = member->number;
  receipt.commitment = member->commitment;
  receipt.holder = person;
  receipt.time = now;
  return receipt;
}

}  // namespace pyx::ceremony
