#include "custody/acts/share_keeping.h"

#include "custody/acts/share_move.h"
#include "custody/acts/share_receipt.h"
#include "custody/evidence/statement.h"
#include "custody/shares/drill_statement.h"

namespace pyx::custody {
namespace {

constexpr std::string_view kControl = "SHARE-SAFE";

// What every kind of statement says.
struct Saying {
  enum class Of { kReceipt, kDrill, kMove };
  Of what = Of::kReceipt;
  Sha256 vault{};
  Uuid backup;
  std::uint32_t version = 0;
  unsigned group = 0;
  unsigned member = 0;
  std::string holder;
  Sha256 commitment{};
  shares::DrillResult drill = shares::DrillResult::kGood;
  ShareKeeping keeping;              // of a receipt and of a move
  std::vector<std::string> signers;  // each signs it, and nobody else
};

template <class Statement>
Saying saying_of(Saying::Of what, const Statement& statement, const Uuid& backup) {
  Saying saying;
  saying.what = what;
  saying.vault = statement.vault;
  saying.backup = backup;
  saying.version = statement.version;
  saying.group = statement.group;
  saying.member = statement.member;
  saying.holder = statement.holder;
  saying.commitment = statement.commitment;
  saying.keeping.said = statement.time;
  return saying;
}

Saying of_receipt(const ShareReceipt& receipt) {
  Saying saying = saying_of(Saying::Of::kReceipt, receipt, receipt.backup);
  saying.signers = {receipt.holder};
  saying.keeping.keeper = receipt.holder;
  if (receipt.handed) {
    saying.signers.push_back(receipt.handed->given_by);
    saying.keeping.given_by = receipt.handed->given_by;
    saying.keeping.place = receipt.handed->place;
  }
  return saying;
}

Saying of_move(const ShareMove& move) {
  Saying saying = saying_of(Saying::Of::kMove, move, move.backup);
  saying.signers = {move.given_by, move.witness.empty() ? move.taken_by : move.witness};
  saying.keeping.keeper = move.taken_by;
  saying.keeping.given_by = move.given_by;
  saying.keeping.place = move.place;
  saying.keeping.witness = move.witness;
  return saying;
}

Result<Saying> read_saying(ByteView bytes) {
  PYX_ASSIGN(const Statement frame, parse_statement(bytes));
  if (frame.predicate_type == shares::kDrillPredicate) {
    PYX_ASSIGN(const shares::DrillReceipt drill, shares::parse_drill(bytes));
    Saying saying = saying_of(Saying::Of::kDrill, drill, drill.set);
    saying.signers = {drill.holder};
    saying.drill = drill.result;
    return saying;
  }
  if (frame.predicate_type == kShareMovePredicate) {
    PYX_ASSIGN(const ShareMove move, parse_share_move(bytes));
    return of_move(move);
  }
  PYX_ASSIGN(const ShareReceipt receipt, parse_share_receipt(bytes));
  return of_receipt(receipt);
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

Result<void> check_signers(const Books& books, const Saying& saying, const Envelope& envelope,
                           LeafChecks checks) {
  std::vector<const PublicKey*> keys;
  std::string names;
  for (const std::string& signer : saying.signers) {
    const policies::Person* person = books.policy.person(signer);
    if (person != nullptr) keys.push_back(&person->key);
    names += (names.empty() ? "" : " and ") + signer;
  }
  if (keys.size() == saying.signers.size() && signed_by_all(envelope, keys, checks)) return {};
  return refused(kControl, "the statement about a share is not signed by " + names +
                               (keys.size() > 1 ? ", as persons of the policy, and nobody else"
                                                : ", as a person of the policy, alone"));
}

Result<void> check_subject(const Saying& saying, const HeldShare& share) {
  if (share.holder != saying.holder)
    return refused(kControl, "this share is " + share.holder + "'s, not " + saying.holder + "'s");
  if (saying.commitment == share.commitment) return {};
  return refused(kControl, "the statement is about another share than the one that was made for " +
                               share.holder);
}

// A move follows on what is known of where the carrier is.
Result<void> check_move(const Saying& saying, const HeldShare& share) {
  const ShareKeeping& now = share.keeping.back();
  if (now.keeper != saying.keeping.given_by) {
    return refused(kControl, "the share of " + share.holder + " is in the keeping of " +
                                 now.keeper + ", not of " + saying.keeping.given_by);
  }
  if (saying.keeping.said >= now.said) return {};
  return error(Code::kConflict, "where the share of " + share.holder + " is kept was said at " +
                                    to_rfc3339(now.said) + "; this statement is older");
}

// What was said before, and what has to come first.
Result<void> check_order(const Books& books, const Saying& saying, const HeldShare& share,
                         const Sha256& id) {
  const bool receipt = saying.what == Saying::Of::kReceipt;
  if (books.seen_statements.contains(id) || (receipt && share.received))
    return error(Code::kConflict, "this was said of the share of " + share.holder + " before");
  if (receipt) return {};
  if (!share.received) {
    return error(Code::kConflict, share.holder +
                                      " has not acknowledged the share yet; drills and moves come "
                                      "after that");
  }
  return saying.what == Saying::Of::kMove ? check_move(saying, share) : Result<void>();
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

void note(Books& to, const Saying& saying, Time time, std::uint64_t index) {
  BackupRecord& backup = *to.backup(saying.backup);
  ShareSetRecord& set = *backup.set(saying.version);
  HeldShare& share = *set.share(saying.group, saying.member);
  if (saying.what == Saying::Of::kDrill) {
    share.drilled = time;
    share.drill_result = saying.drill;
    return;
  }
  ShareKeeping keeping = saying.keeping;
  keeping.since = time;
  keeping.leaf = index;
  share.keeping.push_back(std::move(keeping));
  if (saying.what == Saying::Of::kMove) return;
  share.received = time;
  if (set.state == ShareSetState::kPending && set.received_by_all())
    make_live(to, backup, set, time);
}

}  // namespace

Result<Change> check_share_leaf(const Books& books, const ShareLeaf& leaf, Time time,
                                std::uint64_t index, LeafChecks checks) {
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
  PYX_TRY(check_subject(saying, *share));
  PYX_TRY(check_signers(books, saying, leaf.envelope, checks));
  const Sha256 id = sha256(leaf.envelope.payload);
  PYX_TRY(check_order(books, saying, *share, id));
  return Change([saying, id, time, index](Books& to) {
    to.seen_statements.insert(id);
    note(to, saying, time, index);
  });
}

}  // namespace pyx::custody
