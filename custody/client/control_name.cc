#include "custody/client/control_name.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.h"

namespace pyx::client {
namespace {

// All of docs/controls.md: tests/tree_test.py fails on one that is missing.
constexpr std::array<std::string_view, 34> kControls = {
    "ACT-ONCE",    "ACT-QUORUM",   "ACT-SHOWN",    "BACKUP-PLANNED", "CLIENT-PINNED",
    "CLOCK-SANE",  "COIN-EQUAL",   "COIN-GOOD",    "COIN-ONCE",      "COIN-ORACLE",
    "COIN-REFUND", "FAIL-CLOSED",  "FREEZE-ONE",   "HOST-CONFINED",  "KEY-EXPOSED",
    "KEY-HOME",    "KEY-PROVEN",   "KEY-READBACK", "KEY-STATE",      "KEY-TERMS",
    "LOG-WHOLE",   "PLAN-CHECKED", "RECORD-WHOLE", "RUN-RECONCILED", "SECRET-NEVER",
    "SHARE-SAFE",  "SIGN-BUDGET",  "SIGN-CHECKED", "SIGN-DURABLE",   "SIGN-GRANT",
    "SIGN-RETRY",  "STATE-FRESH",  "TOKEN-BOUND",  "TOKEN-ENFORCES"};
constexpr std::array<std::string_view, 17> kCalls = {
    "C_CreateObject",    "C_DeriveKey",   "C_DestroyObject",   "C_FindObjects",
    "C_FindObjectsInit", "C_GenerateKey", "C_GenerateKeyPair", "C_GetAttributeValue",
    "C_Initialize",      "C_Login",       "C_OpenSession",     "C_Sign",
    "C_SignInit",        "C_UnwrapKey",   "C_WrapKey",         "C_Encrypt",
    "C_EncryptInit"};
template <std::size_t n>
std::string_view literal(const std::array<std::string_view, n>& all, std::string_view text) {
  const auto* const found = std::ranges::find(all, text);
  return found == all.end() ? std::string_view{} : *found;
}

}  // namespace

std::string_view control_name(std::string_view text) { return literal(kControls, text); }

std::string_view call_name(std::string_view text) { return literal(kCalls, text); }

unsigned long ckr_number(std::string_view name) {
  constexpr unsigned long kDefinedBelow = 0x400;  // PKCS#11 v3.1
  for (unsigned long ckr = 0; ckr < kDefinedBelow; ++ckr) {
    if (ckr_name(ckr) == name) return ckr;
  }
  constexpr std::string_view kNumber = "CKR_0x";
  unsigned long ckr = 0;
  if (name.starts_with(kNumber)) {
    std::from_chars(name.data() + kNumber.size(), name.data() + name.size(), ckr, 16);
  }
  return ckr;
}

}  // namespace pyx::client
