#include "ceremony/running/standing.h"

#include <algorithm>

#include "ceremony/transcript/value_form.h"
#include "custody/evidence/dsse.h"

namespace pyx::ceremony::running {

using transcript::Entry;
using transcript::Kind;

std::vector<std::string> Standing::present_with(std::string_view role) const {
  std::vector<std::string> ids;
  for (const transcript::RosterPerson& one : roster_.people()) {
    if (one.present && std::ranges::find(one.roles, role) != one.roles.end()) ids.push_back(one.id);
  }
  return ids;
}

bool Standing::is_present(std::string_view person) const {
  const transcript::RosterPerson* const found = roster_.person(person);
  return found != nullptr && found->present;
}

const planning::Step* Standing::open() const { return open_ ? &plan_->steps[next_] : nullptr; }

const planning::Step* Standing::next() const {
  return next_ < plan_->steps.size() ? &plan_->steps[next_] : nullptr;
}

bool Standing::has_deviation(std::string_view what) const {
  return std::ranges::find(deviations_, what, &DeviationNow::what) != deviations_.end();
}

void Standing::follow(const Entry& entry) {
  roster_.follow(entry);
  last_ = entry.kind;
  switch (entry.kind) {
    case Kind::kHeader:
      begun_ = since_ = entry.time;
      if (!entry.text("vault").empty()) vault_ = entry.text("vault");
      break;
    case Kind::kClock:
      watches_.insert(entry.text("person"));
      break;
    case Kind::kAct:
    case Kind::kFounded:
    case Kind::kFrozen:
      names_acts_ = true;
      vault_ = entry.text("vault");
      break;
    case Kind::kStepBegun:
    case Kind::kStepDone:
    case Kind::kStepBrokenOff:
    case Kind::kStepSkipped:
    case Kind::kInitialled:
    case Kind::kSection:
    case Kind::kReconciled:
      follow_step(entry);
      break;
    case Kind::kDeviation:
    case Kind::kDeviationSigned:
      follow_deviation(entry);
      break;
    case Kind::kCrash:
      unreconciled_ = open_;
      break;
    case Kind::kIntermission:
      away_ = true;
      left_ = entry.time;
      break;
    case Kind::kReturned:
      away_ = false;
      away_for_ += entry.time - left_;
      break;
    default:
      break;
  }
}

void Standing::follow_step(const Entry& entry) {
  switch (entry.kind) {
    case Kind::kStepBegun:
      open_ = true;
      doers_ = transcript::names_in(entry.text("people"));
      since_ = entry.time;
      break;
    case Kind::kStepDone: {
      const planning::Step& step = *open();
      to_initial_.push_back(step.id);
      unsigned_section_ = step.section;
      if (step.action == planning::Action::kSignTranscript) transcript_signed_ = true;
      open_ = false;
      ++next_;
      since_ = entry.time;
      break;
    }
    case Kind::kStepBrokenOff:
      unsigned_section_ = open()->section;
      open_ = false;
      break;
    case Kind::kStepSkipped:
      ++next_;
      break;
    case Kind::kInitialled:
      std::erase(to_initial_, entry.text("step"));
      break;
    case Kind::kReconciled:
      unreconciled_ = false;
      if (entry.text("decision") == "again") open_ = false;
      if (entry.text("decision") == "stop") stopped_ = true;
      break;
    default:
      unsigned_section_.reset();
      break;
  }
}

void Standing::follow_deviation(const Entry& entry) {
  if (entry.kind == Kind::kDeviation) {
    DeviationNow now;
    now.number = static_cast<unsigned>(deviations_.size()) + 1;
    now.what = entry.text("class");
    now.severity = entry.text("severity");
    now.text = entry.text("text");
    now.signers = transcript::names_in(entry.text("signers"));
    now.to_sign = {now.signers.begin(), now.signers.end()};
    deviations_.push_back(std::move(now));
    return;
  }
  const auto envelope = custody::parse_envelope(entry.text(transcript::kSignatures));
  for (DeviationNow& one : deviations_) {
    if (std::to_string(one.number) != entry.text("deviation") || !envelope) continue;
    for (const custody::EnvelopeSignature& by : envelope->signatures) {
      if (const auto* const person = roster_.person_with_key(by.key_id))
        one.to_sign.erase(person->id);
    }
  }
}

}  // namespace pyx::ceremony::running
