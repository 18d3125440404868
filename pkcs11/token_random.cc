#include "pkcs11/token_random.h"

#include <algorithm>

#include "base/reveal.h"
#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::size_t kMostRandomBytes = 1024;
// Below this a repetition is no wonder.
constexpr std::size_t kFewestTestedBytes = 8;

Result<SecretBytes> draw(const Session& session, std::size_t size_bytes) {
  PYX_ASSIGN(SecretBytes bytes, SecretBytes::zeroed(size_bytes));
  const auto to = bytes.reveal_mutable(reveal());
  PYX_TRY(from_ckr(session.module()->C_GenerateRandom(session.handle(), to.data(), to.size()),
                   "C_GenerateRandom"));
  return bytes;
}

bool is_constant(const SecretBytes& bytes) {
  const ByteView view = bytes.reveal(reveal());
  return std::ranges::all_of(view, [&](std::uint8_t byte) { return byte == view.front(); });
}

}  // namespace

Result<SecretBytes> generate_random(const Session& session, std::size_t size_bytes) {
  if (size_bytes == 0 || size_bytes > kMostRandomBytes)
    return error(Code::kBadInput, "a token is asked for 1 to 1024 random bytes");
  PYX_ASSIGN(SecretBytes bytes, draw(session, size_bytes));
  if (size_bytes < kFewestTestedBytes) return bytes;
  PYX_ASSIGN(const SecretBytes again, draw(session, size_bytes));
  if (is_constant(bytes) || equal_ct(bytes, again)) {
    return error(Code::kToken,
                 "the token's random generator is broken: it gives the same over and over");
  }
  return bytes;
}

}  // namespace pyx::pkcs11
