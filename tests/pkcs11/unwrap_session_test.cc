#include "pkcs11/unwrap_session.h"

#include "base/random.h"
#include "pkcs11/objects.h"
#include "pkcs11/token_match.h"
#include "tests/pkcs11/on_backup.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace unwrap_session_test {

using pyx::testing::FaultyModule;
using Kinds = std::vector<std::pair<KeyType, Purpose>>;

const Kinds& all_kinds() {
  static const Kinds kKinds = {
      {KeyType::kRsa2048, Purpose::kSign},       {KeyType::kRsa2048, Purpose::kBlindSign},
      {KeyType::kP256, Purpose::kSign},          {KeyType::kP256, Purpose::kEnvelope},
      {KeyType::kP384, Purpose::kAnswer},        {KeyType::kGenericSecret, Purpose::kMac},
      {KeyType::kGenericSecret, Purpose::kCoin}, {KeyType::kGenericSecret, Purpose::kCoinSeed},
      {KeyType::kAes256, Purpose::kEncrypt}};
  return kKinds;
}
std::string name_of(const KeySpec& spec) {
  return std::string(to_text(spec.type)) + " for " + std::string(to_text(spec.purpose));
}

// From SoftHSM2 to a second token of SoftHSM2, behind a module that can do wrong.
class UnwrapOnSoftHsm : public OnBackup {
 protected:
  UnwrapSession open_second() { return must(UnwrapSession::open(uri_, second_.pin(), wrap_key_)); }
  // On the second token, whoever has it open in this process; without the wrap key.
  std::vector<ObjectFacts> objects() {
    auto found = [this] {
      const auto opened = open_token(second_.uri(), second_.pin());
      if (opened) return must((*opened)->objects());
      const Module module = must(Module::load(pyx::testing::kSoftHsmModule));
      const auto where = must(only_match(module, second_.uri()));
      return must(list_objects(must(Session::open(module, where.slot, Access::kReadOnly))));
    }();
    std::erase_if(found, [](const ObjectFacts& one) { return one.label == "pyx wrap key"; });
    return found;
  }
  // A wrapped key and, in the same place, another of the same kind: what a token that says CKR_OK
  // to everything brings.
  BackedUp swapped(KeyType type, Purpose purpose) {
    auto keys = back_up({{type, purpose}, {type, purpose}});
    const auto file = softhsm_.folder() / "other-key";
    if (!write_file(file, keys[1].wrapped.bytes, Overwrite::kYes)) throw std::runtime_error("disk");
    swapped_script_ = "C_UnwrapKey wrapped=" + file.string();
    return std::move(keys[0]);
  }
  std::string swapped_script_;
  FaultyModule faulty_;
  pyx::testing::SoftHsmToken second_ = softhsm_.make_token("second");
  TokenUri uri_ = [this] {
    TokenUri uri = second_.uri();
    uri.module_path = faulty_.path();
    return uri;
  }();
};

TEST_F(UnwrapOnSoftHsm, EachKindOfKeyAnswersAsItselfAndLeavesNothing) {
  const auto keys = back_up(all_kinds());
  {
    UnwrapSession second = open_second();
    EXPECT_EQ(second.identity().label, "second");
    EXPECT_EQ(second.mechanism(), "CKM_AES_KEY_WRAP_PAD");
    for (const auto& [wrapped, proof] : keys) {
      const auto answer = second.answer_once(wrapped, proof->input);
      ASSERT_THAT(answer, IsOk()) << name_of(wrapped.spec);
      EXPECT_TRUE(proof->is_right(wrapped.public_key, *answer)) << name_of(wrapped.spec);
    }
  }
  EXPECT_TRUE(objects().empty());
}

TEST_F(UnwrapOnSoftHsm, EachKindOfKeyIsRestoredAsStrictAsANewOne) {
  const auto keys = back_up(all_kinds());
  UnwrapSession second = open_second();
  for (const auto& [wrapped, proof] : keys) {
    const auto restored = second.restore(wrapped, proof->input, proof->check(wrapped.public_key));
    ASSERT_THAT(restored, IsOk()) << name_of(wrapped.spec);
    EXPECT_EQ(restored->exposure, Exposure::kInTokens);
    EXPECT_TRUE(proof->is_right(wrapped.public_key, restored->answer));
    for (const Attribute& attribute : restored->facts.attributes) {
      const bool off = attribute.name == "CKA_EXTRACTABLE" || attribute.name == "CKA_LOCAL" ||
                       attribute.name == "CKA_MODIFIABLE" || attribute.name == "CKA_COPYABLE" ||
                       attribute.name == "CKA_ALWAYS_SENSITIVE" ||
                       attribute.name == "CKA_NEVER_EXTRACTABLE";
      if (off) {
        EXPECT_EQ(attribute.value, "false") << attribute.name << " of " << name_of(wrapped.spec);
      }
    }
  }
}

TEST_F(UnwrapOnSoftHsm, ARestoredKeySignsFromThenOnAsAnyOther) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  {
    UnwrapSession second = open_second();
    ASSERT_THAT(
        second.restore(key.wrapped, key.proof->input, key.proof->check(key.wrapped.public_key)),
        IsOk());
  }
  const auto token = must(open_token(second_.uri(), second_.pin()));
  const auto facts = token->inspect(key.wrapped.spec);
  ASSERT_THAT(facts, IsOk());
  EXPECT_EQ(facts->public_key->id(), key.wrapped.public_key->id());
  const SignJob job{key.wrapped.spec.id, Scheme::kEcdsaSha256, key.proof->input};
  EXPECT_TRUE(key.proof->is_right(key.wrapped.public_key, must(token->sign({&job, 1})).front()));
  EXPECT_EQ(must(token->objects()).size(), 2U);
}

TEST_F(UnwrapOnSoftHsm, WhatWasRestoredIsDestroyedByItsIdAndNothingElse) {
  const auto keys = back_up(all_kinds());
  UnwrapSession second = open_second();
  for (const auto& [wrapped, proof] : keys)
    must(second.restore(wrapped, proof->input, proof->check(wrapped.public_key)));
  const Uuid gone = keys.front().wrapped.spec.id;
  EXPECT_THAT(second.destroy(gone), IsOk());
  EXPECT_THAT(second.destroy(gone), IsOk());
  const auto& next = keys.back();
  EXPECT_THAT(
      second.restore(next.wrapped, next.proof->input, next.proof->check(next.wrapped.public_key)),
      FailsWith(Code::kConflict));
  EXPECT_THAT(second.restore(keys.front().wrapped, keys.front().proof->input,
                             keys.front().proof->check(keys.front().wrapped.public_key)),
              IsOk());
}

// KEY-PROVEN; traps 9 and 16: CKR_OK and a wrong key. The modulus tells of an RSA key.
TEST_F(UnwrapOnSoftHsm, AnotherRsaKeyThanTheRecordedOneIsRefusedAndGone) {
  const auto [wrapped, proof] = swapped(KeyType::kRsa2048, Purpose::kSign);
  UnwrapSession second = open_second();
  faulty_.script(swapped_script_);
  EXPECT_THAT(second.answer_once(wrapped, proof->input), RefusedBy("KEY-PROVEN"));
  EXPECT_THAT(second.restore(wrapped, proof->input, proof->check(wrapped.public_key)),
              RefusedBy("KEY-PROVEN"));
  EXPECT_TRUE(objects().empty());
}

// The same of keys of which the token tells nothing: their answer does.
TEST_F(UnwrapOnSoftHsm, TheAnswerOfAnotherKeyIsNotTakenForTheKeys) {
  for (const auto& [type, purpose] : Kinds{{KeyType::kP256, Purpose::kSign},
                                           {KeyType::kP256, Purpose::kEnvelope},
                                           {KeyType::kGenericSecret, Purpose::kCoin},
                                           {KeyType::kAes256, Purpose::kEncrypt}}) {
    faulty_.script("");
    const auto [wrapped, proof] = swapped(type, purpose);
    UnwrapSession second = open_second();
    faulty_.script(swapped_script_);
    const auto answer = second.answer_once(wrapped, proof->input);
    ASSERT_THAT(answer, IsOk()) << name_of(wrapped.spec);
    EXPECT_FALSE(proof->is_right(wrapped.public_key, *answer)) << name_of(wrapped.spec);
    EXPECT_THAT(second.restore(wrapped, proof->input, proof->check(wrapped.public_key)),
                RefusedBy("KEY-PROVEN"))
        << name_of(wrapped.spec);
    EXPECT_TRUE(objects().empty()) << name_of(wrapped.spec);
  }
}

TEST_F(UnwrapOnSoftHsm, BytesThatWereChangedOrAreUnderAnotherWrapKeyDoNotOpen) {
  auto key = back_up(KeyType::kP256, Purpose::kSign);
  {
    UnwrapSession second = open_second();
    key.wrapped.bytes.back() ^= 1U;
    EXPECT_THAT(second.answer_once(key.wrapped, key.proof->input), FailsWith(Code::kToken));
    key.wrapped.bytes.back() ^= 1U;
  }
  wrap_key_ = new_wrap_key();
  UnwrapSession second = open_second();
  const auto answer = second.answer_once(key.wrapped, key.proof->input);
  EXPECT_THAT(answer, FailsWith(Code::kToken));
  EXPECT_THAT(answer, FailsSaying(Code::kToken, "C_UnwrapKey"));
  EXPECT_THAT(
      second.restore(key.wrapped, key.proof->input, key.proof->check(key.wrapped.public_key)),
      FailsWith(Code::kToken));
  EXPECT_TRUE(objects().empty());
}

TEST_F(UnwrapOnSoftHsm, AKeyOfAnotherKindThanItsRecordSaysIsNotMade) {
  auto keys = back_up({{KeyType::kP256, Purpose::kSign}, {KeyType::kGenericSecret, Purpose::kMac}});
  std::swap(keys[0].wrapped.bytes, keys[1].wrapped.bytes);
  UnwrapSession second = open_second();
  for (const auto& [wrapped, proof] : keys) {
    EXPECT_FALSE(second.answer_once(wrapped, proof->input).ok()) << name_of(wrapped.spec);
    EXPECT_FALSE(second.restore(wrapped, proof->input, proof->check(wrapped.public_key)).ok());
  }
  EXPECT_TRUE(objects().empty());
}

TEST_F(UnwrapOnSoftHsm, AnIdThatIsTakenIsRefusedAndItsKeyStays) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  UnwrapSession second = open_second();
  const auto restore = [&] {
    return second.restore(key.wrapped, key.proof->input, key.proof->check(key.wrapped.public_key));
  };
  ASSERT_THAT(restore(), IsOk());
  EXPECT_THAT(restore(), FailsSaying(Code::kConflict, key.wrapped.spec.id.text()));
  EXPECT_EQ(objects().size(), 2U);
  EXPECT_THAT(second.answer_once(key.wrapped, key.proof->input), IsOk());
}

TEST_F(UnwrapOnSoftHsm, WhateverFailsOnTheWayNothingOfTheKeyStays) {
  const auto key = back_up(KeyType::kRsa2048, Purpose::kSign);
  const auto restore = [&](UnwrapSession& second) {
    return second.restore(key.wrapped, key.proof->input, key.proof->check(key.wrapped.public_key));
  };
  for (const std::string call : {"C_UnwrapKey", "C_CreateObject", "C_GetAttributeValue",
                                 "C_FindObjects", "C_SignInit", "C_Sign"}) {
    for (const CK_RV rv : {CKR_DEVICE_MEMORY, CKR_FUNCTION_FAILED, CKR_KEY_TYPE_INCONSISTENT}) {
      UnwrapSession second = open_second();
      faulty_.fail(call, rv);
      EXPECT_THAT(restore(second), FailsWithCkr(rv)) << call;
      faulty_.script("");
      EXPECT_TRUE(objects().empty()) << call;
    }
  }
  UnwrapSession second = open_second();
  for (const CK_ATTRIBUTE_TYPE lie : {CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_LOCAL, CKA_WRAP}) {
    faulty_.script("");
    faulty_.lie_about(lie);
    EXPECT_THAT(restore(second), RefusedBy("KEY-READBACK")) << lie;
    EXPECT_TRUE(objects().empty()) << lie;
  }
}

// Trap 12.
TEST_F(UnwrapOnSoftHsm, ASessionThatBrokeIsNotUsedAgain) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  UnwrapSession second = open_second();
  faulty_.fail("C_Sign", CKR_DEVICE_ERROR);
  EXPECT_THAT(second.answer_once(key.wrapped, key.proof->input), FailsWithCkr(CKR_DEVICE_ERROR));
  faulty_.forget_calls();
  EXPECT_THAT(second.answer_once(key.wrapped, key.proof->input),
              FailsSaying(Code::kRetry, "open it again"));
  EXPECT_EQ(faulty_.calls("C_UnwrapKey"), 0U);
  EXPECT_EQ(faulty_.broken_sessions_used(), 0U);
}

TEST_F(UnwrapOnSoftHsm, ADeviceThatIsRemovedSaysThatTheKeyCouldNotBeDestroyedAgain) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  UnwrapSession second = open_second();
  const CheckAnswer pulled_out = [this](ByteView) -> Result<void> {
    faulty_.script("remove");
    return error(Code::kRefused, "no");
  };
  EXPECT_THAT(second.restore(key.wrapped, key.proof->input, pulled_out),
              FailsSaying(Code::kRefused, "could not be destroyed again"));
  faulty_.script("");
}

TEST_F(UnwrapOnSoftHsm, WhatDoesNotFitIsRefusedBeforeTheTokenIsAsked) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  UnwrapSession second = open_second();
  faulty_.forget_calls();
  const auto refused = [&](WrappedKey wrapped, std::string_view words) {
    EXPECT_THAT(second.answer_once(wrapped, key.proof->input), FailsSaying(Code::kBadInput, words));
    EXPECT_THAT(second.restore(wrapped, key.proof->input, key.proof->check(wrapped.public_key)),
                FailsSaying(Code::kBadInput, words));
  };
  WrappedKey wrong = key.wrapped;
  wrong.public_key.reset();
  refused(wrong, "the recorded public key does not fit");
  wrong = key.wrapped;
  wrong.spec.type = KeyType::kP384;
  refused(wrong, "the recorded public key does not fit");
  wrong = key.wrapped;
  wrong.spec.origin = Origin::kGenerated;
  refused(wrong, "says that it was generated");
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{8}, std::size_t{41}, kMostWrappedBytes + 8}) {
    wrong = key.wrapped;
    wrong.bytes.resize(size);
    refused(wrong, std::to_string(size) + " wrapped bytes");
  }
  EXPECT_EQ(faulty_.calls("C_UnwrapKey"), 0U);
  EXPECT_THAT(second.answer_once(key.wrapped, Bytes(31)), FailsWith(Code::kBadInput));
}

TEST_F(UnwrapOnSoftHsm, AKeyForEncryptionIsAskedSomething) {
  const auto key = back_up(KeyType::kAes256, Purpose::kEncrypt);
  UnwrapSession second = open_second();
  EXPECT_THAT(second.answer_once(key.wrapped, {}), FailsWith(Code::kBadInput));
  EXPECT_TRUE(objects().empty());
}

// Trap 17.
TEST_F(UnwrapOnSoftHsm, AWrongPinIsShownOnce) {
  faulty_.forget_calls();
  EXPECT_THAT(UnwrapSession::open(uri_, pyx::testing::wrong_pin(), wrap_key_),
              FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
  EXPECT_EQ(faulty_.calls("C_CreateObject"), 0U);
}

TEST_F(UnwrapOnSoftHsm, ATokenThatIsOpenInThisProcessIsAConflict) {
  const UnwrapSession second = open_second();
  EXPECT_THAT(UnwrapSession::open(uri_, second_.pin(), wrap_key_), FailsWith(Code::kConflict));
}

// SECRET-NEVER.
TEST_F(UnwrapOnSoftHsm, TheWrapKeyIsInNoFileOfTheSecondToken) {
  Bytes raw(kWrapKeyBytes);
  fill_random(raw);
  Bytes taken = raw;
  wrap_key_ = must(SecretBytes::take(taken));
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  UnwrapSession second = open_second();
  EXPECT_THAT(second.answer_once(key.wrapped, key.proof->input), IsOk());
  EXPECT_FALSE(holds(softhsm_.folder(), raw));
}

// From SoftHSM2 to another implementation, which does not enforce as much.
class UnwrapOnNss : public OnBackup {
 protected:
  static WrappedKey for_nss(WrappedKey key) {
    key.spec.exceptions = {TokenRule::kUsage, TokenRule::kAllowedMechanisms};
    return key;
  }
  NssDatabase database_;
};

TEST_F(UnwrapOnNss, EachKindOfKeyAnswersAsItself) {
  const auto keys = back_up(all_kinds());
  UnwrapSession second = must(UnwrapSession::open(database_.uri(), database_.pin(), wrap_key_));
  // Trap 16: it was wrapped by 0x210A.
  EXPECT_EQ(second.mechanism(), "CKM_AES_KEY_WRAP_KWP");
  for (const auto& [wrapped, proof] : keys) {
    const auto answer = second.answer_once(for_nss(wrapped), proof->input);
    ASSERT_THAT(answer, IsOk()) << name_of(wrapped.spec);
    EXPECT_TRUE(proof->is_right(wrapped.public_key, *answer)) << name_of(wrapped.spec);
  }
}

TEST_F(UnwrapOnNss, EachKindOfKeyIsRestored) {
  const auto keys = back_up(all_kinds());
  {
    UnwrapSession second = must(UnwrapSession::open(database_.uri(), database_.pin(), wrap_key_));
    for (const auto& [wrapped, proof] : keys) {
      EXPECT_THAT(second.restore(for_nss(wrapped), proof->input, proof->check(wrapped.public_key)),
                  IsOk())
          << name_of(wrapped.spec);
    }
  }
  const auto token = must(open_token(database_.uri(), database_.pin()));
  for (const auto& [wrapped, proof] : keys)
    EXPECT_THAT(token->inspect(for_nss(wrapped).spec), IsOk()) << name_of(wrapped.spec);
}

TEST_F(UnwrapOnNss, AProofLeavesNothingInTheDatabase) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  {
    UnwrapSession second = must(UnwrapSession::open(database_.uri(), database_.pin(), wrap_key_));
    ASSERT_THAT(second.answer_once(for_nss(key.wrapped), key.proof->input), IsOk());
  }
  EXPECT_TRUE(must(must(open_token(database_.uri(), database_.pin()))->objects()).empty());
}

TEST_F(UnwrapOnNss, WhatItDoesNotEnforceWantsItsException) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  UnwrapSession second = must(UnwrapSession::open(database_.uri(), database_.pin(), wrap_key_));
  EXPECT_FALSE(second.answer_once(key.wrapped, key.proof->input).ok());
}

// And back: from NSS softokn, which wraps by another mechanism and does not pad.
TEST_F(UnwrapOnSoftHsm, KeysThatAnotherImplementationWrappedComeBackHere) {
  const NssDatabase database;
  std::vector<KeySpec> specs;
  std::vector<std::unique_ptr<ProofOf>> proofs;
  std::vector<std::optional<PublicKey>> public_keys;
  for (const auto& [type, purpose] : all_kinds()) {
    KeySpec spec = split_spec(type, purpose);
    spec.exceptions = {TokenRule::kAllowedMechanisms, TokenRule::kLocal,
                       TokenRule::kWrapWithTrusted};
    const auto token = must(open_token(database.uri(), database.pin()));
    public_keys.push_back(must(token->generate(spec)).public_key);
    proofs.push_back(std::make_unique<ProofOf>(spec));
    if (purpose == Purpose::kEncrypt) {
      const Sha256 value =
          must(token->check_by_encryption(spec.id, proofs.back()->input, SchemeFixed::kByPolicy));
      proofs.back()->mac = {value.begin(), value.end()};
    } else if (!public_keys.back()) {
      const SignJob job{spec.id, Scheme::kHmacSha256, proofs.back()->input, SchemeFixed::kByPolicy};
      proofs.back()->mac = must(token->sign({&job, 1})).front();
    }
    specs.push_back(spec);
  }
  const auto wrapped =
      must(wrap_keys(database.uri(), Pin(SecretBytes()), database.pin(), wrap_key_, specs));
  UnwrapSession second = open_second();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    WrappedKey key{specs[i], wrapped.keys[i], public_keys[i]};
    key.spec.origin = Origin::kBroughtIn;
    key.spec.exceptions.clear();
    const auto restored = second.restore(key, proofs[i]->input, proofs[i]->check(key.public_key));
    EXPECT_THAT(restored, IsOk()) << name_of(key.spec);
  }
}

}  // namespace unwrap_session_test
}  // namespace pyx::pkcs11
