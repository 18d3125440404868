// What may be typed behind pyxd: the table that its help, its page of the manual and its reader
// share.
#pragma once

#include "base/program.h"

namespace pyx::server {

const Program& pyxd_program();

}  // namespace pyx::server
