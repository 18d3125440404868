#include "custody/coins/value_request.h"

#include <set>

#include "base/base64.h"
#include "base/hex.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace value_request_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

Uuid uuid(std::string_view text) { return Uuid::parse(text).value(); }
const Uuid kKey = uuid("01938c2e-7000-7000-8000-00000000000a");
const Uuid kOther = uuid("01938c2e-7001-7000-8000-00000000000b");

// RFC 7748, 6.1: the public keys of Alice and Bob.
constexpr std::string_view kAlice = "x25519:hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo";
constexpr std::string_view kBob = "x25519:3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08";
// The base point of P-256 (SEC 2, 2.4.2), uncompressed.
constexpr std::string_view kBasePoint =
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

std::string p256(const Bytes& point) { return "p-256:" + to_base64url(point); }
Bytes base_point() { return from_hex(kBasePoint).value(); }
HolderKey holder(std::string_view text) { return holder_key_from(text).value(); }

ValueRequest asking(decltype(ValueRequest::what) what) {
  ValueRequest request;
  request.client = {"urn:pyx:client:issuer", sha256("key")};
  request.request = kOther;
  request.what = std::move(what);
  return request;
}
Payment payment() { return {kKey, to_bytes("sealed")}; }
CoinsMint mint() { return {{{"eur-5", 2}, {"eur-1", 1}}, holder(kAlice)}; }
CoinsExchange exchange() { return {payment(), {{"eur-5", 2}, {"eur-1", 1}}, holder(kAlice)}; }
CoinsRedeem redeem() { return {payment(), sha256("account")}; }
BlindSign blind_sign() { return {kKey, {to_bytes("one"), to_bytes("two")}}; }
AnswerSign answer_sign() {
  return {kKey, {"receipt", sha256("transaction"), "EUR", 500, "thank you"}};
}
LedgerAttest attest() { return {kKey, "eur-5", {{"eur-5", {2, 1000}}}}; }

// The same request with `change` made to its parameters.
template <class What, class Change>
Sha256 changed(What what, Change change) {
  change(what);
  return request_digest(asking(std::move(what)));
}

// Each digest is that of another request: none stands twice.
void expect_all_different(const std::vector<Sha256>& digests) {
  EXPECT_EQ(std::set<Sha256>(digests.begin(), digests.end()).size(), digests.size());
}

TEST(ValueRequest, NamesItsOperation) {
  EXPECT_EQ(asking(mint()).operation(), Operation::kCoinsMint);
  EXPECT_EQ(asking(CoinsCheck{payment()}).operation(), Operation::kCoinsCheck);
  EXPECT_EQ(asking(exchange()).operation(), Operation::kCoinsExchange);
  EXPECT_EQ(asking(redeem()).operation(), Operation::kCoinsRedeem);
  EXPECT_EQ(asking(blind_sign()).operation(), Operation::kBlindSign);
  EXPECT_EQ(asking(answer_sign()).operation(), Operation::kAnswerSign);
  EXPECT_EQ(asking(attest()).operation(), Operation::kLedgerAttest);
}

// SIGN-RETRY: an id stands for one request, whichever part of it is another.
TEST(RequestDigest, OfAMintCoversEveryField) {
  expect_all_different({request_digest(asking(mint())),
                        changed(mint(), [](auto& it) { it.coins[0].denomination = "eur-50"; }),
                        changed(mint(), [](auto& it) { it.coins[0].count = 3; }),
                        changed(mint(), [](auto& it) { it.coins.pop_back(); }),
                        changed(mint(),
                                [](auto& it) {
                                  it.coins.push_back({"eur-1", 1});
                                }),
                        changed(mint(), [](auto& it) { std::swap(it.coins[0], it.coins[1]); }),
                        changed(mint(), [](auto& it) { it.holder = holder(kBob); })});
}
TEST(RequestDigest, OfACheckCoversEveryField) {
  expect_all_different(
      {request_digest(asking(CoinsCheck{payment()})),
       changed(CoinsCheck{payment()}, [](auto& it) { it.payment.envelope_key = kOther; }),
       changed(CoinsCheck{payment()}, [](auto& it) { it.payment.sealed.push_back(0); })});
}
TEST(RequestDigest, OfAnExchangeCoversEveryField) {
  expect_all_different({request_digest(asking(exchange())),
                        changed(exchange(), [](auto& it) { it.payment.envelope_key = kOther; }),
                        changed(exchange(), [](auto& it) { it.payment.sealed[0] ^= 1U; }),
                        changed(exchange(), [](auto& it) { it.coins[1].denomination = "eur-2"; }),
                        changed(exchange(), [](auto& it) { it.coins[1].count = 2; }),
                        changed(exchange(), [](auto& it) { it.coins.clear(); }),
                        changed(exchange(), [](auto& it) { it.holder = holder(kBob); })});
}
TEST(RequestDigest, OfARedemptionCoversEveryField) {
  expect_all_different({request_digest(asking(redeem())),
                        changed(redeem(), [](auto& it) { it.payment.envelope_key = kOther; }),
                        changed(redeem(), [](auto& it) { it.payment.sealed.clear(); }),
                        changed(redeem(), [](auto& it) { it.account = sha256("another"); })});
}
TEST(RequestDigest, OfBlindSignaturesCoversEveryField) {
  expect_all_different(
      {request_digest(asking(blind_sign())),
       changed(blind_sign(), [](auto& it) { it.key = kOther; }),
       changed(blind_sign(), [](auto& it) { it.elements[0] = to_bytes("onetwo"); }),
       changed(blind_sign(), [](auto& it) { it.elements = {to_bytes("onetwo")}; }),
       changed(blind_sign(), [](auto& it) { std::swap(it.elements[0], it.elements[1]); }),
       changed(blind_sign(), [](auto& it) { it.elements.push_back({}); })});
}
TEST(RequestDigest, OfAnAnswerCoversEveryField) {
  expect_all_different(
      {request_digest(asking(answer_sign())),
       changed(answer_sign(), [](auto& it) { it.key = kOther; }),
       changed(answer_sign(), [](auto& it) { it.answer.kind = "refusal"; }),
       changed(answer_sign(), [](auto& it) { it.answer.transaction = sha256("another"); }),
       changed(answer_sign(), [](auto& it) { it.answer.currency = "USD"; }),
       changed(answer_sign(), [](auto& it) { it.answer.value = 501; }),
       changed(answer_sign(), [](auto& it) { it.answer.text = "thank yoU"; })});
}
TEST(RequestDigest, OfAnAttestationCoversEveryField) {
  expect_all_different({request_digest(asking(attest())),
                        changed(attest(), [](auto& it) { it.key = kOther; }),
                        changed(attest(), [](auto& it) { it.denomination.clear(); }),
                        changed(attest(), [](auto& it) { it.claims[0].denomination = "eur-1"; }),
                        changed(attest(), [](auto& it) { it.claims[0].outstanding.count = 3; }),
                        changed(attest(), [](auto& it) { it.claims[0].outstanding.value = 1001; }),
                        changed(attest(), [](auto& it) { it.claims.clear(); })});
}
TEST(RequestDigest, OfAnotherOperationWithTheSameParametersIsAnother) {
  AnswerSign answer;
  answer.key = kKey;
  LedgerAttest empty;
  empty.key = kKey;
  expect_all_different({request_digest(asking(CoinsCheck{payment()})),
                        request_digest(asking(CoinsExchange{payment(), {}, holder(kAlice)})),
                        request_digest(asking(CoinsRedeem{payment(), {}})),
                        request_digest(asking(BlindSign{kKey, {}})), request_digest(asking(answer)),
                        request_digest(asking(empty))});
}
// A text with its length before it: what stands in one field cannot slip into the next.
TEST(RequestDigest, DoesNotMixUpNeighbouringTexts) {
  AnswerSign first = answer_sign();
  first.answer.kind = "receipt";
  first.answer.text = "";
  AnswerSign second = answer_sign();
  second.answer.kind = "receip";
  second.answer.text = "t";
  EXPECT_NE(request_digest(asking(first)), request_digest(asking(second)));
}
// It is scoped to them beside it; a dry run stands for nothing.
TEST(RequestDigest, IsTheSameForAnyClientIdAndDryRun) {
  ValueRequest other = asking(mint());
  other.client.san_uri = "urn:pyx:client:till";
  other.request = kKey;
  other.dry_run = true;
  EXPECT_EQ(request_digest(other), request_digest(asking(mint())));
}

// A sealed payment opens for the call that it was made for.
TEST(PaymentBinding, DiffersForEveryVaultRequestOperationReceiverAndOutput) {
  const Sha256 vault = sha256("vault");
  const auto binding = [&](const auto& what) { return payment_binding(vault, kOther, what); };
  CoinsExchange to_bob = exchange();
  to_bob.holder = holder(kBob);
  CoinsExchange one_more = exchange();
  ++one_more.coins[0].count;
  CoinsExchange another = exchange();
  another.coins[0].denomination = "eur-50";
  CoinsExchange swapped = exchange();
  std::swap(swapped.coins[0], swapped.coins[1]);
  CoinsRedeem other_account = redeem();
  other_account.account = sha256("another");
  const std::vector<Bytes> all = {binding(CoinsCheck{payment()}),
                                  binding(exchange()),
                                  binding(to_bob),
                                  binding(one_more),
                                  binding(another),
                                  binding(swapped),
                                  binding(redeem()),
                                  binding(other_account),
                                  payment_binding(vault, kKey, CoinsCheck{payment()}),
                                  payment_binding(vault, kKey, exchange()),
                                  payment_binding(vault, kKey, redeem()),
                                  payment_binding(sha256("v"), kOther, CoinsCheck{payment()}),
                                  payment_binding(sha256("v"), kOther, exchange()),
                                  payment_binding(sha256("v"), kOther, redeem())};
  EXPECT_EQ(std::set<Bytes>(all.begin(), all.end()).size(), all.size());
}
// The coins are sealed under it, so it cannot depend on what came of the sealing.
TEST(PaymentBinding, DoesNotDependOnThePaymentItself) {
  const Sha256 vault = sha256("vault");
  CoinsRedeem other = redeem();
  other.payment = {kOther, to_bytes("another")};
  EXPECT_EQ(payment_binding(vault, kOther, other), payment_binding(vault, kOther, redeem()));
}
TEST(DeliveryBinding, DiffersForEveryVaultAndRequest) {
  const Sha256 vault = sha256("vault");
  const Bytes right = delivery_binding(vault, kOther);
  EXPECT_EQ(right, delivery_binding(vault, kOther));
  EXPECT_NE(delivery_binding(vault, kKey), right);
  EXPECT_NE(delivery_binding(sha256("another"), kOther), right);
}

TEST(HolderKeyText, OfX25519ComesBack) {
  for (const std::string_view text : {kAlice, kBob}) {
    const auto key = holder_key_from(text);
    ASSERT_THAT(key, IsOk());
    EXPECT_EQ(key->kem, hpke::Kem::kX25519);
    EXPECT_EQ(key->bytes.size(), 32U);
    EXPECT_EQ(to_text(*key), text);
  }
}
TEST(HolderKeyText, OfP256ComesBack) {
  const auto key = holder_key_from(p256(base_point()));
  ASSERT_THAT(key, IsOk());
  EXPECT_EQ(key->kem, hpke::Kem::kP256);
  EXPECT_EQ(key->bytes, base_point());
  EXPECT_EQ(to_text(*key), p256(base_point()));
}
TEST(HolderKeyText, OfAnotherKindIsRefused) {
  const std::string bare(kAlice.substr(kAlice.find(':') + 1));
  for (const std::string& text : {std::string(), bare, "X25519:" + bare, "x448:" + bare,
                                  "p-384:" + bare, " " + std::string(kAlice)})
    EXPECT_THAT(holder_key_from(text), FailsSaying(Code::kBadInput, "x25519:")) << text;
}
TEST(HolderKeyText, ThatIsNoBase64urlOrOfAnotherLengthIsRefused) {
  const std::string alice(kAlice);
  for (const std::string& text :
       {std::string("x25519:"), alice + "=", alice + "AA", alice.substr(0, alice.size() - 2),
        alice.substr(0, alice.size() - 1) + "+", std::string("p-256:"),
        "p-256:" + alice.substr(alice.find(':') + 1)})
    EXPECT_THAT(holder_key_from(text), FailsWith(Code::kBadInput)) << text;
}
// RFC 7748, 6.1: everybody would know what such a key agrees on.
TEST(HolderKeyText, OfAPointOfSmallOrderIsRefused) {
  Bytes zero(32, 0);
  Bytes one(32, 0);
  one[0] = 1;
  for (const Bytes& point : {zero, one})
    EXPECT_THAT(holder_key_from("x25519:" + to_base64url(point)), FailsWith(Code::kBadInput));
}
TEST(HolderKeyText, OfAPointOffTheCurveOrCompressedIsRefused) {
  Bytes off = base_point();
  off.back() ^= 1U;
  EXPECT_THAT(holder_key_from(p256(off)), FailsWith(Code::kBadInput));
  Bytes compressed = base_point();
  compressed.resize(33);
  compressed[0] = 3;
  EXPECT_THAT(holder_key_from(p256(compressed)), FailsWith(Code::kBadInput));
}

TEST(Verdict, EachHasATextAndALetterOfItsOwn) {
  const std::vector<std::pair<Verdict, std::pair<std::string_view, char>>> all = {
      {Verdict::kGood, {"good", 'g'}},
      {Verdict::kBadTag, {"bad-tag", 'b'}},
      {Verdict::kUnknownKey, {"unknown-key", 'u'}},
      {Verdict::kExpired, {"expired", 'e'}},
      {Verdict::kOver, {"over", 'o'}},
      {Verdict::kRetired, {"retired", 'r'}},
      {Verdict::kTwice, {"twice", 't'}},
      {Verdict::kFrozen, {"frozen", 'f'}}};
  for (const auto& [verdict, names] : all) {
    EXPECT_EQ(to_text(verdict), names.first);
    EXPECT_EQ(letter_of(verdict), names.second);
    EXPECT_EQ(verdict_from(names.first), verdict);
    EXPECT_EQ(verdict_of(names.second), verdict);
  }
}
TEST(Verdict, AnyOtherTextOrLetterIsNone) {
  for (const char* const text : {"", "?", "GOOD", "good "}) EXPECT_FALSE(verdict_from(text));
  for (const char letter : {'\0', '?', 'G', 'x'}) EXPECT_FALSE(verdict_of(letter));
}

}  // namespace value_request_test
}  // namespace pyx::custody
