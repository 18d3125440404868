#include "custody/act_desk.h"

#include "base/crash_point.h"
#include "custody/acts/deciding.h"
#include "custody/acts/executing.h"

namespace pyx::custody {
namespace {

// An open act's quorum is as it stands now; that of a closed one as it was.
ActRecord as_it_stands(const Books& books, ActRecord record) {
  if (record.state == ActState::kOpen) record.quorum = quorum_of(books, record);
  return record;
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

Result<ActRecord> ActDesk::propose(const Envelope& envelope, const std::optional<Bytes>& policy) {
  PYX_ASSIGN(const Act act, parse_act(envelope.payload));
  std::vector<BlobRow> blobs;
  if (policy) {
    const auto* change = std::get_if<PolicyChange>(&act.parameters);
    if (change == nullptr)
      return error(Code::kBadInput, "only a policy.change comes with a policy");
    if (sha256(*policy) != change->policy) {
      return refused("ACT-SHOWN", "the policy that came along is not the one that the act names");
    }
    blobs.push_back({change->policy, *policy});
  }
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
  PYX_TRY(writer.stage(ProposalLeaf{envelope}, std::move(blobs)));
  crash_point(CrashPoint::kProposeBeforeCommit);
  PYX_TRY(writer.commit());
  return as_it_stands(writer.books(), *writer.books().act(act.id));
}

Result<void> ActDesk::expire_if_over(const Uuid& id) {
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
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
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
  PYX_TRY(writer.stage(DecisionLeaf{id, envelope}));
  crash_point(CrashPoint::kDecideBeforeCommit);
  PYX_TRY(writer.commit());
  return as_it_stands(writer.books(), *writer.books().act(id));
}

Result<FreezeRecord> ActDesk::freeze(const Envelope& envelope) {
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
  PYX_TRY(writer.stage(FreezeLeaf{envelope}));
  crash_point(CrashPoint::kFreezeBeforeCommit);
  PYX_TRY(writer.commit());
  return writer.books().freezes.back();
}

Result<ActRecord> ActDesk::execute(const Uuid& id) {
  const std::lock_guard one_at_a_time(executing_);
  PYX_ASSIGN(const std::optional<Finished> finished, finish_cut_off());
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
    PYX_TRY(record({id, std::nullopt, {}}));
  }
  return act(id);
}

Result<void> ActDesk::record(ExecutedLeaf leaf) {
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
  const ActRecord* act = writer.books().act(leaf.act);
  if (act != nullptr && act->act.type() == policies::ActType::kPolicyChange)
    leaf.voided = acts_voided_by(writer.books(), leaf.act);
  PYX_TRY(writer.stage(std::move(leaf)));
  crash_point(CrashPoint::kExecuteBeforeCommit);
  return writer.commit();
}

Result<void> ActDesk::write_intent(const Act& act, const pkcs11::Token& token) {
  PYX_ASSIGN(EvidenceLog::Writer writer, log_.write());
  if (const auto* destroy = std::get_if<KeyDestroy>(&act.parameters)) {
    PYX_ASSIGN(const StoreHead head, store_.head());
    PYX_ASSIGN(const std::uint64_t unsettled,
               store_.unsettled_requests(destroy->key, head.low_water));
    if (unsettled > 0) {
      return refused("SIGN-RETRY", std::to_string(unsettled) +
                                       " requests that may be retried still name this key; " +
                                       "it can be destroyed once they are settled or too old");
    }
  }
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
  // The policy in force cannot change while an act is executing, so that a copy of what the act
  // needs is enough.
  const Books books = log_.look([](const Books& now) { return now; });
  Result<ExecutedLeaf> done = perform(*token, books, act, attempt);
  // What may pass is tried once more, after sweeping: officers need not approve again for a glitch.
  if (!done && done.error().code == Code::kRetry && !token_.trouble()) {
    done = perform(*token, books, act, Attempt::kAfterCrash);
  }
  crash_point(CrashPoint::kExecuteTokenDone);
  if (done) return record(std::move(*done));
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

Result<void> ActDesk::reconcile() {
  const std::lock_guard one_at_a_time(executing_);
  PYX_ASSIGN(const auto finished, finish_cut_off());
  static_cast<void>(finished);
  return {};
}

Result<std::optional<ActDesk::Finished>> ActDesk::finish_cut_off() {
  const auto act = log_.look([](const Books& books) -> std::optional<Act> {
    if (!books.executing) return std::nullopt;
    return books.act(*books.executing)->act;
  });
  if (!act) return std::optional<Finished>();
  Result<void> outcome = finish_on_token(*act, Attempt::kAfterCrash);
  const bool recorded = log_.look([](const Books& books) { return !books.executing; });
  if (!recorded) return outcome.error();
  return std::optional(Finished{act->id, std::move(outcome)});
}

}  // namespace pyx::custody
