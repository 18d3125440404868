// pyx, the tool that people type at the ceremony table and beside a running pyxd.

#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "base/process.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/dispatch.h"
#include "ceremony/cli/open_vault.h"
#include "ceremony/second_token_child.h"
#include "ceremony/share_terminal.h"

int main(int argc, char** argv) {
  const auto hardened = pyx::harden_process();
  pyx::ceremony::Output output(std::cout, std::cerr, pyx::ceremony::colour_of(STDERR_FILENO));
  if (!hardened) {
    output.fail(hardened.error());
    return static_cast<int>(pyx::ceremony::ExitCode::kFailed);
  }
  if (argc == 2 && argv[1] == pyx::ceremony::kSecondTokenWord)
    return pyx::ceremony::hold_second_token();
  const pyx::SystemClock clock;
  const bool terminal = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
  const auto holders = terminal ? pyx::ceremony::own_terminal() : nullptr;
  pyx::ceremony::Context context{output,
                                 {&std::cin, terminal},
                                 clock,
                                 [&clock](const pyx::ceremony::VaultPlace& place) {
                                   return pyx::ceremony::open_vault(place, clock);
                                 },
                                 pyx::ceremony::open_token,
                                 pyx::ceremony::leaf_of_server,
                                 holders.get()};
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const auto exit = pyx::ceremony::dispatch(words, pyx::ceremony::all_commands(), context);
  if (!std::cout.flush()) {
    output.say("cannot write to standard output");
    return static_cast<int>(pyx::ceremony::ExitCode::kFailed);
  }
  return static_cast<int>(exit);
}
