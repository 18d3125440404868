#include "pkcs11/key_check.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/objects.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::string_view kControl = "SIGN-CHECKED";
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

}  // namespace

Result<Sha256> check_by_encryption(const Session& session, CK_OBJECT_HANDLE key, ByteView message) {
  if (message.empty()) return error(Code::kBadInput, "a key is not checked by nothing");
  const Module& module = session.module();
  const Sha256 digest = sha256(message);
  std::array<std::uint8_t, kNonceBytes> nonce{};
  std::copy_n(digest.begin(), nonce.size(), nonce.begin());
  CK_GCM_PARAMS parameters{nonce.data(), nonce.size(), nonce.size() * 8, nullptr, 0, kTagBytes * 8};
  CK_MECHANISM how{CKM_AES_GCM, &parameters, sizeof parameters};
  PYX_TRY(from_ckr(module->C_EncryptInit(session.handle(), &how, key), "C_EncryptInit"));
  Bytes sealed(message.size() + kTagBytes);
  CK_ULONG size = sealed.size();
  const CK_RV rv = module->C_Encrypt(session.handle(), const_cast<CK_BYTE_PTR>(message.data()),
                                     message.size(), sealed.data(), &size);
  const Sha256 value = sha256(sealed);
  OPENSSL_cleanse(sealed.data(), sealed.size());
  PYX_TRY(from_ckr(rv, "C_Encrypt"));
  if (size == sealed.size()) return value;
  return error(Code::kToken, "the token made " + std::to_string(size) + " bytes of " +
                                 std::to_string(message.size()) + " by AES-GCM");
}

Result<Sha256> check_key_by_encryption(const Session& session, const Uuid& id, ByteView message,
                                       SchemeFixed fixed) {
  PYX_ASSIGN(const KeyObjects objects, find_key(session, id));
  if (!objects.secret_key) return refused(kControl, "key " + id.text() + " does not encrypt");
  const CK_OBJECT_HANDLE key = objects.secret_key->value;
  PYX_ASSIGN(const CK_KEY_TYPE type, read_number(session, key, CKA_KEY_TYPE));
  if (type != CKK_AES) return refused(kControl, "key " + id.text() + " does not encrypt");
  PYX_ASSIGN(const auto mechanism, read_only_mechanism(session, key));
  if (mechanism && *mechanism != CKM_AES_GCM) {
    return refused(kControl, "key " + id.text() + " is fixed to " + mechanism_name(*mechanism) +
                                 ", and not to AES-GCM");
  }
  if (!mechanism && fixed != SchemeFixed::kByPolicy)
    return refused(kControl, "the token does not fix key " + id.text() + " to one mechanism");
  return check_by_encryption(session, key, message);
}

}  // namespace pyx::pkcs11
