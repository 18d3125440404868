#include "pkcs11/token.h"

#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {

bool same_token(const TokenIdentity& a, const TokenIdentity& b) {
  return a.serial == b.serial && a.model == b.model && a.manufacturer == b.manufacturer;
}

Health health_after(const Error& answer) {
  if (answer.control == "TOKEN-BOUND") return Health::kOtherToken;
  if (answer.control == "SIGN-CHECKED" && answer.code == Code::kToken) return Health::kFailing;
  if (answer.call.empty()) return Health::kGood;
  switch (answer.ckr) {
    case CKR_CRYPTOKI_NOT_INITIALIZED:
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_TOKEN_NOT_RECOGNIZED:
      return Health::kGone;
    default:
      break;
  }
  if (answer.code == Code::kAskPerson) return Health::kPinRefused;
  return recovery_after(answer.ckr) == Recovery::kNone ? Health::kGood : Health::kFailing;
}

Result<std::vector<SecretBytes>> Token::agree(const Uuid&, std::span<const Bytes>, SchemeFixed) {
  return error(Code::kBadInput, "this token opens no envelopes");
}

Result<Sha256> Token::check_by_encryption(const Uuid&, ByteView, SchemeFixed) {
  return error(Code::kBadInput, "this token encrypts nothing");
}

Result<SecretBytes> Token::random(std::size_t) {
  return error(Code::kBadInput, "this token gives no random bytes");
}

Result<void> Token::destroy_marker(ByteView) {
  return error(Code::kBadInput, "this token's marker stays");
}

Result<std::vector<Bytes>> Token::read_anchors() { return std::vector<Bytes>(); }

Result<void> Token::write_anchor(ByteView) {
  return error(Code::kBadInput, "this token keeps no anchor");
}

Result<std::vector<BenchLine>> Token::bench(const BenchPlan&) {
  return error(Code::kBadInput, "this token cannot be measured");
}

}  // namespace pyx::pkcs11
