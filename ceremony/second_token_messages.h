// What pyx and the throw-away process that holds a backup's second token say to each other. Both
// sides are the same program; nothing of this is kept.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/error.h"
#include "base/result.h"
#include "base/uuid.h"
#include "ceremony/token_exposure.h"
#include "pkcs11/token_uri.h"
#include "pkcs11/wrapped_key.h"

namespace pyx::ceremony::second_token {

enum Kind : std::uint8_t {
  kOpen = 1,    // OpenAsk, then two secrets: the PIN and the wrap key. Answered by kOpened
  kSecret,      // never but behind kOpen
  kAnswerOnce,  // KeyAsk. Answered by kAnswer
  kRestore,     // KeyAsk. Answered by kCheck, and after kTaken or kNotTaken by kAnswer
  kDestroy,     // an id's 16 bytes. Answered by kDone
  kOpened,      // OpenedToken
  kAnswer,      // what the key answered
  kCheck,       // the same, to be judged
  kTaken,       // it is the key's
  kNotTaken,    // an Error: it is not
  kDone,
  kFailed,  // an Error, in place of any answer
};

struct OpenAsk {
  pkcs11::TokenUri uri;
  SecondUse use = SecondUse::kProve;
};
struct OpenedToken {
  pkcs11::TokenIdentity identity;
  ExposureFinding exposure;
  std::string firmware;
};
struct KeyAsk {
  pkcs11::WrappedKey key;
  Bytes input;
};

Bytes encode(const OpenAsk& ask);
Bytes encode(const OpenedToken& opened);
Bytes encode(const pkcs11::WrappedKey& key, ByteView input);
Bytes encode(const Error& failed);
// Each: kBadInput for what the other side did not write.
Result<OpenAsk> read_open_ask(ByteView bytes);
Result<OpenedToken> read_opened(ByteView bytes);
Result<KeyAsk> read_key_ask(ByteView bytes);
Result<Uuid> read_id(ByteView bytes);
// The Error itself, or one that says that it was not understood.
Error read_error(ByteView bytes);

}  // namespace pyx::ceremony::second_token
