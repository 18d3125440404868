#include "custody/founding/founding_statement.h"

#include <gmock/gmock.h>

#include "base/hex.h"
#include "base/json.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace founding_statement_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

constexpr std::string_view kPolicy =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view kKeyId =
    "5f742a62830da5bc135e6afeceabe111c9f0d407eafc86079566b104988f6c02";
// RFC 8032, 7.1, TEST 1, and RFC 6979, A.2.5, each as a SubjectPublicKeyInfo.
constexpr std::string_view kEd25519 =
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
constexpr std::string_view kP256 =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8maQa"
    "6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==";

std::string key(char last_digit, std::string_view spki) {
  return std::string(R"({"id":"01938c2e-7000-7000-8000-00000000000)") + last_digit +
         R"(","spki":")" + std::string(spki) + "\"}";
}
std::string founder(std::string_view person) {
  return R"({"person":")" + std::string(person) + R"(","key_id":")" + std::string(kKeyId) + "\"}";
}
// Every rule, found to be enforced, but for what is named.
std::string rules(std::string_view changed = "", std::string_view outcome = "enforced") {
  std::string list;
  for (const TokenRule rule : kTokenRules) {
    list += (list.empty() ? "" : ",") + std::string(R"({"rule":")") + std::string(to_text(rule)) +
            R"(","outcome":")" + std::string(to_text(rule) == changed ? outcome : "enforced") +
            R"(","ckr":"CKR_KEY_UNEXTRACTABLE","call":"C_WrapKey","note":"wrapping"})";
  }
  return "[" + list + "]";
}
std::string token(const std::string& rules) {
  return R"({"serial":"0123abcd","model":"Model 1","manufacturer":"Maker",)"
         R"("label":"mint","firmware":"2.6","rules":)" +
         rules + "}";
}
std::string statement(const std::string& predicate) {
  return R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"policy","digest":)"
         R"({"sha256":")" +
         std::string(kPolicy) + R"("}}],"predicateType":"urn:pyx:founding:v1","predicate":)" +
         predicate + "}";
}
// By hand, after docs/formats/statements.md.
std::string predicate() {
  return R"({"founders":[)" + founder("alice") + "," + founder("bob") + R"(],"log_key":)" +
         key('1', kEd25519) + R"(,"canary_key":)" + key('2', kP256) + R"(,"token":)" +
         token(rules("usage", "not enforced")) +
         R"(,"nonce":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")" +
         R"(,"time":"2026-11-23T08:56:20.000Z"})";
}
json::object predicate_object() { return json::parse(predicate()).value().as_object(); }
Result<FoundingStatement> with(std::string_view name, const std::string& value) {
  json::object changed = predicate_object();
  changed[name] = json::parse(value).value();
  return parse_founding(as_bytes(statement(json::serialize(changed))));
}
Result<FoundingStatement> with_founders(std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) {
    list += (i == 0 ? "" : ",") + founder("p" + std::to_string(i));
  }
  return with("founders", "[" + list + "]");
}

TEST(FoundingStatement, IsReadAndWrittenBackByteForByte) {
  const auto founding = parse_founding(as_bytes(statement(predicate())));
  ASSERT_THAT(founding, IsOk());
  EXPECT_EQ(to_hex(founding->policy), kPolicy);
  ASSERT_EQ(founding->founders.size(), 2U);
  EXPECT_EQ(founding->founders[0].person, "alice");
  EXPECT_EQ(founding->founders[1].person, "bob");
  EXPECT_EQ(to_hex(founding->founders[1].key_id), kKeyId);
  EXPECT_EQ(founding->log_key.text(), "01938c2e-7000-7000-8000-000000000001");
  EXPECT_EQ(founding->log_public_key.type(), KeyType::kEd25519);
  EXPECT_EQ(founding->canary_key.text(), "01938c2e-7000-7000-8000-000000000002");
  EXPECT_EQ(founding->canary_public_key.type(), KeyType::kP256);
  EXPECT_EQ(founding->token.serial, "0123abcd");
  EXPECT_EQ(founding->token.model, "Model 1");
  EXPECT_EQ(founding->token.manufacturer, "Maker");
  EXPECT_EQ(founding->token.label, "mint");
  EXPECT_EQ(founding->token_firmware, "2.6");
  EXPECT_TRUE(pkcs11::enforces(founding->token_rules, TokenRule::kSensitive));
  EXPECT_FALSE(pkcs11::enforces(founding->token_rules, TokenRule::kUsage));
  EXPECT_EQ(pkcs11::answer_of(founding->token_rules.front()), "C_WrapKey: CKR_KEY_UNEXTRACTABLE");
  EXPECT_EQ(to_hex(founding->nonce),
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  EXPECT_EQ(to_rfc3339(founding->time), "2026-11-23T08:56:20.000Z");
  EXPECT_EQ(pyx::to_text(encode_founding(*founding)), statement(predicate()));
}

// The SHA-256 of "abc", FIPS 180-4.
TEST(FoundingStatement, TheVaultIdIsTheSha256OfItsBytes) {
  EXPECT_EQ(to_hex(vault_id(as_bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(FoundingStatement, EachMissingMemberIsRefusedByName) {
  for (const auto& member : predicate_object()) {
    json::object without = predicate_object();
    without.erase(member.key());
    EXPECT_THAT(parse_founding(as_bytes(statement(json::serialize(without)))),
                FailsSaying(Code::kBadInput, std::string_view(member.key())));
  }
}
TEST(FoundingStatement, EachMemberOfAnotherJsonTypeIsRefused) {
  for (const auto& member : predicate_object()) {
    for (const char* const other : {"null", "1", "\"\"", "[1]", "{\"x\":1}"}) {
      EXPECT_THAT(with(std::string_view(member.key()), other), FailsWith(Code::kBadInput))
          << std::string_view(member.key()) << other;
    }
  }
}
TEST(FoundingStatement, AnUnknownMemberIsRefusedOnEachLevel) {
  EXPECT_THAT(with("extra", "1"), FailsSaying(Code::kBadInput, "extra"));
  for (const std::string_view name : {"log_key", "canary_key", "token"}) {
    json::object inner = predicate_object().at(name).as_object();
    inner["extra"] = 1;
    EXPECT_THAT(with(name, json::serialize(inner)), FailsSaying(Code::kBadInput, "extra")) << name;
  }
  EXPECT_THAT(with("founders",
                   R"([{"person":"alice","key_id":")" + std::string(kKeyId) + R"(","extra":1}])"),
              FailsSaying(Code::kBadInput, "extra"));
}
// TOKEN-ENFORCES: what is not said is not enforced, and cannot be said twice.
TEST(FoundingStatement, EachRuleOfTheTokenIsThereOnceWithAKnownOutcome) {
  EXPECT_THAT(with("token", token(rules())), IsOk());
  EXPECT_THAT(with("token", token("[]")), FailsSaying(Code::kBadInput, "each rule"));
  std::string twice = rules();
  twice.replace(twice.find("extractable"), std::string_view("extractable").size(), "sensitive");
  EXPECT_THAT(with("token", token(twice)), FailsSaying(Code::kBadInput, "stands twice"));
  std::string unknown = rules();
  unknown.replace(unknown.find("sensitive"), std::string_view("sensitive").size(), "pretty");
  EXPECT_THAT(with("token", token(unknown)), FailsSaying(Code::kBadInput, "unknown rule"));
  EXPECT_THAT(with("token", token(rules("usage", "perhaps"))),
              FailsSaying(Code::kBadInput, "unknown outcome"));
}
TEST(FoundingStatement, AnAnswerOfATokenIsShort) {
  std::string wordy = rules();
  const std::string_view note = "\"wrapping\"";
  wordy.replace(wordy.find(note), note.size(), "\"" + std::string(257, 'x') + "\"");
  EXPECT_THAT(with("token", token(wordy)), FailsSaying(Code::kBadInput, "256 bytes"));
}
TEST(FoundingStatement, AFounderWithoutKeyOrNameIsRefused) {
  EXPECT_THAT(with("founders", R"([{"person":"alice"}])"), FailsSaying(Code::kBadInput, "key_id"));
  EXPECT_THAT(with("founders", R"([{"key_id":")" + std::string(kKeyId) + "\"}]"),
              FailsSaying(Code::kBadInput, "person"));
  EXPECT_THAT(with("founders", R"([{"person":"alice","key_id":"00"}])"),
              FailsSaying(Code::kBadInput, "key_id"));
}

// Trap 2: nobody is no quorum.
TEST(FoundingStatement, HasAtLeastOneFounder) {
  EXPECT_THAT(with_founders(0), FailsSaying(Code::kBadInput, "1 to 256"));
  EXPECT_THAT(with_founders(1), IsOk());
}
TEST(FoundingStatement, HasAtMost256Founders) {
  EXPECT_THAT(with_founders(256), IsOk());
  EXPECT_THAT(with_founders(257), FailsSaying(Code::kBadInput, "1 to 256"));
}
TEST(FoundingStatement, ANonceOf31Or33BytesIsRefused) {
  EXPECT_THAT(with("nonce", "\"" + std::string(42, 'A') + "==\""), FailsWith(Code::kBadInput));
  EXPECT_THAT(with("nonce", "\"" + std::string(44, 'A') + "\""), FailsWith(Code::kBadInput));
  EXPECT_THAT(with("nonce", "\"" + std::string(43, 'A') + "=\""), IsOk());
}

TEST(FoundingStatement, ALogKeyThatIsNotEd25519IsRefused) {
  EXPECT_THAT(with("log_key", key('1', kP256)), FailsSaying(Code::kBadInput, "ed25519"));
}
TEST(FoundingStatement, ACanaryKeyThatIsNotP256IsRefused) {
  EXPECT_THAT(with("canary_key", key('2', kEd25519)), FailsSaying(Code::kBadInput, "p-256"));
}
TEST(FoundingStatement, AKeyThatIsNoneIsRefused) {
  EXPECT_THAT(with("log_key", key('1', "AAAA")), FailsWith(Code::kBadInput));
  EXPECT_THAT(with("log_key", key('x', kEd25519)), FailsWith(Code::kBadInput));
}

TEST(FoundingStatement, AnotherPredicateOrSubjectIsNoFounding) {
  for (const auto& [from, to] :
       {std::pair{"founding:v1", "founding:v2"}, std::pair{"founding:v1", "act:v1"},
        std::pair{R"("name":"policy")", R"("name":"vault")"}}) {
    std::string text = statement(predicate());
    text.replace(text.find(from), std::string_view(from).size(), to);
    EXPECT_THAT(parse_founding(as_bytes(text)), FailsSaying(Code::kBadInput, "not a founding"))
        << to;
  }
  EXPECT_THAT(parse_founding({}), FailsWith(Code::kBadInput));
}

}  // namespace founding_statement_test
}  // namespace pyx::custody
