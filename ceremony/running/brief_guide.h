// A rehearsal without people, as one line a step.
#pragma once

#include <iosfwd>

#include "ceremony/running/guide.h"

namespace pyx::ceremony::running {

class BriefGuide final : public Guide {
 public:
  explicit BriefGuide(std::ostream& words) : words_(words) {}  // outlives this

  void show(const Moment& moment) override;
  void say(std::string_view) override {}
  void read(std::string_view) override {}
  Result<std::string> ask(const Question& question) override;  // kAskPerson: nobody is there

 private:
  std::ostream& words_;
  std::size_t told_ = 0;  // the step that was told last
};

// Asks another guide, with the answers that a rehearsal would make up as the expected ones.
class RehearsedGuide final : public Guide {
 public:
  explicit RehearsedGuide(Guide& guide) : guide_(guide) {}  // outlives this

  void show(const Moment& moment) override { guide_.show(moment); }
  void say(std::string_view sentence) override { guide_.say(sentence); }
  void read(std::string_view text) override { guide_.read(text); }
  Result<std::string> ask(const Question& question) override;
  void lend_terminal() override { guide_.lend_terminal(); }
  void take_terminal() override { guide_.take_terminal(); }

 private:
  Guide& guide_;
};

}  // namespace pyx::ceremony::running
