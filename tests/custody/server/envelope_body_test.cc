#include "custody/server/envelope_body.h"

#include "tests/custody/server/statements.h"
#include "tests/matchers.h"

namespace pyx::server {
namespace envelope_body_test {

using pyx::testing::envelope_body;
using pyx::testing::envelope_of;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

Request with(std::string body) {
  Request request;
  request.body = std::move(body);
  return request;
}
std::string valid() { return envelope_body(envelope_of(to_bytes("payload"))); }
std::string with_policy(std::string_view policy) {
  std::string body = valid();
  body.back() = ',';
  return body + "\"policy\":" + std::string(policy) + "}";
}

TEST(EnvelopeBody, BringsTheEnvelopeAsItCame) {
  const auto read = read_envelope_body(with(valid()), MayBring::kNothingElse);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->envelope.payload, to_bytes("payload"));
  EXPECT_FALSE(read->document.has_value());
}

TEST(EnvelopeBody, BringsAPolicyWhereThatMayBe) {
  const auto read = read_envelope_body(with(with_policy("\"QUJD\"")), MayBring::kDocument);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->document, to_bytes("ABC"));
}

TEST(EnvelopeBody, BringsBudgetsInTheSameWay) {
  std::string body = valid();
  body.back() = ',';
  const auto read = read_envelope_body(with(body + R"("budgets":"QUJD"})"), MayBring::kDocument);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->document, to_bytes("ABC"));
  EXPECT_THAT(
      read_envelope_body(with(body + R"("budgets":"QUJD","policy":"QUJD"})"), MayBring::kDocument),
      FailsSaying(Code::kBadInput, "more than one document"));
  EXPECT_THAT(read_envelope_body(with(body + R"("matrix":"QUJD"})"), MayBring::kDocument), IsOk());
  EXPECT_THAT(read_envelope_body(with(body + R"("budgets":"QUJD"})"), MayBring::kNothingElse),
              FailsSaying(Code::kBadInput, "unknown member"));
}

TEST(EnvelopeBody, RefusesAPolicyElsewhere) {
  EXPECT_THAT(read_envelope_body(with(with_policy("\"QUJD\"")), MayBring::kNothingElse),
              FailsSaying(Code::kBadInput, "unknown member"));
}

TEST(EnvelopeBody, RefusesWhatIsNoEnvelope) {
  EXPECT_THAT(read_envelope_body(with("{}"), MayBring::kDocument), FailsWith(Code::kBadInput));
  EXPECT_THAT(read_envelope_body(with(R"({"envelope":{}})"), MayBring::kDocument),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(read_envelope_body(with(with_policy("7")), MayBring::kDocument),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(read_envelope_body(with(with_policy("\"QUJ\"")), MayBring::kDocument),
              FailsWith(Code::kBadInput));
}

}  // namespace envelope_body_test
}  // namespace pyx::server
