#include "ceremony/running/brief_guide.h"

#include <ostream>

#include "ceremony/cli/escape.h"
#include "ceremony/running/moment_words.h"
#include "ceremony/running/scripted_guide.h"

namespace pyx::ceremony::running {
namespace {

constexpr std::size_t kBriefBarWidth = 24;

}  // namespace

void BriefGuide::show(const Moment& moment) {
  if (moment.stage != Stage::kStep || moment.step_number == told_) return;
  told_ = moment.step_number;
  words_ << "pyx: rehearsal [" << bar_of(moment, kBriefBarWidth) << "] step " << moment.step_number
         << " of " << moment.steps << ", " << escape_line(moment.step) << ": "
         << escape_line(moment.step_title) << '\n'
         << std::flush;
}

Result<std::string> BriefGuide::ask(const Question& question) {
  return error(Code::kAskPerson, "nobody is there to answer " + question.id);
}

Result<std::string> RehearsedGuide::ask(const Question& question) {
  Question asked = question;
  asked.expected = rehearsed_answer(question);
  asked.enter_is_expected = true;
  return guide_.ask(asked);
}

}  // namespace pyx::ceremony::running
