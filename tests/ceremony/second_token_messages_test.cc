#include "ceremony/second_token_messages.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"
#include "tests/support/custody_fixture.h"

namespace pyx::ceremony::second_token {
namespace second_token_messages_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::ElementsAre;

pkcs11::WrappedKey some_key() {
  pkcs11::WrappedKey key;
  key.spec = {Uuid::v7(Time(Duration(1'795'000'000'000))),
              KeyType::kP256,
              Purpose::kSign,
              "issuer 2027",
              {TokenRule::kLocal, TokenRule::kCopies},
              pkcs11::Wrapping::kUnderTrusted,
              pkcs11::Origin::kBroughtIn};
  key.bytes = Bytes(144, 0x17);
  key.public_key = pyx::testing::TestKey(KeyType::kP256).public_key();
  return key;
}

TEST(SecondTokenMessages, AKeyComesAsItWent) {
  const pkcs11::WrappedKey key = some_key();
  const auto read = read_key_ask(encode(key, Bytes(32, 9)));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->key.spec.id, key.spec.id);
  EXPECT_EQ(read->key.spec.type, key.spec.type);
  EXPECT_EQ(read->key.spec.purpose, key.spec.purpose);
  EXPECT_EQ(read->key.spec.label, key.spec.label);
  EXPECT_THAT(read->key.spec.exceptions, ElementsAre(TokenRule::kLocal, TokenRule::kCopies));
  EXPECT_EQ(read->key.spec.wrapping, pkcs11::Wrapping::kUnderTrusted);
  EXPECT_EQ(read->key.spec.origin, pkcs11::Origin::kBroughtIn);
  EXPECT_EQ(read->key.bytes, key.bytes);
  EXPECT_EQ(read->key.public_key->id(), key.public_key->id());
  EXPECT_EQ(read->input, Bytes(32, 9));
}

TEST(SecondTokenMessages, ASecretKeyComesWithoutAPublicOne) {
  pkcs11::WrappedKey key = some_key();
  key.spec.type = KeyType::kGenericSecret;
  key.spec.purpose = Purpose::kMac;
  key.public_key.reset();
  const auto read = read_key_ask(encode(key, {}));
  ASSERT_THAT(read, IsOk());
  EXPECT_FALSE(read->key.public_key);
}

TEST(SecondTokenMessages, TheTokensPlaceComesWithWhatItsModuleWants) {
  OpenAsk ask;
  ask.uri.module_path = "/usr/lib/nss.so";
  ask.uri.label = "NSS Certificate DB";
  ask.uri.init_reserved = "configdir='sql:/tmp/a b' certPrefix='' flags=";
  ask.use = SecondUse::kRestore;
  const auto read = read_open_ask(encode(ask));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->uri.init_reserved, ask.uri.init_reserved);
  EXPECT_EQ(read->uri.label, ask.uri.label);
  EXPECT_EQ(read->use, SecondUse::kRestore);
}

TEST(SecondTokenMessages, WhatTheTokenIsComesBack) {
  const OpenedToken opened{{"serial", "model", "maker", "label"},
                           {custody::Exposure::kNone, "session objects", {TokenRule::kUsage}},
                           "2.6"};
  const auto read = read_opened(encode(opened));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->identity.serial, "serial");
  EXPECT_EQ(read->exposure.exposure, custody::Exposure::kNone);
  EXPECT_EQ(read->exposure.manner, "session objects");
  EXPECT_THAT(read->exposure.not_enforced, ElementsAre(TokenRule::kUsage));
  EXPECT_EQ(read->firmware, "2.6");
}

TEST(SecondTokenMessages, AnErrorComesWithItsControlAndItsCall) {
  Error failed = refused("KEY-PROVEN", "it is another key");
  failed.call = "C_UnwrapKey";
  failed.ckr = 0x30;
  const Error read = read_error(encode(failed));
  EXPECT_EQ(read.code, Code::kRefused);
  EXPECT_EQ(read.message, "it is another key");
  EXPECT_EQ(read.control, "KEY-PROVEN");
  EXPECT_EQ(read.call, "C_UnwrapKey");
  EXPECT_EQ(read.ckr, 0x30U);
}

TEST(SecondTokenMessages, WhatTheOtherSideDidNotWriteIsRefused) {
  for (const std::string_view text : {"", "{}", "[]", "{\"use\":9,\"uri\":\"pkcs11:\"}"}) {
    EXPECT_FALSE(read_open_ask(as_bytes(text))) << text;
    EXPECT_FALSE(read_opened(as_bytes(text))) << text;
    EXPECT_FALSE(read_key_ask(as_bytes(text))) << text;
    EXPECT_EQ(read_error(as_bytes(text)).code, Code::kBug) << text;
  }
  EXPECT_THAT(read_id(Bytes(15)), FailsWith(Code::kBug));
  EXPECT_THAT(read_id(Bytes(16)), IsOk());
}

}  // namespace second_token_messages_test
}  // namespace pyx::ceremony::second_token
