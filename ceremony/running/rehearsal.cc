#include "ceremony/running/rehearsal.h"

#include <filesystem>

#include "base/file.h"
#include "ceremony/planning/site.h"
#include "ceremony/running/rehearsal_screen.h"
#include "pkcs11/open_token.h"

namespace pyx::ceremony::running {
namespace {

namespace fs = std::filesystem;

// What a maker's tools do to a token whose PINs are lost. SoftHSM2 keeps a token in a folder whose
// name ends with the token's serial, but for dashes.
Result<void> throw_away(const RehearsalStage& stage, const std::string& token) {
  PYX_ASSIGN(const Bytes text, read_file(stage.site()));
  const planning::SiteReading read = planning::read_site(text, stage.site().string());
  const planning::SiteToken* const place = read.site ? read.site->token(token) : nullptr;
  if (place == nullptr || !place->uri.label)
    return error(Code::kNotFound, "token " + token + " is none that the stage may throw away");
  PYX_ASSIGN(const auto there, pkcs11::list_tokens(place->uri.module_path));
  for (const pkcs11::TokenIdentity& one : there) {
    if (one.label != *place->uri.label || one.serial.empty()) continue;
    for (const auto& entry : fs::directory_iterator(stage.folder / "tokens")) {
      std::string name = entry.path().filename().string();
      std::erase(name, '-');
      if (name.ends_with(one.serial)) fs::remove_all(entry.path());
    }
  }
  return {};
}

CeremonyAsk on_stage(const RehearsalStage& stage, RehearsalScreen& screen) {
  CeremonyAsk ask;
  ask.plan = {stage.plan, stage.site(), {}};
  ask.bundle = stage.bundle();
  ask.mode = transcript::Mode::kRehearsal;
  ask.screen = &screen;
  ask.reset_token = [stage](const std::string& token) { return throw_away(stage, token); };
  return ask;
}

}  // namespace

Result<CeremonyEnd> rehearse(const StageAsk& ask, Context& context, Guide& guide) {
  PYX_ASSIGN(const RehearsalStage stage, set_stage(ask, context, guide));
  RehearsalScreen screen(stage.cards());
  return hold_ceremony(on_stage(stage, screen), context, guide);
}

Result<CeremonyEnd> take_up_rehearsal(const RehearsalStage& stage, Context& context, Guide& guide) {
  PYX_ASSIGN(const transcript::Header header, header_of(stage.bundle()));
  if (header.mode != transcript::Mode::kRehearsal)
    return error(Code::kBadInput, stage.bundle().string() + " is no rehearsal");
  use_tokens_of(stage.folder);
  RehearsalScreen screen(stage.cards());
  return take_up_ceremony(on_stage(stage, screen), context, guide);
}

}  // namespace pyx::ceremony::running
