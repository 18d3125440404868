// One call of pyx from its words to its exit code.
#pragma once

#include <span>
#include <string>

#include "ceremony/cli/command.h"
#include "ceremony/cli/context.h"

namespace pyx::ceremony {

// `words` without the program's name. Everything that is said goes through context.output.
ExitCode dispatch(std::span<const std::string> words, const Commands& commands, Context& context);

}  // namespace pyx::ceremony
