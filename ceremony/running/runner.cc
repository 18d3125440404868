#include "ceremony/running/runner.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ceremony/running/attendance.h"
#include "ceremony/running/deviating.h"
#include "ceremony/running/doing_step.h"
#include "ceremony/running/ending_up.h"
#include "ceremony/running/intermission.h"
#include "ceremony/running/signing.h"

namespace pyx::ceremony::running {
namespace {

using planning::Action;
using planning::Step;
using transcript::Kind;
using Names = std::vector<std::string>;

// What there is to choose beside going on.
std::vector<Choice> with_ways_out(std::vector<Choice> first) {
  for (Choice one :
       {Choice{"deviation", "something is not as planned: write it down"},
        Choice{"object", "somebody does not agree, and signs that"},
        Choice{"note", "write something down"}, Choice{"come", "somebody comes into the room"},
        Choice{"leave", "somebody leaves the room"},
        Choice{"intermission", "everybody leaves, and it goes on later"},
        Choice{"skip", "this step is left out: a deviation that is signed"},
        Choice{"abandon", "the ceremony ends here"}})
    first.push_back(std::move(one));
  return first;
}

class Loop {
 public:
  explicit Loop(Course& course) : course_(course) {}

  Result<Ending> run() {
    while (!ending_) {
      const Step* const open = course_.book.standing().open();
      if (course_.book.standing().away()) {
        PYX_TRY(come_back());
      } else if (open != nullptr && !course_.book.standing().stopped()) {
        const Names doers = course_.book.standing().doers();
        show(course_, Stage::kStep, open, doers);
        PYX_TRY(settle(*open, doers, go_on_with_step(course_, *open, doers)));
      } else if (section_is_over()) {
        PYX_TRY(end_section());
      } else if (course_.book.standing().next() == nullptr) {
        PYX_TRY(end_ceremony("completed"));
        ending_ = Ending::kCompleted;
      } else if (course_.book.standing().stopped()) {
        PYX_TRY(end_ceremony("abandoned"));
        ending_ = Ending::kAbandoned;
      } else {
        PYX_TRY(turn(*course_.book.standing().next()));
      }
    }
    return *ending_;
  }

 private:
  // Everything of it was done, or an intermission of the plan is due.
  bool section_is_over() const {
    const Standing& standing = course_.book.standing();
    const auto& section = standing.unsigned_section();
    if (!section || standing.open() != nullptr) return false;
    const Step* const next = standing.next();
    return next == nullptr || next->section != *section || course_.book.model().state().interrupted;
  }

  Result<void> come_back() {
    PYX_ASSIGN(const Back back, end_intermission(course_));
    if (back == Back::kLater) ending_ = Ending::kInterrupted;
    return {};
  }

  Result<void> end_section() {
    const std::string section = *course_.book.standing().unsigned_section();
    const bool planned = course_.book.model().state().interrupted;
    show(course_, Stage::kSection, nullptr, {});
    if (planned) {
      PYX_TRY(sign_section(course_));
      return course_.book.entry(Kind::kIntermission, {{"reason", "as planned"}});
    }
    Question question =
        choose("section." + section, "section " + section + " is done",
               with_ways_out({{"sign", "everybody reads what was done and signs it"}}));
    question.enter_is_expected = true;  // each of them is asked for his own signature
    std::erase_if(question.choices, [](const Choice& one) { return one.word == "skip"; });
    PYX_ASSIGN(const std::string answer, ask_choice(course_, question));
    if (answer == "sign") return sign_section(course_);
    return other(answer, question.id, nullptr);
  }

  Result<void> end_ceremony(std::string_view outcome) { return end_up(course_, outcome); }

  // It is this step's turn.
  Result<void> turn(const Step& step) {
    PYX_TRY(watch_time(course_));
    PYX_ASSIGN(const Names doers, doers_of(course_, step));
    show(course_, Stage::kStep, &step, doers);
    if (const auto refusal = course_.book.model().check(step, doers))
      return refused_step(step, *refusal);
    Question question =
        choose("step." + step.id, "step " + step.id, with_ways_out({{"begin", "it is done now"}}));
    question.enter_is_expected = true;
    PYX_ASSIGN(const std::string answer, ask_choice(course_, question));
    if (answer != "begin") return other(answer, "step." + step.id, &step);
    return settle(step, doers, do_step(course_, step, doers));
  }

  // A step that was done or failed: tried again as long as people want to.
  Result<void> settle(const Step& step, const Names& doers, Result<void> done) {
    while (!done) {
      if (course_.book.standing().open() == nullptr) return done;  // of what follows the step
      PYX_ASSIGN(const bool over, failed_step(step, done.error()));
      if (over) return {};
      done = do_step(course_, step, doers);
    }
    return {};
  }

  Result<void> refused_step(const Step& step, const planning::Refusal& refusal) {
    course_.guide.say("step " + step.id + " cannot be done now: " + refusal.what +
                      (refusal.advice.empty() ? "" : "; " + refusal.advice));
    PYX_ASSIGN(const std::string answer,
               ask_choice(course_, what_now("refused." + step.id,
                                            {"again", "look again whether it can be done"})));
    if (answer == "again") return {};
    return other(answer, "refused." + step.id, &step);
  }

  // The step is open, and its work failed. Whether it is over: otherwise it is begun again.
  Result<bool> failed_step(const Step& step, const Error& failure) {
    course_.guide.say("step " + step.id + " failed: " + describe(failure));
    // Nobody answers: the run ends, and a resumption finds the step open.
    if (failure.code == Code::kStore || failure.code == Code::kBug) return failure;
    const auto found = course_.work.look(step, course_.book.model(),
                                         course_.book.standing().doers(), course_.book);
    course_.guide.say(found ? "looked at: " + found->because
                            : "what became of it is not known: " + describe(found.error()));
    PYX_ASSIGN(const std::string answer,
               ask_choice(course_, what_now("failed." + step.id, {"again", "begin it once more"})));
    PYX_TRY(course_.book.entry(Kind::kStepBrokenOff,
                               {{"step", step.id}, {"text", short_text(describe(failure))}}));
    if (answer == "again") return false;
    PYX_TRY(other(answer, "failed." + step.id, &step));
    return true;
  }

  // Nothing is expected: only people know.
  static Question what_now(std::string id, Choice again) {
    Question question = choose(std::move(id), "what now", with_ways_out({std::move(again)}));
    question.expected.clear();
    return question;
  }

  // One of the ways out.
  Result<void> other(const std::string& answer, const std::string& id, const Step* step) {
    if (answer == "deviation") {
      PYX_TRY(deviate(course_, {id + ".deviation", "", "", ""}));
      return {};
    }
    if (answer == "object") return somebody_objects(id);
    if (answer == "note") return note(id);
    if (answer == "come") return somebody_is_there(id);
    if (answer == "leave") return somebody_goes(id);
    if (answer == "intermission") return told(begin_intermission(course_));
    if (answer == "skip" && step != nullptr) return skip(*step, id);
    if (answer == "abandon") return abandon();
    return {};
  }

  Result<void> abandon() {
    PYX_TRY(told(end_ceremony("abandoned")));
    if (course_.book.ended()) ending_ = Ending::kAbandoned;
    return {};
  }

  // A refusal is said, and asked again what to do.
  Result<void> told(Result<void> result) {
    if (result || result.error().code != Code::kRefused) return result;
    course_.guide.say(result.error().message);
    return {};
  }

  Result<std::string> one_of(const std::string& id, const std::string& text, const Names& people) {
    Question question;
    question.id = id;
    question.text = text;
    question.expected = people.front();
    PYX_ASSIGN(const Names named, ask_people(course_, std::move(question), people));
    return named.front();
  }

  Result<void> somebody_objects(const std::string& id) {
    const Names present = course_.book.standing().present();
    if (present.empty()) return {};
    PYX_ASSIGN(const std::string person, one_of(id + ".who", "who does not agree", present));
    return object(course_, person, id);
  }

  Result<void> note(const std::string& id) {
    Question question;
    question.id = id + ".note";
    question.text = "what is to be written down";
    PYX_ASSIGN(const std::string text, course_.guide.ask(question));
    return course_.book.entry(Kind::kNote, {{"text", text}});
  }

  Result<void> somebody_is_there(const std::string& id) {
    Names away;
    for (const auto& one : course_.book.standing().roster().people()) {
      if (!one.present) away.push_back(one.id);
    }
    if (away.empty() || course_.book.standing().present().empty()) {
      course_.guide.say("nobody of the roster can come in now");
      return {};
    }
    PYX_ASSIGN(const std::string person, one_of(id + ".who", "who comes", away));
    return somebody_comes(course_, person);
  }

  Result<void> somebody_goes(const std::string& id) {
    const Names present = course_.book.standing().present();
    if (present.empty()) return {};
    PYX_ASSIGN(const std::string person, one_of(id + ".who", "who leaves", present));
    return somebody_leaves(course_, person);
  }

  Result<void> skip(const Step& step, const std::string& id) {
    PYX_ASSIGN(const unsigned number, deviate(course_, {id + ".skip", "skipped", "major", ""}));
    return course_.book.entry(Kind::kStepSkipped,
                              {{"step", step.id}, {"deviation", std::to_string(number)}});
  }

  Course& course_;
  std::optional<Ending> ending_;
};

}  // namespace

Result<Ending> run_on(Course& course) { return Loop(course).run(); }

}  // namespace pyx::ceremony::running
