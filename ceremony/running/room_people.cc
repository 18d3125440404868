#include "ceremony/running/room_people.h"

#include "ceremony/running/no_screen.h"

namespace pyx::ceremony::running {
Result<std::string> RoomPeople::ask(const steps::Question& question) {
  leave_screen();
  Question asked;
  asked.id = question.id;
  asked.text = question.text;
  asked.person = question.person;
  asked.made_up = question.made_up;
  PYX_ASSIGN(const std::string answer, guide_.ask(asked));
  return std::string(without_blanks(answer));
}

Result<void> RoomPeople::agree(const steps::Question& question, std::string_view shown) {
  leave_screen();
  Question asked;
  asked.id = question.id;
  asked.text = question.text;
  asked.person = question.person;
  asked.choices = {{"yes", "has read it and says yes"}, {"no", "says no"}};
  asked.expected = "yes";
  asked.to_read = shown;
  PYX_ASSIGN(const std::string answer, guide_.ask(asked));
  if (answer == "yes") return {};
  const std::string who = question.person.empty() ? "somebody" : question.person;
  return error(Code::kRefused, who + " says no: " + question.text);
}

Result<const Signer*> RoomPeople::signer(const std::string& person) {
  PYX_ASSIGN(const Signer* const signer, keys_.of(person));
  const transcript::RosterPerson* const known =
      roster_ == nullptr ? nullptr : roster_->person(person);
  if (known == nullptr) return error(Code::kBug, person + " is not on the roster");
  if (known->key.id() == signer->public_key().id()) return signer;
  return error(Code::kRefused, "the key of " + person + " is another one than on the roster");
}

ShareTerminal& RoomPeople::screen() {
  if (screen_ == nullptr) return no_screen();
  if (!lent_) guide_.lend_terminal();
  lent_ = true;
  return *screen_;
}

void RoomPeople::leave_screen() {
  if (lent_) guide_.take_terminal();
  lent_ = false;
}

}  // namespace pyx::ceremony::running
