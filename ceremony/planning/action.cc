#include "ceremony/planning/action.h"

#include <algorithm>
#include <utility>

namespace pyx::ceremony::planning {
namespace {

using policies::ActType;

constexpr FieldSpec kPeopleField = {"people", FieldKind::kPeople};
constexpr FieldSpec kThingsField = {"things", FieldKind::kThings};
constexpr FieldSpec kTokenField = {"token", FieldKind::kToken};
constexpr FieldSpec kBackupField = {"backup", FieldKind::kBackup};
constexpr FieldSpec kActField = {"act", FieldKind::kAct};
constexpr FieldSpec kActsField = {"acts", FieldKind::kActs};
constexpr FieldSpec kOnField = {"on", FieldKind::kThing};
constexpr FieldSpec kOnIfField = {"on", FieldKind::kThing, Needed::kNo};
constexpr FieldSpec kPrinterField = {"printer", FieldKind::kThing, Needed::kNo};
constexpr FieldSpec kKeysIfField = {"keys", FieldKind::kKeys, Needed::kNo};

constexpr Trace kRoom = Trace::kRoom;
constexpr Trace kToken = Trace::kToken;
constexpr Trace kLog = Trace::kLog;
constexpr Hands kOne = Hands::kOne;
constexpr Hands kTwo = Hands::kTwo;
constexpr Hands kAll = Hands::kAll;

ActionSpec row(Action action, std::string_view name, Hands hands, Trace trace,
               std::string_view does, std::string_view command,
               std::vector<FieldSpec> fields = {}) {
  return {action, name, hands, trace, std::move(fields), does, command};
}

std::vector<ActionSpec> room_actions() {
  using enum Action;
  return {
      row(kArrive, "arrive", kAll, kRoom, "come in", ""),
      row(kLeave, "leave", kAll, kRoom, "leave the room", ""),
      row(kCheckIdentity, "check-identity", kTwo, kRoom, "compare papers and faces", "",
          {kPeopleField}),
      row(kReadDigests, "read-digests", kTwo, kRoom,
          "read the digests of plan and site aloud and compare them with the printed ones", ""),
      row(kFetch, "fetch", kTwo, kRoom, "take things out of the safe, under the eyes of another",
          "", {kThingsField}),
      row(kStore, "store", kTwo, kRoom, "put things into the safe, under the eyes of another", "",
          {kThingsField}),
      row(kTake, "take", kAll, kRoom, "take things into their care", "", {kThingsField}),
      row(kInspect, "inspect", kAll, kRoom,
          "look at things and compare their numbers with the record", "", {kThingsField}),
      row(kOpen, "open", kAll, kRoom, "open what is sealed", "", {kThingsField}),
      row(kSeal, "seal", kAll, kRoom,
          "put things into a new bag or envelope, seal it and read its number aloud", "",
          {{"thing", FieldKind::kThing}, kThingsField}),
      row(kDestroy, "destroy", kTwo, kRoom, "destroy things under the eyes of another", "",
          {kThingsField}),
      row(kIntermission, "intermission", kTwo, kRoom,
          "put everything into numbered bags and into the safe; all leave", ""),
      row(kResume, "resume", kTwo, kRoom, "come back, compare the bags' numbers and open them", ""),
  };
}

std::vector<ActionSpec> token_actions() {
  using enum Action;
  return {
      row(kInspectToken, "inspect-token", kAll, kToken,
          "compare the token's serial, look for foreign objects and free room", "pyx token list",
          {kTokenField}),
      row(kProbeToken, "probe-token", kOne, kToken, "find out by doing what the token enforces",
          "pyx token probe", {kTokenField}),
      row(kInitialiseToken, "initialise-token", kAll, kToken,
          "initialise the token under random PINs and put those where they are kept",
          "pyx token init",
          {kTokenField,
           {"so_pin", FieldKind::kChoice, Needed::kYes, "split|sealed|session"},
           {"so_pin_on", FieldKind::kThing, Needed::kNo},
           {"so_pin_holders", FieldKind::kPeople, Needed::kNo},
           {"so_pin_shares", FieldKind::kMOfN, Needed::kNo},
           {"user_pin", FieldKind::kChoice, Needed::kYes, "pin-source|sealed|session"},
           {"user_pin_on", FieldKind::kThing, Needed::kNo}}),
      row(kChangePins, "change-pins", kAll, kToken,
          "change the token's SO PIN, and its user PIN where the plan says so, to new random ones",
          "pyx token change-pins",
          {kTokenField,
           {"so_pin", FieldKind::kChoice, Needed::kYes, "split|sealed"},
           {"so_pin_on", FieldKind::kThing},
           {"so_pin_holders", FieldKind::kPeople, Needed::kNo},
           {"so_pin_shares", FieldKind::kMOfN, Needed::kNo},
           {"user_pin", FieldKind::kChoice, Needed::kNo, "pin-source|sealed"},
           {"user_pin_on", FieldKind::kThing, Needed::kNo}}),
      row(kWipeToken, "wipe-token", kAll, kToken,
          "initialise the token anew under PINs that nobody keeps", "pyx token wipe",
          {kTokenField}),
      row(kLogOut, "log-out", kOne, kToken, "close the vault and log out of the token", "",
          {kTokenField}),
  };
}

std::vector<ActionSpec> founding_actions() {
  using enum Action;
  return {
      row(kMakeOfficerKey, "make-officer-key", kAll, kRoom,
          "make their own signing keys and read the key ids aloud", "pyx officer new"),
      row(kCheckPolicy, "check-policy", kTwo, kRoom,
          "read the policy, its people and its digest aloud", "pyx policy check",
          {{"which", FieldKind::kChoice, Needed::kYes, "first|new"}}),
      row(kDraftVault, "draft-vault", kOne, kToken,
          "make the log key, the canary key and the founding statement", "pyx vault init --draft",
          {kTokenField}),
      row(kSignFounding, "sign-founding", kAll, kRoom, "read the founding statement and sign it",
          "pyx vault sign"),
      row(kFinishVault, "finish-vault", kOne, kLog, "found the vault", "pyx vault init --finish"),
      row(kOpenVault, "open-vault", kOne, kToken,
          "open the vault and compare its id with the published one", "pyx vault show",
          {kTokenField}),
  };
}

std::vector<ActionSpec> act_actions() {
  using enum Action;
  return {
      row(kPropose, "propose", kOne, kLog, "propose an act", "pyx act propose",
          {{"act", FieldKind::kActType},
           {"name", FieldKind::kNewAct},
           kKeysIfField,
           {"backup", FieldKind::kBackup, Needed::kNo},
           {"token", FieldKind::kToken, Needed::kNo},
           {"holders", FieldKind::kPeople, Needed::kNo},
           {"shares", FieldKind::kMOfN, Needed::kNo},
           {"adds", FieldKind::kPeople, Needed::kNo},
           {"removes", FieldKind::kPeople, Needed::kNo}}),
      row(kApprove, "approve", Hands::kQuorum, kLog, "read what is proposed, and approve it or not",
          "pyx act approve", {kActsField}),
      row(kExecute, "execute", kOne, kLog, "carry out what was approved", "pyx act execute",
          {kActsField}),
      row(kFreeze, "freeze", kOne, kLog, "stop it at once", "pyx freeze",
          {{"target", FieldKind::kChoice, Needed::kYes, "all|minting|keys"}, kKeysIfField}),
  };
}

std::vector<ActionSpec> share_actions() {
  using enum Action;
  return {
      row(kCreateBackup, "create-backup", kAll, kLog,
          "wrap the keys, hand each holder his share and have it read back", "pyx backup create",
          {kActField, kPrinterField}),
      row(kProveBackup, "prove-backup", kAll, kLog,
          "bring the keys back on another token, have them sign and destroy them there",
          "pyx backup prove", {kActField, kTokenField}),
      row(kRestoreBackup, "restore-backup", kAll, kLog, "bring the keys to another token, to stay",
          "pyx backup restore", {kActField, kTokenField}),
      row(kReshare, "reshare", kAll, kLog,
          "make new shares of the same key and have them read back", "pyx share reshare",
          {kActField, kOnField, kPrinterField}),
      row(kAcknowledge, "acknowledge", kAll, kLog,
          "compare their shares with the vault's record and sign that they have them",
          "pyx share acknowledge", {kBackupField}),
      row(kDrill, "drill", kAll, kLog,
          "compare their shares with the record of the set and sign how it went",
          "pyx share drill, pyx share submit", {kBackupField}),
      row(kExportBackup, "export-backup", kOne, kRoom, "write the backup's file",
          "pyx backup export", {kBackupField, kOnField}),
      row(kExportRecord, "export-record", kOne, kRoom,
          "write the record that holders take home for their drills", "pyx share record",
          {kBackupField, kOnField}),
  };
}

std::vector<ActionSpec> evidence_actions() {
  using enum Action;
  return {
      row(kCheckpoint, "checkpoint", kOne, kRoom,
          "sign a checkpoint of the log and hand it to the witness", "pyx log checkpoint"),
      row(kExportLog, "export-log", kOne, kRoom, "write the whole log out", "pyx log export",
          {kOnIfField}),
      row(kVerifyLog, "verify-log", kTwo, kRoom,
          "verify the log from the witness's last checkpoint on", "pyx log verify"),
      row(kPublishDigest, "publish-digest", kTwo, kRoom,
          "read the vault's id aloud and hand it out", "pyx vault show"),
      row(kSignTranscript, "sign-transcript", kAll, kRoom,
          "sign what was done, or that one does not agree", ""),
  };
}

}  // namespace

const FieldSpec* ActionSpec::field(std::string_view field_name) const {
  const auto found = std::ranges::find(fields, field_name, &FieldSpec::name);
  return found == fields.end() ? nullptr : &*found;
}

std::span<const ActionSpec> all_actions() {
  static const std::vector<ActionSpec> kAllOfThem = [] {
    std::vector<ActionSpec> all;
    for (const auto& part : {room_actions(), token_actions(), founding_actions(), act_actions(),
                             share_actions(), evidence_actions()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return kAllOfThem;
}

const ActionSpec& spec_of(Action action) { return all_actions()[static_cast<std::size_t>(action)]; }

std::string_view to_text(Action action) { return spec_of(action).name; }

std::optional<Action> action_from(std::string_view text) {
  const auto all = all_actions();
  const auto found = std::ranges::find(all, text, &ActionSpec::name);
  return found == all.end() ? std::nullopt : std::optional(found->action);
}

std::vector<FieldSpec> fields_of_act(ActType act) {
  switch (act) {
    case ActType::kKeyGenerate:
    case ActType::kKeyActivate:
    case ActType::kKeyRetire:
    case ActType::kKeyDestroy:
    case ActType::kKeysSchedule:
      return {{"keys", FieldKind::kKeys}};
    case ActType::kPolicyChange:
      return {{"adds", FieldKind::kPeople, Needed::kNo},
              {"removes", FieldKind::kPeople, Needed::kNo}};
    case ActType::kBackupCreate:
    case ActType::kBackupProve:
      return {kBackupField};
    case ActType::kBackupRestore:
      return {kBackupField, kTokenField};
    case ActType::kSharesReshare:
      return {kBackupField, {"holders", FieldKind::kPeople}, {"shares", FieldKind::kMOfN}};
    default:
      return {};
  }
}

std::optional<Action> own_action(ActType act) {
  switch (act) {
    case ActType::kBackupCreate:
      return Action::kCreateBackup;
    case ActType::kBackupProve:
      return Action::kProveBackup;
    case ActType::kBackupRestore:
      return Action::kRestoreBackup;
    case ActType::kSharesReshare:
      return Action::kReshare;
    default:
      return std::nullopt;
  }
}

}  // namespace pyx::ceremony::planning
