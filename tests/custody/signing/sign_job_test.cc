#include "custody/signing/sign_job.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"
#include "tests/support/scripted_token.h"
#include "tests/support/token_stub.h"
#include "tests/support/vectors.h"

namespace pyx::custody {
namespace sign_job_test {

using pyx::testing::device_error;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::FailsWithCkr;
using pyx::testing::hex_bytes;
using pyx::testing::hex_member;
using pyx::testing::IsOk;
using pyx::testing::read_vectors;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// FIPS 180-4's example message and its digests.
constexpr std::string_view kAbc = "abc";
constexpr std::string_view kAbcSha256 =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view kAbcSha384 =
    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
    "8086072ba1e7cc2358baeca134c825a7";

class SignMessages : public ::testing::Test {
 protected:
  SignMessages() {
    script_.sign = [this](std::span<const pkcs11::SignJob> jobs) -> Result<std::vector<Bytes>> {
      for (const pkcs11::SignJob& job : jobs) {
        asked_.emplace_back(job.input.begin(), job.input.end());
        schemes_.push_back(job.scheme);
        fixed_.push_back(job.fixed);
        keys_.push_back(job.key);
      }
      return results_;
    };
  }
  void ask(Scheme scheme, std::vector<Bytes> messages) {
    job_.scheme = scheme;
    job_.request.key = Uuid::v7(SystemClock().now());
    job_.signatures.resize(messages.size());
    job_.request.messages = std::move(messages);
  }
  Result<void> sign() { return sign_messages(token_, job_, 0, job_.request.messages.size()); }

  pyx::testing::TokenScript script_;
  pyx::testing::ScriptedToken token_{
      script_, std::make_unique<pyx::testing::TokenStub>(pkcs11::TokenIdentity{})};
  SignJob job_;
  std::vector<Bytes> results_;  // what the token answers
  std::vector<Bytes> asked_;    // what it was asked to sign
  std::vector<Scheme> schemes_;
  std::vector<pkcs11::SchemeFixed> fixed_;
  std::vector<Uuid> keys_;
};

TEST_F(SignMessages, PssAndP256GiveTheTokenTheSha256OfTheMessage) {
  results_ = {Bytes(64, 1)};
  for (const Scheme scheme : {Scheme::kRsaPssSha256, Scheme::kEcdsaSha256}) {
    ask(scheme, {to_bytes(kAbc)});
    asked_.clear();
    ASSERT_THAT(sign(), IsOk());
    EXPECT_THAT(asked_, ElementsAre(hex_bytes(kAbcSha256)));
    EXPECT_EQ(schemes_.back(), scheme);
    EXPECT_EQ(keys_.back(), job_.request.key);
  }
}
TEST_F(SignMessages, P384GivesTheTokenTheSha384OfTheMessage) {
  results_ = {Bytes(96, 1)};
  ask(Scheme::kEcdsaSha384, {to_bytes(kAbc)});
  ASSERT_THAT(sign(), IsOk());
  EXPECT_THAT(asked_, ElementsAre(hex_bytes(kAbcSha384)));
}
TEST_F(SignMessages, Ed25519AndHmacGiveTheTokenTheMessageItself) {
  for (const Scheme scheme : {Scheme::kEd25519, Scheme::kHmacSha256}) {
    results_ = {to_bytes("its answer")};
    ask(scheme, {to_bytes(kAbc)});
    asked_.clear();
    ASSERT_THAT(sign(), IsOk());
    EXPECT_THAT(asked_, ElementsAre(to_bytes(kAbc)));
    EXPECT_THAT(job_.signatures, ElementsAre(to_bytes("its answer")));
  }
}
// Another thread writes the places before and behind.
TEST_F(SignMessages, WhatFixesTheSchemeIsPassedOn) {
  for (const auto fixed : {pkcs11::SchemeFixed::kOnToken, pkcs11::SchemeFixed::kByPolicy}) {
    job_.fixed = fixed;
    ask(Scheme::kEd25519, {to_bytes(kAbc)});
    results_ = {Bytes(64)};
    EXPECT_THAT(sign(), IsOk());
    EXPECT_EQ(fixed_.back(), fixed);
  }
}

TEST_F(SignMessages, APieceSignsItsOwnMessagesAndNoOthers) {
  results_ = {to_bytes("one"), to_bytes("two")};
  ask(Scheme::kHmacSha256, {to_bytes("m0"), to_bytes("m1"), to_bytes("m2"), to_bytes("m3")});
  ASSERT_THAT(sign_messages(token_, job_, 1, 3), IsOk());
  EXPECT_THAT(asked_, ElementsAre(to_bytes("m1"), to_bytes("m2")));
  EXPECT_THAT(job_.signatures, ElementsAre(Bytes(), to_bytes("one"), to_bytes("two"), Bytes()));
}
TEST_F(SignMessages, TheTokensErrorIsPassedOnWithItsCkr) {
  ask(Scheme::kEd25519, {to_bytes(kAbc)});
  script_.sign = [](auto) { return device_error("C_Sign"); };
  constexpr unsigned long kDeviceError = 0x30;
  EXPECT_THAT(sign(), FailsWithCkr(kDeviceError));
  EXPECT_THAT(job_.signatures, ElementsAre(IsEmpty()));
}
TEST_F(SignMessages, OneSignatureTooFewOrTooManyIsABug) {
  for (const std::size_t count : {std::size_t{1}, std::size_t{3}}) {
    ask(Scheme::kEd25519, {to_bytes("m0"), to_bytes("m1")});
    results_.assign(count, Bytes(64, 1));
    EXPECT_THAT(sign(), FailsWith(Code::kBug));
    EXPECT_THAT(job_.signatures, Each(IsEmpty()));
  }
}

// RFC 6979, A.2.5: P-256, SHA-256, "sample"; the DER by hand (both numbers have their top bit set).
constexpr std::string_view kR = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
constexpr std::string_view kS = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

TEST_F(SignMessages, AnEcdsaSignatureIsDerUnlessP1363WasAskedFor) {
  const Bytes joined = hex_bytes(std::string(kR) + std::string(kS));
  results_ = {joined};
  ask(Scheme::kEcdsaSha256, {to_bytes("sample")});
  ASSERT_THAT(sign(), IsOk());
  EXPECT_THAT(job_.signatures,
              ElementsAre(hex_bytes("3046022100" + std::string(kR) + "022100" + std::string(kS))));
  job_.request.form = EcdsaForm::kP1363;
  ASSERT_THAT(sign(), IsOk());
  EXPECT_THAT(job_.signatures, ElementsAre(joined));
}
TEST_F(SignMessages, AnEcdsaResultOfAnOddSizeDoesNotLeave) {
  results_ = {Bytes(63, 1)};
  ask(Scheme::kEcdsaSha256, {to_bytes("sample")});
  EXPECT_FALSE(sign().ok());
  EXPECT_THAT(job_.signatures, ElementsAre(IsEmpty()));
}

// RFC 9474's vectors: the element blinded_msg and its raw RSA result blind_sig, twice by one key
// (the padded message and the signature are such a pair too).
class SignBlind : public SignMessages {
 protected:
  SignBlind() {
    const json::array all = read_vectors("rfc9474.json");
    const json::object& one = all.at(0).as_object();
    job_.public_key = PublicKey::from_rsa(hex_member(one, "n"), hex_member(one, "e")).value();
    ask(Scheme::kRsaBlind, {hex_member(one, "blinded_msg"), hex_member(one, "encoded_msg")});
    right_ = {hex_member(one, "blind_sig"), hex_member(one, "sig")};
  }
  void expect_second_thrown_away(Bytes wrong) {
    job_.signatures.assign(2, Bytes());
    results_ = {right_[0], wrong};
    EXPECT_THAT(sign(), FailsSaying(Code::kToken, "SIGN-CHECKED"));
    EXPECT_THAT(job_.signatures, SizeIs(2));
    EXPECT_THAT(job_.signatures[1], IsEmpty());
  }
  std::vector<Bytes> right_;
};

TEST_F(SignBlind, RightResultsLeaveAsTheyAre) {
  results_ = right_;
  ASSERT_THAT(sign(), IsOk());
  EXPECT_EQ(asked_, job_.request.messages);
  EXPECT_EQ(job_.signatures, right_);
}
// SIGN-CHECKED. Trap 18: one fault in a raw RSA result gives the key away.
TEST_F(SignBlind, AResultWithOneBitWrongNeverLeaves) {
  for (const std::size_t at : {std::size_t{0}, right_[1].size() / 2, right_[1].size() - 1}) {
    Bytes wrong = right_[1];
    wrong[at] ^= 1U;
    expect_second_thrown_away(wrong);
  }
}
TEST_F(SignBlind, TheResultOfAnotherElementNeverLeaves) { expect_second_thrown_away(right_[0]); }
TEST_F(SignBlind, TheElementItselfNeverLeaves) {
  expect_second_thrown_away(job_.request.messages[1]);
}
TEST_F(SignBlind, AResultOfAnotherLengthNeverLeaves) {
  expect_second_thrown_away({});
  Bytes shorter = right_[1];
  shorter.pop_back();
  expect_second_thrown_away(shorter);
  Bytes longer = right_[1];
  longer.insert(longer.begin(), 0);
  expect_second_thrown_away(longer);
}
TEST_F(SignBlind, WithoutAPublicKeyToCheckWithNothingLeaves) {
  job_.public_key.reset();
  results_ = right_;
  EXPECT_THAT(sign(), FailsSaying(Code::kToken, "SIGN-CHECKED"));
  EXPECT_THAT(job_.signatures, Each(IsEmpty()));
}

}  // namespace sign_job_test
}  // namespace pyx::custody
