// ACT-ONCE on the token. The first suite runs on SoftHSM2 too, so that the fake stays honest.
#include "custody/acts/token_act.h"

#include "pkcs11/open_token.h"
#include "tests/pkcs11/softhsm_fixture.h"
#include "tests/support/fake_token.h"
#include "tests/support/scripted_token.h"

namespace pyx::custody {
namespace token_act_test {

using pyx::testing::device_error;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::FakeToken;
using pyx::testing::IsOk;
using pyx::testing::must;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

enum class Kind { kFake, kSoftHsm };

class TokenAct : public ::testing::TestWithParam<Kind> {
 protected:
  TokenAct() {
    if (GetParam() == Kind::kFake) {
      token_ = std::make_unique<FakeToken>(vault_.books().founding.token);
    } else {
      softhsm_.emplace();
      const auto made = softhsm_->make_token();
      token_ = must(pkcs11::open_token(made.uri(), made.pin()));
    }
  }
  Act act(ActParameters parameters) const { return vault_.act(std::move(parameters)); }
  Result<ExecutedLeaf> perform(const Act& act, Attempt attempt = Attempt::kFirst) {
    PYX_ASSIGN(Performed done, custody::perform(*token_, vault_.books(), act, attempt));
    return std::move(done.leaf);
  }
  // Made by somebody else, or by an attempt whose process died.
  Bytes make_key(const Uuid& id) {
    const auto made = must(token_->generate({id, KeyType::kP256, Purpose::kSign, "there before"}));
    return made.public_key->spki();
  }
  // "CKO_PRIVATE_KEY issuer", sorted.
  std::vector<std::string> objects(const std::optional<Uuid>& id = {}) {
    std::vector<std::string> found;
    for (const pkcs11::ObjectFacts& object : must(token_->objects())) {
      if (!id || std::ranges::equal(object.cka_id, id->bytes))
        found.push_back(object.object_class + " " + object.label);
    }
    std::ranges::sort(found);
    return found;
  }
  Uuid new_id() const { return Uuid::v7(vault_.clock.now()); }

  pyx::testing::MemoryVault vault_;
  std::optional<pyx::testing::SoftHsm> softhsm_;
  std::unique_ptr<pkcs11::Token> token_;
  const Uuid id_ = new_id();
};
INSTANTIATE_TEST_SUITE_P(OnBoth, TokenAct, ::testing::Values(Kind::kFake, Kind::kSoftHsm),
                         [](const auto& kind) {
                           return kind.param == Kind::kFake ? "Fake" : "SoftHsm";
                         });

TEST_P(TokenAct, MakesTheKeyThatTheActNames) {
  const Act generate = act(KeyGenerate{id_, "p-256", "issuer 2027"});
  const auto leaf = perform(generate);
  ASSERT_THAT(leaf, IsOk());
  EXPECT_EQ(leaf->act, generate.id);
  ASSERT_TRUE(leaf->made.has_value());
  EXPECT_EQ(leaf->made->token_serial, token_->identity().serial);
  EXPECT_EQ(must(PublicKey::from_spki(*leaf->made->spki)).type(), KeyType::kP256);
  // KEY-READBACK
  EXPECT_THAT(leaf->made->attributes, Contains(Pair("CKA_SENSITIVE", "true")));
  EXPECT_THAT(objects(), ElementsAre("CKO_PRIVATE_KEY issuer 2027", "CKO_PUBLIC_KEY issuer 2027"));
  EXPECT_EQ(objects(id_).size(), 2U);
}
TEST_P(TokenAct, MakesASecretKeyWithoutAPublicHalf) {
  const auto leaf = perform(act(KeyGenerate{id_, "secret", "till"}));
  ASSERT_THAT(leaf, IsOk());
  EXPECT_FALSE(leaf->made->spki.has_value());
  EXPECT_THAT(objects(id_), ElementsAre("CKO_SECRET_KEY till"));
}
// KEY-PROVEN: what no backup could be made of would never become active.
TEST_P(TokenAct, AKeyWhoseProfileAsksForABackupMayBeWrappedAndNoOther) {
  const auto vital = perform(act(KeyGenerate{id_, "vital", "issuer 2027"}));
  ASSERT_THAT(vital, IsOk());
  EXPECT_THAT(vital->made->attributes, Contains(Pair("CKA_EXTRACTABLE", "true")));
  const auto other = perform(act(KeyGenerate{new_id(), "p-256", "issuer 2028"}));
  ASSERT_THAT(other, IsOk());
  EXPECT_THAT(other->made->attributes, Contains(Pair("CKA_EXTRACTABLE", "false")));
}
TEST_P(TokenAct, MakesANewLogKey) {
  const auto leaf = perform(act(LogRotate{id_}));
  ASSERT_THAT(leaf, IsOk());
  EXPECT_EQ(must(PublicKey::from_spki(*leaf->made->spki)).type(), KeyType::kEd25519);
  EXPECT_EQ(objects(id_).size(), 2U);
}
TEST_P(TokenAct, DestroysTheKeyThatTheActNamesAndNoOther) {
  const Uuid other = new_id();
  make_key(id_);
  make_key(other);
  const Act destroy = act(KeyDestroy{id_});
  const auto leaf = perform(destroy);
  ASSERT_THAT(leaf, IsOk());
  EXPECT_EQ(leaf->act, destroy.id);
  EXPECT_FALSE(leaf->made.has_value());
  EXPECT_THAT(objects(id_), IsEmpty());
  EXPECT_EQ(objects(other).size(), 2U);
}
TEST_P(TokenAct, AKeyThatWasDestroyedBeforeACrashIsDestroyed) {
  make_key(id_);
  ASSERT_THAT(perform(act(KeyDestroy{id_})), IsOk());
  EXPECT_THAT(perform(act(KeyDestroy{id_}), Attempt::kAfterCrash), IsOk());
}

TEST_P(TokenAct, AnObjectThereUnderTheIdRefusesTheActBeforeItsIntent) {
  make_key(new_id());
  EXPECT_THAT(check_token_ready(*token_, act(KeyGenerate{id_, "p-256", "issuer"})), IsOk());
  EXPECT_THAT(check_token_ready(*token_, act(LogRotate{id_})), IsOk());
  make_key(id_);
  const auto before = objects();
  EXPECT_THAT(check_token_ready(*token_, act(KeyGenerate{id_, "p-256", "issuer"})),
              FailsSaying(Code::kConflict, id_.text()));
  EXPECT_THAT(check_token_ready(*token_, act(LogRotate{id_})), FailsWith(Code::kConflict));
  EXPECT_EQ(objects(), before);
}
TEST_P(TokenAct, AnActThatMakesNoKeyNeedsNoFreeId) {
  make_key(id_);
  EXPECT_THAT(check_token_ready(*token_, act(KeyDestroy{id_})), IsOk());
}
TEST_P(TokenAct, AtTheFirstAttemptAnObjectThereIsLeftAlone) {
  make_key(id_);
  const auto before = objects();
  EXPECT_THAT(perform(act(KeyGenerate{id_, "secret", "till"})), FailsWith(Code::kConflict));
  EXPECT_THAT(perform(act(LogRotate{id_})), FailsWith(Code::kConflict));
  EXPECT_EQ(objects(), before);
}

TEST_P(TokenAct, AfterACrashWhatTheFirstAttemptLeftIsReplaced) {
  const Uuid other = new_id();
  make_key(other);
  const Bytes first = make_key(id_);
  const auto leaf = perform(act(KeyGenerate{id_, "p-256", "issuer"}), Attempt::kAfterCrash);
  ASSERT_THAT(leaf, IsOk());
  EXPECT_NE(*leaf->made->spki, first);
  EXPECT_THAT(objects(id_), ElementsAre("CKO_PRIVATE_KEY issuer", "CKO_PUBLIC_KEY issuer"));
  EXPECT_EQ(objects(other).size(), 2U);
}
TEST_P(TokenAct, AfterACrashBeforeTheTokenWasAskedTheKeyIsMade) {
  ASSERT_THAT(perform(act(LogRotate{id_}), Attempt::kAfterCrash), IsOk());
  EXPECT_EQ(objects().size(), 2U);
}

TEST_P(TokenAct, ASweepTouchesOnlyTheActsOwnId) {
  const Uuid other = new_id();
  make_key(other);
  for (const Act& failed : {act(KeyGenerate{id_, "p-256", "issuer"}), act(LogRotate{id_})}) {
    make_key(id_);
    ASSERT_THAT(sweep(*token_, failed), IsOk());
    EXPECT_THAT(objects(id_), IsEmpty());
    EXPECT_EQ(objects(other).size(), 2U);
    EXPECT_THAT(sweep(*token_, failed), IsOk());
  }
}
TEST_P(TokenAct, OfAnActThatMakesNoKeyNothingIsSwept) {
  make_key(id_);
  const auto before = objects();
  for (const ActParameters& parameters :
       {ActParameters(KeyDestroy{id_}), ActParameters(KeyActivate{id_}),
        ActParameters(KeyRetire{id_})})
    EXPECT_THAT(sweep(*token_, act(parameters)), IsOk());
  EXPECT_EQ(objects(), before);
}

TEST_P(TokenAct, AnActWithoutAPartForTheTokenIsABugAndTouchesNothing) {
  make_key(id_);
  const auto before = objects();
  for (const ActParameters& parameters :
       {ActParameters(KeyActivate{id_}), ActParameters(KeyRetire{id_}),
        ActParameters(PolicyChange{sha256("new")}), ActParameters(Thaw{{}, false})})
    for (const Attempt attempt : {Attempt::kFirst, Attempt::kAfterCrash})
      EXPECT_THAT(perform(act(parameters), attempt), FailsWith(Code::kBug));
  EXPECT_EQ(objects(), before);
}
TEST_P(TokenAct, AKeyOfAnUnknownProfileIsNotMade) {
  EXPECT_THAT(perform(act(KeyGenerate{id_, "p-257", "issuer"})), FailsWith(Code::kNotFound));
  EXPECT_THAT(objects(), IsEmpty());
}

class TokenActOnFake : public ::testing::Test {
 protected:
  Result<ExecutedLeaf> perform(const Act& act, Attempt attempt) {
    PYX_ASSIGN(Performed done, custody::perform(token_, vault_.books(), act, attempt));
    return std::move(done.leaf);
  }

  pyx::testing::MemoryVault vault_;
  FakeToken token_{vault_.books().founding.token};
  const Uuid id_ = Uuid::v7(vault_.clock.now());
  const Act generate_ = vault_.act(KeyGenerate{id_, "p-256", "issuer"});
};

TEST_F(TokenActOnFake, SweepsFirstAfterACrashAndOnlyThen) {
  must(perform(generate_, Attempt::kFirst));
  EXPECT_THAT(token_.calls, ElementsAre("generate " + id_.text()));
  token_.calls.clear();
  must(perform(generate_, Attempt::kAfterCrash));
  EXPECT_THAT(token_.calls, ElementsAre("destroy " + id_.text(), "generate " + id_.text()));
}
TEST_F(TokenActOnFake, HalfAPairThatACrashLeftIsSwept) {
  token_.put("CKO_PUBLIC_KEY", id_, "issuer");
  ASSERT_THAT(perform(generate_, Attempt::kAfterCrash), IsOk());
  EXPECT_EQ(token_.on_token.size(), 2U);
}
TEST_F(TokenActOnFake, WhatCannotBeSweptIsNotMadeAgain) {
  must(perform(generate_, Attempt::kFirst));
  token_.calls.clear();
  token_.failures["destroy"] = device_error("C_DestroyObject");
  EXPECT_THAT(perform(generate_, Attempt::kAfterCrash),
              FailsSaying(Code::kToken, "C_DestroyObject: CKR_DEVICE_ERROR"));
  EXPECT_THAT(token_.calls, ElementsAre("destroy " + id_.text()));
  EXPECT_THAT(sweep(token_, generate_), FailsWith(Code::kToken));
}
// Trap 31: the CKR lost on the way.
TEST_F(TokenActOnFake, TheTokensErrorComesThrough) {
  token_.failures["generate"] = device_error("C_GenerateKeyPair");
  EXPECT_THAT(perform(generate_, Attempt::kFirst),
              FailsSaying(Code::kToken, "C_GenerateKeyPair: CKR_DEVICE_ERROR"));
  token_.failures["destroy"] = device_error("C_DestroyObject");
  EXPECT_THAT(perform(vault_.act(KeyDestroy{id_}), Attempt::kFirst),
              FailsSaying(Code::kToken, "C_DestroyObject: CKR_DEVICE_ERROR"));
}
// FAIL-CLOSED
TEST_F(TokenActOnFake, ATokenThatDoesNotShowItsObjectsIsNotReady) {
  token_.failures["objects"] = device_error("C_FindObjects");
  EXPECT_THAT(check_token_ready(token_, generate_), FailsWith(Code::kToken));
}
TEST_F(TokenActOnFake, AnotherIdThatIsPartOfItOrHoldsItIsNoConflict) {
  Bytes shorter(id_.bytes.begin(), id_.bytes.end() - 1);
  Bytes longer(id_.bytes.begin(), id_.bytes.end());
  longer.push_back(0);
  token_.on_token = {
      {"CKO_SECRET_KEY", shorter, ""}, {"CKO_SECRET_KEY", longer, ""}, {"CKO_DATA", Bytes(), ""}};
  EXPECT_THAT(check_token_ready(token_, generate_), IsOk());
  ASSERT_THAT(sweep(token_, generate_), IsOk());
  EXPECT_EQ(token_.on_token.size(), 3U);
}
TEST_F(TokenActOnFake, AnObjectOfAnyClassUnderTheIdIsAConflict) {
  token_.put("CKO_CERTIFICATE", id_, "");
  EXPECT_THAT(check_token_ready(token_, generate_), FailsWith(Code::kConflict));
}
TEST_F(TokenActOnFake, WhatItReportsIsWhatTheLogAccepts) {
  for (const ActParameters& parameters :
       {generate_.parameters, ActParameters(LogRotate{Uuid::v7(vault_.clock.now())})}) {
    const Uuid act = vault_.approved(parameters);
    must(vault_.append(vault_.intent(act)));
    const auto leaf = perform(vault_.books().act(act)->act, Attempt::kFirst);
    ASSERT_THAT(leaf, IsOk());
    EXPECT_THAT(vault_.append(*leaf), IsOk());
    EXPECT_EQ(vault_.books().act(act)->state, ActState::kExecuted);
  }
}

}  // namespace token_act_test
}  // namespace pyx::custody
