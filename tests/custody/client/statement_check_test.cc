#include "custody/client/statement_check.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>

#include "custody/coins/stated.h"
#include "custody/evidence/statement.h"
#include "tests/custody/client/value_tasks.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace statement_check_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using pyx::testing::sample_requests;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

Key new_key(KeyType type) {
  switch (type) {
    case KeyType::kRsa2048:
      return Key(EVP_RSA_gen(2048));
    case KeyType::kP384:
      return Key(EVP_EC_gen("P-384"));
    case KeyType::kEd25519:
      return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    default:
      return Key(EVP_EC_gen("P-256"));
  }
}

PublicKey public_half(const Key& key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  PublicKey out = PublicKey::from_spki({der, static_cast<std::size_t>(size)}).value();
  OPENSSL_free(der);
  return out;
}

Bytes sign_with(const Key& key, KeyType type, ByteView message) {
  const EVP_MD* digest = type == KeyType::kEd25519 ? nullptr : EVP_sha256();
  if (type == KeyType::kP384) digest = EVP_sha384();
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* parameters = nullptr;
  EXPECT_EQ(EVP_DigestSignInit(context, &parameters, digest, nullptr, key.get()), 1);
  if (is_rsa(type)) {
    EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, 32);
  }
  std::size_t size = 512;
  Bytes out(size);
  EXPECT_EQ(EVP_DigestSign(context, out.data(), &size, message.data(), message.size()), 1);
  EVP_MD_CTX_free(context);
  out.resize(size);
  return out;
}

custody::Envelope envelope_by(const Key& key, KeyType type, Bytes payload) {
  custody::Envelope envelope{std::string(custody::kStatementPayloadType), std::move(payload), {}};
  envelope.signatures.push_back(
      {public_half(key).id(),
       sign_with(key, type, custody::dsse_pae(envelope.payload_type, envelope.payload))});
  return envelope;
}

const Sha256 kVault = sha256("vault");

// As custody writes it (custody/coins/stated.cc).
Bytes answer_payload(const custody::Answer& answer, const Uuid& request,
                     std::string_view predicate = custody::kAnswerPredicate) {
  json::object says;
  says["client"] = "bank";
  says["request"] = request.text();
  says["time"] = to_rfc3339(request.time());
  says["kind"] = answer.kind;
  says["transaction"] = to_hex(answer.transaction);
  if (!answer.currency.empty()) {
    says["currency"] = answer.currency;
    says["value"] = answer.value;
  }
  if (!answer.text.empty()) says["text"] = answer.text;
  return custody::encode_statement({std::string(predicate), "vault", kVault, std::move(says)});
}

class StatementCheck : public ::testing::Test {
 protected:
  custody::ValueAnswer answered(Bytes payload) const {
    custody::ValueAnswer answer;
    answer.receipt.vault = kVault;
    answer.what = custody::Stated{envelope_by(key, KeyType::kP256, std::move(payload))};
    return answer;
  }
  const custody::Answer& says() const { return std::get<custody::AnswerSign>(request.what).answer; }
  void differs(Bytes payload) const {
    EXPECT_THAT(check_stated(public_half(key), request, answered(std::move(payload))),
                RefusedBy("SIGN-CHECKED"));
  }
  const Key key = new_key(KeyType::kP256);
  custody::ValueRequest request = sample_requests()[5];
};

TEST(StatementSignature, IsCheckedByTheSchemeOfTheKeysType) {
  for (const KeyType type :
       {KeyType::kRsa2048, KeyType::kP256, KeyType::kP384, KeyType::kEd25519}) {
    const Key key = new_key(type);
    custody::Envelope envelope = envelope_by(key, type, to_bytes("payload"));
    EXPECT_TRUE(is_signed_by(envelope, public_half(key))) << to_text(type);
    EXPECT_FALSE(is_signed_by(envelope, public_half(new_key(type))));
    custody::Envelope changed = envelope;
    changed.payload = to_bytes("another");
    EXPECT_FALSE(is_signed_by(changed, public_half(key)));
    changed = envelope;
    changed.payload_type = "application/json";
    EXPECT_FALSE(is_signed_by(changed, public_half(key)));
    changed = envelope;
    changed.signatures.front().key_id = sha256("x");
    EXPECT_FALSE(is_signed_by(changed, public_half(key)));
    changed.signatures.clear();
    EXPECT_FALSE(is_signed_by(changed, public_half(key)));
  }
}

TEST_F(StatementCheck, WhatWasAskedIsTaken) {
  EXPECT_THAT(
      check_stated(public_half(key), request, answered(answer_payload(says(), request.request))),
      IsOk());
  custody::Answer bare{"refusal", sha256("sale"), "", 0, ""};
  std::get<custody::AnswerSign>(request.what).answer = bare;
  EXPECT_THAT(
      check_stated(public_half(key), request, answered(answer_payload(bare, request.request))),
      IsOk());
}

TEST_F(StatementCheck, AnyDifferenceIsFound) {
  custody::Answer other = says();
  other.value += 1;
  differs(answer_payload(other, request.request));
  other = says();
  other.text = "come never again";
  differs(answer_payload(other, request.request));
  other = says();
  other.transaction = sha256("another sale");
  differs(answer_payload(other, request.request));
  other = says();
  other.currency.clear();
  differs(answer_payload(other, request.request));
  differs(answer_payload(says(), Uuid::v7(SystemClock().now())));
  differs(answer_payload(says(), request.request, custody::kLedgerPredicate));
  differs(to_bytes("no statement"));
}

TEST_F(StatementCheck, AnotherVaultOrKeyIsFound) {
  custody::ValueAnswer answer = answered(answer_payload(says(), request.request));
  EXPECT_THAT(check_stated(public_half(new_key(KeyType::kP256)), request, answer),
              RefusedBy("SIGN-CHECKED"));
  answer.receipt.vault = sha256("another vault");
  EXPECT_THAT(check_stated(public_half(key), request, answer), RefusedBy("SIGN-CHECKED"));
}

TEST_F(StatementCheck, ALedgerIsOfItsKindAndRequest) {
  request = sample_requests()[6];
  EXPECT_THAT(
      check_stated(public_half(key), request,
                   answered(answer_payload({}, request.request, custody::kLedgerPredicate))),
      IsOk());
  differs(answer_payload({}, request.request));
  differs(answer_payload({}, Uuid::v7(SystemClock().now()), custody::kLedgerPredicate));
}

TEST_F(StatementCheck, WhatHoldsNoStatementIsNotChecked) {
  custody::ValueAnswer answer;
  answer.what = custody::Redeemed{};
  EXPECT_THAT(check_stated(public_half(key), request, answer), FailsWith(Code::kBadInput));
  answer = answered(answer_payload(says(), request.request));
  EXPECT_THAT(check_stated(public_half(key), sample_requests()[0], answer),
              FailsWith(Code::kBadInput));
}

}  // namespace statement_check_test
}  // namespace pyx::client
