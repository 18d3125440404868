#include "pkcs11/key_check.h"

#include <cstdlib>

#include "base/file.h"
#include "base/hex.h"
#include "base/random.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace key_check_test {

const Bytes kMessage = to_bytes("pyx: a key is asked who it is");

// A key of known bytes.
CK_OBJECT_HANDLE put_key(const Session& session, CK_ATTRIBUTE_TYPE use = CKA_ENCRYPT,
                         const Bytes& value = Bytes(32, 0x03)) {
  Template asked;
  asked.number(CKA_CLASS, CKO_SECRET_KEY).number(CKA_KEY_TYPE, CKK_AES).flag(CKA_TOKEN, false);
  asked.flag(CKA_ENCRYPT, use == CKA_ENCRYPT).flag(CKA_DECRYPT, use == CKA_DECRYPT);
  asked.bytes(CKA_VALUE, value);
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  const CK_RV rv =
      session.module()->C_CreateObject(session.handle(), asked.data(), asked.size(), &made);
  if (rv != CKR_OK) throw std::runtime_error("C_CreateObject: " + ckr_name(rv));
  return made;
}

// The worked example of docs/formats/backups.md: the check message of the vault with the digest of
// nothing as id.
Bytes example_message() {
  Bytes message = to_bytes("pyx/key-check/v1");
  message.push_back(0);
  const Sha256 vault = sha256("");
  message.insert(message.end(), vault.begin(), vault.end());
  const Bytes key = must(from_hex("01938c2e700070008000000000000004"));
  message.insert(message.end(), key.begin(), key.end());
  return message;
}
void is_the_example(const Session& session) {
  const auto value = check_by_encryption(session, put_key(session), example_message());
  ASSERT_THAT(value, IsOk());
  const std::string page = pyx::to_text(must(read_file(PYX_SOURCE_DIR "/docs/formats/backups.md")));
  EXPECT_NE(page.find("\ncheck value     " + to_hex(*value) + "\n"), std::string::npos)
      << to_hex(*value);
}

class KeyCheckOnSoftHsm : public OnSoftHsm {
 protected:
  pyx::testing::FaultyModule faulty_;
  std::unique_ptr<Token> token_ = open(faulty_.path());
};
class KeyCheckInASession : public OnSession {};
class KeyCheckOnNss : public OnNss {};

TEST_F(KeyCheckInASession, GivesTheValueOfThePagesExample) { is_the_example(session_); }
TEST_F(KeyCheckOnNss, GivesTheValueOfThePagesExample) { is_the_example(session_); }

// tests/independent/key_check.py, which has AES-GCM of its own.
TEST_F(KeyCheckInASession, IsWhatAnotherProgramComputes) {
  Bytes key(32);
  fill_random(key);
  const auto in = softhsm_.folder() / "key";
  const auto out = softhsm_.folder() / "value";
  ASSERT_THAT(write_file(in, as_bytes(to_hex(key)), Overwrite::kNo), IsOk());
  const std::string command = "python3 -B '" PYX_SOURCE_DIR "/tests/independent/key_check.py' " +
                              to_hex(sha256("")) + " 01938c2e-7000-7000-8000-000000000004 < '" +
                              in.string() + "' > '" + out.string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const auto value =
      check_by_encryption(session_, put_key(session_, CKA_ENCRYPT, key), example_message());
  ASSERT_THAT(value, IsOk());
  EXPECT_EQ(pyx::to_text(must(read_file(out))), to_hex(*value) + "\n");
}

TEST_F(KeyCheckOnSoftHsm, IsTheSameEachTimeAndAnotherForAnotherKeyOrMessage) {
  const auto one = spec_of(KeyType::kAes256, Purpose::kEncrypt);
  const auto two = spec_of(KeyType::kAes256, Purpose::kEncrypt);
  must(token_->generate(one));
  must(token_->generate(two));
  const auto value = [&](const KeySpec& spec, const Bytes& message) {
    return must(token_->check_by_encryption(spec.id, message, SchemeFixed::kOnToken));
  };
  EXPECT_EQ(value(one, kMessage), value(one, kMessage));
  EXPECT_NE(value(one, kMessage), value(two, kMessage));
  EXPECT_NE(value(one, kMessage), value(one, to_bytes("another")));
}
TEST_F(KeyCheckOnSoftHsm, OfAKeyThatDoesNotEncryptIsRefusedBeforeTheTokenIsAsked) {
  for (const auto& spec :
       {spec_of(KeyType::kGenericSecret, Purpose::kMac), spec_of(KeyType::kP256, Purpose::kSign)}) {
    must(token_->generate(spec));
    faulty_.forget_calls();
    EXPECT_THAT(token_->check_by_encryption(spec.id, kMessage, SchemeFixed::kByPolicy),
                RefusedBy("SIGN-CHECKED"));
    EXPECT_EQ(faulty_.calls("C_EncryptInit"), 0U);
  }
  EXPECT_THAT(token_->check_by_encryption(new_id(), kMessage, SchemeFixed::kOnToken),
              FailsWith(Code::kNotFound));
}
TEST_F(KeyCheckOnSoftHsm, AnEmptyMessageAndAnAnswerThatFailsAreToldAsTheyAre) {
  const auto spec = spec_of(KeyType::kAes256, Purpose::kEncrypt);
  must(token_->generate(spec));
  EXPECT_THAT(token_->check_by_encryption(spec.id, {}, SchemeFixed::kOnToken),
              FailsWith(Code::kBadInput));
  for (const char* call : {"C_EncryptInit", "C_Encrypt"}) {
    faulty_.fail(call, CKR_DEVICE_ERROR);
    EXPECT_THAT(token_->check_by_encryption(spec.id, kMessage, SchemeFixed::kOnToken),
                FailsWithCkr(CKR_DEVICE_ERROR));
  }
}
TEST_F(KeyCheckInASession, AKeyThatMayNotEncryptSaysSo) {
  EXPECT_THAT(check_by_encryption(session_, put_key(session_, CKA_DECRYPT), kMessage),
              FailsWithCkr(CKR_KEY_FUNCTION_NOT_PERMITTED));
}
// TOKEN-ENFORCES: one that nothing fixes answers by the exception of its profile.
TEST_F(KeyCheckInASession, AKeyThatTheTokenDoesNotFixNeedsThePolicysWord) {
  Template asked;
  const Uuid id = new_id();
  asked.flag(CKA_TOKEN, true).flag(CKA_ENCRYPT, true).number(CKA_VALUE_LEN, 32);
  asked.bytes(CKA_ID, id.bytes);
  CK_MECHANISM how{CKM_AES_KEY_GEN, nullptr, 0};
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  ASSERT_EQ(module_->C_GenerateKey(session_.handle(), &how, asked.data(), asked.size(), &made),
            CKR_OK);
  EXPECT_THAT(check_key_by_encryption(session_, id, kMessage, SchemeFixed::kOnToken),
              RefusedBy("SIGN-CHECKED"));
  EXPECT_THAT(check_key_by_encryption(session_, id, kMessage, SchemeFixed::kByPolicy), IsOk());
}

}  // namespace key_check_test
}  // namespace pyx::pkcs11
