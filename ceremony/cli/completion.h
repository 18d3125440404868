// Completion for shells, rendered from the table of commands.
#pragma once

#include <string>

#include "ceremony/cli/command.h"

namespace pyx::ceremony {

// A script for bash, to be sourced; needs nothing else (no bash-completion package). Completes
// nouns, verbs, flags that are still free, files and folders, and values out of a few.
std::string bash_completion(const Commands& commands);

}  // namespace pyx::ceremony
