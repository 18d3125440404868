#include "pkcs11/token_uri.h"

#include <gtest/gtest.h>

#include "tests/matchers.h"

namespace pyx::pkcs11 {
namespace token_uri_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;

constexpr std::string_view kTail = "?module-path=/usr/lib/softhsm/libsofthsm2.so";

TEST(TokenUri, EveryAttributeThatPyxUsesIsRead) {
  const auto uri = parse_token_uri(
      "pkcs11:serial=0a1b;token=mint%20one;manufacturer=SoftHSM%20project;model=SoftHSM%20v2;"
      "id=%01%ff;object=a%20key;type=private?module-path=/usr/lib/a%20b.so&pin-source="
      "file:/run/pin");
  ASSERT_THAT(uri, IsOk());
  EXPECT_EQ(uri->serial, "0a1b");
  EXPECT_EQ(uri->label, "mint one");
  EXPECT_EQ(uri->manufacturer, "SoftHSM project");
  EXPECT_EQ(uri->model, "SoftHSM v2");
  EXPECT_EQ(uri->object_id, (Bytes{0x01, 0xff}));
  EXPECT_EQ(uri->object_label, "a key");
  EXPECT_EQ(uri->module_path, "/usr/lib/a b.so");
  ASSERT_TRUE(uri->pin_source);
  EXPECT_EQ(std::get<SecretSource::File>(uri->pin_source->where).path, "/run/pin");
}

TEST(TokenUri, ATextForInitialiseIsReadAndWrittenBack) {
  const auto uri = parse_token_uri(
      "pkcs11:token=x?module-path=/usr/lib/a.so&x-init-reserved=configdir%3D'sql:/"
      "a%26b'%20flags%3D");
  ASSERT_THAT(uri, IsOk());
  EXPECT_EQ(uri->init_reserved, "configdir='sql:/a&b' flags=");
  const auto again = parse_token_uri(to_text(*uri));
  ASSERT_THAT(again, IsOk()) << to_text(*uri);
  EXPECT_EQ(again->init_reserved, uri->init_reserved);
  EXPECT_EQ(again->module_path, uri->module_path);
}

TEST(TokenUri, WhatIsAbsentIsNothing) {
  const auto uri = parse_token_uri("pkcs11:serial=1" + std::string(kTail));
  ASSERT_THAT(uri, IsOk());
  EXPECT_FALSE(uri->label || uri->manufacturer || uri->model || uri->pin_source);
  EXPECT_FALSE(uri->object_id || uri->object_label);
}

TEST(TokenUri, ThePinSourceMayBeADescriptorOrThePrompt) {
  EXPECT_THAT(parse_token_uri("pkcs11:serial=1" + std::string(kTail) + "&pin-source=fd:3"), IsOk());
  EXPECT_THAT(parse_token_uri("pkcs11:serial=1" + std::string(kTail) + "&pin-source=prompt:"),
              IsOk());
}

class BadTokenUri : public ::testing::TestWithParam<const char*> {};

// A refusal never quotes the text: 4711 stands for a PIN put in the wrong place.
TEST_P(BadTokenUri, IsRefusedWithoutQuotingIt) {
  const auto uri = parse_token_uri(GetParam());
  ASSERT_THAT(uri, FailsWith(Code::kBadInput)) << GetParam();
  EXPECT_EQ(describe(uri.error()).find("4711"), std::string::npos) << describe(uri.error());
}

INSTANTIATE_TEST_SUITE_P(
    All, BadTokenUri,
    ::testing::Values(
        "", "4711", "pkcs11", "PKCS11:serial=4711?module-path=/m.so", "pkcs11:serial=4711",
        "pkcs11:serial=1?module-path=4711.so", "pkcs11:serial=1?module-path=/m.so&pin-value=4711",
        "pkcs11:serial=1?module-path=/m.so&pin-value=", "pkcs11:pin-value=4711?module-path=/m.so",
        "pkcs11:serial=1?module-path=/m.so;pin-value=4711",
        "pkcs11:serial=1&pin-value=4711?module-path=/m.so", "pkcs11:pin-value=4711",
        "pkcs11:serial=1;4711?module-path=/m.so", "pkcs11:serial=1;4711=x?module-path=/m.so",
        "pkcs11:serial=1;object=4711%00?module-path=/m.so",
        "pkcs11:serial=1;object=?module-path=/m.so",
        "pkcs11:serial=1;type=public?module-path=/m.so",
        "pkcs11:serial=1;slot-id=4711?module-path=/m.so",
        "pkcs11:serial=1;library-version=4.711?module-path=/m.so",
        "pkcs11:serial=1?module-name=4711&module-path=/m.so",
        "pkcs11:serial=1?module-path=/m.so&x-vendor=4711",
        "pkcs11:serial=1;serial=4711?module-path=/m.so", "pkcs11:serial=?module-path=/m.so",
        "pkcs11:serial=1?module-path=/m.so&module-path=/4711.so",
        "pkcs11:serial=1?module-path=/m.so&pin-source=4711",
        "pkcs11:serial=1?module-path=/m.so&pin-source=fd:3&pin-source=fd:4711",
        "pkcs11:serial=%4?module-path=/m.so", "pkcs11:serial=%zz4711?module-path=/m.so",
        "pkcs11:serial=47114711471147114711?module-path=/m.so",
        "pkcs11:serial=1;pinfile=4711?module-path=/m.so",
        "pkcs11:serial=1?module-path=/m.so#4711"));

TEST(TokenUri, ANulOrAnEndlessTextIsRefused) {
  EXPECT_THAT(parse_token_uri(std::string_view("pkcs11:serial=1\0", 16)),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_token_uri("pkcs11:serial=" + std::string(5000, '1')),
              FailsWith(Code::kBadInput));
}

TEST(TokenUri, AnEncodedNulIsRefused) {
  EXPECT_THAT(parse_token_uri("pkcs11:serial=1%00" + std::string(kTail)),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_token_uri("pkcs11:serial=1?module-path=/m.so%00/x"),
              FailsWith(Code::kBadInput));
}

TEST(TokenUri, AsTextItReadsBackTheSameWithoutThePinSource) {
  const auto uri = parse_token_uri(
      "pkcs11:serial=0a1b;token=mint%20%3b;id=%01%ff;object=a%20key?module-path=/usr/lib/"
      "a%20b.so&pin-source="
      "file:/run/pin");
  ASSERT_THAT(uri, IsOk());
  const std::string text = to_text(*uri);
  EXPECT_EQ(text.find("pin"), std::string::npos) << text;
  const auto again = parse_token_uri(text);
  ASSERT_THAT(again, IsOk()) << text;
  EXPECT_EQ(again->serial, uri->serial);
  EXPECT_EQ(again->label, uri->label);
  EXPECT_EQ(again->object_id, uri->object_id);
  EXPECT_EQ(again->object_label, "a key");
  EXPECT_EQ(again->module_path, uri->module_path);
}

}  // namespace token_uri_test
}  // namespace pyx::pkcs11
