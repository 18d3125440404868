#include "custody/coins/refund.h"

#include <map>

#include "custody/coins/minting.h"
#include "custody/coins/payment_look.h"
#include "custody/signing/job.h"

namespace pyx::custody {
namespace {

// The coins of the request that nobody has retired since.
Result<std::vector<CoinFace>> coins_left(pkcs11::Token& token, const EvidenceLog& log, Store& store,
                                         const OperationLeaf& original) {
  if (!original.key || original.operation == Operation::kBlindSign) return std::vector<CoinFace>();
  PYX_ASSIGN(Minting minting,
             log.look([&](const Books& books) { return Minting::plan(books, original); }));
  PYX_ASSIGN(const std::vector<CoinFace> all, minting.only_ids(token));
  std::vector<CoinFace> left;
  for (const CoinFace& face : all) {
    PYX_ASSIGN(const std::vector<bool> retired,
               store.are_retired(face.key, {retired_name(log.vault(), face.key, face.id)}));
    if (!retired.front()) left.push_back(face);
  }
  return left;
}

// As many of each denomination as are left.
std::vector<CoinLine> lines_of(const Books& books, const std::vector<CoinFace>& coins) {
  std::map<std::string, std::uint32_t> counts;
  for (const CoinFace& face : coins) ++counts[books.key(face.key)->coins->denomination];
  std::vector<CoinLine> lines;
  lines.reserve(counts.size());
  for (const auto& [denomination, count] : counts) lines.push_back({denomination, count});
  return lines;
}

struct Reissue {
  std::vector<IssuedCoins> issued;
  Uuid seed;
  Minting minting;
};

}  // namespace

bool moves_coins(policies::ActType type) {
  return type == policies::ActType::kCoinsRefund || type == policies::ActType::kReservationFree;
}

Result<Performed> perform_refund(pkcs11::Token& token, const EvidenceLog& log, Store& store,
                                 const Act& act) {
  const auto* refund = std::get_if<CoinsRefund>(&act.parameters);
  const auto* free = std::get_if<ReservationFree>(&act.parameters);
  if (refund == nullptr && free == nullptr) return error(Code::kBug, "the act moves no coins");
  PYX_ASSIGN(const OperationLeaf original,
             log.operation_at(refund != nullptr ? refund->leaf : free->leaf));
  PYX_ASSIGN(const std::vector<CoinFace> left, coins_left(token, log, store, original));
  Performed done;
  done.leaf.act = act.id;
  done.leaf.refund.emplace();
  done.leaf.refund->moves.retired = retired_coins(log.vault(), left);
  if (refund == nullptr) return done;
  if (left.empty()) {
    return refused("COIN-REFUND",
                   "no coin of the request is left to be refunded: all were spent or refunded");
  }
  // The act's id stands where a request's would: it is used once, too.
  PYX_ASSIGN(Reissue reissue, log.look_at([&](const Books& books, const Tallies& tallies,
                                              Time now) -> Result<Reissue> {
    Reissue made;
    PYX_ASSIGN(made.issued, choose_keys(books, tallies.ledger, lines_of(books, left), now));
    PYX_ASSIGN(made.seed, seed_key(books));
    PYX_ASSIGN(made.minting,
               Minting::plan(books, {made.seed, "", act.id, original.digest}, made.issued));
    return made;
  }));
  for (std::size_t at = 0; at < reissue.minting.coins(); at += kMostInOneCall) {
    PYX_TRY(
        reissue.minting.make(token, at, std::min(at + kMostInOneCall, reissue.minting.coins())));
  }
  PYX_ASSIGN(const HolderKey holder, holder_key_from(refund->holder));
  PYX_ASSIGN(Minted minted, reissue.minting.seal(holder, delivery_binding(log.vault(), act.id)));
  done.leaf.refund->moves.issued = std::move(reissue.issued);
  done.leaf.refund->seed = reissue.seed;
  done.leaf.refund->delivery = sha256(minted.sealed);
  done.blobs.push_back(std::move(minted.sealed));
  return done;
}

}  // namespace pyx::custody
