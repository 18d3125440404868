#include "pkcs11/slot.h"

#include <optional>

#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {
namespace {

constexpr int kMostTries = 5;
constexpr CK_ULONG kMostSlots = 4096;

template <std::size_t Size>
std::string text_of(const unsigned char (&field)[Size]) {
  return without_padding({reinterpret_cast<const char*>(field), Size});
}

Result<std::optional<SlotWithToken>> look_at(const Module& module, CK_SLOT_ID slot) {
  CK_TOKEN_INFO info{};
  const CK_RV rv = module->C_GetTokenInfo(slot, &info);
  if (rv == CKR_TOKEN_NOT_PRESENT || rv == CKR_TOKEN_NOT_RECOGNIZED) {
    return std::optional<SlotWithToken>{};
  }
  PYX_TRY(from_ckr(rv, "C_GetTokenInfo"));
  if ((info.flags & CKF_TOKEN_INITIALIZED) == 0) return std::optional<SlotWithToken>{};
  return std::optional(seen_in(slot, info));
}

}  // namespace

std::string without_padding(std::string_view field) {
  const std::size_t end = field.find_last_not_of(std::string_view(" \0", 2));
  return std::string(field.substr(0, end == std::string_view::npos ? 0 : end + 1));
}

SlotWithToken seen_in(CK_SLOT_ID slot, const CK_TOKEN_INFO& info) {
  SlotWithToken found;
  found.slot = slot;
  found.identity.serial = text_of(info.serialNumber);
  found.identity.model = text_of(info.model);
  found.identity.manufacturer = text_of(info.manufacturerID);
  found.identity.label = text_of(info.label);
  found.firmware_version =
      std::to_string(info.firmwareVersion.major) + "." + std::to_string(info.firmwareVersion.minor);
  return found;
}

Result<std::vector<CK_SLOT_ID>> slots_with_any_token(const Module& module) {
  // Between the two calls a token may be put in.
  for (int tries = 0; tries < kMostTries; ++tries) {
    CK_ULONG count = 0;
    PYX_TRY(from_ckr(module->C_GetSlotList(CK_TRUE, nullptr, &count), "C_GetSlotList"));
    if (count > kMostSlots) return error(Code::kToken, "the module claims too many slots");
    std::vector<CK_SLOT_ID> ids(count);
    if (count == 0) return ids;
    const CK_RV rv = module->C_GetSlotList(CK_TRUE, ids.data(), &count);
    if (rv == CKR_BUFFER_TOO_SMALL) continue;
    PYX_TRY(from_ckr(rv, "C_GetSlotList"));
    if (count < ids.size()) ids.resize(count);
    return ids;
  }
  return ckr_error(CKR_BUFFER_TOO_SMALL, "C_GetSlotList");
}

Result<std::vector<SlotWithToken>> slots_with_tokens(const Module& module) {
  PYX_ASSIGN(const auto ids, slots_with_any_token(module));
  std::vector<SlotWithToken> found;
  for (const CK_SLOT_ID slot : ids) {
    PYX_ASSIGN(auto token, look_at(module, slot));
    if (token) found.push_back(*std::move(token));
  }
  return found;
}

Result<CK_SLOT_ID> slot_of(const Module& module, const TokenIdentity& identity) {
  PYX_ASSIGN(auto all, slots_with_tokens(module));
  const auto drop_others = [&](const auto& fits) {
    std::erase_if(all, [&](const SlotWithToken& one) { return !fits(one.identity); });
  };
  drop_others([&](const TokenIdentity& one) { return same_token(one, identity); });
  // Some modules give all their tokens one serial number.
  if (all.size() > 1) {
    drop_others([&](const TokenIdentity& one) { return one.label == identity.label; });
  }
  if (all.size() == 1) return all.front().slot;
  if (all.empty()) return ckr_error(CKR_TOKEN_NOT_PRESENT, "C_GetTokenInfo");
  return error(Code::kConflict, "two tokens claim the serial number " + identity.serial);
}

}  // namespace pyx::pkcs11
