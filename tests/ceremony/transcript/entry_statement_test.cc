#include "ceremony/transcript/entry_statement.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"
#include "tests/support/changed_text.h"

namespace pyx::ceremony::transcript {
namespace entry_statement_test {

using ::pyx::testing::changed;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;

EntryStatement a_statement() {
  return {Uuid::parse("01938c2e-7000-7000-8000-00000000000a").value(),
          Mode::kRehearsal,
          Kind::kSection,
          17,
          sha256("root"),
          sha256("entry")};
}

TEST(EntryStatement, IsReadAsItWasWritten) {
  const Bytes bytes = encode_entry_statement(a_statement());
  const auto read = parse_entry_statement(bytes);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->ceremony, a_statement().ceremony);
  EXPECT_EQ(read->mode, Mode::kRehearsal);
  EXPECT_EQ(read->kind, Kind::kSection);
  EXPECT_EQ(read->size, 17U);
  EXPECT_EQ(read->root, sha256("root"));
  EXPECT_EQ(read->entry, sha256("entry"));
}

TEST(EntryStatement, OfAnythingElseIsRefused) {
  const Bytes bytes = encode_entry_statement(a_statement());
  for (const auto& [from, to] : {std::pair{"ceremony-entry:v1", "ceremony-entry:v2"},
                                 {"\"transcript\"", "\"vault\""},
                                 {"\"rehearsal\"", "\"practice\""},
                                 {"\"section\"", "\"note\""},
                                 {"\"section\"", "\"sections\""},
                                 {"\"size\":17", "\"size\":-1"},
                                 {"\"size\":17", "\"size\":17,\"more\":1"}})
    EXPECT_THAT(parse_entry_statement(changed(bytes, from, to)), FailsWith(Code::kBadInput)) << to;
}

custody::Envelope by(std::string_view key, const Bytes& payload) {
  return {std::string(custody::kStatementPayloadType), payload, {{sha256(key), Bytes{1}}}};
}

TEST(EntryStatement, IsSignedByManyInOneEnvelope) {
  const Bytes payload = encode_entry_statement(a_statement());
  const auto all = joined({by("b", payload), by("a", payload), by("b", payload)});
  ASSERT_THAT(all, IsOk());
  EXPECT_EQ(all->signatures.size(), 2U);
  EXPECT_EQ(all->payload, payload);
  EXPECT_LT(all->signatures[0].key_id, all->signatures[1].key_id);
}

TEST(EntryStatement, IsOneStatementForAll) {
  const Bytes payload = encode_entry_statement(a_statement());
  EXPECT_THAT(joined({by("a", payload), by("b", {1})}), FailsWith(Code::kBadInput));
  EXPECT_THAT(joined({}), FailsWith(Code::kBadInput));
}

}  // namespace entry_statement_test
}  // namespace pyx::ceremony::transcript
