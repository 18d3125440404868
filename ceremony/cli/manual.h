// pyx(1), the page of the manual, rendered from the table of commands.
#pragma once

#include <string>

#include "ceremony/cli/command.h"

namespace pyx::ceremony {

std::string manual_page(const Commands& commands);

}  // namespace pyx::ceremony
