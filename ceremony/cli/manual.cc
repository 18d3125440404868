#include "ceremony/cli/manual.h"

#include <array>

#include "base/manual.h"
#include "ceremony/cli/help.h"

namespace pyx::ceremony {
namespace {

constexpr std::string_view kDescription =
    "Pyx keeps the keys of an electronic mint in hardware security modules and puts every "
    "sensitive "
    "act under the control of several people. pyx is what these people type: it founds a vault, "
    "proposes acts, shows them in plain words, signs decisions, executes what a quorum approved "
    "and "
    "verifies the record.";
constexpr std::string_view kWhere =
    "A vault is opened in this process by --dir, or is asked over the network behind a running "
    "pyxd by --server. While pyxd runs it alone has the folder.";
constexpr std::string_view kOutput =
    "Data goes to standard output, words for people to standard error. With --output json there is "
    "exactly one JSON object on standard output, for errors too.";
constexpr std::string_view kSecrets =
    "A SOURCE says where a PIN or a passphrase comes from; it never stands on the command line or "
    "in the environment.";

void add_command(ManualPage& page, const CommandSpec& command) {
  page.subheading(usage_line(command)).paragraph(command.summary);
  for (const WordSpec& word : command.words) page.term("", word.name, word.help);
  for (const FlagSpec& flag : command.flags) page.term(flag.name, flag.value, remarks(flag));
}

}  // namespace

std::string manual_page(const Commands& commands) {
  ManualPage page("pyx", 1, "the strongroom of an electronic mint");
  page.heading("SYNOPSIS").paragraph("pyx NOUN [VERB] [flags]");
  page.heading("DESCRIPTION").paragraph(kDescription).paragraph(kWhere).paragraph(kOutput);
  page.heading("COMMANDS");
  for (const CommandSpec& command : commands) add_command(page, command);
  page.heading("COMMON FLAGS");
  for (const FlagSpec& flag : common_flags()) page.term(flag.name, flag.value, remarks(flag));
  page.term("--help", "", "behind pyx, a noun or a command: show what there is");
  page.term("--help-all", "", "show everything, as Markdown");
  page.term("--version", "", "show the version");
  page.heading("SOURCES OF SECRETS").paragraph(kSecrets);
  page.term("file:", "PATH", "the first line of a file that its owner alone may read");
  page.term("fd:", "N", "the first line of an open descriptor");
  page.term("prompt:", "",
            "asked for at the terminal, without an echo; what is taken if nothing "
            "is said");
  page.heading("EXIT STATUS");
  for (const auto& [code, meaning] : exit_code_meanings()) page.term(code, "", meaning);
  page.see_also(std::array<std::string_view, 3>{"pyxd(8)", "pyxd.toml(5)", "pyx-issuer(1)"});
  return page.text();
}

}  // namespace pyx::ceremony
