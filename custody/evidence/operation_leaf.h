// The leaves that the operations of a mint write. Part of custody/evidence/leaf.h; format:
// docs/formats/leaves.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_reader.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/coins/operation.h"
#include "custody/coins/remaining.h"

namespace pyx::custody {

struct IssuedCoins {
  Uuid key;
  std::uint64_t count = 0;
  friend bool operator==(const IssuedCoins&, const IssuedCoins&) = default;
};
struct RetiredCoins {
  Uuid key;
  std::vector<Sha256> coins;  // retired_name() of each
  friend bool operator==(const RetiredCoins&, const RetiredCoins&) = default;
};
// What moves with a request or an act. Each key stands once in each list.
struct CoinMoves {
  std::vector<IssuedCoins> issued;
  std::vector<RetiredCoins> retired;
  friend bool operator==(const CoinMoves&, const CoinMoves&) = default;
};

// Before anything of the answer leaves: everything that the answer depends on.
struct OperationLeaf {
  std::string client;
  Operation operation = Operation::kCoinsMint;
  Uuid request;
  Sha256 digest{};  // of the request, custody/coins/value_request.h
  Sha256 policy{};
  // coins.mint and coins.exchange: what coin ids are derived with; the others: what signs.
  std::optional<Uuid> key;
  std::optional<Uuid> envelope;  // what the payment was sealed to
  CoinMoves moves;
  std::string verdicts;             // of coins.check: a letter a coin
  std::optional<Sha256> statement;  // answer.sign and ledger.attest: of what is signed; a blob
  std::optional<Remaining> remaining;
};

// Coins with a wrong tag came with a request that was refused for it. (Those of a coins.check stand
// in its verdicts.) Counts against the client, so that nobody learns tags by trying (COIN-ORACLE).
struct BadCoinsLeaf {
  std::string client;
  Operation operation = Operation::kCoinsExchange;
  std::uint64_t count = 0;
};

enum class AlarmCause {
  kLedgerMismatch,  // the issuer's books differ from custody's: minting is frozen
  kBadCoins,        // too many wrong tags: the client is frozen
};
// Custody freezes by itself what only a quorum thaws.
struct AlarmLeaf {
  AlarmCause cause = AlarmCause::kBadCoins;
  std::string client;
  std::string detail;  // for people
};

// Members of a leaf's object beside "v", "kind" and "time".
void write_members(json::object& to, const OperationLeaf& leaf);
void write_members(json::object& to, const BadCoinsLeaf& leaf);
void write_members(json::object& to, const AlarmLeaf& leaf);
void write_moves(json::object& to, const CoinMoves& moves);
// Strict. Errors: kBadInput.
Result<OperationLeaf> read_operation(json::ObjectReader& reader);
Result<BadCoinsLeaf> read_bad_coins(json::ObjectReader& reader);
Result<AlarmLeaf> read_alarm(json::ObjectReader& reader);
Result<CoinMoves> read_moves(json::ObjectReader& reader);

}  // namespace pyx::custody
