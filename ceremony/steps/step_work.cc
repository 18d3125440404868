#include "ceremony/steps/step_work.h"

#include <utility>

#include "ceremony/steps/act_work.h"
#include "ceremony/steps/approval_work.h"
#include "ceremony/steps/backup_work.h"
#include "ceremony/steps/doing.h"
#include "ceremony/steps/evidence_work.h"
#include "ceremony/steps/founding_work.h"
#include "ceremony/steps/holder_work.h"
#include "ceremony/steps/host.h"
#include "ceremony/steps/room_work.h"
#include "ceremony/steps/second_token_work.h"
#include "ceremony/steps/step_found.h"
#include "ceremony/steps/token_work.h"

namespace pyx::ceremony::steps {
namespace {

using planning::Action;

using Work = Result<void> (*)(const Doing&);

Result<void> let_go(const Doing& doing) {
  doing.host.interrupt();
  return {};
}

// nullptr: of the transcript alone.
Work work_of(Action action) {
  switch (action) {
    case Action::kArrive:
    case Action::kLeave:
    case Action::kResume:
    case Action::kSignTranscript:
      return nullptr;
    case Action::kCheckIdentity:
      return check_identity;
    case Action::kReadDigests:
      return read_digests;
    case Action::kFetch:
    case Action::kStore:
    case Action::kTake:
    case Action::kInspect:
    case Action::kOpen:
    case Action::kSeal:
    case Action::kDestroy:
      return handle_things;
    case Action::kIntermission:
      return let_go;
    case Action::kInspectToken:
      return inspect_token;
    case Action::kProbeToken:
      return probe_token;
    case Action::kInitialiseToken:
      return initialise_token;
    case Action::kChangePins:
      return change_pins;
    case Action::kWipeToken:
      return wipe_token;
    case Action::kLogOut:
      return log_out;
    case Action::kMakeOfficerKey:
      return make_officer_key;
    case Action::kCheckPolicy:
      return check_policy;
    case Action::kDraftVault:
      return draft_vault;
    case Action::kSignFounding:
      return sign_founding;
    case Action::kFinishVault:
      return finish_vault;
    case Action::kOpenVault:
      return open_vault;
    case Action::kPropose:
      return propose_acts;
    case Action::kApprove:
      return approve_acts;
    case Action::kExecute:
      return execute_acts;
    case Action::kFreeze:
      return freeze;
    case Action::kCreateBackup:
      return create_backup;
    case Action::kProveBackup:
      return prove_backup;
    case Action::kRestoreBackup:
      return restore_backup;
    case Action::kReshare:
      return reshare;
    case Action::kAcknowledge:
      return acknowledge;
    case Action::kDrill:
      return drill;
    case Action::kExportBackup:
      return export_backup;
    case Action::kExportRecord:
      return export_record;
    case Action::kCheckpoint:
      return checkpoint;
    case Action::kExportLog:
      return export_log;
    case Action::kVerifyLog:
      return verify_log;
    case Action::kPublishDigest:
      return publish_digest;
  }
  return nullptr;
}

Found only_people_know() {
  return found_unknown("only those who were there know what became of it");
}

Found harmless(std::string_view what) {
  return found_not_done(std::string(what) + " leaves nothing that a second time would harm");
}

Result<Found> found(const Standing& standing) {
  switch (standing.step.action) {
    case Action::kInitialiseToken:
      return look_at_initialised(standing);
    case Action::kWipeToken:
      return look_at_wiped(standing);
    case Action::kChangePins:
      return found_unknown(
          "whether a new PIN is in force shows when its parts are typed: continue, and they are "
          "asked for");
    case Action::kLogOut:
      return found_done("the program ended, and nobody is logged in by it");
    case Action::kDraftVault:
      return look_at_draft(standing);
    case Action::kSignFounding:
      return look_at_signatures(standing);
    case Action::kFinishVault:
      return look_at_vault(standing);
    case Action::kPropose:
      return look_at_proposed(standing);
    case Action::kApprove:
      return look_at_approved(standing);
    case Action::kExecute:
      return look_at_executed(standing, standing.step.texts("acts"));
    case Action::kCreateBackup:
    case Action::kProveBackup:
    case Action::kRestoreBackup:
    case Action::kReshare:
      return look_at_executed(standing, {standing.step.text("act")});
    case Action::kFreeze:
      return look_at_frozen(standing);
    case Action::kAcknowledge:
      return look_at_acknowledged(standing);
    case Action::kFetch:
    case Action::kStore:
    case Action::kTake:
    case Action::kInspect:
    case Action::kOpen:
    case Action::kSeal:
    case Action::kDestroy:
      if (things_were_handled(standing)) return found_done("each thing has its entry");
      return only_people_know();
    case Action::kInspectToken:
    case Action::kProbeToken:
    case Action::kMakeOfficerKey:
    case Action::kCheckPolicy:
    case Action::kOpenVault:
    case Action::kExportBackup:
    case Action::kExportRecord:
    case Action::kCheckpoint:
    case Action::kExportLog:
    case Action::kVerifyLog:
    case Action::kPublishDigest:
    case Action::kCheckIdentity:
    case Action::kReadDigests:
      return harmless(planning::to_text(standing.step.action));
    default:
      return only_people_know();
  }
}

}  // namespace

struct StepWork::Inside {
  explicit Inside(const Setting& setting) : host(setting) {}
  Host host;
};

StepWork::StepWork(const Setting& setting) : inside_(std::make_unique<Inside>(setting)) {}
StepWork::StepWork(StepWork&&) noexcept = default;
StepWork::~StepWork() = default;

Result<void> StepWork::run(const planning::Step& step, const planning::Model& model,
                           std::span<const std::string> doers, People& people, Record& record) {
  const Work work = work_of(step.action);
  if (work == nullptr) return {};
  if (doers.empty()) return error(Code::kBadInput, "nobody does step " + step.id);
  inside_->host.attend(&people);
  auto done = work(Doing{{step, model, doers, record, inside_->host}, people, record});
  inside_->host.attend(nullptr);
  return done;
}

Result<Found> StepWork::look(const planning::Step& step, const planning::Model& model,
                             std::span<const std::string> doers, const Record& record) {
  if (doers.empty()) return error(Code::kBadInput, "nobody does step " + step.id);
  return found(Standing{step, model, doers, record, inside_->host});
}

bool StepWork::knows(Action action) { return work_of(action) != nullptr; }

Result<void> StepWork::bring_log(const planning::Model& model, People& people) {
  if (model.state().vault.state != planning::VaultState::kFounded) return {};
  inside_->host.attend(&people);
  auto done = steps::bring_log(inside_->host, model);
  inside_->host.attend(nullptr);
  return done;
}

void StepWork::log_out() { inside_->host.log_out(); }
void StepWork::interrupt() { inside_->host.interrupt(); }

}  // namespace pyx::ceremony::steps
