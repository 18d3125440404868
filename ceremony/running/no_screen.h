// The screen of a host without a terminal: nobody can sit down at it.
#pragma once

#include "ceremony/share_terminal.h"

namespace pyx::ceremony::running {

// Everything that is asked of it fails with kAskPerson.
ShareTerminal& no_screen();

}  // namespace pyx::ceremony::running
