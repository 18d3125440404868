#include "ceremony/cli/dispatch.h"

#include <utility>

#include "ceremony/cli/command_line.h"

namespace pyx::ceremony {
namespace {

Result<Run> prepare(const CommandLine& line) {
  if (line.help) {
    return Run([text = *line.help](Context&) -> Result<Outcome> {
      Outcome outcome;
      outcome.data["help"] = text;
      outcome.text = text;
      return outcome;
    });
  }
  if (line.arguments.has("--output")) {
    PYX_TRY(line.arguments.one_of("--output", {"text", "json"}));
  }
  return line.command->prepare(line.arguments);
}

}  // namespace

ExitCode dispatch(std::span<const std::string> words, const Commands& commands, Context& context) {
  context.output.set_form(wanted_form(words));
  const auto line = parse_command_line(words, commands);
  if (!line) {
    context.output.fail(line.error());
    return ExitCode::kUsage;
  }
  const auto run = prepare(*line);
  if (!run) {
    context.output.fail(run.error());
    return ExitCode::kUsage;
  }
  const auto outcome = (*run)(context);
  if (!outcome) {
    context.output.fail(outcome.error());
    return exit_code_of(outcome.error());
  }
  context.output.print(*outcome);
  return outcome->exit;
}

}  // namespace pyx::ceremony
