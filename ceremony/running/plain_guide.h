// The guide as lines: what is said goes to a stream, what is answered comes from one. Works on any
// terminal, over a slow line and in a log.
#pragma once

#include <iosfwd>
#include <string>

#include "ceremony/cli/output.h"
#include "ceremony/running/guide.h"

namespace pyx::ceremony::running {

class PlainGuide final : public Guide {
 public:
  //   answers  nullptr: nobody answers
  // Both outlive the guide.
  PlainGuide(std::ostream& words, std::istream* answers, Colour colour)
      : words_(words), answers_(answers), colour_(colour) {}

  void show(const Moment& moment) override;
  void say(std::string_view sentence) override;
  void read(std::string_view text) override;
  // Asks until the answer is one; an empty line is the expected answer, if there is one.
  Result<std::string> ask(const Question& question) override;

 private:
  std::string strong(std::string_view text) const;
  std::string pale(std::string_view text) const;
  std::string alarm(std::string_view text) const;

  std::ostream& words_;
  std::istream* answers_;
  Colour colour_;
};

}  // namespace pyx::ceremony::running
