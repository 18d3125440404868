// What the programs of this folder do around their work: from the words that were typed to the exit
// code.
#pragma once

#include <functional>

#include "base/program.h"

namespace pyx::mint {

struct ProgramWork {
  const Program& program;
  std::function<Result<GivenFlags>(std::span<const std::string_view> words)> parse;
  std::function<Result<void>(const GivenFlags& flags)> run;
};
// File descriptors.
struct Streams {
  int out = 1;
  int err = 2;
};

// Answers --help and the like, or hardens the process, reads the words and does the work. An error
// is told on `err`, behind the program's name.
//   words    without the program's name
//   returns  0 done, 1 failed, 2 the words are wrong, 3 refused by a control
int run_program(const ProgramWork& work, std::span<const std::string_view> words,
                Streams streams = {});

// Writes as much of it as can be written.
void put(int to, std::string_view text);
// One line for people: "pyx-purse: <text>".
void complain(const Program& program, std::string_view text, int err = Streams{}.err);

}  // namespace pyx::mint
