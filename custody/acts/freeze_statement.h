// A freeze: one officer's signed statement that stops a key, a client or all value operations at
// once (FREEZE-ONE).
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "base/uuid.h"
#include "custody/acts/lone_statement.h"

namespace pyx::custody {

inline constexpr std::string_view kFreezePredicate = "urn:pyx:freeze:v1";

struct FreezeAll {
  bool operator==(const FreezeAll&) const = default;
};
struct FreezeKey {
  Uuid key;
  bool operator==(const FreezeKey&) const = default;
};
struct FreezeClient {
  std::string client;  // its name in the policy
  bool operator==(const FreezeClient&) const = default;
};
struct FreezeMinting {  // coins.mint, blind.sign and coins.refund: what makes value
  bool operator==(const FreezeMinting&) const = default;
};
using FreezeTarget = std::variant<FreezeAll, FreezeKey, FreezeClient, FreezeMinting>;
// "all", "key:<uuid>", "client:<name>", "minting"
std::string to_text(const FreezeTarget& target);
Result<FreezeTarget> parse_freeze_target(std::string_view text);  // kBadInput

// Once it was accepted it lasts until a thaw.
struct FreezeStatement : LoneStatement {
  FreezeTarget target;
};

Bytes encode_freeze(const FreezeStatement& freeze);
Result<FreezeStatement> parse_freeze(ByteView bytes);  // kBadInput

}  // namespace pyx::custody
