#include "custody/evidence/statement.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::custody {
namespace statement_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

constexpr std::string_view kDigest =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
// The layout of in-toto's Statement v1, written by hand.
const std::string kSubject =
    R"({"name":"vault","digest":{"sha256":")" + std::string(kDigest) + R"("}})";
const std::string kPredicate = R"({"nonce":"a","list":[1,{"x":null}]})";

std::string statement_with(const std::string& subjects, const std::string& rest) {
  return R"({"_type":"https://in-toto.io/Statement/v1","subject":)" + subjects + rest + "}";
}
std::string good_rest() { return R"(,"predicateType":"urn:pyx:act:v1","predicate":)" + kPredicate; }
std::string good() { return statement_with("[" + kSubject + "]", good_rest()); }

TEST(Statement, AStatementIsReadAndWrittenBackByteForByte) {
  const auto statement = parse_statement(as_bytes(good()));
  ASSERT_THAT(statement, IsOk());
  EXPECT_EQ(statement->predicate_type, "urn:pyx:act:v1");
  EXPECT_EQ(statement->subject_name, "vault");
  EXPECT_EQ(to_hex(statement->subject_digest), kDigest);
  EXPECT_EQ(json::serialize(statement->predicate), kPredicate);
  EXPECT_EQ(pyx::to_text(encode_statement(*statement)), good());
}

TEST(Statement, MembersMayStandInAnyOrderWithWhiteSpace) {
  const std::string text = R"({ "predicate": {}, "predicateType": "urn:pyx:act:v1",
    "subject": [ { "digest": { "sha256": ")" +
                           std::string(kDigest) + R"(" }, "name": "policy" } ],
    "_type": "https://in-toto.io/Statement/v1" })";
  const auto statement = parse_statement(as_bytes(text));
  ASSERT_THAT(statement, IsOk());
  EXPECT_EQ(statement->subject_name, "policy");
  EXPECT_TRUE(statement->predicate.empty());
}

TEST(Statement, EachMissingMemberIsRefused) {
  for (const std::string_view member : {"_type", "subject", "predicateType", "predicate"}) {
    json::object broken = json::parse(good()).value().as_object();
    broken.erase(member);
    EXPECT_THAT(parse_statement(as_bytes(json::serialize(broken))),
                FailsSaying(Code::kBadInput, member));
  }
  for (const std::string_view subject : {R"({"name":"vault"})", R"({"digest":{"sha256":"00"}})",
                                         R"({"name":"vault","digest":{}})"}) {
    EXPECT_THAT(
        parse_statement(as_bytes(statement_with("[" + std::string(subject) + "]", good_rest()))),
        FailsWith(Code::kBadInput))
        << subject;
  }
}

TEST(Statement, EachUnknownOrRepeatedMemberIsRefused) {
  const std::string digest = R"("sha256":")" + std::string(kDigest) + "\"";
  for (const std::string& bad :
       {statement_with("[" + kSubject + "]", good_rest() + R"(,"extra":1)"),
        statement_with("[" + kSubject + "]", good_rest() + R"(,"predicate":{})"),
        statement_with(R"([{"name":"vault","uri":"x","digest":{)" + digest + "}}]", good_rest()),
        statement_with(R"([{"name":"vault","digest":{)" + digest + R"(,"sha512":"x"}}])",
                       good_rest())}) {
    EXPECT_THAT(parse_statement(as_bytes(bad)), FailsWith(Code::kBadInput)) << bad;
  }
}

TEST(Statement, NoSubjectOrTwoSubjectsAreRefused) {
  EXPECT_THAT(parse_statement(as_bytes(statement_with("[]", good_rest()))),
              FailsSaying(Code::kBadInput, "exactly one subject"));
  EXPECT_THAT(
      parse_statement(as_bytes(statement_with("[" + kSubject + "," + kSubject + "]", good_rest()))),
      FailsSaying(Code::kBadInput, "exactly one subject"));
}

TEST(Statement, AnotherTypeIsRefused) {
  std::string text = good();
  text.replace(text.find("/v1"), 3, "/v2");
  EXPECT_THAT(parse_statement(as_bytes(text)), FailsSaying(Code::kBadInput, "_type"));
}

TEST(Statement, MembersOfAnotherJsonTypeAreRefused) {
  for (const std::string& bad :
       {std::string("[]"), std::string("null"), std::string("7"), std::string(),
        statement_with(kSubject, good_rest()), statement_with("[1]", good_rest()),
        statement_with("[" + kSubject + "]", R"(,"predicateType":1,"predicate":{})"),
        statement_with("[" + kSubject + "]", R"(,"predicateType":"t","predicate":[])"),
        statement_with("[" + kSubject + "]", R"(,"predicateType":"t","predicate":null)")}) {
    EXPECT_THAT(parse_statement(as_bytes(bad)), FailsWith(Code::kBadInput)) << bad;
  }
}

TEST(Statement, EmptyNamesAreRefused) {
  std::string text = good();
  text.replace(text.find("\"vault\""), 7, "\"\"");
  EXPECT_THAT(parse_statement(as_bytes(text)), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_statement(as_bytes(
                  statement_with("[" + kSubject + "]", R"(,"predicateType":"","predicate":{})"))),
              FailsWith(Code::kBadInput));
}

TEST(Statement, ADigestInUpperCaseOrOfAnotherLengthIsRefused) {
  std::string text = good();
  text[text.find("e3b0")] = 'E';
  EXPECT_THAT(parse_statement(as_bytes(text)), FailsWith(Code::kBadInput));
  text = good();
  text.erase(text.find("e3b0"), 2);
  EXPECT_THAT(parse_statement(as_bytes(text)), FailsWith(Code::kBadInput));
}

TEST(Statement, SixtyFourKibibytesAreTheMost) {
  const auto padded = [](std::size_t size) {
    return good() + std::string(size - good().size(), ' ');
  };
  EXPECT_THAT(parse_statement(as_bytes(padded(65536))), IsOk());
  EXPECT_THAT(parse_statement(as_bytes(padded(65537))), FailsWith(Code::kBadInput));
}

}  // namespace statement_test
}  // namespace pyx::custody
