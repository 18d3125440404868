// The people of a ceremony, as a step's work reaches them. The run asks those who are in the room;
// a rehearsal and a test answer from a script.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "ceremony/share_terminal.h"
#include "ceremony/signer.h"

namespace pyx::ceremony::steps {

struct Question {
  // Step, what is asked, and of which thing or of whom, with dots between; each once in a step:
  // "inspect-bag.number.vault-bag", "seal-so.number.so-envelope.carol", "approve-keys.agree.alice".
  // A script answers by it.
  std::string id;
  std::string person;        // who answers; empty: any one of those who do the step
  std::string text;          // "number on bag vault-bag", without a mark at its end
  std::string made_up = {};  // what a rehearsal answers; empty: something made of the id
};

class People {
 public:
  virtual ~People() = default;

  // For everybody in the room to read.
  virtual void show(std::string_view text) = 0;
  // One line, without blanks around it. Errors: kAskPerson if nobody answers.
  virtual Result<std::string> ask(const Question& question) = 0;
  // `question.person` has read `shown`, whole, and says yes to `question.text`. Errors: kRefused if
  // he says no.
  virtual Result<void> agree(const Question& question, std::string_view shown) = 0;
  // A person's own key, opened; he is asked for its secret once. Lives as long as this. Errors:
  // those of open_signer(); kRefused if it is another key than his on the roster.
  virtual Result<const Signer*> signer(const std::string& person) = 0;
  // Where holders sit down, one after the other; each is called by his id.
  virtual ShareTerminal& screen() = 0;
};

}  // namespace pyx::ceremony::steps
