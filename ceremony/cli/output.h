// What pyx says: data to standard output, words for people to standard error after "pyx: ".
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace pyx::ceremony {

enum class OutputForm { kText, kJson };
enum class Colour { kNo, kYes };
// kYes: a terminal, and nobody asked for none by NO_COLOR (no-color.org).
Colour colour_of(int file_descriptor);

enum class ExitCode {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kRefused = 3,           // by a control, or frozen
  kNotAuthenticated = 4,  // consistent with itself, and nothing more is known
  kDeviations = 5,        // acceptable, but not as planned
};
ExitCode exit_code_of(const Error& error);

// What a command that succeeded leaves.
struct Outcome {
  json::object data;               // --output json: this one object
  std::string text;                // --output text: to standard output, as it is
  std::vector<std::string> words;  // sentences for people: what was done, what is next
  ExitCode exit = ExitCode::kDone;
  // Printed as an error in place of all of the above; `exit` stays.
  std::optional<Error> failure = std::nullopt;
};
// Of a file that was named and does not say what it should: exit 2, as for a wrong flag.
Outcome wrong_input(Error error);

// Everything that passes is escaped for terminals (ceremony/cli/escape.h).
class Output {
 public:
  Output(std::ostream& data, std::ostream& words, Colour colour)
      : data_(data), words_(words), colour_(colour) {}
  void set_form(OutputForm form) { form_ = form; }

  void say(std::string_view sentence);  // one sentence, lower case, no full stop
  void show(std::string_view lines);    // what a person must read before he decides
  void ask(std::string_view question);  // without a line end
  void print(const Outcome& outcome);
  void fail(const Error& error);

 private:
  std::ostream& data_;
  std::ostream& words_;
  Colour colour_;
  OutputForm form_ = OutputForm::kText;
};

}  // namespace pyx::ceremony
