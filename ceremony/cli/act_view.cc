#include "ceremony/cli/act_view.h"

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
  PYX_TRY(policies::parse_policy(as_text(bytes), "the new policy"));
  return policy_difference(bytes, in_force);
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
