// pyx act propose: puts an act together, shows it, signs it, and hands it in.

#include <algorithm>
#include <array>
#include <utility>

#include "ceremony/cli/act_view.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/policy_file.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/signing_person.h"
#include "custody/acts/plain_words.h"

namespace pyx::ceremony {
namespace {

using policies::ActType;

struct ProposeAsk {
  VaultPlace place;
  SignerPlace signer;
  ActType type = ActType::kKeyGenerate;
  std::string profile;
  std::string name;
  Uuid key;
  std::filesystem::path policy_file;
  std::vector<Sha256> freezes;
  bool suspend_freezer = false;
  std::optional<Time> not_before;
  std::optional<Duration> lifetime;
};

// Which flags an act type takes; any other of these flags is refused, so that a mistyped act does
// not quietly drop half of what was meant.
struct TypeFlags {
  ActType type;
  std::array<std::string_view, 2> needed;  // empty: none
  std::string_view allowed;
};
constexpr std::array kTypeFlags = {
    TypeFlags{ActType::kKeyGenerate, {"--profile", "--name"}, {}},
    TypeFlags{ActType::kKeyActivate, {"--key-id", {}}, {}},
    TypeFlags{ActType::kKeyRetire, {"--key-id", {}}, {}},
    TypeFlags{ActType::kKeyDestroy, {"--key-id", {}}, {}},
    TypeFlags{ActType::kPolicyChange, {"--policy", {}}, {}},
    TypeFlags{ActType::kLogRotate, {}, {}},
    TypeFlags{ActType::kThaw, {"--freeze", {}}, "--suspend-freezer"},
};
constexpr std::array<std::string_view, 6> kParameterFlags = {
    "--profile", "--name", "--key-id", "--policy", "--freeze", "--suspend-freezer"};

Result<void> check_flags(const Arguments& given, ActType type) {
  const auto flags = std::ranges::find(kTypeFlags, type, &TypeFlags::type);
  const std::string name(to_text(type));
  if (flags == kTypeFlags.end()) return bad_argument("TYPE", name + " cannot be proposed here");
  for (const std::string_view flag : kParameterFlags) {
    const bool needed = std::ranges::find(flags->needed, flag) != flags->needed.end();
    if (needed && !given.has(flag)) return bad_argument(flag, "is needed for " + name);
    if (!needed && flag != flags->allowed && given.has(flag)) {
      return bad_argument(flag, "does not go with " + name);
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

Result<ProposeAsk> parse(const Arguments& given) {
  ProposeAsk ask;
  PYX_ASSIGN(ask.type, type_of(given));
  PYX_TRY(check_flags(given, ask.type));
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.signer, signer_place(given));
  ask.profile = given.text("--profile");
  ask.name = given.text("--name");
  PYX_ASSIGN(const auto key, given.uuid_if("--key-id"));
  ask.key = key.value_or(Uuid{});
  ask.policy_file = given.path("--policy");
  PYX_ASSIGN(ask.freezes, given.digests("--freeze"));
  ask.suspend_freezer = given.has("--suspend-freezer");
  PYX_ASSIGN(ask.not_before, given.time_if("--not-before"));
  PYX_ASSIGN(ask.lifetime, given.duration_if("--lifetime"));
  return ask;
}

custody::ActParameters parameters_of(const ProposeAsk& ask, const Sha256& new_policy, Time now) {
  switch (ask.type) {
    case ActType::kKeyGenerate:
      return custody::KeyGenerate{Uuid::v7(now), ask.profile, ask.name};
    case ActType::kKeyActivate:
      return custody::KeyActivate{ask.key};
    case ActType::kKeyRetire:
      return custody::KeyRetire{ask.key};
    case ActType::kKeyDestroy:
      return custody::KeyDestroy{ask.key};
    case ActType::kPolicyChange:
      return custody::PolicyChange{new_policy};
    case ActType::kLogRotate:
      return custody::LogRotate{Uuid::v7(now)};
    case ActType::kThaw:
      return custody::Thaw{ask.freezes, ask.suspend_freezer};
  }
  return custody::Thaw{};  // no freezes: refused by everybody
}

Result<custody::Act> act_of(const ProposeAsk& ask, const custody::VaultInfo& info,
                            const PolicyInForce& in_force, const Sha256& new_policy, Time now) {
  const policies::QuorumRule* const rule = in_force.policy.rule(ask.type);
  if (rule == nullptr) {
    return refused("ACT-QUORUM", "the policy has no rule for " + std::string(to_text(ask.type)));
  }
  if (ask.lifetime && *ask.lifetime > rule->lifetime) {
    return refused("ACT-QUORUM", "the policy gives " + std::string(to_text(ask.type)) +
                                     " at most " + to_text(rule->lifetime));
  }
  custody::Act act;
  act.id = Uuid::v7(now);
  act.parameters = parameters_of(ask, new_policy, now);
  act.vault = info.id;
  act.policy = info.policy;
  act.nonce = fresh_nonce();
  act.not_before = ask.not_before.value_or(now);
  act.expires = now + ask.lifetime.value_or(rule->lifetime);
  if (act.not_before >= act.expires) {
    return error(Code::kBadInput,
                 "--not-before lies at or behind the act's end, " + to_rfc3339(act.expires));
  }
  return act;
}

// The new policy, read and shown, or nothing for other acts.
Result<std::optional<Bytes>> new_policy_of(const ProposeAsk& ask, const PolicyInForce& in_force,
                                           Context& context) {
  if (ask.type != ActType::kPolicyChange) return std::optional<Bytes>();
  PYX_ASSIGN(PolicyFile file, read_policy(ask.policy_file));
  if (file.policy.digest == in_force.policy.digest) {
    return error(Code::kConflict, ask.policy_file.string() + " is the policy in force already");
  }
  context.output.show(policy_difference(file.bytes, in_force) + exceptions_in_words(file.policy));
  return std::optional<Bytes>(std::move(file.bytes));
}

void put_made_key(Outcome& outcome, const custody::Act& act) {
  std::optional<Uuid> key;
  if (const auto* made = std::get_if<custody::KeyGenerate>(&act.parameters)) key = made->key;
  if (const auto* made = std::get_if<custody::LogRotate>(&act.parameters)) key = made->key;
  if (!key) return;
  outcome.data["key"] = key->text();
  outcome.words.insert(outcome.words.begin(), "the new key will have the id " + key->text());
}

Result<Outcome> run(const ProposeAsk& ask, Context& context) {
  PYX_TRY(check_signer(ask.signer, context.output));
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const PolicyInForce in_force, policy_in_force(*vault, info));
  PYX_ASSIGN(const std::optional<Bytes> new_policy, new_policy_of(ask, in_force, context));
  const Sha256 digest = new_policy ? sha256(*new_policy) : Sha256{};
  PYX_ASSIGN(custody::Act act, act_of(ask, info, in_force, digest, context.clock.now()));

  PYX_ASSIGN(const auto signer, open_signer(ask.signer, context.output));
  PYX_ASSIGN(const policies::Person* const person,
             signing_person(in_force.policy, *signer, ask.signer, info.token_serials));
  act.proposer = person->id;
  const Bytes bytes = custody::encode_act(act);
  PYX_TRY(custody::parse_act(bytes));  // what nobody could read is not signed
  PYX_ASSIGN(const std::string words, custody::in_plain_words(bytes));
  context.output.show(words);
  PYX_ASSIGN(const std::string profile, profile_in_words(*vault, act, in_force));
  context.output.show(profile);
  PYX_ASSIGN(const custody::Envelope envelope, signer->sign_statement(bytes));
  PYX_ASSIGN(const custody::ActRecord record, vault->propose(envelope, new_policy));

  Outcome outcome;
  outcome.data = to_json(record);
  outcome.text = act.id.text() + "\n";
  outcome.words = next_steps(record, ask.place);
  put_made_key(outcome, act);
  outcome.words.insert(outcome.words.begin(), person->id + " has proposed the act above");
  return outcome;
}

Result<Run> prepare(const Arguments& given) {
  PYX_ASSIGN(const ProposeAsk ask, parse(given));
  return Run([ask](Context& context) { return run(ask, context); });
}

}  // namespace

Commands act_propose_commands() {
  std::vector<FlagSpec> flags = {
      {"--profile", "NAME", "key.generate: a profile of the policy"},
      {"--name", "NAME", "key.generate: what people call the new key"},
      {"--key-id", "ID", "key.activate, key.retire, key.destroy: the key"},
      {"--policy", "FILE", "policy.change: the new policy, TOML"},
      {"--freeze", "ID", "thaw: a freeze to lift, as pyx freeze list shows it", Need::kOptional,
       Times::kMany},
      {"--suspend-freezer", "", "thaw: those who froze lose the right to freeze"},
      {"--not-before", "TIME", "executed no earlier, 2026-11-23T09:00:00Z; now if left out"},
      {"--lifetime", "DURATION", "shorter than the policy's rule: 90s, 15m, 24h, 7d"}};
  return {{"act",
           "propose",
           "propose an act; its bytes are fixed from then on",
           {{"TYPE",
             "key.generate, key.activate, key.retire, key.destroy, policy.change, log.rotate or "
             "thaw",
             "key.generate|key.activate|key.retire|key.destroy|policy.change|log.rotate|thaw"}},
           with(with(vault_place_flags(), std::move(flags)), signer_flags()),
           prepare}};
}

}  // namespace pyx::ceremony
