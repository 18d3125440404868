#include "custody/evidence/leaf.h"

#include <gmock/gmock.h>

#include "base/hex.h"
#include "base/json.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/tiles.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace leaf_test {

using ::testing::ElementsAre;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;
using ::testing::Pair;

constexpr std::string_view kAct = "01938c2e-7000-7000-8000-000000000001";
constexpr std::string_view kOther = "01938c2e-7001-7000-8000-000000000002";
constexpr std::string_view kDigest =
    "5f742a62830da5bc135e6afeceabe111c9f0d407eafc86079566b104988f6c02";
constexpr std::string_view kEmptyDigest =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }
std::string member(std::string_view name, const std::string& value) {
  return "," + in_quotes(name) + ":" + value;
}

// By hand, after docs/formats/leaves.md.
const std::string kEnvelope =
    R"({"payloadType":"application/vnd.in-toto+json","payload":"aGVsbG8=",)"
    R"("signatures":[{"keyid":)" +
    in_quotes(kDigest) + R"(,"sig":"AQID"}]})";
const std::string kMade = R"({"token":"0123abcd","spki":"AQIDBA==",)"
                          R"("attributes":{"CKA_SENSITIVE":"true","CKA_LOCAL":"true"}})";
// 32 bytes of 0x01 are one name.
const std::string kRefund = R"({"issued":[{"key":)" + in_quotes(kAct) + R"(,"count":1}],)" +
                            R"("retired":[{"key":)" + in_quotes(kAct) +
                            R"(,"coins":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="}],"seed":)" +
                            in_quotes(kOther) + R"(,"delivery":)" + in_quotes(kDigest) + "}";

std::string leaf(std::string_view kind, const std::string& members) {
  return R"({"v":1,"kind":)" + in_quotes(kind) + R"(,"time":"2026-11-23T08:56:20.000Z")" + members +
         "}";
}
std::string genesis() {
  return leaf("genesis",
              member("envelope", in_quotes(kDigest)) + member("policy", in_quotes(kDigest)));
}
std::string decision() {
  return leaf("decision", member("act", in_quotes(kAct)) + member("envelope", kEnvelope));
}
std::string intent() {
  return leaf("intent", member("act", in_quotes(kAct)) + member("policy", in_quotes(kDigest)) +
                            member("token", "\"0123abcd\"") + member("epoch", "7"));
}
std::string executed(const std::string& more = "") {
  return leaf("executed", member("act", in_quotes(kAct)) + more);
}
std::string failed(const std::string& code = "token") {
  return leaf("failed", member("act", in_quotes(kAct)) + member("code", in_quotes(code)) +
                            member("ckr", "\"CKR_DEVICE_ERROR\"") +
                            member("call", "\"C_GenerateKeyPair\""));
}
// The worked example of docs/formats/leaves.md.
std::string request() {
  return leaf("request", member("client", "\"issuer\"") + member("key", in_quotes(kAct)) +
                             member("request", in_quotes(kOther)) +
                             member("scheme", "\"ecdsa-sha256\"") + member("count", "2") +
                             member("digest", in_quotes(kDigest)) +
                             member("policy", in_quotes(kEmptyDigest)));
}
std::string settle(const std::string& list) { return leaf("settle", member("signed", list)); }

std::vector<std::string> every_leaf() {
  return {genesis(),
          leaf("proposal", member("envelope", kEnvelope)),
          decision(),
          intent(),
          executed(),
          executed(member("made", kMade)),
          executed(member("voided", "[" + in_quotes(kAct) + "," + in_quotes(kOther) + "]")),
          executed(member("made_keys", in_quotes(kDigest))),
          executed(member("refund", kRefund)),
          executed(member("refund", "{}")),
          failed(),
          leaf("expired", member("act", in_quotes(kAct))),
          leaf("freeze", member("envelope", kEnvelope)),
          leaf("lowering", member("envelope", kEnvelope)),
          request(),
          settle("[0,17,18446744073709551615]")};
}

Result<Leaf> parsed(const std::string& text) { return parse_leaf(as_bytes(text)); }
template <class Body>
Body body_of(const std::string& text) {
  return std::get<Body>(parsed(text).value().body);
}
json::object object_of(const std::string& text) { return json::parse(text).value().as_object(); }
std::string with(const std::string& text, std::string_view name, const std::string& value) {
  json::object changed = object_of(text);
  changed[name] = json::parse(value).value();
  return json::serialize(changed);
}
std::string padded(std::string text, std::size_t size_bytes) {
  return text.append(size_bytes - text.size(), ' ');
}

TEST(Leaf, EachKindIsReadAndWrittenBackWithTheSameMembers) {
  for (const std::string& text : every_leaf()) {
    const auto read = parsed(text);
    ASSERT_THAT(read, IsOk()) << text;
    EXPECT_EQ(to_rfc3339(read->time), "2026-11-23T08:56:20.000Z");
    EXPECT_EQ(leaf_kind(*read), object_of(text).at("kind").as_string());
    const auto written = encode_leaf(*read);
    ASSERT_THAT(written, IsOk()) << text;
    EXPECT_EQ(object_of(std::string(as_text(*written))), object_of(text));
  }
}
TEST(Leaf, TheWorkedExampleIsWrittenByteForByte) {
  const Bytes written = encode_leaf(parsed(request()).value()).value();
  EXPECT_EQ(as_text(written), request());
  EXPECT_EQ(to_hex(leaf_hash(written)),
            "cde12cc2e2491363457d06af30b161d932e149abe9ae38b433bc8cdaa0e8ca04");
}
TEST(Leaf, MembersMayStandInAnyOrderAndTheTimeMayLackMilliseconds) {
  const auto read = parsed(R"({ "act": ")" + std::string(kAct) +
                           R"(", "time": "2026-11-23T08:56:20Z", "kind": "expired", "v": 1 })");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(to_rfc3339(read->time), "2026-11-23T08:56:20.000Z");
}

TEST(Leaf, EachMemberOfARequestGoesToItsField) {
  const auto read = body_of<RequestLeaf>(request());
  EXPECT_EQ(read.client, "issuer");
  EXPECT_EQ(read.key.text(), kAct);
  EXPECT_EQ(read.request.text(), kOther);
  EXPECT_EQ(read.scheme, Scheme::kEcdsaSha256);
  EXPECT_EQ(read.count, 2U);
  EXPECT_EQ(to_hex(read.digest), kDigest);
  EXPECT_EQ(to_hex(read.policy), kEmptyDigest);
}
TEST(Leaf, EachMemberOfTheOthersGoesToItsField) {
  const std::string two = with(genesis(), "policy", in_quotes(kEmptyDigest));
  EXPECT_EQ(to_hex(body_of<GenesisLeaf>(two).envelope), kDigest);
  EXPECT_EQ(to_hex(body_of<GenesisLeaf>(two).policy), kEmptyDigest);
  EXPECT_EQ(body_of<DecisionLeaf>(decision()).act.text(), kAct);
  EXPECT_EQ(as_text(body_of<DecisionLeaf>(decision()).envelope.payload), "hello");
  EXPECT_EQ(body_of<IntentLeaf>(intent()).token_serial, "0123abcd");
  EXPECT_EQ(body_of<IntentLeaf>(intent()).epoch, 7U);
  EXPECT_EQ(body_of<FailedLeaf>(failed()).code, "token");
  EXPECT_EQ(body_of<FailedLeaf>(failed()).ckr, "CKR_DEVICE_ERROR");
  EXPECT_EQ(body_of<FailedLeaf>(failed()).call, "C_GenerateKeyPair");
  EXPECT_THAT(body_of<SettleLeaf>(settle("[0,17]")).signed_requests, ElementsAre(0, 17));
}
TEST(Leaf, AMadeKeyHasItsSpkiOnlyIfItIsAsymmetric) {
  const auto made = body_of<ExecutedLeaf>(executed(member("made", kMade))).made;
  ASSERT_TRUE(made);
  EXPECT_EQ(made->token_serial, "0123abcd");
  EXPECT_EQ(made->spki, (Bytes{1, 2, 3, 4}));
  EXPECT_THAT(made->attributes,
              ElementsAre(Pair("CKA_SENSITIVE", "true"), Pair("CKA_LOCAL", "true")));
  const std::string secret = R"({"token":"0123abcd","attributes":{}})";
  EXPECT_FALSE(body_of<ExecutedLeaf>(executed(member("made", secret))).made->spki);
  EXPECT_FALSE(body_of<ExecutedLeaf>(executed()).made);
}

TEST(Leaf, ARefundHasItsMovesItsSeedAndItsDelivery) {
  const auto refund = body_of<ExecutedLeaf>(executed(member("refund", kRefund))).refund;
  ASSERT_TRUE(refund);
  EXPECT_THAT(refund->moves.issued, ElementsAre(IssuedCoins{Uuid::parse(kAct).value(), 1}));
  Sha256 name{};
  name.fill(1);
  EXPECT_THAT(refund->moves.retired, ElementsAre(RetiredCoins{Uuid::parse(kAct).value(), {name}}));
  EXPECT_EQ(refund->seed.value().text(), kOther);
  EXPECT_EQ(to_hex(refund->delivery.value()), kDigest);
  EXPECT_EQ(body_of<ExecutedLeaf>(executed(member("refund", "{}"))).refund, Refund{});
  EXPECT_FALSE(body_of<ExecutedLeaf>(executed()).refund.has_value());
}
TEST(Leaf, AMalformedRefundIsRefused) {
  const std::string refunded = executed(member("refund", kRefund));
  for (const auto& [name, value] : std::vector<std::pair<std::string_view, std::string>>{
           {"extra", "1"},
           {"seed", "\"x\""},
           {"delivery", in_quotes(kAct)},
           {"issued", "[]"},
           {"issued", R"([{"key":)" + in_quotes(kAct) + R"(,"count":0}])"},
           {"retired", R"([{"key":)" + in_quotes(kAct) + R"(,"coins":"AQID"}])"}}) {
    EXPECT_THAT(parsed(with(refunded, "refund", with(kRefund, name, value))),
                FailsWith(Code::kBadInput))
        << name << value;
  }
}

Result<std::vector<MadeKey>> made_keys(const std::string& text) {
  return parse_made_keys(as_bytes(text));
}
TEST(MadeKeys, AreReadAndWrittenBackInTheirOrder) {
  const std::string secret = R"({"token":"0123abcd","attributes":{}})";
  const std::string text = "[" + kMade + "," + secret + "]";
  const auto read = made_keys(text);
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].spki, (Bytes{1, 2, 3, 4}));
  EXPECT_FALSE((*read)[1].spki.has_value());
  EXPECT_EQ(as_text(encode_made_keys(*read)), text);
}
TEST(MadeKeys, ThatAreNoListOfThemAreRefused) {
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("null"), std::string("[1]"),
        std::string("[{}]"), "[" + kMade, kMade, "[" + with(kMade, "extra", "1") + "]"})
    EXPECT_THAT(made_keys(text), FailsWith(Code::kBadInput)) << text;
}

TEST(Leaf, EachMissingMemberIsRefusedByName) {
  for (const std::string& text : every_leaf()) {
    for (const auto& present : object_of(text)) {
      const std::string_view name(present.key());
      if (name == "made" || name == "voided" || name == "made_keys" || name == "refund") continue;
      json::object without = object_of(text);
      without.erase(present.key());
      EXPECT_THAT(parsed(json::serialize(without)), FailsSaying(Code::kBadInput, name)) << text;
    }
  }
}
TEST(Leaf, EachMemberOfAnotherJsonTypeIsRefused) {
  for (const std::string& text : every_leaf()) {
    for (const auto& present : object_of(text)) {
      for (const char* const other : {"null", "true", "1.5", "[[]]", "{\"x\":1}", "\"\\u0000\""}) {
        const std::string name(present.key());
        // Free texts.
        if (other[0] == '"' && (name == "client" || name == "token" || name == "code" ||
                                name == "ckr" || name == "call"))
          continue;
        EXPECT_THAT(parsed(with(text, name, other)), FailsWith(Code::kBadInput))
            << text << " with " << name << " " << other;
      }
    }
  }
}
TEST(Leaf, AnUnknownMemberIsRefusedInEachKindAndInsideAMadeKey) {
  for (const std::string& text : every_leaf()) {
    EXPECT_THAT(parsed(with(text, "extra", "1")), FailsSaying(Code::kBadInput, "extra")) << text;
  }
  EXPECT_THAT(parsed(executed(member("made", with(kMade, "extra", "1")))),
              FailsSaying(Code::kBadInput, "extra"));
  EXPECT_THAT(parsed(leaf("freeze", member("envelope", with(kEnvelope, "extra", "1")))),
              FailsSaying(Code::kBadInput, "extra"));
}
TEST(Leaf, AMemberOfAnotherKindIsRefused) {
  EXPECT_THAT(parsed(leaf("expired", member("act", in_quotes(kAct)) + member("made", kMade))),
              FailsWith(Code::kBadInput));
}
TEST(Leaf, ARepeatedMemberIsRefused) {
  EXPECT_THAT(parsed(executed(member("act", in_quotes(kAct)))), FailsWith(Code::kBadInput));
}

struct Malformed {
  std::string text;
  std::string_view name;
  std::string value;
};
TEST(Leaf, EachMalformedValueIsRefused) {
  const std::string upper = "\"5F" + std::string(kDigest.substr(2)) + "\"";
  const std::string made = executed(member("made", kMade));
  for (const auto& [text, name, value] : std::vector<Malformed>{
           {genesis(), "envelope", upper},
           {genesis(), "policy", in_quotes(kDigest.substr(2))},
           {decision(), "act", "\"01938C2E-7000-7000-8000-00000000000A\""},
           {decision(), "act", "\"01938c2e-7000-4000-8000-000000000001\""},
           {decision(), "envelope", "{}"},
           {decision(), "time", "\"2026-11-23T08:56:20+01:00\""},
           {decision(), "time", "\"2026-02-30T08:56:20Z\""},
           {made, "made", with(kMade, "spki", "\"AQIDBA\"")},
           {made, "made", with(kMade, "spki", "7")},
           {made, "made", with(kMade, "attributes", R"({"CKA_SENSITIVE":true})")},
           {made, "made", with(kMade, "attributes", "[]")},
           {made, "made", "{}"},
           {executed(), "voided", "[\"x\"]"},
           {executed(), "voided", "[1]"},
           {request(), "scheme", "\"ECDSA-SHA256\""},
           {request(), "scheme", "\"\""},
       }) {
    EXPECT_THAT(parsed(with(text, name, value)), FailsWith(Code::kBadInput)) << name << value;
  }
}
TEST(Leaf, AnotherVersionOrKindIsRefused) {
  for (const char* const version : {"0", "2", "-1", "\"1\"", "1.0"}) {
    EXPECT_THAT(parsed(with(genesis(), "v", version)), FailsWith(Code::kBadInput)) << version;
  }
  for (const char* const kind : {"", "Genesis", "genesis ", "checkpoint"}) {
    EXPECT_THAT(parsed(with(genesis(), "kind", in_quotes(kind))),
                FailsSaying(Code::kBadInput, "unknown kind"))
        << kind;
  }
}
TEST(Leaf, WhatIsNoJsonObjectIsRefused) {
  for (const std::string& text : {std::string(), std::string("[]"), std::string("null"),
                                  genesis() + "{}", genesis().substr(0, genesis().size() - 1)}) {
    EXPECT_THAT(parsed(text), FailsWith(Code::kBadInput)) << text;
  }
}

TEST(Leaf, ARequestHasAtLeastOneMessage) {
  EXPECT_THAT(parsed(with(request(), "count", "0")), FailsSaying(Code::kBadInput, "1 to 256"));
  EXPECT_THAT(parsed(with(request(), "count", "1")), IsOk());
}
// Trap 28: a batch size from the wire.
TEST(Leaf, ARequestHasAtMost256Messages) {
  EXPECT_THAT(parsed(with(request(), "count", "256")), IsOk());
  for (const char* const count : {"257", "4294967297", "18446744073709551617"}) {
    EXPECT_THAT(parsed(with(request(), "count", count)), FailsWith(Code::kBadInput)) << count;
  }
}
TEST(Leaf, AnEpochStartsAtZero) {
  EXPECT_EQ(body_of<IntentLeaf>(with(intent(), "epoch", "0")).epoch, 0U);
  EXPECT_THAT(parsed(with(intent(), "epoch", "-1")), FailsWith(Code::kBadInput));
}
TEST(Leaf, SettledRequestsAscendAndAreNotNone) {
  for (const char* const list : {"[]", "[17,17]", "[17,16]", "[-1]", "[17.0]", "[\"17\"]",
                                 "[18446744073709551616]", "[null]"}) {
    EXPECT_THAT(parsed(settle(list)), FailsWith(Code::kBadInput)) << list;
  }
}

TEST(Leaf, SixteenKibibytesAreTheMostThatIsRead) {
  EXPECT_THAT(parsed(padded(genesis(), 16384)), IsOk());
  EXPECT_THAT(parsed(padded(genesis(), 16385)), FailsSaying(Code::kBadInput, "16 KiB"));
}
TEST(Leaf, SixteenKibibytesAreTheMostThatIsWritten) {
  Leaf long_one = parsed(failed()).value();
  auto& code = std::get<FailedLeaf>(long_one.body).code;
  code.append(16384 - encode_leaf(long_one).value().size(), 'x');
  const auto most = encode_leaf(long_one);
  ASSERT_THAT(most, IsOk());
  EXPECT_EQ(most->size(), 16384U);
  EXPECT_THAT(parse_leaf(*most), IsOk());
  code += 'x';
  EXPECT_THAT(encode_leaf(long_one), FailsSaying(Code::kBadInput, "16385"));
}
TEST(Leaf, ARequestOfAClientWithALongNameIsBoundedToo) {
  Leaf long_one = parsed(request()).value();
  std::get<RequestLeaf>(long_one.body).client.assign(16384, 'x');
  EXPECT_THAT(encode_leaf(long_one), FailsWith(Code::kBadInput));
}
TEST(Leaf, ANameThatJsonMustEscapeComesBackAsItWas) {
  Leaf odd = parsed(request()).value();
  const std::string name = "a\"b\\c\n\x01 \xc3\xa9\",\"count\":256";
  std::get<RequestLeaf>(odd.body).client = name;
  const auto again = parse_leaf(encode_leaf(odd).value());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(std::get<RequestLeaf>(again->body).client, name);
  EXPECT_EQ(std::get<RequestLeaf>(again->body).count, 2U);
}

}  // namespace leaf_test
}  // namespace pyx::custody
