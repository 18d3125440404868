// Help texts, rendered from the table of commands.
#pragma once

#include <string>
#include <string_view>

#include "ceremony/cli/command.h"

namespace pyx::ceremony {

std::string help_overview(const Commands& commands);
std::string help_noun(const Commands& commands, std::string_view noun);
std::string help_command(const CommandSpec& command);
// docs/usage.md: every command, as Markdown.
std::string help_all(const Commands& commands);

// What every command takes: --output, --help.
const std::vector<FlagSpec>& common_flags();

}  // namespace pyx::ceremony
