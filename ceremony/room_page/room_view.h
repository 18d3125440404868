// What the page on the wall shows of a moment, as JSON. Nothing that is asked or typed is in it,
// nor what has just happened.
#pragma once

#include <string>

#include "ceremony/running/guide.h"

namespace pyx::ceremony::room_page {

// One object of texts, each escaped as for a terminal; the page puts them in as text.
std::string room_view(const running::Moment& moment);

}  // namespace pyx::ceremony::room_page
