// A client's request for signatures, and the answer with its receipt.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/key_type.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/coins/remaining.h"

namespace pyx::custody {

inline constexpr std::size_t kMostMessages = 256;
inline constexpr std::size_t kMostMessageBytes = 65536;

// Who asks, as TLS has proven it. Both must match one client of the policy.
struct ClientIdentity {
  std::string san_uri;
  Sha256 spki_sha256{};
};

enum class EcdsaForm { kDer, kP1363 };

struct SignRequest {
  ClientIdentity client;
  Uuid key;
  Uuid request;                 // the Idempotency-Key, scoped to client and key
  std::vector<Bytes> messages;  // 1 to kMostMessages, raw; for a blind key the RFC 9474 elements
  EcdsaForm form = EcdsaForm::kDer;  // how ECDSA signatures are encoded; nothing else cares
};

// What the request id stands for: SHA-256 over "pyx/sign-request/v1", 0x00, the key's 16 bytes, the
// number of messages in 4 bytes big-endian and the SHA-256 of each message. The same for any form.
// Docs: docs/formats/leaves.md.
Sha256 request_digest(const Uuid& key, const std::vector<Bytes>& messages);

struct Receipt {
  Sha256 vault{};
  std::uint64_t leaf_index = 0;  // of the request leaf, which was durable before the answer left
  Sha256 leaf_hash{};            // RFC 6962 hash of that leaf
  Sha256 policy{};               // under which the request was admitted
  // Of an operation that budgets count, as it was then.
  std::optional<Remaining> remaining{};
};

struct SignAnswer {
  Scheme scheme = Scheme::kEcdsaSha256;
  std::vector<Bytes> signatures;  // in the order of the messages
  Receipt receipt;
};

using SignCallback = std::function<void(Result<SignAnswer>)>;

}  // namespace pyx::custody
