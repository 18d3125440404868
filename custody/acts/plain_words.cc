#include "custody/acts/plain_words.h"

#include "base/hex.h"
#include "base/sha256.h"
#include "custody/acts/act_words.h"
#include "custody/acts/decision_statement.h"
#include "custody/acts/freeze_statement.h"
#include "custody/acts/lowering_statement.h"
#include "custody/acts/share_move.h"
#include "custody/acts/share_receipt.h"
#include "custody/acts/words.h"
#include "custody/evidence/statement.h"
#include "custody/founding/founding_statement.h"
#include "custody/shares/drill_statement.h"

namespace pyx::custody {
namespace {

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
