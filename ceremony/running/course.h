// What one ceremony has at hand while it runs: its book, its people, its guide, its work. Every
// part of the run is a function over it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/cli/context.h"
#include "ceremony/planning/site.h"
#include "ceremony/running/book.h"
#include "ceremony/running/guide.h"
#include "ceremony/running/key_ring.h"
#include "ceremony/running/room_people.h"
#include "ceremony/steps/step_work.h"

namespace pyx::ceremony::running {

// All references: what is referred to outlives the course.
struct Course {
  Book& book;
  Guide& guide;
  KeyRing& keys;
  RoomPeople& people;
  steps::StepWork& work;
  const planning::Site& site;
  const Clock& clock;

  // Where the clock was when it was last looked at, against one that nobody can set.
  Time last_wall{};
  Duration last_passed{};
};

// Shows where we are. `step` is nullptr outside of a step.
void show(Course& course, Stage stage, const planning::Step* step,
          const std::vector<std::string>& doers);

// A question of choices whose first is the expected one.
Question choose(std::string id, std::string text, std::vector<Choice> choices);
// One of those words. Errors: those of Guide::ask.
Result<std::string> ask_choice(Course& course, const Question& question);

// As a field of the transcript takes it: at most 400 bytes of whole characters without control
// characters, never empty.
std::string short_text(std::string_view text);
// The people that a person typed, with commas or blanks between: each one of `allowed`, or "all".
// Errors: kBadInput naming who is none.
Result<std::vector<std::string>> people_in(std::string_view text,
                                           const std::vector<std::string>& allowed);
// Asks for people until they are some of `allowed`; expected are all of them.
Result<std::vector<std::string>> ask_people(Course& course, Question question,
                                            const std::vector<std::string>& allowed);

}  // namespace pyx::ceremony::running
