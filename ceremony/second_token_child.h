// The throw-away process that holds a backup's second token: it opens the token with the wrap key
// on it, brings keys there, and ends. Whatever a module keeps of a key in memory goes with it.
#pragma once

#include <string_view>

#include "ceremony/message_socket.h"

namespace pyx::ceremony {

// The one word with which pyx is started for it. No help shows it: nobody types it.
inline constexpr std::string_view kSecondTokenWord = "--hold-second-token";

// Serves its starter until that goes away. After harden_process(). Returns the exit code.
int hold_second_token();

// The same at any socket: for tests. Returns when the other end closes.
void serve_second_token(MessageSocket& socket);

}  // namespace pyx::ceremony
