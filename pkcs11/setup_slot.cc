#include "pkcs11/setup_slot.h"

#include <optional>
#include <utility>
#include <vector>

#include "pkcs11/from_ckr.h"
#include "pkcs11/slot.h"
#include "pkcs11/token_match.h"

namespace pyx::pkcs11 {
namespace {

struct InSlot {
  CK_SLOT_ID slot = 0;
  TokenToSetUp token;
};

Result<std::vector<InSlot>> all_tokens(const Module& module) {
  PYX_ASSIGN(const auto slots, slots_with_any_token(module));
  std::vector<InSlot> all;
  for (const CK_SLOT_ID slot : slots) {
    auto token = token_in(module, slot);
    if (token) {
      all.push_back({slot, *std::move(token)});
      continue;
    }
    // Taken out in between, or no token of this module's kind.
    const bool is_none =
        token.error().ckr == CKR_TOKEN_NOT_PRESENT || token.error().ckr == CKR_TOKEN_NOT_RECOGNIZED;
    if (!is_none) return std::move(token).error();
  }
  return all;
}

// Nothing if there is none. Errors: kConflict.
Result<std::optional<InSlot>> only_one(const std::vector<InSlot>& all, const TokenUri& uri,
                                       bool initialised) {
  std::optional<InSlot> match;
  for (const InSlot& one : all) {
    if (one.token.initialised != initialised || !agrees(uri, one.token.identity)) continue;
    if (match) {
      return error(Code::kConflict, std::string(initialised ? "two tokens" : "two blank tokens") +
                                        " match " + to_text(uri));
    }
    match = one;
  }
  return match;
}

Result<InSlot> choose(const Module& module, const TokenUri& uri, Blank blank) {
  PYX_ASSIGN(const auto all, all_tokens(module));
  // A URI that names no token would take the first that somebody uses.
  if (uri.serial || uri.label) {
    PYX_ASSIGN(auto match, only_one(all, uri, true));
    if (match) return *std::move(match);
  } else if (blank == Blank::kNo) {
    return error(Code::kBadInput, "a token is named by serial=... or by token=...");
  }
  if (blank == Blank::kYes) {
    TokenUri without_label = uri;
    without_label.label.reset();
    PYX_ASSIGN(auto match, only_one(all, without_label, false));
    if (match) return *std::move(match);
  }
  Error absent = ckr_error(CKR_TOKEN_NOT_PRESENT, "C_GetSlotList");
  absent.code = Code::kNotFound;
  absent.message = std::string("no token matches ") + to_text(uri) +
                   (blank == Blank::kYes ? ", and no blank one is there" : "");
  return absent;
}

}  // namespace

Result<TokenToSetUp> token_in(const Module& module, CK_SLOT_ID slot) {
  CK_TOKEN_INFO info{};
  PYX_TRY(from_ckr(module->C_GetTokenInfo(slot, &info), "C_GetTokenInfo"));
  const auto has = [&](CK_FLAGS any) { return (info.flags & any) != 0; };
  TokenToSetUp token;
  SlotWithToken seen = seen_in(slot, info);
  token.identity = std::move(seen.identity);
  token.firmware_version = std::move(seen.firmware_version);
  token.pins = {info.ulMinPinLen, info.ulMaxPinLen};
  token.initialised = has(CKF_TOKEN_INITIALIZED);
  token.has_user_pin = has(CKF_USER_PIN_INITIALIZED);
  token.user_pin_must_change = has(CKF_USER_PIN_TO_BE_CHANGED);
  token.takes_pin_itself = has(CKF_PROTECTED_AUTHENTICATION_PATH);
  token.so_pin_at_last_try = has(CKF_SO_PIN_FINAL_TRY | CKF_SO_PIN_LOCKED);
  token.user_pin_at_last_try = has(CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED);
  return token;
}

Result<SetupSlot> find_setup_slot(const TokenUri& uri, Blank blank) {
  if (uri.object_id || uri.object_label) {
    return error(Code::kBadInput, "this URI is of a whole token: leave id=... and object=... out");
  }
  PYX_ASSIGN(Module module, Module::load(uri.module_path, uri.init_reserved));
  PYX_ASSIGN(InSlot seen, choose(module, uri, blank));
  if (seen.token.takes_pin_itself) {
    return error(Code::kAskPerson,
                 "token " + seen.token.identity.label +
                     " takes its PINs on keys of its own: set them there, with its "
                     "maker's tools");
  }
  return SetupSlot{std::move(module), seen.slot, std::move(seen.token)};
}

}  // namespace pyx::pkcs11
