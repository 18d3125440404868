// What a browser gets: the page, the moment, or a refusal.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "ceremony/running/guide.h"

namespace pyx::ceremony::room_page {

// The bytes of the whole answer, after which the connection is closed; nothing: more bytes are
// needed. Source: RFC 9112, 4 and 6; RFC 9111, 5.2 (no-store).
std::optional<std::string> answer_to(std::string_view bytes, std::uint16_t port,
                                     const std::function<running::Moment()>& moment);

}  // namespace pyx::ceremony::room_page
