#include "base/hpke.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/held.h"
#include "base/labeled_hkdf.h"
#include "base/reveal.h"

namespace pyx::hpke {
namespace {

constexpr std::size_t kAeadKeyBytes = 16;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kAgreedBytes = 32;
constexpr std::uint8_t kBaseMode = 0;

using Cipher = Held<EVP_CIPHER, EVP_CIPHER_free>;
using CipherContext = Held<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

// HKDF-SHA256 and AES-128-GCM are 0x0001 each.
std::array<std::uint8_t, 10> suite(Kem kem) {
  const std::uint16_t id = kem_id(kem);
  return {'H',  'P',  'K',  'E', static_cast<std::uint8_t>(id >> 8U), static_cast<std::uint8_t>(id),
          0x00, 0x01, 0x00, 0x01};
}

struct Schedule {
  SecretBytes key;
  SecretBytes nonce;
};

// The key schedule of the base mode (5.1).
Result<Schedule> schedule(const SecretBytes& agreed, ByteView encapsulated,
                          const PublicKey& receiver, ByteView info) {
  const auto with = suite(receiver.kem);
  PYX_ASSIGN(const SecretBytes shared, shared_secret(agreed, encapsulated, receiver));
  PYX_ASSIGN(const SecretBytes no_psk, labeled_extract(with, {}, "psk_id_hash", {}));
  PYX_ASSIGN(const SecretBytes info_hash, labeled_extract(with, {}, "info_hash", info));
  Bytes context = {kBaseMode};  // public values
  append(context, no_psk.reveal(reveal()));
  append(context, info_hash.reveal(reveal()));
  PYX_ASSIGN(const SecretBytes secret,
             labeled_extract(with, shared.reveal(reveal()), "secret", {}));
  Schedule made;
  PYX_ASSIGN(made.key, labeled_expand(with, secret, "key", context, kAeadKeyBytes));
  PYX_ASSIGN(made.nonce, labeled_expand(with, secret, "base_nonce", context, kNonceBytes));
  return made;
}

// AES-128-GCM (SP 800-38D) in one go; for opening, `tag` is what must come out.
enum class Direction { kOpen = 0, kSeal = 1 };
struct Gcm {
  const Schedule& with;
  Direction direction;
  ByteView associated;
};
bool run(const Gcm& gcm, ByteView from, std::span<std::uint8_t> to, std::span<std::uint8_t> tag) {
  static const Cipher kAes(EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr));
  const CipherContext context(EVP_CIPHER_CTX_new());
  int written = 0;
  const auto size = [](ByteView bytes) { return static_cast<int>(bytes.size()); };
  if (!context ||
      EVP_CipherInit_ex2(context.get(), kAes.get(), gcm.with.key.reveal(reveal()).data(),
                         gcm.with.nonce.reveal(reveal()).data(), static_cast<int>(gcm.direction),
                         nullptr) != 1 ||
      EVP_CipherUpdate(context.get(), nullptr, &written, gcm.associated.data(),
                       size(gcm.associated)) != 1 ||
      EVP_CipherUpdate(context.get(), to.data(), &written, from.data(), size(from)) != 1) {
    return false;
  }
  const bool opens = gcm.direction == Direction::kOpen;
  if (opens && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG,
                                   static_cast<int>(tag.size()), tag.data()) != 1) {
    return false;
  }
  std::uint8_t nothing = 0;
  if (EVP_CipherFinal_ex(context.get(), &nothing, &written) != 1) return false;
  return opens || EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG,
                                      static_cast<int>(tag.size()), tag.data()) == 1;
}

}  // namespace

std::size_t overhead_bytes(Kem kem) { return public_key_bytes(kem) + kTagBytes; }

Result<Bytes> seal(const PublicKey& receiver, const SecretBytes& ephemeral_input, ByteView info,
                   ByteView associated, const SecretBytes& plain) {
  PYX_ASSIGN(const KeyPair ephemeral, derive_key_pair(receiver.kem, ephemeral_input));
  PYX_ASSIGN(const SecretBytes agreed, shared_point(ephemeral, receiver.bytes));
  const Bytes& encapsulated = ephemeral.public_key.bytes;
  PYX_ASSIGN(const Schedule with, schedule(agreed, encapsulated, receiver, info));
  Bytes sealed(overhead_bytes(receiver.kem) + plain.size_bytes());
  std::ranges::copy(encapsulated, sealed.begin());
  const std::span<std::uint8_t> rest = std::span(sealed).subspan(encapsulated.size());
  if (!run({with, Direction::kSeal, associated}, plain.reveal(reveal()),
           rest.first(plain.size_bytes()), rest.last(kTagBytes))) {
    ERR_clear_error();
    return error(Code::kBug, "OpenSSL cannot seal by AES-128-GCM");
  }
  return sealed;
}

Result<SecretBytes> open(const KeyPair& receiver, ByteView sealed, ByteView info,
                         ByteView associated) {
  const PublicKey& key = receiver.public_key;
  PYX_ASSIGN(const Bytes encapsulated, encapsulated_key(key.kem, sealed));
  PYX_ASSIGN(const SecretBytes agreed, shared_point(receiver, encapsulated));
  return open_agreed(key, agreed, sealed, info, associated);
}

Result<Bytes> encapsulated_key(Kem kem, ByteView sealed) {
  if (sealed.size() < overhead_bytes(kem))
    return error(Code::kBadInput, "the sealed message is cut short");
  const ByteView key = sealed.first(public_key_bytes(kem));
  return Bytes(key.begin(), key.end());
}

Result<SecretBytes> open_agreed(const PublicKey& receiver, const SecretBytes& agreed,
                                ByteView sealed, ByteView info, ByteView associated) {
  if (agreed.size_bytes() != kAgreedBytes)
    return error(Code::kBadInput, "what was agreed on is not 32 bytes");
  PYX_ASSIGN(const Bytes encapsulated, encapsulated_key(receiver.kem, sealed));
  PYX_ASSIGN(const Schedule with, schedule(agreed, encapsulated, receiver, info));
  const ByteView rest = sealed.subspan(encapsulated.size());
  const ByteView cipher = rest.first(rest.size() - kTagBytes);
  std::array<std::uint8_t, kTagBytes> tag{};
  std::ranges::copy(rest.last(kTagBytes), tag.begin());
  PYX_ASSIGN(SecretBytes plain, SecretBytes::zeroed(cipher.size()));
  if (!run({with, Direction::kOpen, associated}, cipher, plain.reveal_mutable(reveal()), tag)) {
    ERR_clear_error();
    return error(
        Code::kBadInput,
        "the message was not sealed to this key, or was changed, or is bound to something else");
  }
  return plain;
}

}  // namespace pyx::hpke
