// What is common to all ways in; the ways themselves are in unwrap_session_test.cc and
// host_restore_test.cc.
#include "pkcs11/brought_in_key.h"

#include "pkcs11/template.h"
#include "tests/pkcs11/on_backup.h"

namespace pyx::pkcs11 {
namespace brought_in_key_test {

// A secret of zeros, created as the template asks.
class BroughtInKey : public OnSession {
 protected:
  WayIn way() {
    return {"C_CreateObject", [this](Template& asked, CK_OBJECT_HANDLE& made) {
              ++asked_;
              asked.bytes(CKA_VALUE, Bytes(32, 1));
              return session_.module()->C_CreateObject(session_.handle(), asked.data(),
                                                       asked.size(), &made);
            }};
  }
  static WrappedKey secret() {
    WrappedKey key{spec_of(KeyType::kGenericSecret, Purpose::kMac), Bytes(40), {}};
    key.spec.origin = Origin::kBroughtIn;
    return key;
  }
  std::size_t objects() { return must(list_objects(session_)).size(); }
  const std::function<Result<Session>()> fresh_ = [this] {
    return login_.open_session(Access::kReadWrite);
  };
  const Bytes input_ = to_bytes(kProofMessage);
  int asked_ = 0;
};

TEST_F(BroughtInKey, AnswersOnceAndIsGone) {
  const auto answer = answer_as_session_object(session_, secret(), way(), input_);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->size(), 32U);
  EXPECT_EQ(objects(), 0U);
}

TEST_F(BroughtInKey, StaysOnlyIfItsAnswerIsTaken) {
  const WrappedKey key = secret();
  const Bytes expected = must(answer_as_session_object(session_, key, way(), input_));
  const CheckAnswer no = [](ByteView) -> Result<void> {
    return refused("KEY-PROVEN", "another answer");
  };
  EXPECT_THAT(bring_in(session_, key, way(), input_, no, fresh_), RefusedBy("KEY-PROVEN"));
  EXPECT_EQ(objects(), 0U);
  const CheckAnswer yes = [&](ByteView answer) -> Result<void> {
    EXPECT_TRUE(std::ranges::equal(answer, expected));
    return {};
  };
  const auto restored = bring_in(session_, key, way(), input_, yes, fresh_);
  ASSERT_THAT(restored, IsOk());
  EXPECT_EQ(restored->answer, expected);
  EXPECT_EQ(restored->exposure, Exposure::kInTokens);
  EXPECT_EQ(objects(), 1U);
  EXPECT_THAT(bring_in(session_, key, way(), input_, yes, fresh_), FailsWith(Code::kConflict));
  EXPECT_EQ(objects(), 1U);
}

TEST_F(BroughtInKey, IsAskedForWithTolerance) {
  WrappedKey key = secret();
  key.spec.exceptions = {TokenRule::kAllowedMechanisms};
  const WayIn refusing{"C_UnwrapKey", [this](Template&, CK_OBJECT_HANDLE&) {
                         ++asked_;
                         return CK_RV{CKR_ATTRIBUTE_TYPE_INVALID};
                       }};
  const auto answer = answer_as_session_object(session_, key, refusing, input_);
  EXPECT_THAT(answer, FailsWithCkr(CKR_ATTRIBUTE_TYPE_INVALID));
  EXPECT_THAT(answer, FailsSaying(Code::kToken, key.spec.id.text()));
  EXPECT_EQ(asked_, 3);
}

TEST(WrappedKeyCheck, ASecretKeyHasNoPublicKeyAndAPairHasItsOwn) {
  WrappedKey key{{new_id(), KeyType::kGenericSecret, Purpose::kMac, "a key"}, Bytes(40), {}};
  key.spec.origin = Origin::kBroughtIn;
  EXPECT_THAT(check_wrapped_key(key), IsOk());
  key.bytes.resize(48);
  EXPECT_THAT(check_wrapped_key(key), FailsSaying(Code::kBadInput, "48 wrapped bytes"));
  key.spec.type = KeyType::kP256;
  EXPECT_THAT(check_wrapped_key(key), FailsWith(Code::kBadInput));  // mac
  key.spec.purpose = Purpose::kSign;
  EXPECT_THAT(check_wrapped_key(key), FailsSaying(Code::kBadInput, "public key does not fit"));
}

}  // namespace brought_in_key_test
}  // namespace pyx::pkcs11
