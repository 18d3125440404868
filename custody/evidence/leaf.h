// A leaf of the evidence log: one thing that happened, as JSON of at most 16 KiB. Larger bodies are
// blobs, named by SHA-256. The register (custody/acts/register.h) is nothing but these leaves
// applied in order. Format: docs/formats/leaves.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/key_type.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/evidence/dsse.h"
#include "custody/evidence/operation_leaf.h"

namespace pyx::custody {

// Leaf 0. Blobs: the founding envelope, the first policy.
struct GenesisLeaf {
  Sha256 envelope{};
  Sha256 policy{};
};
struct ProposalLeaf {
  Envelope envelope;  // an act, signed by its proposer; of policy.change the policy is a blob
};
struct DecisionLeaf {
  Uuid act;
  Envelope envelope;
};
// Written before the token is asked: the act's quorum stood under `policy` at this leaf's time.
struct IntentLeaf {
  Uuid act;
  Sha256 policy{};
  std::string token_serial;
  std::uint64_t epoch = 0;  // of the store
};
// Of key.generate and log.rotate: what the token made.
struct MadeKey {
  std::string token_serial;
  std::optional<Bytes> spki;                                    // of an asymmetric key
  std::vector<std::pair<std::string, std::string>> attributes;  // as read back (KEY-READBACK)
};
// Of coins.refund and reservation.free.
struct Refund {
  CoinMoves moves;                 // retired: the lost coins that were still good; issued: anew
  std::optional<Uuid> seed;        // of the new coins
  std::optional<Sha256> delivery;  // a blob: the new coins, sealed to their holder
  friend bool operator==(const Refund&, const Refund&) = default;
};
struct ExecutedLeaf {
  Uuid act;
  std::optional<MadeKey> made;
  // Of policy.change: every act that was open. Of token.replace: the act that was cut off on the
  // token that is left, and has failed by that.
  std::vector<Uuid> voided;
  // Of keys.schedule: what the token made, in the order of the act. A blob, encode_made_keys().
  std::optional<Sha256> made_keys = {};
  std::optional<Refund> refund = {};
  // Blobs of the acts about backups: the envelope around the file of backup.create
  // (custody/backups/backup_file.h); the share set of that and of shares.reshare
  // (custody/shares/share_set.h); what backup.prove and backup.restore saw on the other token
  // (custody/backups/token_proof.h).
  std::optional<Sha256> backup_file = {};
  std::optional<Sha256> share_set = {};
  std::optional<Sha256> token_proof = {};
  // Of token.replace: what was found and made on the new token, signed by the new log key. A blob
  // (custody/acts/binding_statement.h).
  std::optional<Sha256> token_binding = {};
};
// The token could not do it; what it left was swept.
struct FailedLeaf {
  Uuid act;
  std::string code;  // code_name()
  std::string ckr;   // "CKR_DEVICE_ERROR", or empty
  std::string call;  // "C_GenerateKeyPair", or empty
};
// An open act whose time is over. (A refusal or a withdrawal closes an act by its own decision
// leaf.)
struct ExpiredLeaf {
  Uuid act;
};
struct FreezeLeaf {
  Envelope envelope;
};
// One officer's signed statement that lowers a budget at once.
struct LoweringLeaf {
  Envelope envelope;
};
// What is said of a share: a receipt, a drill, a move (custody/acts/share_keeping.h).
struct ShareLeaf {
  Envelope envelope;
};
// Before any signature of the request leaves.
struct RequestLeaf {
  std::string client;
  Uuid key;
  Uuid request;
  Scheme scheme = Scheme::kEcdsaSha256;
  std::uint32_t count = 0;  // messages, 1 to 256
  Sha256 digest{};          // of the request, custody/signing/sign_request.h
  Sha256 policy{};
};
// After answers: the leaf indices of requests, each settled once.
struct SettleLeaf {
  std::vector<std::uint64_t> signed_requests;  // ascending
};

struct Leaf {
  Time time{};  // never before that of the leaf in front
  std::variant<GenesisLeaf, ProposalLeaf, DecisionLeaf, IntentLeaf, ExecutedLeaf, FailedLeaf,
               ExpiredLeaf, FreezeLeaf, LoweringLeaf, ShareLeaf, RequestLeaf, OperationLeaf,
               BadCoinsLeaf, AlarmLeaf, SettleLeaf>
      body;
};

std::string_view leaf_kind(
    const Leaf& leaf);  // "genesis" "proposal" "decision" "intent" "executed" "failed" "expired" …
// Errors: kBadInput if the leaf would be larger than 16 KiB.
Result<Bytes> encode_leaf(const Leaf& leaf);
Result<Leaf> parse_leaf(ByteView bytes);                       // strict; kBadInput
Bytes encode_made_keys(const std::vector<MadeKey>& keys);      // a JSON array
Result<std::vector<MadeKey>> parse_made_keys(ByteView bytes);  // strict; kBadInput

}  // namespace pyx::custody
