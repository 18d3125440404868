#include "pkcs11/objects.h"

#include "pkcs11/from_ckr.h"
#include "pkcs11/key_generation.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace objects_test {

class ObjectsOnSoftHsm : public OnSession {
 protected:
  // Any object that carries a CKA_ID, as a careless other program would leave it.
  void put_secret(const Uuid& id, const char* label) {
    Template asked;
    asked.number(CKA_CLASS, CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
        .flag(CKA_TOKEN, true)
        .bytes(CKA_ID, id.bytes)
        .bytes(CKA_LABEL, as_bytes(label))
        .bytes(CKA_VALUE, Bytes(32, 7));
    CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
    ASSERT_THAT(
        from_ckr(module_->C_CreateObject(session_.handle(), asked.data(), asked.size(), &made),
                 "C_CreateObject"),
        IsOk());
  }
  void destroy_public_half(const Uuid& id) {
    const auto key = must(find_key(session_, id));
    ASSERT_EQ(module_->C_DestroyObject(session_.handle(), key.public_key->value), CKR_OK);
  }
};

TEST_F(ObjectsOnSoftHsm, AKeyPairIsFoundByItsId) {
  const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  must(generate(spec));
  const auto key = must(find_key(session_, spec.id));
  EXPECT_TRUE(key.private_key && key.public_key && !key.secret_key);
}

TEST_F(ObjectsOnSoftHsm, AnUnknownIdIsNotFound) {
  EXPECT_THAT(find_key(session_, new_id()), FailsWith(Code::kNotFound));
}

// Trap 15.
TEST_F(ObjectsOnSoftHsm, TwoObjectsWithOneIdAreRefused) {
  const Uuid id = new_id();
  put_secret(id, "one");
  put_secret(id, "two");
  EXPECT_THAT(find_key(session_, id), FailsWith(Code::kConflict));
}

TEST_F(ObjectsOnSoftHsm, ASecretKeyBesideAPairIsRefused) {
  const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  must(generate(spec));
  put_secret(spec.id, "beside");
  EXPECT_THAT(find_key(session_, spec.id), FailsWith(Code::kConflict));
}

TEST_F(ObjectsOnSoftHsm, AHalfAloneIsRefused) {
  const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  must(generate(spec));
  destroy_public_half(spec.id);
  EXPECT_THAT(find_key(session_, spec.id), FailsWith(Code::kConflict));
}

TEST_F(ObjectsOnSoftHsm, DestroyTakesAllOfAnIdAndNothingElse) {
  const Uuid ours = new_id();
  const Uuid foreign = new_id();
  put_secret(ours, "one");
  put_secret(ours, "two");
  put_secret(foreign, "one");
  EXPECT_THAT(destroy_by_id(session_, ours), IsOk());
  EXPECT_TRUE(must(find_by_id(session_, ours)).empty());
  EXPECT_EQ(must(find_by_id(session_, foreign)).size(), 1U);
}

TEST_F(ObjectsOnSoftHsm, DestroyOfWhatIsNotThereIsSuccess) {
  EXPECT_THAT(destroy_by_id(session_, new_id()), IsOk());
}

TEST_F(ObjectsOnSoftHsm, TheListTellsClassIdAndLabel) {
  const Uuid id = new_id();
  put_secret(id, "listed");
  const auto all = must(list_objects(session_));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].object_class, "CKO_SECRET_KEY");
  EXPECT_EQ(all[0].cka_id, Bytes(id.bytes.begin(), id.bytes.end()));
  EXPECT_EQ(all[0].label, "listed");
}

TEST_F(ObjectsOnSoftHsm, MoreObjectsThanOneAnswerHoldsAreAllFound) {
  const Uuid id = new_id();
  for (int i = 0; i < 300; ++i) put_secret(id, "many");
  EXPECT_EQ(must(find_by_id(session_, id)).size(), 300U);
}

TEST_F(ObjectsOnSoftHsm, WhatIsDestroyedAgainIsGoneAndTheReasonStays) {
  const Uuid id = new_id();
  put_secret(id, "half made");
  const auto fresh = [this] { return login_.open_session(Access::kReadWrite); };
  const Error why = destroyed_again(fresh, id, error(Code::kRefused, "it differs"));
  EXPECT_EQ(why.message, "it differs");
  EXPECT_TRUE(must(find_by_id(session_, id)).empty());
}

TEST_F(ObjectsOnSoftHsm, WhatCouldNotBeDestroyedAgainIsTold) {
  const auto none = []() -> Result<Session> { return error(Code::kRetry, "no session"); };
  const Error why = destroyed_again(none, new_id(), error(Code::kRefused, "it differs"));
  EXPECT_EQ(why.code, Code::kRefused);
  EXPECT_EQ(why.message, "it differs; it could not be destroyed again: no session");
}

TEST(Objects, UnknownNumbersAreShownInHex) {
  EXPECT_EQ(object_class_name(CKO_DATA), "CKO_DATA");
  EXPECT_EQ(object_class_name(0x80000001), "CKO_0x80000001");
  EXPECT_EQ(key_type_name(CKK_RSA), "CKK_RSA");
  EXPECT_EQ(key_type_name(0x80000001), "CKK_0x80000001");
}

}  // namespace objects_test
}  // namespace pyx::pkcs11
