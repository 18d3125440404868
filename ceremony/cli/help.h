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

// "usage: pyx act show ID [flags]" without "usage: ".
std::string usage_line(const CommandSpec& command);
// The flag's help with what the table says beside it: "(required)", "(may be repeated)".
std::string remarks(const FlagSpec& flag);

// What every command takes: --output, --help.
const std::vector<FlagSpec>& common_flags();

struct ExitCodeMeaning {
  std::string_view code;
  std::string_view meaning;
};
const std::vector<ExitCodeMeaning>& exit_code_meanings();

}  // namespace pyx::ceremony
