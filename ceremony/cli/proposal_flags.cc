#include "ceremony/cli/proposal_flags.h"

#include <algorithm>
#include <array>
#include <limits>

#include "ceremony/cli/share_group_text.h"
#include "custody/acts/act.h"
#include "custody/coins/value_request.h"
#include "policies/denomination.h"

namespace pyx::ceremony {
namespace {

using policies::ActType;

// Which flags an act type takes; any other of these flags is refused, so that a mistyped act does
// not quietly drop half of what was meant.
struct TypeFlags {
  ActType type;
  std::array<std::string_view, 3> needed;   // empty: none
  std::array<std::string_view, 3> allowed;  // also without being needed
};
constexpr std::array kTypeFlags = {
    TypeFlags{ActType::kKeyGenerate, {"--profile", "--name"}, {}},
    TypeFlags{ActType::kKeyActivate, {"--key-id"}, {}},
    TypeFlags{ActType::kKeyRetire, {"--key-id"}, {}},
    TypeFlags{ActType::kKeyDestroy, {"--key-id"}, {}},
    TypeFlags{ActType::kPolicyChange, {"--policy"}, {}},
    TypeFlags{ActType::kLogRotate, {}, {}},
    TypeFlags{ActType::kThaw, {"--freeze"}, {"--suspend-freezer"}},
    TypeFlags{ActType::kKeysSchedule, {}, {"--ahead", "--denomination", "--period"}},
    TypeFlags{ActType::kBudgetSet, {"--budgets"}, {}},
    TypeFlags{ActType::kCoinsRefund, {"--leaf", "--holder", "--evidence"}, {}},
    TypeFlags{ActType::kReservationFree, {"--leaf", "--evidence"}, {}},
    TypeFlags{ActType::kClockAccept, {"--until"}, {}},
    TypeFlags{ActType::kBackupCreate,
              {"--backup-key", "--share-group"},
              {"--groups-needed", "--replaces"}},
    TypeFlags{ActType::kBackupProve, {"--backup"}, {"--matrix", "--second-token"}},
    TypeFlags{ActType::kBackupRestore,
              {"--backup", "--backup-key", "--token-serial"},
              {"--host-mediated", "--matrix", "--second-token"}},
    TypeFlags{ActType::kSharesReshare, {"--backup", "--share-group"}, {"--groups-needed"}},
    TypeFlags{ActType::kBackupRewrap, {"--backup", "--share-group"}, {"--groups-needed"}},
    TypeFlags{ActType::kCopyDestroy, {"--key-id", "--token-serial"}, {}},
    TypeFlags{ActType::kTokenReplace, {"--new-token"}, {"--checkpoint"}},
    TypeFlags{ActType::kStateAccept, {"--lost-size", "--lost-root"}, {}},
};
static_assert(kTypeFlags.size() == policies::kActTypes.size());

bool among(std::string_view flag, const std::array<std::string_view, 3>& flags) {
  return std::ranges::find(flags, flag) != flags.end();
}

Result<void> check_flags(const Arguments& given, ActType type) {
  const auto flags = std::ranges::find(kTypeFlags, type, &TypeFlags::type);
  const std::string name(to_text(type));
  if (flags == kTypeFlags.end()) return bad_argument("TYPE", name + " cannot be proposed here");
  for (const FlagSpec& flag : proposal_flags()) {
    const bool needed = among(flag.name, flags->needed);
    if (needed && !given.has(flag.name)) return bad_argument(flag.name, "is needed for " + name);
    if (!needed && !among(flag.name, flags->allowed) && given.has(flag.name)) {
      return bad_argument(flag.name, "does not go with " + name);
    }
  }
  return {};
}

Result<ActType> type_of(const Arguments& given) {
  const auto type = policies::act_type_from(given.text("TYPE"));
  if (type) return *type;
  std::string known;
  for (const ActType one : policies::kActTypes) {
    known += (known.empty() ? "" : ", ") + std::string(to_text(one));
  }
  return bad_argument("TYPE", "\"" + given.text("TYPE") + "\" is no act; acts are: " + known);
}

// Of keys.schedule: each --denomination with the --period at the same place, or --ahead alone.
Result<void> read_periods(const Arguments& given, ProposalAsk& into) {
  into.ahead = given.has("--ahead");
  const std::vector<std::string>& names = given.texts("--denomination");
  PYX_ASSIGN(const auto numbers, given.whole_numbers("--period", policies::kMostPeriods));
  if (into.ahead && (!names.empty() || !numbers.empty())) {
    return bad_argument("--ahead", "takes every denomination: no --denomination, no --period");
  }
  if (!into.ahead && names.empty()) {
    return bad_argument("--ahead", "say which keys: --ahead, or --denomination NAME --period N");
  }
  if (names.size() != numbers.size()) {
    return bad_argument("--period", "is given " + std::to_string(numbers.size()) +
                                        " times and --denomination " +
                                        std::to_string(names.size()) +
                                        ": they go in pairs, each --denomination with a --period");
  }
  if (names.size() > custody::kMostScheduledKeys) {
    return bad_argument("--period", "one act makes at most " +
                                        std::to_string(custody::kMostScheduledKeys) + " keys");
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::pair<std::string, std::int64_t> one(names[i], static_cast<std::int64_t>(numbers[i]));
    if (std::ranges::find(into.periods, one) != into.periods.end()) {
      return bad_argument("--period",
                          names[i] + " " + std::to_string(numbers[i]) + " is given twice");
    }
    into.periods.push_back(std::move(one));
  }
  return {};
}

// As far as a number in an act's JSON reaches.
constexpr std::uint64_t kMostLeaf = std::numeric_limits<std::int64_t>::max();

// Of state.accept: what the log was seen to be.
Result<void> read_lost(const Arguments& given, ProposalAsk& into) {
  PYX_ASSIGN(const auto size, given.whole_number_if("--lost-size", kMostLeaf));
  if (size && *size == 0) return bad_argument("--lost-size", "a log has 1 or more leaves");
  into.lost_size = size.value_or(0);
  PYX_ASSIGN(const auto root, given.digest_if("--lost-root"));
  into.lost_root = root.value_or(Sha256{});
  return {};
}

// Of coins.refund, reservation.free and clock.accept.
Result<void> read_case(const Arguments& given, ProposalAsk& into) {
  PYX_ASSIGN(const auto leaf, given.whole_number_if("--leaf", kMostLeaf));
  into.leaf = leaf.value_or(0);
  into.holder = given.text("--holder");
  if (given.has("--holder")) {
    const auto holder = custody::holder_key_from(into.holder);
    if (!holder) return bad_argument("--holder", holder.error().message);
  }
  into.evidence = given.text("--evidence");
  const bool plain =
      std::ranges::all_of(into.evidence, [](char c) { return c >= ' ' && c <= '~'; });
  if (given.has("--evidence") && (into.evidence.empty() || into.evidence.size() > 256 || !plain)) {
    return bad_argument("--evidence", "is the case in 1 to 256 printable ASCII characters");
  }
  PYX_ASSIGN(const auto until, given.time_if("--until"));
  into.until = until.value_or(Time{});
  return {};
}

// Of the acts about backups.
Result<void> read_backup(const Arguments& given, ProposalAsk& into) {
  PYX_ASSIGN(const auto backup, given.uuid_if("--backup"));
  into.backup = backup.value_or(Uuid{});
  PYX_ASSIGN(into.backup_keys, given.uuids("--backup-key"));
  PYX_ASSIGN(into.replaces, given.uuid_if("--replaces"));
  into.token_serial = given.text("--token-serial");
  if (given.has("--host-mediated")) into.way = custody::RestoreWay::kHostMediated;
  into.matrix_file = given.path("--matrix");
  if (given.has("--second-token")) {
    auto uri = pkcs11::parse_token_uri(given.text("--second-token"));
    if (!uri) return bad_argument("--second-token", uri.error().message);
    into.second_token = std::move(uri).value();
  }
  for (const std::string& text : given.texts("--share-group")) {
    auto group = share_group_from(text);
    if (!group) return bad_argument("--share-group", group.error().message);
    into.shares.groups.push_back(std::move(*group));
  }
  if (into.shares.groups.empty()) return {};
  PYX_ASSIGN(const auto needed,
             given.whole_number_if("--groups-needed", custody::kMostShareGroups));
  into.shares.groups_needed = static_cast<unsigned>(needed.value_or(into.shares.groups.size()));
  auto sound = custody::check_share_plan(into.shares);
  if (!sound && sound.error().code == Code::kBadInput)
    return bad_argument("--share-group", sound.error().message);
  return sound;
}

// Of token.replace. Nothing is asked of the token but who it is, so it needs no PIN here.
Result<void> read_move(const Arguments& given, ProposalAsk& into) {
  if (given.has("--new-token")) {
    auto uri = pkcs11::parse_token_uri(given.text("--new-token"));
    if (!uri) return bad_argument("--new-token", uri.error().message);
    into.new_token = std::move(uri).value();
  }
  if (given.has("--checkpoint")) into.checkpoint = given.path("--checkpoint");
  return {};
}

}  // namespace

Result<ProposalAsk> proposal_ask(const Arguments& given) {
  ProposalAsk ask;
  PYX_ASSIGN(ask.type, type_of(given));
  PYX_TRY(check_flags(given, ask.type));
  ask.profile = given.text("--profile");
  ask.name = given.text("--name");
  PYX_ASSIGN(const auto key, given.uuid_if("--key-id"));
  ask.key = key.value_or(Uuid{});
  ask.policy_file = given.path("--policy");
  PYX_ASSIGN(ask.freezes, given.digests("--freeze"));
  ask.suspend_freezer = given.has("--suspend-freezer");
  if (ask.type == ActType::kKeysSchedule) PYX_TRY(read_periods(given, ask));
  ask.budgets_file = given.path("--budgets");
  PYX_TRY(read_case(given, ask));
  PYX_TRY(read_backup(given, ask));
  PYX_TRY(read_move(given, ask));
  PYX_TRY(read_lost(given, ask));
  return ask;
}

WordSpec proposal_word() {
  return {"TYPE",
          "key.generate, key.activate, key.retire, key.destroy, keys.schedule, policy.change, "
          "budget.set, coins.refund, reservation.free, clock.accept, log.rotate, thaw, "
          "backup.create, backup.prove, backup.restore, shares.reshare, backup.rewrap, "
          "copy.destroy, token.replace or state.accept",
          "key.generate|key.activate|key.retire|key.destroy|keys.schedule|policy.change|"
          "budget.set|coins.refund|reservation.free|clock.accept|log.rotate|thaw|"
          "backup.create|backup.prove|backup.restore|shares.reshare|backup.rewrap|"
          "copy.destroy|token.replace|state.accept"};
}

std::vector<FlagSpec> proposal_flags() {
  return {
      {"--profile", "NAME", "key.generate: a profile of the policy"},
      {"--name", "NAME", "key.generate: what people call the new key"},
      {"--key-id", "ID", "key.activate, key.retire, key.destroy, copy.destroy: the key"},
      {"--ahead", "", "keys.schedule: all keys that the policy's schedules want now, at most 24"},
      {"--denomination", "NAME", "keys.schedule: of which a key is made, each with a --period",
       Need::kOptional, Times::kMany},
      {"--period", "N", "keys.schedule: for which it is made, as pyx key calendar shows it",
       Need::kOptional, Times::kMany},
      {"--policy", "FILE", "policy.change: the new policy, TOML"},
      {"--budgets", "FILE", "budget.set: the budgets, TOML; those it does not name stay"},
      {"--leaf", "N",
       "coins.refund, reservation.free: its leaf, by pyx request list or the receipt"},
      {"--holder", "KEY", "coins.refund: who gets the new coins, x25519:KEY or p-256:KEY"},
      {"--evidence", "TEXT", "coins.refund, reservation.free: the case, at most 256 characters"},
      {"--until", "TIME", "clock.accept: the clock is right up to here, 2026-11-23T09:00:00Z"},
      {"--backup-key", "ID", "backup.create, backup.restore: a key that goes into it or comes back",
       Need::kOptional, Times::kMany},
      {"--share-group", "M:HOLDERS",
       "backup.create, shares.reshare, backup.rewrap: M of these holders, as 2:alice,bob,carol; "
       "give it once for "
       "each group",
       Need::kOptional, Times::kMany},
      {"--groups-needed", "N",
       "backup.create, shares.reshare, backup.rewrap: so many groups; all if left out"},
      {"--replaces", "ID", "backup.create: the backup that dies once this one is acknowledged"},
      {"--backup", "ID",
       "backup.prove, backup.restore, shares.reshare, backup.rewrap: as pyx backup list shows it"},
      {"--token-serial", "SERIAL",
       "backup.restore, copy.destroy: of the token that gets the keys, or has the copy"},
      {"--host-mediated", "",
       "backup.restore: through this host's memory; the keys are exposed from then on"},
      {"--matrix", "FILE",
       "backup.prove, backup.restore: what pyx token matrix saw of the two tokens; refused if it "
       "shows that a key does not come back"},
      {"--second-token", "URI",
       "backup.prove, backup.restore: looks whether the token is there now, without its PIN"},
      {"--new-token", "URI",
       "token.replace: the token to go on on, as it is plugged in here; who it is is read from it"},
      {"--checkpoint", "FILE",
       "token.replace: the last checkpoint that was witnessed or is known; if left out, the last "
       "one that the vault has"},
      {"--freeze", "ID", "thaw: a freeze to lift, as pyx freeze list shows it", Need::kOptional,
       Times::kMany},
      {"--suspend-freezer", "", "thaw: those who froze lose the right to freeze"},
      {"--lost-size", "N", "state.accept: the leaves that the log was seen to have"},
      {"--lost-root", "HEX", "state.accept: the root that it was seen to have then"}};
}

}  // namespace pyx::ceremony
