#include <algorithm>

#include "ceremony/planning/rules.h"

namespace pyx::ceremony::planning {
namespace {

Verdict needs_vault(const Scene& scene) { return scene.needs_vault(); }

void login(const Scene&, State& to) { log_in(to); }

Verdict check_export_log(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  return scene.step.has("on") ? scene.needs_media(scene.step.text("on")) : std::nullopt;
}

void apply_export_log(const Scene& scene, State& to) {
  login(scene, to);
  to.log_exported = true;
}

Verdict check_publish(const Scene& scene) {
  if (scene.state.vault.state == VaultState::kFounded) return std::nullopt;
  return refusal("there is no vault yet", "found it before");
}

void apply_publish(const Scene&, State& to) { to.vault.published = true; }

Verdict check_sign_transcript(const Scene& scene) {
  for (const auto& [id, token] : scene.state.tokens) {
    if (token.logged_in != LoggedIn::kNobody)
      return refusal("token " + id + " is logged in", "log-out before");
  }
  for (const auto& [id, person] : scene.state.people) {
    if (person.present && !scene.does(id))
      return refusal(id + " is in the room and does not sign", "name everybody in \"who\"");
  }
  return std::nullopt;
}

void apply_sign_transcript(const Scene&, State& to) { to.transcript_signed = true; }

}  // namespace

std::optional<Rule> evidence_rule(Action action) {
  switch (action) {
    case Action::kCheckpoint:
    case Action::kVerifyLog:
      return Rule{needs_vault, login};
    case Action::kExportLog:
      return Rule{check_export_log, apply_export_log};
    case Action::kPublishDigest:
      return Rule{check_publish, apply_publish};
    case Action::kSignTranscript:
      return Rule{check_sign_transcript, apply_sign_transcript};
    default:
      return std::nullopt;
  }
}

}  // namespace pyx::ceremony::planning
