#include "ceremony/cli/help.h"

#include <algorithm>
#include <set>

#include "ceremony/cli/table.h"

namespace pyx::ceremony {
namespace {

std::string shown(const FlagSpec& flag) {
  std::string text(flag.name);
  if (!flag.value.empty()) text += " " + std::string(flag.value);
  return text;
}

std::string command_list(const Commands& commands, std::string_view noun) {
  Table table;
  for (const CommandSpec& command : commands) {
    if (noun.empty() || command.noun == noun) {
      table.add({"  " + command.name(), std::string(command.summary)});
    }
  }
  return table.text();
}

std::string exit_codes() {
  std::string text = "exit codes:\n";
  for (const auto& [code, meaning] : exit_code_meanings()) {
    text += "  " + std::string(code) + "  " + std::string(meaning) + "\n";
  }
  return text;
}

}  // namespace

const std::vector<FlagSpec>& common_flags() {
  static const std::vector<FlagSpec> flags = {
      {"--output", "text|json",
       "json: exactly one JSON object on standard output, for errors too"}};
  return flags;
}

const std::vector<ExitCodeMeaning>& exit_code_meanings() {
  static const std::vector<ExitCodeMeaning> meanings = {
      {"0", "done"},
      {"1", "failed"},
      {"2", "the command line is wrong, or a file of budgets that it names"},
      {"3", "refused by a control, or frozen"},
      {"4", "pyx log verify, pyx ceremony verify and report: consistent, not authenticated"},
      {"5", "pyx ceremony verify and report: clean but for deviations"}};
  return meanings;
}

std::string usage_line(const CommandSpec& command) {
  std::string line = command.name();
  for (const WordSpec& word : command.words) line += " " + std::string(word.name);
  for (const FlagSpec& flag : command.flags) {
    if (flag.need == Need::kRequired) line += " " + shown(flag);
  }
  const bool more = std::ranges::any_of(
      command.flags, [](const FlagSpec& flag) { return flag.need == Need::kOptional; });
  if (more) line += " [flags]";
  return line;
}

std::string remarks(const FlagSpec& flag) {
  std::string text(flag.help);
  if (flag.need == Need::kRequired) text += " (required)";
  if (flag.times == Times::kMany) text += " (may be repeated)";
  return text;
}

std::string CommandSpec::name() const {
  std::string full = "pyx " + std::string(noun);
  if (!verb.empty()) full += " " + std::string(verb);
  return full;
}

std::string help_overview(const Commands& commands) {
  return "usage: pyx NOUN [VERB] [flags]\n\n"
         "the strongroom of an electronic mint: keys in hardware, acts under dual control\n\n" +
         command_list(commands, {}) +
         "\npyx NOUN VERB --help tells the flags; pyx --help-all tells everything\n\n" +
         exit_codes();
}

std::string help_noun(const Commands& commands, std::string_view noun) {
  std::string text;
  for (const CommandSpec& command : commands) {
    // "pyx freeze" is a command by itself: its flags belong on the noun's page.
    if (command.noun == noun && command.verb.empty()) text = help_command(command) + "\n";
  }
  return text + command_list(commands, noun);
}

std::string help_command(const CommandSpec& command) {
  std::string text = "usage: " + usage_line(command) + "\n\n" + std::string(command.summary) + "\n";
  Table table;
  for (const WordSpec& word : command.words) {
    table.add({"  " + std::string(word.name), std::string(word.help)});
  }
  for (const FlagSpec& flag : command.flags) table.add({"  " + shown(flag), remarks(flag)});
  for (const FlagSpec& flag : common_flags()) table.add({"  " + shown(flag), remarks(flag)});
  return text + "\n" + table.text();
}

std::string help_all(const Commands& commands) {
  std::string text =
      "# pyx, command by command\n\n"
      "Made by `pyx --help-all` and compared with it by a test: change the commands, not this "
      "page.\n"
      "Data goes to standard output, words for people to standard error.\n\n"
      "```text\n" +
      help_overview(commands) + "```\n";
  std::set<std::string_view> seen;
  for (const CommandSpec& command : commands) {
    if (seen.insert(command.noun).second) text += "\n## pyx " + std::string(command.noun) + "\n";
    text += "\n### " + command.name() + "\n\n```text\n" + help_command(command) + "```\n";
  }
  return text;
}

}  // namespace pyx::ceremony
