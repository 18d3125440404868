#include "custody/acts/act_words.h"

#include "base/hex.h"
#include "base/sha256.h"
#include "custody/acts/words.h"

namespace pyx::custody {
namespace {

struct ParameterWriter {
  Words& words;

  void operator()(const KeyGenerate& act) const {
    words.title("generate a key");
    words.line("name", act.name);
    words.line("profile", act.profile);
    words.line("key id", act.key.text());
  }
  void operator()(const KeyActivate& act) const {
    words.title("activate a key: from then on clients get signatures by it");
    words.line("key id", act.key.text());
  }
  void operator()(const KeyRetire& act) const {
    words.title("retire a key: it signs nothing new from then on; this cannot be undone");
    words.line("key id", act.key.text());
  }
  void operator()(const KeyDestroy& act) const {
    words.title("DESTROY a key on its token; this cannot be undone");
    words.line("key id", act.key.text());
  }
  void operator()(const PolicyChange& act) const {
    words.title("change the policy; every other open act becomes void");
    words.digest("new policy", act.policy);
  }
  void operator()(const LogRotate& act) const {
    words.title("make a new key for the evidence log");
    words.line("key id", act.key.text());
  }
  void operator()(const Thaw& act) const {
    words.title("thaw: lift these freezes");
    for (const Sha256& freeze : act.freezes) words.line("freeze", to_hex(freeze));
    words.line("freezers", act.suspend_freezer ? "lose the right to freeze until the policy changes"
                                               : "keep their right");
  }
  void operator()(const KeysSchedule& act) const {
    words.title("make keys of denominations for periods to come; each mints in its period");
    for (const ScheduledKey& key : act.keys) {
      words.line("key", key.denomination + ", period " + std::to_string(key.period) + ", id " +
                            key.key.text());
    }
  }
  void operator()(const BudgetSet& act) const {
    words.title("set budgets: how much may be issued, exchanged, redeemed, refunded, checked");
    words.digest("budgets", act.budgets);
  }
  void operator()(const CoinsRefund& act) const {
    words.title("refund: retire the coins of a lost answer and issue their value ANEW");
    words.line("request leaf", std::to_string(act.leaf));
    words.line("to holder", act.holder);
    words.line("evidence", act.evidence);
  }
  void operator()(const ReservationFree& act) const {
    words.title("give back what an unanswered request has reserved; its coins are retired");
    words.line("request leaf", std::to_string(act.leaf));
    words.line("evidence", act.evidence);
  }
  void operator()(const BackupCreate& act) const {
    words.title("back keys up: wrapped under a new key, which is split among holders");
    words.line("backup", act.backup.text());
    for (const Uuid& key : act.keys) words.line("key id", key.text());
    words.line("opens with", in_words(act.shares));
    if (act.replaces) words.line("REPLACES", act.replaces->text() + ", whose shares die");
  }
  void operator()(const BackupProve& act) const {
    words.title(
        "prove a backup: restore its keys on a second token, sign there, destroy them there");
    words.line("backup", act.backup.text());
    if (act.matrix) words.line("token matrix", to_hex(*act.matrix));
  }
  void operator()(const BackupRestore& act) const {
    words.title("RESTORE keys onto another token, for good");
    words.line("backup", act.backup.text());
    for (const Uuid& key : act.keys) words.line("key id", key.text());
    words.line("onto token", act.token_serial);
    words.line("way",
               act.way == RestoreWay::kInToken
                   ? "unwrapped inside the token"
                   : "HOST-MEDIATED: in the clear in this host's memory; recorded as exposed");
    if (act.matrix) words.line("token matrix", to_hex(*act.matrix));
  }
  void operator()(const SharesReshare& act) const {
    words.title(
        "new shares of a backup's key; the old ones die once all new ones are acknowledged");
    words.line("backup", act.backup.text());
    words.line("opens with", in_words(act.shares));
  }
  void operator()(const BackupRewrap& act) const {
    words.title(
        "wrap the keys of a backup under a NEW key inside the token, and split that among holders");
    words.line("REPLACES", act.from.text() + ", whose shares die");
    words.line("new backup", act.backup.text());
    words.line("opens with", in_words(act.shares));
  }
  void operator()(const CopyDestroy& act) const {
    words.title("DESTROY a key's copy on another token; this cannot be undone");
    words.line("key id", act.key.text());
    words.line("on token", act.token_serial);
  }
  void operator()(const TokenReplace& act) const {
    words.title(
        "GO ON ON ANOTHER TOKEN: the vault leaves its own for good, with every key that was not "
        "restored onto the new one");
    words.line("new token", act.token.label + ", serial " + act.token.serial + ", " +
                                act.token.model + " by " + act.token.manufacturer);
    words.line("log key", act.log_key.text());
    words.line("canary key", act.canary_key.text());
    words.line("goes on from", "a checkpoint of " + std::to_string(act.checkpoint.size) +
                                   " leaves; compare it with the last one that a witness has");
    words.digest("its root", act.checkpoint.root);
  }
  void operator()(const ClockAccept& act) const {
    words.title("accept the clock although it has moved on by too much");
    words.line("up to", to_rfc3339(act.until));
  }
  void operator()(const StateAccept& act) const {
    words.title("GIVE UP leaves of the log that are lost for ever, and go on without them");
    words.line("seen", std::to_string(act.lost_size) + " leaves");
    words.digest("its root", act.lost_root);
    words.line("left", std::to_string(act.size) + " leaves");
    words.digest("its root", act.root);
    words.line("budgets", "all of them end; budget.set sets new ones, which begin empty");
    words.line("coin keys", "those there are now issue nothing more and take no coin back");
  }
};

}  // namespace

std::string act_in_words(const Act& act, ByteView bytes) {
  Words words;
  std::visit(ParameterWriter{words}, act.parameters);
  words.line("act", std::string(policies::to_text(act.type())) + " " + act.id.text());
  words.line("proposed by", act.proposer);
  words.line("not before", to_rfc3339(act.not_before));
  words.line("expires", to_rfc3339(act.expires));
  words.line("vault", to_hex(act.vault));
  words.line("under policy", to_hex(act.policy));
  words.digest("digest of act", sha256(bytes));
  return words.text();
}

}  // namespace pyx::custody
