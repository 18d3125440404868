// What people see of a ceremony and what they are asked, apart from any terminal: the runner makes
// one value, a Moment, of where things stand, and asks questions that have ids. How it looks is a
// guide's: lines on a terminal, a full screen, a page on the wall, answers from a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace pyx::ceremony::running {

// What a ceremony is busy with.
enum class Stage {
  kOpening,       // before the first step: people, preflight, clocks
  kStep,          // a step is about to be done, or is being done
  kInitials,      // it is done, and the witness initials it
  kSection,       // a section is done, and everybody signs it
  kIntermission,  // everybody is away
  kCrash,         // the program had ended: what became of the open step
  kEnd,           // everybody signs the end; then the verdict
};
std::string_view to_text(Stage stage);  // "opening" "step" "initials" …

struct PersonHere {
  std::string id;
  std::string name;                // "Alice Example"
  std::vector<std::string> roles;  // of the plan
  bool identified = false;         // since he came
  bool acts = false;               // does the step that is shown
};

struct DeviationHere {
  unsigned number = 0;
  std::string what;      // its class: "overrun"
  std::string severity;  // "minor" "major" "critical"
  std::string text;
};

// Where we are. Everything in it may be seen by everybody in the room; nothing is secret, and
// nothing is escaped for a terminal or a page.
struct Moment {
  Stage stage = Stage::kOpening;
  bool rehearsal = true;  // has to be seen at every moment
  std::string title;      // the plan's
  std::string ceremony;   // id, in the transcript's header

  std::string section;  // id; empty before the first one
  std::string section_title;
  std::size_t section_number = 0;  // from 1
  std::size_t sections = 0;
  std::string step;  // id; empty outside of a step
  std::string step_title;
  std::size_t step_number = 0;  // from 1: how many are done is one less
  std::size_t steps = 0;

  std::string deed;                     // "inspect: vault-bag"
  std::vector<std::string> doers;       // ids of those who act
  std::string say;                      // read aloud; lines with line feeds; may be empty
  std::string evidence;                 // what is written down; may be empty
  std::string command;                  // what a person would type; empty for work by hand
  std::string next;                     // title of the step after this one; empty: there is none
  std::vector<std::string> next_doers;  // ids, if all goes as planned

  Time now{};               // when this was made; used and left are as of then
  Time begun{};             // of the ceremony
  Time step_begun{};        // of the step, or of the stage
  Duration step_planned{};  // of the step
  Duration planned{};       // of all steps together
  Duration planned_done{};  // of the steps before this one
  Duration away{};          // in intermissions: counts for nothing
  Duration used() const { return now - begun - away; }
  Duration left() const { return planned - planned_done; }

  std::vector<PersonHere> room;
  std::vector<DeviationHere> deviations;
};

// One of the answers to a question.
struct Choice {
  std::string word;  // what is typed: "again"
  std::string text;  // what it means: "try the step once more"
};

struct Question {
  std::string id;               // stable: "inspect-bag.number.vault-bag"
  std::string text;             // one sentence, lower case, without the mark
  std::string person;           // whose answer it is; empty: of whoever leads
  std::vector<Choice> choices;  // empty: a line of text is asked for
  std::string expected;         // what it is if all goes as planned; empty: only people know
  std::string to_read;          // what is read before it is answered; lines; may be empty
  std::string made_up;          // by a rehearsal; empty: what is expected, or made of the id
  // An empty line is the expected answer. Never of what somebody signs, approves or attests.
  bool enter_is_expected = false;
};
inline constexpr std::size_t kMostAnswerBytes = 1000;

// Whoever only looks on. Called from one thread at a time.
class Display {
 public:
  virtual ~Display() = default;
  virtual void show(const Moment& moment) = 0;      // in place of the one before
  virtual void say(std::string_view sentence) = 0;  // one line: what has just happened
};

// Whoever leads people through it.
class Guide : public Display {
 public:
  // Several lines that somebody reads before he says yes.
  virtual void read(std::string_view text) = 0;
  // One line: one of the choices, or text of 1 to kMostAnswerBytes bytes that shows as it is.
  // Errors: kAskPerson if nobody can answer, naming the question's id.
  virtual Result<std::string> ask(const Question& question) = 0;
  // Somebody is alone with the terminal from now on (a passphrase, a share), until it comes back.
  virtual void lend_terminal() {}
  virtual void take_terminal() {}
};

// The text, behind the name of whose answer it is where the text does not say that: several people
// are asked the same, one after the other.
std::string text_of(const Question& question);
// Whether an empty line is an answer.
bool takes_enter(const Question& question);
// Without those at its begin and its end.
std::string_view without_blanks(std::string_view line);
// The first choice, or nothing, whose word is `answer`.
const Choice* choice_of(const Question& question, std::string_view answer);
// Errors: kBadInput in one sentence: none of the choices, empty, too long, does not show as it is.
Result<void> check_answer(const Question& question, std::string_view answer);

}  // namespace pyx::ceremony::running
