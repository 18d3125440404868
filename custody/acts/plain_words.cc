#include "custody/acts/plain_words.h"

#include <algorithm>
#include <string_view>

#include "base/hex.h"
#include "base/pgp_words.h"
#include "base/sha256.h"
#include "custody/acts/act.h"
#include "custody/acts/decision_statement.h"
#include "custody/acts/freeze_statement.h"
#include "custody/acts/lowering_statement.h"
#include "custody/acts/share_move.h"
#include "custody/acts/share_receipt.h"
#include "custody/evidence/statement.h"
#include "custody/founding/founding_statement.h"
#include "custody/shares/drill_statement.h"

namespace pyx::custody {
namespace {

// Text of others, so that nothing in it moves the cursor, reorders what stands beside it or breaks
// a line. The backslash too: a "\x0a" on the screen is always a byte, never four letters.
std::string visible(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && c != '\\') {
      shown.push_back(c);
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      shown += "\\x" + to_hex(ByteView(&byte, 1));
    }
  }
  return shown;
}

class Words {
 public:
  void title(std::string_view text) { text_ += std::string(text) + "\n"; }
  void line(std::string_view name, std::string_view value) {
    constexpr std::size_t kNameWidth = 14;
    std::string padded = "  " + std::string(name) + ":";
    padded.resize(std::max(padded.size() + 1, kNameWidth + 2), ' ');
    text_ += padded + visible(value) + "\n";
  }
  void digest(std::string_view name, const Sha256& digest) {
    line(name, to_hex(digest));
    line("  in words", to_pgp_words(digest));
  }
  void block(const std::string& text) {
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      text_ += "    " + std::string(rest.substr(0, end)) + "\n";
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

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

Result<std::string> decision_in_words(const DecisionStatement& decision, ByteView bytes) {
  PYX_ASSIGN(const Act act, parse_act(decision.act));
  Words words;
  words.title(std::string(policies::to_text(decision.choice)) + " this act:");
  words.block(act_in_words(act, decision.act));
  words.line("decided by", decision.person + ", as " + decision.role);
  words.line("time", to_rfc3339(decision.time));
  words.line("for vault", to_hex(decision.vault));
  if (!decision.reason.empty()) words.line("reason", decision.reason);
  words.digest("digest", sha256(bytes));
  return words.text();
}

void lone_in_words(const LoneStatement& statement, ByteView bytes, Words& words) {
  words.line("by", statement.person);
  words.line("time", to_rfc3339(statement.time));
  words.line("to be used by", to_rfc3339(statement.expires));
  words.line("vault", to_hex(statement.vault));
  if (!statement.reason.empty()) words.line("reason", statement.reason);
  words.digest("digest", sha256(bytes));
}

std::string lowering_in_words(const LoweringStatement& lowering, ByteView bytes) {
  Words words;
  words.title("LOWER a budget at once; only a quorum can raise it again");
  words.line("budget", lowering.budget);
  words.line("window", policies::window_text(lowering.limit.window));
  words.line("coins", "at most " + std::to_string(lowering.limit.count));
  words.line("value", "at most " + std::to_string(lowering.limit.value) + " minor units");
  lone_in_words(lowering, bytes, words);
  return words.text();
}

std::string freeze_in_words(const FreezeStatement& freeze, ByteView bytes) {
  Words words;
  words.title("FREEZE at once; only a quorum can thaw");
  words.line("target", to_text(freeze.target));
  lone_in_words(freeze, bytes, words);
  return words.text();
}

// Of a receipt and of a drill alike.
template <class Statement>
void share_in_words(Words& words, const Statement& statement, const Uuid& backup, ByteView bytes) {
  words.line("backup", backup.text() + ", shares of version " + std::to_string(statement.version));
  words.line("share", std::to_string(statement.member + 1) + " of group " +
                          std::to_string(statement.group + 1));
  words.line("commitment", to_hex(statement.commitment));
  words.line("holder", statement.holder);
  words.line("time", to_rfc3339(statement.time));
  words.line("vault", to_hex(statement.vault));
  words.digest("digest", sha256(bytes));
}

std::string receipt_in_words(const ShareReceipt& receipt, ByteView bytes) {
  Words words;
  words.title("say that you have RECEIVED your share and read it back");
  if (receipt.handed) {
    words.line("handed by", receipt.handed->given_by + ", who signs too");
    words.line("kept at", receipt.handed->place);
  }
  share_in_words(words, receipt, receipt.backup, bytes);
  return words.text();
}

std::string move_in_words(const ShareMove& move, ByteView bytes) {
  Words words;
  words.title("say that a share's carrier has MOVED; two people sign");
  words.line("handed by", move.given_by);
  words.line("to", move.taken_by);
  words.line("kept at", move.place);
  if (!move.witness.empty()) words.line("seen by", move.witness);
  share_in_words(words, move, move.backup, bytes);
  return words.text();
}

std::string drill_in_words(const shares::DrillReceipt& drill, ByteView bytes) {
  Words words;
  words.title("say how the drill of your share went");
  words.line("it is", std::string(shares::to_text(drill.result)));
  share_in_words(words, drill, drill.set, bytes);
  return words.text();
}

// What the token was seen to enforce, by which answer to what, and what it means where it does not.
void rules_in_words(const std::vector<pkcs11::RuleFinding>& rules, Words& words) {
  for (const pkcs11::RuleFinding& finding : rules) {
    std::string text = std::string(to_text(finding.rule)) + " " +
                       std::string(to_text(finding.outcome)) + " (" + pkcs11::answer_of(finding) +
                       ", " + finding.note + ")";
    if (finding.outcome != RuleOutcome::kEnforced) {
      text += ": " + std::string(danger_without(finding.rule));
    }
    words.line(finding.outcome == RuleOutcome::kEnforced ? "rule" : "RULE", text);
  }
}

std::string founding_in_words(const FoundingStatement& founding, ByteView bytes) {
  Words words;
  words.title("found a vault");
  words.digest("policy", founding.policy);
  for (const Founder& founder : founding.founders) {
    words.line("founder", founder.person + ", key " + to_hex(founder.key_id));
  }
  words.line("token", founding.token.label + ", serial " + founding.token.serial + ", " +
                          founding.token.model + " by " + founding.token.manufacturer);
  words.line("firmware", founding.token_firmware);
  rules_in_words(founding.token_rules, words);
  words.line("log key", founding.log_key.text() + ", " + to_hex(founding.log_public_key.id()));
  words.line("canary key",
             founding.canary_key.text() + ", " + to_hex(founding.canary_public_key.id()));
  words.line("time", to_rfc3339(founding.time));
  words.digest("vault id", vault_id(bytes));
  return words.text();
}

}  // namespace

Result<std::string> in_plain_words(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type == kActPredicate) {
    PYX_ASSIGN(const Act act, parse_act(bytes));
    return act_in_words(act, bytes);
  }
  if (statement.predicate_type == kDecisionPredicate) {
    PYX_ASSIGN(const DecisionStatement decision, parse_decision(bytes));
    return decision_in_words(decision, bytes);
  }
  if (statement.predicate_type == kFreezePredicate) {
    PYX_ASSIGN(const FreezeStatement freeze, parse_freeze(bytes));
    return freeze_in_words(freeze, bytes);
  }
  if (statement.predicate_type == kLoweringPredicate) {
    PYX_ASSIGN(const LoweringStatement lowering, parse_lowering(bytes));
    return lowering_in_words(lowering, bytes);
  }
  if (statement.predicate_type == kShareMovePredicate) {
    PYX_ASSIGN(const ShareMove move, parse_share_move(bytes));
    return move_in_words(move, bytes);
  }
  if (is_share_receipt(statement.predicate_type)) {
    PYX_ASSIGN(const ShareReceipt receipt, parse_share_receipt(bytes));
    return receipt_in_words(receipt, bytes);
  }
  if (statement.predicate_type == shares::kDrillPredicate) {
    PYX_ASSIGN(const shares::DrillReceipt drill, shares::parse_drill(bytes));
    return drill_in_words(drill, bytes);
  }
  if (statement.predicate_type == kFoundingPredicate) {
    PYX_ASSIGN(const FoundingStatement founding, parse_founding(bytes));
    return founding_in_words(founding, bytes);
  }
  return error(Code::kBadInput,
               "the statement is of a kind that Pyx does not know; nothing may be signed");
}

}  // namespace pyx::custody
