#include "ceremony/cli/act_view.h"

#include <algorithm>
#include <utility>

#include "ceremony/line_diff.h"
#include "custody/acts/plain_words.h"

namespace pyx::ceremony {

Result<ShownAct> act_to_show(custody::VaultAccess& vault, const Uuid& id) {
  PYX_ASSIGN(const custody::VaultInfo info, vault.info());
  ShownAct shown;
  PYX_ASSIGN(shown.record, vault.act(id));
  const Bytes& bytes = shown.record.proposal.payload;
  PYX_ASSIGN(shown.record.act, custody::parse_act(bytes));
  if (shown.record.act.id != id || shown.record.act.vault != info.id) {
    return refused("ACT-SHOWN", "the vault handed out the bytes of another act than was asked for");
  }
  PYX_ASSIGN(shown.plain_words, custody::in_plain_words(bytes));
  return shown;
}

std::string exceptions_in_words(const policies::KeyProfile& profile) {
  std::string words;
  for (const TokenRule rule : profile.exceptions) {
    words += "  EXCEPTION: profile " + profile.name + " accepts a token that does not enforce " +
             std::string(to_text(rule)) + ": " + std::string(danger_without(rule)) + "\n";
  }
  return words;
}

std::string exceptions_in_words(const policies::Policy& policy) {
  std::string words;
  for (const policies::KeyProfile& profile : policy.profiles) words += exceptions_in_words(profile);
  return words;
}

Result<std::string> profile_in_words(custody::VaultAccess& vault, const custody::Act& act,
                                     const PolicyInForce& in_force) {
  if (act.policy != in_force.policy.digest) return std::string();
  std::string name;
  if (const auto* generate = std::get_if<custody::KeyGenerate>(&act.parameters)) {
    name = generate->profile;
  } else if (const auto* activate = std::get_if<custody::KeyActivate>(&act.parameters)) {
    PYX_ASSIGN(const auto keys, vault.keys());
    const auto key = std::ranges::find(keys, activate->key, &custody::KeyRecord::id);
    if (key != keys.end()) name = key->profile;
  }
  const policies::KeyProfile* const profile = in_force.policy.profile(name);
  if (profile == nullptr) return std::string();
  return "  the policy's profile " + profile->name + ": " + std::string(to_text(profile->type)) +
         " for " + std::string(to_text(profile->purpose)) + ", backup " +
         std::string(to_text(profile->backup)) + "\n" + exceptions_in_words(*profile);
}

std::string policy_difference(ByteView new_policy, const PolicyInForce& in_force) {
  return "the new policy, against the one in force:\n" +
         line_diff(as_text(in_force.bytes), as_text(new_policy));
}

Result<std::string> policy_difference(custody::VaultAccess& vault, const Sha256& new_policy,
                                      const PolicyInForce& in_force) {
  PYX_ASSIGN(const Bytes bytes, vault.blob(new_policy));
  if (sha256(bytes) != new_policy) {
    return refused("ACT-SHOWN", "the vault handed out another policy than the act names");
  }
  PYX_ASSIGN(const policies::Policy policy,
             policies::parse_policy(as_text(bytes), "the new policy"));
  return policy_difference(bytes, in_force) + exceptions_in_words(policy);
}

std::vector<std::string> next_steps(const custody::ActRecord& record, const VaultPlace& place) {
  const std::string id = record.act.id.text();
  switch (record.state) {
    case custody::ActState::kOpen:
      if (record.quorum.approved()) return {"next: pyx act execute " + id + place_words(place)};
      return {"still missing: " + record.quorum.reason,
              "next: pyx act approve " + id + " --key FILE" + place_words(place)};
    case custody::ActState::kExecuting:
      return {"it was cut off while it was executed; next: pyx act execute " + id +
              place_words(place)};
    default:
      return {};
  }
}

}  // namespace pyx::ceremony
