// Answers that are there before: out of a file (--answers), or the expected ones where nobody sits
// (an unattended rehearsal). What is shown goes to another guide.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ceremony/running/guide.h"

namespace pyx::ceremony::running {

// Lines "id = answer"; blank ones and those that begin with # count for nothing. An id that stands
// several times is answered in that order, each answer once. An id that ends in `*` stands for all
// that begin so, any number of times; the longest that fits counts, and only where the id itself
// has no answer (left). The answer "(expected)" is the one that is expected.
class Answers {
 public:
  // Errors: kBadInput "FILE:line: what is wrong".
  static Result<Answers> parse(std::string_view text, std::string_view source_name);
  // Everything as expected.
  static Answers expected();

  // Takes the next answer to this question. Errors: kAskPerson, naming the id, if there is none;
  // kBadInput if it is no answer to the question.
  Result<std::string> take(const Question& question);

 private:
  std::map<std::string, std::deque<std::string>, std::less<>> by_id_;
  std::map<std::string, std::string, std::less<>> by_beginning_;  // without the `*`
};

// What people of a rehearsal answer where only people know: of a number or a paper always the same
// for the same thing and person.
std::string rehearsed_answer(const Question& question);

// Shows nothing and asks nobody.
class QuietGuide final : public Guide {
 public:
  void show(const Moment&) override {}
  void say(std::string_view) override {}
  void read(std::string_view) override {}
  Result<std::string> ask(const Question& question) override {
    return error(Code::kAskPerson, "nobody is asked " + question.id);
  }
};

class ScriptedGuide final : public Guide {
 public:
  enum class Unknown { kEndsTheRun, kIsMadeUp };
  // `display` outlives this.
  ScriptedGuide(Answers answers, Guide& display, Unknown unknown)
      : answers_(std::move(answers)), display_(display), unknown_(unknown) {}

  void show(const Moment& moment) override { display_.show(moment); }
  void say(std::string_view sentence) override { display_.say(sentence); }
  void read(std::string_view text) override { display_.read(text); }
  // Errors: those of Answers::take; after one, every question gets the same one: the run ends.
  Result<std::string> ask(const Question& question) override;

 private:
  Answers answers_;
  Guide& display_;
  Unknown unknown_;
  std::optional<Error> failed_;
};

}  // namespace pyx::ceremony::running
