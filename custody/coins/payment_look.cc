#include "custody/coins/payment_look.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/spki.h"
#include "custody/acts/admitting.h"
#include "custody/acts/key_home.h"
#include "custody/coins/coin_keys.h"
#include "custody/coins/operation_rights.h"
#include "custody/signing/sign_job.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kMostKeys = 32;  // so that the leaf holds every retired coin

Result<const KeyRecord*> envelope_key(const EvidenceLog::KeyTable& keys,
                                      const policies::Client& client, const Uuid& id) {
  const auto found = keys.find(id);
  if (found == keys.end() || found->second.purpose != Purpose::kEnvelope ||
      found->second.state != KeyState::kActive || !client.may_use(found->second.profile)) {
    return error(Code::kNotFound, "client " + client.name + " has no envelope key " + id.text());
  }
  return &found->second;
}

// Asked of the books, and so under the log's lock, only if there is something to tell.
Result<void> check_is_here(const EvidenceLog& log, const KeyRecord& key) {
  if (!key.left_behind) return {};
  return log.look([&](const Books& books) { return check_at_home(books, key); });
}

// The receiver's key as HPKE knows it: the uncompressed point of its SPKI.
hpke::PublicKey receiver_of(const KeyRecord& key) {
  const ByteView point = spki_body(key.public_key->spki(), *find_spki_shape(KeyType::kP256));
  return {hpke::Kem::kP256, Bytes(point.begin(), point.end())};
}

Result<CoinPouch> opened(pkcs11::Token& token, const KeyRecord& key, const Payment& payment,
                         ByteView binding) {
  PYX_ASSIGN(Bytes encapsulated, hpke::encapsulated_key(hpke::Kem::kP256, payment.sealed));
  const std::vector<Bytes> peers = {std::move(encapsulated)};
  PYX_ASSIGN(const std::vector<SecretBytes> points, token.agree(key.id, peers, scheme_fixed(key)));
  if (points.size() != 1) return error(Code::kBug, "the token agreed on another number of points");
  PYX_ASSIGN(SecretBytes plain, hpke::open_agreed(receiver_of(key), points.front(), payment.sealed,
                                                  as_bytes(kPaymentInfo), binding));
  return CoinPouch::parse(std::move(plain));
}

}  // namespace

Result<PaymentLook> PaymentLook::at(pkcs11::Token& token, const EvidenceLog& log,
                                    const ClientIdentity& identity, Operation operation,
                                    const Payment& payment, ByteView binding) {
  const auto policy = log.policy();
  PYX_ASSIGN(const policies::Client* client, identify(*policy, identity));
  PYX_TRY(check_access(*client, operation));
  const auto keys = log.coin_keys();
  PYX_ASSIGN(const KeyRecord* key, envelope_key(*keys, *client, payment.envelope_key));
  PYX_TRY(check_is_here(log, *key));
  PaymentLook look;
  PYX_ASSIGN(look.pouch_, opened(token, *key, payment, binding));

  const Sha256& vault = log.vault();
  const std::vector<CoinFace>& faces = look.pouch_.faces();
  std::vector<Bytes> inputs;
  std::vector<pkcs11::SignJob> jobs;
  std::vector<std::size_t> at;
  std::set<Uuid> used;
  inputs.reserve(faces.size());
  for (std::size_t i = 0; i < faces.size(); ++i) {
    used.insert(faces[i].key);
    const auto found = keys->find(faces[i].key);
    if (found == keys->end() || found->second.purpose != Purpose::kCoin) continue;
    PYX_TRY(check_is_here(log, found->second));
    inputs.push_back(tag_input(vault, faces[i], found->second.coins->currency));
    jobs.push_back({faces[i].key, Scheme::kHmacSha256, inputs.back(), scheme_fixed(found->second)});
    at.push_back(i);
  }
  if (used.size() > kMostKeys) {
    return error(Code::kBadInput, "a payment holds coins of at most " + std::to_string(kMostKeys) +
                                      " different keys");
  }
  look.tag_is_good_.resize(faces.size());
  PYX_ASSIGN(std::vector<Bytes> tags, token.sign(jobs));
  if (tags.size() != jobs.size())
    return error(Code::kBug, "the token answered another number of tags");
  for (std::size_t i = 0; i < tags.size(); ++i)
    look.tag_is_good_[at[i]] = look.pouch_.tag_is(at[i], tags[i]);
  return look;
}

Result<std::vector<JudgedCoin>> PaymentLook::judge(Gate& gate, Operation operation) const {
  std::vector<JudgedCoin> coins;
  std::map<Uuid, std::vector<std::size_t>> by_key;
  std::set<std::pair<Uuid, CoinId>> seen;
  for (std::size_t i = 0; i < pouch_.size(); ++i) {
    const CoinFace& face = pouch_.faces()[i];
    JudgedCoin coin =
        judged(gate.books, face, verdict_by_key(gate.books, operation, face, gate.time));
    if (coin.verdict != Verdict::kUnknownKey && !tag_is_good_[i]) coin.verdict = Verdict::kBadTag;
    if (coin.verdict == Verdict::kGood && !seen.emplace(face.key, face.id).second)
      coin.verdict = Verdict::kTwice;
    if (coin.verdict == Verdict::kGood) by_key[face.key].push_back(i);
    coins.push_back(std::move(coin));
  }
  for (const auto& [key, places] : by_key) {
    std::vector<Sha256> names;
    names.reserve(places.size());
    for (const std::size_t place : places)
      names.push_back(retired_name(gate.books.vault, key, pouch_.faces()[place].id));
    PYX_ASSIGN(const std::vector<bool> retired, gate.retired.has(key, names));
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (retired[i]) coins[places[i]].verdict = Verdict::kRetired;
    }
  }
  return coins;
}

JudgedCoin judged(const Books& books, const CoinFace& face, Verdict verdict) {
  const KeyRecord* key = books.key(face.key);
  return {face.id, face.key, key != nullptr && key->coins ? key->coins->denomination : "",
          face.value, verdict};
}

std::vector<RetiredCoins> retired_coins(const Sha256& vault, const std::vector<CoinFace>& faces) {
  std::vector<RetiredCoins> retired;
  for (const CoinFace& face : faces) {
    auto line = std::ranges::find(retired, face.key, &RetiredCoins::key);
    if (line == retired.end()) {
      retired.push_back({face.key, {}});
      line = std::prev(retired.end());
    }
    line->coins.push_back(retired_name(vault, face.key, face.id));
  }
  return retired;
}

std::uint64_t count_of(const std::vector<JudgedCoin>& coins, Verdict verdict) {
  return static_cast<std::uint64_t>(
      std::ranges::count(coins, verdict, [](const JudgedCoin& coin) { return coin.verdict; }));
}

std::optional<std::string> what_is_wrong(const std::vector<JudgedCoin>& coins) {
  std::string kinds;
  for (const Verdict verdict :
       {Verdict::kBadTag, Verdict::kUnknownKey, Verdict::kExpired, Verdict::kOver,
        Verdict::kRetired, Verdict::kTwice, Verdict::kFrozen}) {
    const std::uint64_t count = count_of(coins, verdict);
    if (count == 0) continue;
    kinds +=
        (kinds.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(to_text(verdict));
  }
  if (kinds.empty()) return std::nullopt;
  return std::to_string(coins.size() - count_of(coins, Verdict::kGood)) + " of " +
         std::to_string(coins.size()) + " coins are not good: " + kinds;
}

}  // namespace pyx::custody
