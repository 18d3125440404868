// The public record of how a token's PIN is split: the record of its share set, and what the shares
// alone do not say. Tells nothing about the PIN. Format: docs/formats/shares.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "custody/shares/share_set.h"
#include "pkcs11/pin_in_force.h"

namespace pyx::ceremony {

inline constexpr std::size_t kPinShareRecordMostBytes = 131072;

// A set of shares of such a PIN that this token had before: to name one of them that comes again.
struct FormerPinShares {
  std::uint16_t identifier = 0;  // of its shares
  Time created{};
};

struct PinShareRecord {
  pkcs11::PinOf whose = pkcs11::PinOf::kSo;
  std::string token;               // its label
  std::size_t pin_characters = 0;  // of the PIN, see pkcs11/new_pin.h
  std::vector<FormerPinShares> former;
  shares::ShareSet set;  // version 1, of kPinSecretBytes; its `vault` is pin_domain()
};

// What stands in such a set where a backup's has its vault's id, so that neither's commitments can
// ever be the other's: SHA-256 over "pyx/so-pin/v1" or "pyx/user-pin/v1" and the token's label,
// each with its length in front.
Sha256 pin_domain(pkcs11::PinOf whose, std::string_view token);

std::string name_of(const PinShareRecord& record);  // "SO PIN of token mint"

Bytes encode_pin_shares(const PinShareRecord& record);
// Strict. Errors: kBadInput, saying so if it is the record of a backup's shares, or a newer Pyx
// wrote it.
Result<PinShareRecord> parse_pin_shares(ByteView bytes);

}  // namespace pyx::ceremony
