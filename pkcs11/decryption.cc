#include "pkcs11/decryption.h"

#include <algorithm>

#include "base/reveal.h"
#include "base/rsa_oaep.h"
#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {
namespace {

Error not_encrypted_to_it() {
  return error(Code::kBadInput, "this was not encrypted to the RSA key");
}

bool does_not_do_it_so(CK_RV rv) {
  return rv == CKR_MECHANISM_INVALID || rv == CKR_MECHANISM_PARAM_INVALID ||
         rv == CKR_ARGUMENTS_BAD;
}

// A number may come without its leading zeroes.
enum class Form { kMessage, kNumber };

// Straight into locked memory.
Result<SecretBytes> decrypt(const Session& session, ByteView encrypted, Form form) {
  PYX_ASSIGN(SecretBytes plain, SecretBytes::zeroed(encrypted.size()));
  const auto room = plain.reveal_mutable(reveal());
  CK_ULONG size = room.size();
  const CK_RV rv =
      session.module()->C_Decrypt(session.handle(), const_cast<CK_BYTE_PTR>(encrypted.data()),
                                  encrypted.size(), room.data(), &size);
  if (rv == CKR_ENCRYPTED_DATA_INVALID || rv == CKR_ENCRYPTED_DATA_LEN_RANGE)
    return not_encrypted_to_it();
  PYX_TRY(from_ckr(rv, "C_Decrypt"));
  if (size > room.size())
    return error(Code::kToken, "the token gave more bytes than there was room");
  if (form == Form::kNumber) {
    std::rotate(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size), room.end());
  } else {
    plain.shrink(size);
  }
  return plain;
}

}  // namespace

Result<SecretBytes> decrypt_oaep(const Session& session, CK_OBJECT_HANDLE key,
                                 const PublicKey& public_half, ByteView encrypted,
                                 const std::function<Result<void>()>& confirm) {
  // SoftHSM2 ends the process at a raw RSA input that is one byte too long.
  if (!public_half.rsa_element_in_range(encrypted)) return not_encrypted_to_it();
  CK_RSA_PKCS_OAEP_PARAMS parameters{CKM_SHA256, CKG_MGF1_SHA256, CKZ_DATA_SPECIFIED, nullptr, 0};
  CK_MECHANISM padded{CKM_RSA_PKCS_OAEP, &parameters, sizeof parameters};
  const CK_RV rv = session.module()->C_DecryptInit(session.handle(), &padded, key);
  if (rv == CKR_OK) {
    PYX_TRY(confirm());
    return decrypt(session, encrypted, Form::kMessage);
  }
  if (!does_not_do_it_so(rv)) return ckr_error(rv, "C_DecryptInit");
  CK_MECHANISM bare{CKM_RSA_X_509, nullptr, 0};
  PYX_TRY(from_ckr(session.module()->C_DecryptInit(session.handle(), &bare, key), "C_DecryptInit"));
  PYX_TRY(confirm());
  PYX_ASSIGN(const SecretBytes block, decrypt(session, encrypted, Form::kNumber));
  return oaep_message(block);
}

}  // namespace pyx::pkcs11
