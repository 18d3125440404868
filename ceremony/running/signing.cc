#include "ceremony/running/signing.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ceremony/running/attendance.h"
#include "ceremony/transcript/roster.h"

namespace pyx::ceremony::running {
namespace {

using transcript::Draft;
using transcript::Kind;
using Names = std::vector<std::string>;

constexpr std::string_view kYes = "yes";
constexpr std::string_view kObject = "object";
constexpr std::string_view kLeave = "leave";

Result<custody::Envelope> signed_by(Course& course, const std::string& person, const Draft& draft) {
  PYX_ASSIGN(const Signer* const signer, course.people.signer(person));
  return signer->sign_statement(draft.statement);
}

Question to_sign(std::string id, const std::string& person, std::string text, const Draft& draft) {
  Question question = choose(std::move(id), std::move(text),
                             {{std::string(kYes), "I have read it and sign it"},
                              {std::string(kObject), "I do not agree, and say why; then I sign"}});
  question.person = person;
  question.to_read = draft.text;
  return question;
}

enum class Answer { kSigned, kChanged };

// What `person` does with the draft: signs, or something else that makes it another one.
Result<Answer> one_signs(Course& course, const Question& question, const Draft& draft,
                         std::vector<custody::Envelope>& to) {
  const std::string& person = question.person;
  PYX_ASSIGN(const std::string answer, ask_choice(course, question));
  if (answer == kObject) {
    PYX_TRY(object(course, person, question.id));
    return Answer::kChanged;
  }
  if (answer == kLeave) {
    PYX_TRY(somebody_leaves(course, person));
    return Answer::kChanged;
  }
  PYX_ASSIGN(custody::Envelope envelope, signed_by(course, person, draft));
  to.push_back(std::move(envelope));
  return Answer::kSigned;
}

// Everybody in the room. What one of them writes before he signs is under the signatures of all:
// the draft is made anew then, and shown again.
Result<void> all_sign(Course& course, Kind kind, const transcript::Values& values,
                      const std::string& id, const std::string& what) {
  for (;;) {
    PYX_ASSIGN(const Draft draft, course.book.draft(kind, values));
    std::vector<custody::Envelope> envelopes;
    bool changed = false;
    for (const std::string& person : course.book.standing().present()) {
      Question question = to_sign(id + "." + person, person, person + " signs " + what, draft);
      question.choices.push_back({std::string(kLeave), "I sign nothing and leave the room"});
      PYX_ASSIGN(const Answer answer, one_signs(course, question, draft, envelopes));
      changed = answer == Answer::kChanged;
      if (changed) break;
    }
    if (changed) continue;
    if (envelopes.empty()) return error(Code::kRefused, "nobody is in the room to sign " + what);
    return course.book.sign(draft, envelopes);
  }
}

}  // namespace

Result<void> object(Course& course, const std::string& person, const std::string& id) {
  Question question;
  question.id = id + ".objection";
  question.text = "with what does " + person + " not agree";
  question.person = person;
  PYX_ASSIGN(const std::string text, course.guide.ask(question));
  PYX_ASSIGN(const Draft draft,
             course.book.draft(Kind::kObjection, {{"person", person}, {"text", text}}));
  course.guide.read(draft.text);
  PYX_ASSIGN(custody::Envelope envelope, signed_by(course, person, draft));
  return course.book.sign(draft, {std::move(envelope)});
}

Result<void> initial_steps(Course& course) {
  while (!course.book.standing().to_initial().empty()) {
    const std::string step = course.book.standing().to_initial().front();
    const Names witnesses = course.book.standing().present_with(transcript::kWitness);
    if (witnesses.empty())
      return error(Code::kRefused, "there is no witness in the room to initial step " + step);
    const std::string& witness = witnesses.front();
    PYX_ASSIGN(const Draft draft,
               course.book.draft(Kind::kInitialled, {{"person", witness}, {"step", step}}));
    std::vector<custody::Envelope> envelopes;
    PYX_ASSIGN(const Answer answer,
               one_signs(course,
                         to_sign("initial." + step, witness,
                                 witness + " saw step " + step + " done, and initials it", draft),
                         draft, envelopes));
    if (answer == Answer::kSigned) PYX_TRY(course.book.sign(draft, envelopes));
  }
  return {};
}

Result<void> sign_section(Course& course) {
  if (!course.book.standing().unsigned_section()) return {};
  PYX_TRY(initial_steps(course));
  PYX_TRY(sign_deviations(course));
  const std::string section = *course.book.standing().unsigned_section();
  show(course, Stage::kSection, nullptr, course.book.standing().present());
  return all_sign(course, Kind::kSection, {{"section", section}}, "section." + section,
                  "what was done in section " + section);
}

Result<void> sign_deviations(Course& course) {
  // By number: the list grows if somebody has more to say.
  for (std::size_t i = 0; i < course.book.standing().deviations().size(); ++i) {
    const DeviationNow now = course.book.standing().deviations()[i];
    const std::string number = std::to_string(now.number);
    Names signers;
    for (const std::string& one : now.to_sign) {
      if (course.book.standing().is_present(one)) signers.push_back(one);
    }
    if (signers.empty()) continue;
    PYX_ASSIGN(const Draft draft,
               course.book.draft(Kind::kDeviationSigned, {{"deviation", number}}));
    std::vector<custody::Envelope> envelopes;
    for (const std::string& one : signers) {
      Question question = choose("deviation." + number + ".sign." + one,
                                 one + " signs that he knows of deviation " + number,
                                 {{std::string(kYes), "I know of it"}});
      question.person = one;
      question.to_read =
          draft.text + "  " + now.what + ", " + now.severity + ": " + now.text + "\n";
      PYX_TRY(ask_choice(course, question));
      PYX_ASSIGN(custody::Envelope envelope, signed_by(course, one, draft));
      envelopes.push_back(std::move(envelope));
    }
    PYX_TRY(course.book.sign(draft, envelopes));
  }
  return {};
}

Result<void> sign_end(Course& course, std::string_view outcome) {
  show(course, Stage::kEnd, nullptr, course.book.standing().present());
  return all_sign(course, Kind::kEnd, {{"outcome", std::string(outcome)}}, "end",
                  "the end: " + std::string(outcome));
}

}  // namespace pyx::ceremony::running
