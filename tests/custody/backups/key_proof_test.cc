#include "custody/backups/key_proof.h"

#include "base/ecdsa_signature.h"
#include "base/p256.h"
#include "base/reveal.h"
#include "custody/backups/proof_message.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace key_proof_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using pyx::testing::TestKey;

const Sha256 kVault = sha256("vault");
const Uuid kAct = Uuid::parse("01938c2e-7000-7000-8000-0000000000a9").value();

KeyRecord record(KeyType type, Purpose purpose, const std::optional<PublicKey>& key) {
  KeyRecord made;
  made.id = Uuid::parse("01938c2e-7000-7000-8000-0000000000a1").value();
  made.type = type;
  made.purpose = purpose;
  made.public_key = key;
  return made;
}

// As a token answers: r || s.
Bytes p256_answer(const TestKey& key, ByteView message) {
  return ecdsa_der_to_p1363(key.sign(message), 32).value();
}

TEST(KeyProof, AKeyThatSignsTheProofMessageIsItself) {  // KEY-PROVEN
  const TestKey key(KeyType::kP256);
  const KeyRecord made = record(KeyType::kP256, Purpose::kSign, key.public_key());
  const auto proof = KeyProof::of(kVault, made, kAct, std::nullopt);
  ASSERT_THAT(proof, IsOk());
  const Bytes message = proof_message(kVault, made.id, kAct);
  const Sha256 digest = sha256(message);
  EXPECT_TRUE(std::ranges::equal(proof->input(), digest));
  const auto proven = proof->check(p256_answer(key, message));
  ASSERT_THAT(proven, IsOk());
  EXPECT_EQ(proven->key, made.id);
  EXPECT_TRUE(key.public_key().verify(Scheme::kEcdsaSha256, message, proven->signature));
}
// Trap 16: CKR_OK and a wrong key.
TEST(KeyProof, AnotherKeysSignatureIsRefused) {
  const TestKey key(KeyType::kP256);
  const TestKey other(KeyType::kP256);
  const KeyRecord made = record(KeyType::kP256, Purpose::kSign, key.public_key());
  const auto proof = KeyProof::of(kVault, made, kAct, std::nullopt);
  ASSERT_THAT(proof, IsOk());
  EXPECT_THAT(proof->check(p256_answer(other, proof_message(kVault, made.id, kAct))),
              RefusedBy("KEY-PROVEN"));
  EXPECT_THAT(proof->check(p256_answer(key, proof_message(kVault, made.id, made.id))),
              RefusedBy("KEY-PROVEN"));
}
TEST(KeyProof, AnAnswerThatIsNoSignatureIsRefused) {
  const KeyRecord made =
      record(KeyType::kP256, Purpose::kSign, TestKey(KeyType::kP256).public_key());
  const auto proof = KeyProof::of(kVault, made, kAct, std::nullopt);
  ASSERT_THAT(proof, IsOk());
  for (const std::size_t size : {std::size_t{0}, std::size_t{63}, std::size_t{64}})
    EXPECT_THAT(proof->check(Bytes(size, 0)), RefusedBy("KEY-PROVEN")) << size;
}
TEST(KeyProof, ASecretKeyIsItselfIfItsCheckValueIsTheSame) {
  for (const KeyRecord& made : {record(KeyType::kGenericSecret, Purpose::kCoin, std::nullopt),
                                record(KeyType::kAes256, Purpose::kEncrypt, std::nullopt)}) {
    const auto proof = KeyProof::of(kVault, made, kAct, sha256("its check value"));
    ASSERT_THAT(proof, IsOk());
    EXPECT_TRUE(std::ranges::equal(proof->input(), check_message(kVault, made.id)));
    const auto proven = proof->check(sha256("its check value"));
    ASSERT_THAT(proven, IsOk());
    EXPECT_TRUE(proven->signature.empty());  // a tag never stands in the log
    EXPECT_THAT(proof->check(sha256("another")), RefusedBy("KEY-PROVEN"));
    EXPECT_THAT(proof->check(Bytes(31, 0)), RefusedBy("KEY-PROVEN"));
  }
}
// Whatever kind of key a policy can make has a question.
TEST(KeyProof, EveryKindOfKeyThatCanHaveABackupIsAskedSomething) {
  for (const KeyType type : {KeyType::kRsa2048, KeyType::kP256, KeyType::kP384,
                             KeyType::kGenericSecret, KeyType::kAes256}) {
    for (const Purpose purpose :
         {Purpose::kSign, Purpose::kBlindSign, Purpose::kMac, Purpose::kEncrypt, Purpose::kCoin,
          Purpose::kCoinSeed, Purpose::kEnvelope, Purpose::kAnswer}) {
      if (!fits(type, purpose)) continue;
      const bool pair = is_asymmetric(type);
      const KeyRecord made =
          record(type, purpose, pair ? std::optional(TestKey(type).public_key()) : std::nullopt);
      const auto proof =
          KeyProof::of(kVault, made, kAct, pair ? std::nullopt : std::optional(sha256("a value")));
      ASSERT_THAT(proof, IsOk()) << to_text(type) << " for " << to_text(purpose);
      EXPECT_FALSE(proof->input().empty()) << to_text(type) << " for " << to_text(purpose);
    }
  }
}
TEST(KeyProof, AKeyForEnvelopesIsItselfIfItAgreesAsItsPublicKeyDoes) {
  const SecretBytes secret = SecretBytes::random(p256::kSecretBytes).value();
  const p256::Point point = p256::public_point(secret).value();
  const KeyRecord made = record(KeyType::kP256, Purpose::kEnvelope,
                                PublicKey::from_ec_point(KeyType::kP256, point).value());
  const auto proof = KeyProof::of(kVault, made, kAct, std::nullopt);
  ASSERT_THAT(proof, IsOk());
  ASSERT_TRUE(p256::is_point(proof->input()));
  const SecretBytes agreed = p256::agree(secret, proof->input()).value();
  EXPECT_THAT(proof->check(agreed.reveal(reveal())), IsOk());
  const SecretBytes other = SecretBytes::random(p256::kSecretBytes).value();
  EXPECT_THAT(proof->check(p256::agree(other, proof->input())->reveal(reveal())),
              RefusedBy("KEY-PROVEN"));
}
TEST(KeyProof, IsAnotherPointEachTime) {
  const KeyRecord made =
      record(KeyType::kP256, Purpose::kEnvelope, TestKey(KeyType::kP256).public_key());
  const auto first = KeyProof::of(kVault, made, kAct, std::nullopt);
  const auto second = KeyProof::of(kVault, made, kAct, std::nullopt);
  EXPECT_FALSE(std::ranges::equal(first->input(), second->input()));
}
TEST(KeyProof, AKeyWithoutWhatItIsComparedWithIsRefused) {
  EXPECT_THAT(KeyProof::of(kVault, record(KeyType::kP256, Purpose::kSign, std::nullopt), kAct, {}),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(
      KeyProof::of(kVault, record(KeyType::kGenericSecret, Purpose::kMac, std::nullopt), kAct, {}),
      FailsWith(Code::kBadInput));
  EXPECT_THAT(
      KeyProof::of(kVault, record(KeyType::kAes256, Purpose::kEncrypt, std::nullopt), kAct, {}),
      FailsSaying(Code::kBadInput, "nothing to be compared with"));
}

}  // namespace key_proof_test
}  // namespace pyx::custody
