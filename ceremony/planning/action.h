// What a step can do: a fixed vocabulary, one row an action. What each row needs and changes is in
// docs/formats/ceremony-plan.md and in the rules of the same names (ceremony/planning/*_rules.cc).
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "policies/act_type.h"

namespace pyx::ceremony::planning {

enum class Action {
  // The room.
  kArrive,
  kLeave,
  kCheckIdentity,
  kReadDigests,
  kFetch,
  kStore,
  kTake,
  kInspect,
  kOpen,
  kSeal,
  kDestroy,
  kIntermission,
  kResume,
  // Tokens.
  kInspectToken,
  kProbeToken,
  kInitialiseToken,
  kChangePins,
  kWipeToken,
  kLogOut,
  // People and policy.
  kMakeOfficerKey,
  kCheckPolicy,
  // The vault.
  kDraftVault,
  kSignFounding,
  kFinishVault,
  kOpenVault,
  // Acts.
  kPropose,
  kApprove,
  kExecute,
  kFreeze,
  // Backups and shares.
  kCreateBackup,
  kProveBackup,
  kRestoreBackup,
  kReshare,
  kAcknowledge,
  kDrill,
  kExportBackup,
  kExportRecord,
  // Evidence.
  kCheckpoint,
  kExportLog,
  kVerifyLog,
  kPublishDigest,
  kSignTranscript,
};

// Who of the people that a step's `who` names must do it.
enum class Hands {
  kOne,     // one of them, and nobody else
  kTwo,     // all of them that are in the room, and at least two
  kAll,     // all of them that are in the room, and at least one
  kQuorum,  // enough of them to fill the seats
};

// Where a step leaves a trace beside the transcript.
enum class Trace { kRoom, kToken, kLog };

enum class FieldKind {
  kThings,   // a list of items or tokens of the plan
  kThing,    // one of them
  kToken,    // a token
  kKeys,     // a list of keys
  kBackup,   // a backup
  kPeople,   // a list of roles, or "{parameter}" of the kind people
  kActType,  // an act type of policies/act_type.h
  kAct,      // the name of an act that an earlier step proposes
  kActs,     // a list of such names
  kNewAct,   // a name that no other step gives
  kMOfN,     // "2 of 3", or a parameter of that kind
  kChoice,   // one of `choices`
};
enum class Needed { kNo, kYes };

struct FieldSpec {
  std::string_view name;
  FieldKind kind = FieldKind::kThing;
  Needed needed = Needed::kYes;
  std::string_view choices = "";  // "a|b|c"
};

struct ActionSpec {
  Action action = Action::kArrive;
  std::string_view name;  // "check-identity"
  Hands hands = Hands::kAll;
  Trace trace = Trace::kRoom;
  std::vector<FieldSpec> fields;
  std::string_view does;     // for people: "checks who somebody is"
  std::string_view command;  // what a person would type; empty for work by hand

  const FieldSpec* field(std::string_view field_name) const;
};

std::span<const ActionSpec> all_actions();  // in the order of the enumeration
const ActionSpec& spec_of(Action action);
std::string_view to_text(Action action);
std::optional<Action> action_from(std::string_view text);

// What `propose` takes beside `act` and `name` for an act of this type.
std::vector<FieldSpec> fields_of_act(policies::ActType act);
// The action that carries out an act of this type, if that is not `execute`.
std::optional<Action> own_action(policies::ActType act);

}  // namespace pyx::ceremony::planning
