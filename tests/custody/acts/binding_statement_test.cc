#include "custody/acts/binding_statement.h"

#include <gmock/gmock.h>

#include "tests/support/changed_text.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace binding_statement_test {

using pyx::testing::changed;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::TestKey;

Uuid new_id() { return Uuid::v7(Time{}); }

BindingStatement statement() {
  return {sha256("vault"),
          new_id(),
          {{"1234", "Model", "Maker", "mint"}, "2.6", pyx::testing::all_enforced()},
          {new_id(), TestKey(KeyType::kEd25519).public_key()},
          {new_id(), TestKey(KeyType::kP256).public_key()},
          {new_id(), new_id()},
          Time{}};
}

TEST(BindingStatement, ComesBackFromItsBytes) {
  const BindingStatement written = statement();
  const Bytes bytes = encode_binding(written);
  const BindingStatement read = must(parse_binding(bytes));
  EXPECT_EQ(read.vault, written.vault);
  EXPECT_EQ(read.act, written.act);
  EXPECT_EQ(read.findings.token.serial, written.findings.token.serial);
  EXPECT_EQ(read.findings.token.model, written.findings.token.model);
  EXPECT_EQ(read.findings.token.manufacturer, written.findings.token.manufacturer);
  EXPECT_EQ(read.log_key.id, written.log_key.id);
  EXPECT_EQ(read.canary_key.key.id(), written.canary_key.key.id());
  EXPECT_EQ(read.keys, written.keys);
  EXPECT_EQ(encode_binding(read), bytes);
}
TEST(BindingStatement, OfAnotherPredicateOrSubjectIsNone) {
  const Bytes bytes = encode_binding(statement());
  EXPECT_THAT(parse_binding(changed(bytes, "token-binding:v1", "token-binding:v2")),
              FailsSaying(Code::kBadInput, "not a token binding"));
  EXPECT_THAT(parse_binding(changed(bytes, R"("name":"vault")", R"("name":"policy")")),
              FailsSaying(Code::kBadInput, "not a token binding"));
  EXPECT_THAT(parse_binding({}), FailsWith(Code::kBadInput));
}
TEST(BindingStatement, WithALogKeyOfAnotherTypeIsRefused) {
  BindingStatement wrong = statement();
  std::swap(wrong.log_key.key, wrong.canary_key.key);
  EXPECT_THAT(parse_binding(encode_binding(wrong)), FailsSaying(Code::kBadInput, "ed25519"));
}
TEST(BindingStatement, NamesNoKeyTwice) {
  BindingStatement twice = statement();
  twice.keys.push_back(twice.keys.front());
  EXPECT_THAT(parse_binding(encode_binding(twice)), FailsSaying(Code::kBadInput, "twice"));
}
// The statement fits into an envelope with as many keys as it may have.
TEST(BindingStatement, HasRoomForAllKeysThatMayComeAlongAndForNoneMore) {
  BindingStatement full = statement();
  while (full.keys.size() < kMostKeysAlong) full.keys.push_back(new_id());
  EXPECT_THAT(parse_binding(encode_binding(full)), IsOk());
  EXPECT_LE(encode_binding(full).size(), kPayloadMostBytes);
  full.keys.push_back(new_id());
  EXPECT_THAT(parse_binding(encode_binding(full)), FailsSaying(Code::kBadInput, "1024"));
}

}  // namespace binding_statement_test
}  // namespace pyx::custody
