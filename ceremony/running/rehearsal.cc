#include "ceremony/running/rehearsal.h"

#include "ceremony/running/rehearsal_screen.h"

namespace pyx::ceremony::running {
namespace {

CeremonyAsk on_stage(const RehearsalStage& stage, RehearsalScreen& screen) {
  CeremonyAsk ask;
  ask.plan = {stage.plan, stage.site(), {}};
  ask.bundle = stage.bundle();
  ask.mode = transcript::Mode::kRehearsal;
  ask.screen = &screen;
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
