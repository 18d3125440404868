#include "custody/server/api_json.h"

#include "tests/custody/server/api_fixture.h"
#include "tests/custody/server/statements.h"

namespace pyx::server {
namespace api_json_test {

using pyx::testing::envelope_of;
using pyx::testing::sample_act;

// That the whole comes back as it was: tests/custody/client/api_json_reader_test.cc.

TEST(ApiJson, AnActKeepsTheBytesThatWereSigned) {
  const Bytes signed_bytes = custody::encode_act(sample_act(Uuid::v7(SystemClock().now())));
  custody::ActRecord record;
  record.act = custody::parse_act(signed_bytes).value();
  record.proposal = envelope_of(signed_bytes);
  const json::object out = to_json(record).as_object();
  EXPECT_EQ(custody::envelope_from(out.at("proposal")).value().payload, signed_bytes);
  EXPECT_FALSE(out.contains("closing_leaf"));
}

TEST(ApiJson, AnEmptyListIsAList) {
  EXPECT_EQ(list_response("keys", std::vector<custody::KeyRecord>()).body, R"({"keys":[]})");
}

}  // namespace api_json_test
}  // namespace pyx::server
