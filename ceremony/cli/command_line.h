// From the words that were typed to one command and its arguments, against a table of commands.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "ceremony/cli/output.h"

namespace pyx::ceremony {

struct CommandLine {
  std::optional<std::string> help;       // asked for: print it and do nothing else
  const CommandSpec* command = nullptr;  // when `help` is empty; points into the table
  Arguments arguments;
};

// No I/O. `words` without the program's name. Errors: kBadInput, naming the flag or the word.
Result<CommandLine> parse_command_line(std::span<const std::string> words,
                                       const Commands& commands);

// How the answer is wanted, found out even where the rest of the words does not parse, so that a
// program gets its JSON for a usage error too.
OutputForm wanted_form(std::span<const std::string> words);

}  // namespace pyx::ceremony
