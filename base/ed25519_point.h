// Which 32 bytes may be an Ed25519 public key. OpenSSL takes any, also the few with which everybody
// can sign.
#pragma once

#include "base/bytes.h"

namespace pyx {

// False for a y that is not below the prime (a second way to write a point) and for the points of
// small order, under which one signature fits many messages. `raw` is the RFC 8032 form, 32 bytes;
// false for another length. Source: RFC 8032, 5.1.3; Chalkias et al., "Taming the many EdDSAs".
bool is_sound_ed25519_point(ByteView raw);

}  // namespace pyx
