#include "custody/acts/share_keeping.h"

#include "custody/acts/share_receipt.h"
#include "custody/evidence/statement.h"
#include "custody/shares/drill_statement.h"

namespace pyx::custody {
namespace {

constexpr std::string_view kControl = "SHARE-SAFE";

// What both kinds of statement say.
struct Saying {
  Sha256 vault{};
  Uuid backup;
  std::uint32_t version = 0;
  unsigned group = 0;
  unsigned member = 0;
  std::string holder;
  Sha256 commitment{};
  std::optional<shares::DrillResult> drill;  // nothing: he has received it
};

Result<Saying> read_saying(ByteView bytes) {
  PYX_ASSIGN(const Statement frame, parse_statement(bytes));
  if (frame.predicate_type == shares::kDrillPredicate) {
    PYX_ASSIGN(const shares::DrillReceipt drill, shares::parse_drill(bytes));
    return Saying{drill.vault,  drill.set,    drill.version,    drill.group,
                  drill.member, drill.holder, drill.commitment, drill.result};
  }
  PYX_ASSIGN(const ShareReceipt receipt, parse_share_receipt(bytes));
  return Saying{receipt.vault,  receipt.backup, receipt.version,    receipt.group,
                receipt.member, receipt.holder, receipt.commitment, {}};
}

std::string set_name(const BackupRecord& backup, std::uint32_t version) {
  return "share set " + backup.id.text() + " version " + std::to_string(version);
}

Result<const ShareSetRecord*> find_set(const BackupRecord& backup, std::uint32_t version) {
  const ShareSetRecord* set = backup.set(version);
  if (set == nullptr) return error(Code::kNotFound, "there is no " + set_name(backup, version));
  if (set->state != ShareSetState::kDead) return set;
  const ShareSetRecord* live = backup.live();
  return refused(
      kControl,
      set_name(backup, version) + " is dead" +
          (live == nullptr ? "" : "; version " + std::to_string(live->version) + " counts"));
}

Result<void> check_speaker(const Books& books, const Saying& saying, const HeldShare& share,
                           const Envelope& envelope, LeafChecks checks) {
  if (share.holder != saying.holder)
    return refused(kControl, "this share is " + share.holder + "'s, not " + saying.holder + "'s");
  const policies::Person* person = books.policy.person(saying.holder);
  if (person == nullptr || !signed_once_by(envelope, person->key, checks)) {
    return refused(kControl, "the statement about a share is not signed by its holder, " +
                                 share.holder + ", as a person of the policy");
  }
  if (saying.commitment != share.commitment) {
    return refused(
        kControl,
        "the statement is about another share than the one that was made for " + share.holder);
  }
  return {};
}

void make_live(Books& to, BackupRecord& backup, ShareSetRecord& set, Time time) {
  for (ShareSetRecord& other : backup.sets) {
    if (other.version < set.version) other.state = ShareSetState::kDead;
  }
  set.state = ShareSetState::kLive;
  BackupRecord* replaced = backup.replaces ? to.backup(*backup.replaces) : nullptr;
  if (replaced == nullptr || replaced->dead) return;
  replaced->dead = time;
  for (ShareSetRecord& other : replaced->sets) other.state = ShareSetState::kDead;
}

void note(Books& to, const Saying& saying, Time time) {
  BackupRecord& backup = *to.backup(saying.backup);
  ShareSetRecord& set = *backup.set(saying.version);
  HeldShare& share = *set.share(saying.group, saying.member);
  if (saying.drill) {
    share.drilled = time;
    share.drill_result = *saying.drill;
    return;
  }
  share.received = time;
  if (set.state == ShareSetState::kPending && set.received_by_all())
    make_live(to, backup, set, time);
}

}  // namespace

Result<Change> check_share_leaf(const Books& books, const ShareLeaf& leaf, Time time,
                                LeafChecks checks) {
  PYX_ASSIGN(const Saying saying, read_saying(leaf.envelope.payload));
  if (saying.vault != books.vault)
    return refused(kControl, "the statement about a share is for another vault");
  const BackupRecord* backup = books.backup(saying.backup);
  if (backup == nullptr)
    return error(Code::kNotFound, "there is no backup " + saying.backup.text());
  PYX_ASSIGN(const ShareSetRecord* set, find_set(*backup, saying.version));
  const HeldShare* share = set->share(saying.group, saying.member);
  if (share == nullptr) {
    return error(Code::kNotFound, set_name(*backup, saying.version) + " has no share " +
                                      std::to_string(saying.member + 1) + " in group " +
                                      std::to_string(saying.group + 1));
  }
  PYX_TRY(check_speaker(books, saying, *share, leaf.envelope, checks));
  const Sha256 id = sha256(leaf.envelope.payload);
  if (books.seen_statements.contains(id) || (!saying.drill && share->received))
    return error(Code::kConflict, share->holder + " has said this of the share before");
  if (saying.drill && !share->received) {
    return error(Code::kConflict,
                 share->holder + " has not acknowledged the share yet; a drill comes after that");
  }
  return Change([saying, id, time](Books& to) {
    to.seen_statements.insert(id);
    note(to, saying, time);
  });
}

}  // namespace pyx::custody
