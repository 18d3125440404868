#include "pkcs11/named_key_generation.h"

#include "pkcs11/attribute.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_person_token.h"

namespace pyx::pkcs11 {
namespace named_key_generation_test {

const KeyName kName{Bytes{1}, "alice"};

class NamedKeyGenerationOnSoftHsm : public OnSoftHsm {
 protected:
  pyx::testing::FaultyModule faulty_;
  Module module_ = must(Module::load(faulty_.path()));
  Login login_{module_, must(slots_with_tokens(module_)).front().identity, softhsm_token_.pin()};
  Session session_ = must(login_.first_session(Access::kReadWrite));
};

TEST_F(NamedKeyGenerationOnSoftHsm, BothTypesAreMadeAndCannotLeave) {
  for (const KeyType type : {KeyType::kP256, KeyType::kEd25519}) {
    const KeyName name{Bytes{static_cast<std::uint8_t>(type)}, std::string(to_text(type))};
    const NamedKey key = must(generate_named_key(session_, type, name));
    EXPECT_EQ(must(find_public_half(session_, key)).type(), type);
    EXPECT_EQ(must(read_bytes(session_, key.private_key, CKA_SENSITIVE)), flag_value(true));
    EXPECT_EQ(must(read_bytes(session_, key.private_key, CKA_EXTRACTABLE)), flag_value(false));
    EXPECT_EQ(must(read_bytes(session_, key.private_key, CKA_PRIVATE)), flag_value(true));
  }
}

TEST_F(NamedKeyGenerationOnSoftHsm, AnOfficersKeyIsOfNoOtherType) {
  for (const KeyType type : {KeyType::kP384, KeyType::kRsa2048, KeyType::kGenericSecret}) {
    EXPECT_THAT(generate_named_key(session_, type, kName), FailsWith(Code::kBadInput));
  }
  EXPECT_EQ(object_count(session_), 0U);
}

TEST_F(NamedKeyGenerationOnSoftHsm, ANameNeedsBothParts) {
  for (const KeyName& name : {KeyName{}, KeyName{Bytes{1}, {}}, KeyName{{}, "alice"},
                              KeyName{Bytes{}, "alice"}, KeyName{Bytes{1}, ""}}) {
    EXPECT_THAT(generate_named_key(session_, KeyType::kP256, name), FailsWith(Code::kBadInput));
  }
  EXPECT_EQ(object_count(session_), 0U);
}

// Trap 15: no second object under a name that is taken.
TEST_F(NamedKeyGenerationOnSoftHsm, ATakenIdOrLabelIsAConflict) {
  must(generate_named_key(session_, KeyType::kP256, kName));
  EXPECT_THAT(generate_named_key(session_, KeyType::kP256, {Bytes{1}, "bob"}),
              FailsSaying(Code::kConflict, "id=%01"));
  EXPECT_THAT(generate_named_key(session_, KeyType::kP256, {Bytes{2}, "alice"}),
              FailsSaying(Code::kConflict, "object=alice"));
  EXPECT_EQ(object_count(session_), 2U);
}

// KEY-READBACK.
TEST_F(NamedKeyGenerationOnSoftHsm, AKeyThatReadsBackAsExtractableIsDestroyedAgain) {
  for (const CK_ATTRIBUTE_TYPE lie :
       {CKA_EXTRACTABLE, CKA_SENSITIVE, CKA_PRIVATE, CKA_NEVER_EXTRACTABLE, CKA_LOCAL}) {
    faulty_.script("");
    faulty_.lie_about(lie);
    EXPECT_THAT(generate_named_key(session_, KeyType::kP256, kName), RefusedBy("KEY-READBACK"));
    faulty_.script("");
    EXPECT_EQ(object_count(session_), 0U) << attribute_name(lie);
  }
}

TEST_F(NamedKeyGenerationOnSoftHsm, ATokenThatCannotMakeTheTypeIsSaidSo) {
  faulty_.fail("C_GenerateKeyPair", CKR_MECHANISM_INVALID);
  EXPECT_THAT(generate_named_key(session_, KeyType::kEd25519, kName),
              FailsSaying(Code::kToken, "makes no ed25519 keys"));
}

TEST_F(NamedKeyGenerationOnSoftHsm, DestroyingTakesBothHalvesAndNothingElse) {
  const NamedKey key = must(generate_named_key(session_, KeyType::kP256, kName));
  must(generate_named_key(session_, KeyType::kP256, {Bytes{2}, "bob"}));
  ASSERT_THAT(destroy_named_key(session_, key), IsOk());
  EXPECT_EQ(object_count(session_), 2U);
  EXPECT_THAT(find_named_key(session_, {Bytes{2}, {}}), IsOk());
}

}  // namespace named_key_generation_test
}  // namespace pyx::pkcs11
