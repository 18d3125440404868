#include "custody/evidence/operation_leaf.h"

#include <gmock/gmock.h>

#include "base/base64.h"
#include "base/json.h"
#include "custody/evidence/leaf.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace operation_leaf_test {

using ::testing::ElementsAre;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

constexpr std::string_view kFive = "01938c2e-7000-7000-8000-000000000001";
constexpr std::string_view kOne = "01938c2e-7000-7000-8000-000000000002";
constexpr std::string_view kSeed = "01938c2e-7000-7000-8000-000000000003";
constexpr std::string_view kEnvelope = "01938c2e-7000-7000-8000-000000000004";
constexpr std::string_view kRequest = "01938c2e-7001-7000-8000-000000000005";
constexpr std::string_view kDigest =
    "5f742a62830da5bc135e6afeceabe111c9f0d407eafc86079566b104988f6c02";

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }
// Retired coins of these many names, each of one byte repeated.
std::string names(std::size_t many) {
  Bytes all;
  for (std::size_t i = 0; i < many; ++i) {
    Sha256 name{};
    name.fill(static_cast<std::uint8_t>(i + 1));
    append(all, name);
  }
  return to_base64(all);
}

// By hand, after docs/formats/leaves.md.
std::string operation(std::string_view name, const std::string& members) {
  return R"({"v":1,"kind":"operation","time":"2026-11-23T08:56:20.000Z","client":"issuer",)"
         R"("operation":)" +
         in_quotes(name) + R"(,"request":)" + in_quotes(kRequest) + R"(,"digest":)" +
         in_quotes(kDigest) + R"(,"policy":)" + in_quotes(kDigest) + members + "}";
}
const std::string kIssued = R"("issued":[{"key":)" + in_quotes(kFive) + R"(,"count":2},{"key":)" +
                            in_quotes(kOne) + R"(,"count":3}])";
const std::string kRetired =
    R"("retired":[{"key":)" + in_quotes(kFive) + R"(,"coins":)" + in_quotes(names(2)) + "}]";
const std::string kRemaining =
    R"("remaining":{"budget":"issue-all","window":"1h","count":98,"value":9300})";

std::string mint() {
  return operation("coins.mint",
                   R"(,"key":)" + in_quotes(kSeed) + "," + kIssued + "," + kRemaining);
}
std::string check() {
  return operation("coins.check", R"(,"envelope":)" + in_quotes(kEnvelope) +
                                      R"(,"verdicts":"gbueortf",)" + kRemaining);
}
std::string exchange() {
  return operation("coins.exchange", R"(,"key":)" + in_quotes(kSeed) + R"(,"envelope":)" +
                                         in_quotes(kEnvelope) + "," + kIssued + "," + kRetired +
                                         "," + kRemaining);
}
std::string redeem() {
  return operation("coins.redeem",
                   R"(,"envelope":)" + in_quotes(kEnvelope) + "," + kRetired + "," + kRemaining);
}
std::string blind_sign() {
  return operation("blind.sign", R"(,"key":)" + in_quotes(kFive) + R"(,"issued":[{"key":)" +
                                     in_quotes(kFive) + R"(,"count":4}],)" + kRemaining);
}
std::string stated(std::string_view name) {
  return operation(name, R"(,"key":)" + in_quotes(kSeed) + R"(,"statement":)" + in_quotes(kDigest));
}
std::string bad_coins(const std::string& count = "2") {
  return R"({"v":1,"kind":"bad-coins","time":"2026-11-23T08:56:20.000Z","client":"issuer",)"
         R"("operation":"coins.redeem","count":)" +
         count + "}";
}
std::string alarm(std::string_view cause = "bad-coins") {
  return R"({"v":1,"kind":"alarm","time":"2026-11-23T08:56:20.000Z","cause":)" + in_quotes(cause) +
         R"(,"client":"issuer","detail":"too many coins with a wrong tag"})";
}

std::vector<std::string> every_leaf() {
  return {mint(),
          check(),
          exchange(),
          redeem(),
          blind_sign(),
          stated("answer.sign"),
          stated("ledger.attest"),
          bad_coins(),
          alarm("bad-coins"),
          alarm("ledger-mismatch")};
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
Uuid uuid(std::string_view text) { return Uuid::parse(text).value(); }
Sha256 name_of(std::uint8_t byte) {
  Sha256 name{};
  name.fill(byte);
  return name;
}

TEST(OperationLeaf, EachKindIsReadAndWrittenBackWithTheSameMembers) {
  for (const std::string& text : every_leaf()) {
    const auto read = parsed(text);
    ASSERT_THAT(read, IsOk()) << text;
    EXPECT_EQ(leaf_kind(*read), object_of(text).at("kind").as_string());
    const auto written = encode_leaf(*read);
    ASSERT_THAT(written, IsOk()) << text;
    EXPECT_EQ(object_of(std::string(as_text(*written))), object_of(text));
  }
}
TEST(OperationLeaf, EachMemberOfAnExchangeGoesToItsField) {
  const auto read = body_of<OperationLeaf>(exchange());
  EXPECT_EQ(read.client, "issuer");
  EXPECT_EQ(read.operation, Operation::kCoinsExchange);
  EXPECT_EQ(read.request, uuid(kRequest));
  EXPECT_EQ(to_hex(read.digest), kDigest);
  EXPECT_EQ(read.key, uuid(kSeed));
  EXPECT_EQ(read.envelope, uuid(kEnvelope));
  EXPECT_THAT(read.moves.issued,
              ElementsAre(IssuedCoins{uuid(kFive), 2}, IssuedCoins{uuid(kOne), 3}));
  EXPECT_THAT(read.moves.retired, ElementsAre(RetiredCoins{uuid(kFive), {name_of(1), name_of(2)}}));
  EXPECT_EQ(read.remaining, (Remaining{"issue-all", "1h", 98, 9'300}));
  EXPECT_TRUE(read.verdicts.empty());
  EXPECT_FALSE(read.statement.has_value());
}
TEST(OperationLeaf, EachMemberOfTheOthersGoesToItsField) {
  EXPECT_EQ(body_of<OperationLeaf>(check()).verdicts, "gbueortf");
  EXPECT_EQ(to_hex(body_of<OperationLeaf>(stated("answer.sign")).statement.value()), kDigest);
  EXPECT_FALSE(body_of<OperationLeaf>(stated("answer.sign")).remaining.has_value());
  EXPECT_EQ(body_of<BadCoinsLeaf>(bad_coins()).client, "issuer");
  EXPECT_EQ(body_of<BadCoinsLeaf>(bad_coins()).operation, Operation::kCoinsRedeem);
  EXPECT_EQ(body_of<BadCoinsLeaf>(bad_coins()).count, 2U);
  EXPECT_EQ(body_of<AlarmLeaf>(alarm("bad-coins")).cause, AlarmCause::kBadCoins);
  EXPECT_EQ(body_of<AlarmLeaf>(alarm("ledger-mismatch")).cause, AlarmCause::kLedgerMismatch);
  EXPECT_EQ(body_of<AlarmLeaf>(alarm()).client, "issuer");
  EXPECT_EQ(body_of<AlarmLeaf>(alarm()).detail, "too many coins with a wrong tag");
}

TEST(OperationLeaf, EachMissingMemberIsRefusedByName) {
  const std::vector<std::string_view> may_be_absent = {
      "key", "envelope", "issued", "retired", "verdicts", "statement", "remaining"};
  for (const std::string& text : every_leaf()) {
    for (const auto& present : object_of(text)) {
      const std::string_view name(present.key());
      if (std::ranges::find(may_be_absent, name) != may_be_absent.end()) continue;
      json::object without = object_of(text);
      without.erase(present.key());
      EXPECT_THAT(parsed(json::serialize(without)), FailsSaying(Code::kBadInput, name)) << text;
    }
  }
}
TEST(OperationLeaf, EachMemberOfAnotherJsonTypeIsRefused) {
  for (const std::string& text : every_leaf()) {
    for (const auto& present : object_of(text)) {
      const std::string name(present.key());
      for (const char* const other : {"null", "true", "1.5", "[[]]", "[]", "{}", "{\"x\":1}"}) {
        EXPECT_THAT(parsed(with(text, name, other)), FailsWith(Code::kBadInput))
            << text << " with " << name << " " << other;
      }
    }
  }
}
TEST(OperationLeaf, AnUnknownMemberIsRefusedInEachKindAndInsideEachPart) {
  for (const std::string& text : every_leaf()) {
    EXPECT_THAT(parsed(with(text, "extra", "1")), FailsSaying(Code::kBadInput, "extra")) << text;
  }
  json::object changed = object_of(exchange());
  for (const char* const part : {"issued", "retired"}) {
    json::object other = changed;
    other[part].as_array()[0].as_object()["extra"] = 1;
    EXPECT_THAT(parsed(json::serialize(other)), FailsSaying(Code::kBadInput, "extra")) << part;
  }
  changed["remaining"].as_object()["extra"] = 1;
  EXPECT_THAT(parsed(json::serialize(changed)), FailsSaying(Code::kBadInput, "extra"));
}
TEST(OperationLeaf, AnUnknownOperationOrCauseIsRefused) {
  for (const char* const name : {"", "coins.burn", "COINS.MINT", "sign"}) {
    EXPECT_THAT(parsed(with(mint(), "operation", in_quotes(name))),
                FailsSaying(Code::kBadInput, "unknown operation"));
    EXPECT_THAT(parsed(with(bad_coins(), "operation", in_quotes(name))),
                FailsSaying(Code::kBadInput, "unknown operation"));
    EXPECT_THAT(parsed(alarm(name)), FailsSaying(Code::kBadInput, "unknown alarm"));
  }
}

std::string issued(const std::string& lines) { return with(mint(), "issued", lines); }
std::string issued_line(std::string_view key, const std::string& count) {
  return R"({"key":)" + in_quotes(key) + R"(,"count":)" + count + "}";
}
TEST(OperationLeaf, AnIssuedLineHasAtLeastOneCoin) {
  EXPECT_THAT(parsed(issued("[" + issued_line(kFive, "1") + "]")), IsOk());
  for (const char* const count : {"0", "-1", "1.0", "\"1\"", "18446744073709551615"})
    EXPECT_THAT(parsed(issued("[" + issued_line(kFive, count) + "]")), FailsWith(Code::kBadInput))
        << count;
}
TEST(OperationLeaf, AKeyStandsOnceInEachList) {
  EXPECT_THAT(parsed(issued("[" + issued_line(kFive, "1") + "," + issued_line(kFive, "2") + "]")),
              FailsSaying(Code::kBadInput, "twice"));
  const std::string line =
      R"({"key":)" + in_quotes(kFive) + R"(,"coins":)" + in_quotes(names(1)) + "}";
  EXPECT_THAT(parsed(with(redeem(), "retired", "[" + line + "," + line + "]")),
              FailsSaying(Code::kBadInput, "twice"));
}
TEST(OperationLeaf, AnEmptyListIsLeftOutInstead) {
  EXPECT_THAT(parsed(with(mint(), "issued", "[]")), FailsSaying(Code::kBadInput, "empty"));
  EXPECT_THAT(parsed(with(mint(), "retired", "[]")), FailsSaying(Code::kBadInput, "empty"));
}
TEST(OperationLeaf, RetiredNamesAreWholeAndNotNone) {
  const auto coins = [](const std::string& text) {
    return with(redeem(), "retired",
                R"([{"key":)" + in_quotes(kFive) + R"(,"coins":)" + in_quotes(text) + "}]");
  };
  EXPECT_THAT(parsed(coins(names(1))), IsOk());
  for (const std::size_t size_bytes : {0U, 1U, 31U, 33U, 63U})
    EXPECT_THAT(parsed(coins(to_base64(Bytes(size_bytes, 7)))),
                FailsSaying(Code::kBadInput, "32 bytes"))
        << size_bytes;
  EXPECT_THAT(parsed(coins(names(1).substr(1))), FailsWith(Code::kBadInput));
  EXPECT_THAT(parsed(coins("!" + names(1).substr(1))), FailsWith(Code::kBadInput));
}
TEST(OperationLeaf, ACheckHasAtLeastOneVerdict) {
  EXPECT_THAT(parsed(with(check(), "verdicts", "\"g\"")), IsOk());
  EXPECT_THAT(parsed(with(check(), "verdicts", "\"\"")), FailsSaying(Code::kBadInput, "1 to 256"));
}
TEST(OperationLeaf, ACheckHasAtMost256Verdicts) {
  EXPECT_THAT(parsed(with(check(), "verdicts", in_quotes(std::string(256, 'g')))), IsOk());
  EXPECT_THAT(parsed(with(check(), "verdicts", in_quotes(std::string(257, 'g')))),
              FailsSaying(Code::kBadInput, "1 to 256"));
}
TEST(OperationLeaf, ARemainderIsNotNegative) {
  for (const char* const part : {"count", "value"}) {
    json::object changed = object_of(mint());
    changed["remaining"].as_object()[part] = 0;
    EXPECT_THAT(parsed(json::serialize(changed)), IsOk());
    changed["remaining"].as_object()[part] = -1;
    EXPECT_THAT(parsed(json::serialize(changed)), FailsSaying(Code::kBadInput, "negative"));
  }
}
TEST(OperationLeaf, WrongTagsAreOneTo256) {
  for (const char* const count : {"1", "256"}) EXPECT_THAT(parsed(bad_coins(count)), IsOk());
  for (const char* const count : {"0", "-1", "257", "18446744073709551617"})
    EXPECT_THAT(parsed(bad_coins(count)), FailsWith(Code::kBadInput)) << count;
}
// The most that one request moves: 256 coins in, and 256 out in as many lines as there may be.
TEST(OperationLeaf, AnExchangeOfAsManyCoinsAsThereMayBeFitsIntoALeaf) {
  Leaf leaf = parsed(exchange()).value();
  CoinMoves& moves = std::get<OperationLeaf>(leaf.body).moves;
  moves = {};
  for (std::size_t i = 0; i < kMostLines; ++i) {
    Uuid key = uuid(kFive);
    key.bytes[15] = static_cast<std::uint8_t>(i);
    moves.issued.push_back({key, kMostCoins / kMostLines});
    moves.retired.push_back({key, std::vector<Sha256>(kMostCoins / kMostLines, name_of(1))});
  }
  const auto written = encode_leaf(leaf);
  ASSERT_THAT(written, IsOk());
  const auto again = parse_leaf(*written);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(std::get<OperationLeaf>(again->body).moves, moves);
}

}  // namespace operation_leaf_test
}  // namespace pyx::custody
