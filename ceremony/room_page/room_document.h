// The page on the wall: one document with its style and its script inside, which asks for the
// moment each second. It takes nothing from elsewhere, and its policy lets nothing else run.
// Source: Content Security Policy Level 3, 6.1 (fetch directives) and 2.3.1 (hash sources).
#pragma once

#include <string>

namespace pyx::ceremony::room_page {

//   rehearsal  until the script has asked for the first time
std::string room_document(bool rehearsal);
// The value of Content-Security-Policy for it: digests of its own style and script.
std::string room_policy();

}  // namespace pyx::ceremony::room_page
