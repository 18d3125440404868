#include "custody/act_desk.h"

#include <algorithm>

#include "base/crash_point.h"
#include "custody/acts/deciding.h"
#include "custody/acts/executing.h"
#include "custody/acts/lowering_statement.h"
#include "custody/acts/replacing_token.h"
#include "custody/coins/refund.h"

namespace pyx::custody {
namespace {

// An open act's quorum is as it stands now; that of a closed one as it was.
ActRecord as_it_stands(const Books& books, ActRecord record) {
  if (record.state == ActState::kOpen) record.quorum = quorum_of(books, record);
  return record;
}

constexpr std::uint64_t kMostOpenLooked = 4096;

bool names_key(const OperationLeaf& leaf, const Uuid& key) {
  return leaf.key == key || leaf.envelope == key ||
         std::ranges::find(leaf.moves.issued, key, &IssuedCoins::key) != leaf.moves.issued.end();
}

EvidenceLog::WriteFor write_for(policies::ActType type) {
  switch (type) {
    case policies::ActType::kClockAccept:
      return EvidenceLog::WriteFor::kClockAct;
    case policies::ActType::kStateAccept:
      return EvidenceLog::WriteFor::kStateAct;
    default:
      return EvidenceLog::WriteFor::kAnything;
  }
}

std::optional<Sha256> named_document(const Act& act) {
  if (const auto* change = std::get_if<PolicyChange>(&act.parameters)) return change->policy;
  if (const auto* set = std::get_if<BudgetSet>(&act.parameters)) return set->budgets;
  if (const auto* prove = std::get_if<BackupProve>(&act.parameters)) return prove->matrix;
  if (const auto* restore = std::get_if<BackupRestore>(&act.parameters)) return restore->matrix;
  return std::nullopt;
}

// Where an act is executed that waits for people, and how it is given up.
Error done_elsewhere(const Act& act) {
  const std::string type(policies::to_text(act.type()));
  if (act.type() == policies::ActType::kTokenReplace) {
    return error(Code::kBadInput, type +
                                      " is executed where the new token is, at the vault's own " +
                                      "folder; next: pyx vault move --act " + act.id.text());
  }
  return error(Code::kBadInput, type + " is executed at a table, with its people; next: pyx " +
                                    "backup or pyx share, with --act " + act.id.text());
}
bool is_away(const Error& why) {
  return why.code == Code::kRetry || why.code == Code::kToken || why.code == Code::kNotFound;
}
Error waits(const Act& act) {
  const bool moves = act.type() == policies::ActType::kTokenReplace;
  return error(Code::kRetry,
               "act " + act.id.text() + " (" + std::string(policies::to_text(act.type())) +
                   ") was begun at a table and is not finished: go on with it there, or pyx " +
                   (moves ? "vault move --give-up" : "backup give-up"));
}

}  // namespace

Result<std::vector<ActRecord>> ActDesk::acts() const {
  return log_.look([](const Books& books) {
    std::vector<ActRecord> records;
    for (const ActRecord& record : books.acts) records.push_back(as_it_stands(books, record));
    return records;
  });
}

Result<ActRecord> ActDesk::act(const Uuid& id) const {
  return log_.look([&](const Books& books) -> Result<ActRecord> {
    const ActRecord* record = books.act(id);
    if (record == nullptr) return error(Code::kNotFound, "there is no act " + id.text());
    return as_it_stands(books, *record);
  });
}

Result<ActRecord> ActDesk::propose(const Envelope& envelope, const std::optional<Bytes>& document) {
  PYX_ASSIGN(const Act act, parse_act(envelope.payload));
  std::vector<BlobRow> blobs;
  if (document) {
    const auto named = named_document(act);
    if (!named) {
      return error(Code::kBadInput,
                   "only a policy.change comes with a policy, a budget.set with budgets, and a "
                   "proof or a restore that names one with a token matrix");
    }
    if (sha256(*document) != *named) {
      return refused("ACT-SHOWN", "what came along is not what the act names");
    }
    blobs.push_back({*named, *document});
  }
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write(write_for(act.type())));
  PYX_TRY(writer.stage(ProposalLeaf{envelope}, std::move(blobs)));
  crash_point(CrashPoint::kProposeBeforeCommit);
  PYX_TRY(writer.commit());
  return as_it_stands(writer.books(), *writer.books().act(act.id));
}

EvidenceLog::WriteFor ActDesk::written_for(const Uuid& id) const {
  return log_.look([&](const Books& books) {
    const ActRecord* record = books.act(id);
    return record == nullptr ? EvidenceLog::WriteFor::kAnything : write_for(record->act.type());
  });
}

Result<void> ActDesk::expire_if_over(const Uuid& id) {
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write(written_for(id)));
  const ActRecord* record = writer.books().act(id);
  if (record == nullptr || record->state != ActState::kOpen || writer.now() < record->act.expires)
    return {};
  PYX_TRY(writer.stage(ExpiredLeaf{id}));
  crash_point(CrashPoint::kExpireBeforeCommit);
  PYX_TRY(writer.commit());
  return {};
}

Result<ActRecord> ActDesk::decide(const Uuid& id, const Envelope& envelope) {
  PYX_TRY(expire_if_over(id));
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write(written_for(id)));
  PYX_TRY(writer.stage(DecisionLeaf{id, envelope}));
  crash_point(CrashPoint::kDecideBeforeCommit);
  PYX_TRY(writer.commit());
  return as_it_stands(writer.books(), *writer.books().act(id));
}

Result<FreezeRecord> ActDesk::freeze(const Envelope& envelope) {
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write(EvidenceLog::WriteFor::kFreeze));
  PYX_TRY(writer.stage(FreezeLeaf{envelope}));
  crash_point(CrashPoint::kFreezeBeforeCommit);
  PYX_TRY(writer.commit());
  return writer.books().freezes.back();
}

Result<ActRecord> ActDesk::execute(const Uuid& id) {
  const std::lock_guard one_at_a_time(executing_);
  PYX_ASSIGN(const ActRecord asked, act(id));
  if (waits_for_people(asked.act.type())) return done_elsewhere(asked.act);
  // What was cut off in a store that is not the newest waits for this very act.
  const bool goes_first =
      asked.act.type() == policies::ActType::kStateAccept && !log_.check_fresh();
  std::optional<Finished> finished;
  if (!goes_first) {
    PYX_ASSIGN(finished, finish_cut_off());
  }
  if (finished && finished->act == id) {
    // Whoever repeats an execution that a failing store cut off is told what became of it.
    PYX_TRY(finished->outcome);
    return act(id);
  }
  PYX_TRY(expire_if_over(id));
  PYX_ASSIGN(const ActRecord open, act(id));
  if (needs_token(open.act.type())) {
    PYX_TRY(execute_on_token(open.act));
  } else {
    Performed done;
    done.leaf.act = id;
    PYX_TRY(record(std::move(done)));
  }
  return act(id);
}

Result<LoweredBudget> ActDesk::lower(const Envelope& envelope) {
  PYX_ASSIGN(const LoweringStatement lowering, parse_lowering(envelope.payload));
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write(EvidenceLog::WriteFor::kFreeze));
  PYX_ASSIGN(const std::uint64_t index, writer.stage(LoweringLeaf{envelope}));
  crash_point(CrashPoint::kFreezeBeforeCommit);
  PYX_TRY(writer.commit());
  return LoweredBudget{*writer.books().budget(lowering.budget), index};
}

Result<void> ActDesk::record(Performed done) {
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write(written_for(done.leaf.act)));
  const ActRecord* act = writer.books().act(done.leaf.act);
  if (act != nullptr && act->act.type() == policies::ActType::kPolicyChange)
    done.leaf.voided = acts_voided_by(writer.books(), done.leaf.act);
  if (act != nullptr && act->act.type() == policies::ActType::kTokenReplace)
    done.leaf.voided = acts_left_by(writer.books(), done.leaf.act);
  std::vector<BlobRow> blobs;
  for (Bytes& blob : done.blobs) blobs.push_back({sha256(blob), std::move(blob)});
  PYX_TRY(writer.stage(std::move(done.leaf), std::move(blobs)));
  crash_point(CrashPoint::kExecuteBeforeCommit);
  return writer.commit();
}

// No request that may still be retried names the key.
Result<void> ActDesk::check_unneeded(const Uuid& key) {
  PYX_ASSIGN(const StoreHead head, store_.head());
  PYX_ASSIGN(std::uint64_t unsettled, store_.unsettled_requests(key, head.low_water));
  PYX_ASSIGN(const auto open, store_.open_requests(Uuid{}, head.low_water, kMostOpenLooked));
  for (const RequestRow& row : open) {
    PYX_ASSIGN(const OperationLeaf leaf, log_.operation_at(row.leaf_index));
    if (names_key(leaf, key)) ++unsettled;
  }
  if (open.size() == kMostOpenLooked && unsettled == 0) {
    return refused("SIGN-RETRY", "more than " + std::to_string(kMostOpenLooked) +
                                     " requests may still be retried; settle or free some first");
  }
  if (unsettled == 0) return {};
  return refused("SIGN-RETRY", std::to_string(unsettled) +
                                   " requests that may be retried still name this key; it can be "
                                   "destroyed once they are settled or too old");
}

Result<void> ActDesk::write_intent(const Act& act, const pkcs11::Token& token) {
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
  if (const auto* destroy = std::get_if<KeyDestroy>(&act.parameters))
    PYX_TRY(check_unneeded(destroy->key));
  PYX_TRY(writer.stage(
      IntentLeaf{act.id, writer.books().policy.digest, token.identity().serial, epoch_}));
  return writer.commit();
}

Result<void> ActDesk::execute_on_token(const Act& act) {
  // First without the token, so that a person is told what is missing before he is asked for a PIN.
  {
    PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
    PYX_TRY(check_executable(writer.books(), act.id, writer.now(), log_.blobs()));
  }
  PYX_ASSIGN(const auto token, token_.get());
  PYX_TRY(check_token_ready(*token, act));
  crash_point(CrashPoint::kExecuteBeforeIntent);
  PYX_TRY(write_intent(act, *token));
  crash_point(CrashPoint::kExecuteIntentWritten);
  return finish_on_token(act, Attempt::kFirst);
}

Result<void> ActDesk::finish_on_token(const Act& act, Attempt attempt) {
  PYX_ASSIGN(const auto token, token_.get());
  // In an old copy of the store an act may stand cut off that was finished long since: to sweep
  // would destroy the key that it made.
  PYX_TRY(log_.check_fresh());
  // The policy in force cannot change while an act is executing, so that a copy of what the act
  // needs is enough.
  const Books books = log_.look([](const Books& now) { return now; });
  const auto perform_once = [&](Attempt which) {
    return moves_coins(act.type()) ? perform_refund(*token, log_, store_, act)
                                   : perform(*token, books, act, which);
  };
  Result<Performed> done = perform_once(attempt);
  // What may pass is tried once more, after sweeping: officers need not approve again for a glitch.
  if (!done && done.error().code == Code::kRetry && !token_.trouble()) {
    done = perform_once(Attempt::kAfterCrash);
  }
  crash_point(CrashPoint::kExecuteTokenDone);
  if (done) {
    auto recorded = record(std::move(*done));
    // What moves coins passes its gate only now; what the gate refuses has failed for good.
    const bool gate_refused =
        !recorded && moves_coins(act.type()) && recorded.error().code != Code::kStore;
    if (!gate_refused) return recorded;
    done = std::move(recorded).error();
  }
  const Error& why = done.error();
  // A conflict is said before anything is made: what carries the id then is not ours, and stays.
  // If the token cannot even be swept, the act stays executing and is reconciled when the token is
  // back.
  if (why.code != Code::kConflict) PYX_TRY(sweep(*token, act));
  FailedLeaf failed;
  failed.act = act.id;
  failed.code = code_name(why.code);
  failed.ckr = why.call.empty() ? "" : ckr_name(why.ckr);
  failed.call = why.call;
  PYX_TRY(log_.append(std::move(failed)));
  return why;
}

// What was cut off is finished first. If it cannot be, since its token is lost, only an act that
// leaves that token goes on; check_executable tells which.
Result<void> ActDesk::clear_the_way(const Uuid& id) {
  const auto finished = finish_cut_off();
  PYX_ASSIGN(const ActRecord begun, act(id));
  if (!finished && begun.act.type() != policies::ActType::kTokenReplace) return finished.error();
  PYX_TRY(expire_if_over(id));
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
  PYX_TRY(check_executable(writer.books(), id, writer.now(), log_.blobs()));
  return {};
}

// Nothing is written then, so that the token has to say first whether the store is the newest. One
// that is away or lost says nothing, and one that is being left is asked nothing.
Result<void> ActDesk::go_on_with(const Act& begun) {
  if (begun.type() != policies::ActType::kTokenReplace && token_.can_open()) {
    const auto token = token_.get();
    if (!token && !is_away(token.error())) return token.error();
  }
  return log_.check_fresh();
}

Result<void> ActDesk::begin(const Uuid& id, const std::function<Result<void>()>& before) {
  const std::lock_guard one_at_a_time(executing_);
  if (log_.look([&](const Books& books) { return books.executing == id; })) {
    PYX_ASSIGN(const ActRecord begun, act(id));
    return go_on_with(begun.act);
  }
  PYX_TRY(clear_the_way(id));
  if (before) PYX_TRY(before());
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
  PYX_ASSIGN(const ActRecord* record,
             check_executable(writer.books(), id, writer.now(), log_.blobs()));
  PYX_TRY(writer.stage(
      IntentLeaf{id, writer.books().policy.digest, token_of(writer.books(), record->act), epoch_}));
  crash_point(CrashPoint::kExecuteBeforeIntent);
  PYX_TRY(writer.commit());
  crash_point(CrashPoint::kExecuteIntentWritten);
  return {};
}

Result<ActRecord> ActDesk::finish(Performed done) {
  const std::lock_guard one_at_a_time(executing_);
  const Uuid id = done.leaf.act;
  PYX_TRY(record(std::move(done)));
  return act(id);
}

Result<void> ActDesk::give_up(const Uuid& id) {
  const std::lock_guard one_at_a_time(executing_);
  PYX_ASSIGN(const ActRecord given_up, act(id));
  if (given_up.state != ActState::kExecuting || !waits_for_people(given_up.act.type())) {
    return error(Code::kConflict,
                 "act " + id.text() + " is not being executed at a table; only that is given up");
  }
  FailedLeaf failed;
  failed.act = id;
  failed.code = code_name(Code::kAskPerson);
  PYX_TRY(log_.append(std::move(failed)));
  return {};
}

Result<void> ActDesk::reconcile() {
  const std::lock_guard one_at_a_time(executing_);
  // What people have begun at a table waits for them.
  const bool at_a_table = log_.look([](const Books& books) {
    return books.executing && waits_for_people(books.act(*books.executing)->act.type());
  });
  if (at_a_table) return {};
  const auto finished = finish_cut_off();
  // In a store that is not the newest it waits, until the newest says what became of it.
  if (!finished && log_.check_fresh()) return finished.error();
  return {};
}

Result<std::optional<ActDesk::Finished>> ActDesk::finish_cut_off() {
  const auto act = log_.look([](const Books& books) -> std::optional<Act> {
    if (!books.executing) return std::nullopt;
    return books.act(*books.executing)->act;
  });
  if (!act) return std::optional<Finished>();
  if (waits_for_people(act->type())) return waits(*act);
  Result<void> outcome = finish_on_token(*act, Attempt::kAfterCrash);
  const bool recorded = log_.look([](const Books& books) { return !books.executing; });
  if (!recorded) return outcome.error();
  return std::optional(Finished{act->id, std::move(outcome)});
}

}  // namespace pyx::custody
