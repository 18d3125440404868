#include "custody/acts/token_parameters.h"

#include <gmock/gmock.h>

#include <boost/json/object.hpp>

#include "tests/matchers.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace token_parameters_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;

TokenReplace replace() {
  return {
      {"1234", "Model", "Maker", "mint"}, Uuid::v7(Time{}), Uuid::v7(Time{}), {17, sha256("root")}};
}
// As it comes out of a text.
Result<TokenReplace> read(const json::object& from) {
  PYX_ASSIGN(const json::value parsed, json::parse(json::serialize(from)));
  json::ObjectReader reader(parsed.as_object(), "parameters");
  PYX_ASSIGN(TokenReplace act, read_token_replace(reader));
  PYX_TRY(reader.finish());
  return act;
}
Result<TokenReplace> with(std::string_view name, json::value value) {
  json::object changed = to_json(replace());
  changed[name] = std::move(value);
  return read(changed);
}
Result<TokenReplace> with_size(std::int64_t size) {
  json::object checkpoint;
  checkpoint["size"] = size;
  checkpoint["root"] = to_hex(sha256("root"));
  return with("checkpoint", std::move(checkpoint));
}

TEST(TokenParameters, ComeBackFromTheirJson) {
  const TokenReplace act = replace();
  const TokenReplace again = must(read(to_json(act)));
  EXPECT_EQ(again.token.serial, act.token.serial);
  EXPECT_EQ(again.token.model, act.token.model);
  EXPECT_EQ(again.token.manufacturer, act.token.manufacturer);
  EXPECT_EQ(again.token.label, "mint");
  EXPECT_EQ(again.log_key, act.log_key);
  EXPECT_EQ(again.canary_key, act.canary_key);
  EXPECT_EQ(again.checkpoint.size, 17U);
  EXPECT_EQ(again.checkpoint.root, sha256("root"));
}
TEST(TokenParameters, EachMemberIsNeededAndNoOtherMayStandThere) {
  const json::object whole = to_json(replace());
  for (const auto& member : whole) {
    json::object without = whole;
    without.erase(member.key());
    EXPECT_THAT(read(without), FailsSaying(Code::kBadInput, std::string_view(member.key())));
  }
  EXPECT_THAT(with("extra", 1), FailsSaying(Code::kBadInput, "extra"));
}
// Trap 15: a token is known by its serial, so it must have one.
TEST(TokenParameters, ATokenWithoutASerialIsRefused) {
  TokenReplace act = replace();
  act.token.serial.clear();
  EXPECT_THAT(read(to_json(act)), FailsSaying(Code::kBadInput, "serial"));
}
TEST(TokenParameters, ATextOf64BytesIsTakenAndALongerOneRefused) {
  TokenReplace act = replace();
  act.token.label = std::string(64, 'x');
  EXPECT_THAT(read(to_json(act)), IsOk());
  act.token.label += "x";
  EXPECT_THAT(read(to_json(act)), FailsSaying(Code::kBadInput, "64 bytes"));
}
TEST(TokenParameters, OneIdForBothKeysIsRefused) {
  EXPECT_THAT(with("canary_key", to_json(replace())["log_key"]), IsOk());
  TokenReplace act = replace();
  act.canary_key = act.log_key;
  EXPECT_THAT(read(to_json(act)), FailsSaying(Code::kBadInput, "two keys"));
}
TEST(TokenParameters, TheCheckpointHasALeafOrMore) {
  EXPECT_THAT(with_size(1), IsOk());
  EXPECT_THAT(with_size(0), FailsWith(Code::kBadInput));
  EXPECT_THAT(with_size(-1), FailsWith(Code::kBadInput));
}

}  // namespace token_parameters_test
}  // namespace pyx::custody
