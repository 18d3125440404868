#include "custody/server/log_handler.h"

#include "custody/evidence/tiles.h"
#include "tests/custody/server/api_fixture.h"

namespace pyx::server {
namespace log_handler_test {

using pyx::testing::ApiFixture;
using pyx::testing::IsProblem;

class LogHandler : public ApiFixture {};

TEST_F(LogHandler, ServesTheCheckpointAsASignedNote) {
  const Response response = get("auditor", "/v1/log/checkpoint");
  ASSERT_EQ(response.status, 200U);
  const auto note = custody::parse_note(response.body);
  ASSERT_TRUE(note.ok());
  EXPECT_TRUE(custody::signed_by(*note, vault.log_key()));
}

TEST_F(LogHandler, ServesTilesAndEntryBundles) {
  EXPECT_EQ(get("auditor", "/v1/log/tile/0/000.p/1").body.size(), kSha256Bytes);
  const auto leaves =
      custody::parse_entries(as_bytes(get("auditor", "/v1/log/tile/entries/000.p/1").body));
  EXPECT_EQ(leaves.value().front(), to_bytes("the beginning"));
}

TEST_F(LogHandler, ATilePathThatIsNoneIsNotFound) {
  for (const std::string path : {"0/000.p/2", "0/0", "0/000.p/0", "9/000", "../keys", "0"}) {
    EXPECT_THAT(get("auditor", "/v1/log/tile/" + path), IsProblem(404, "not-found")) << path;
  }
}

TEST_F(LogHandler, ServesBlobsByTheirDigest) {
  EXPECT_EQ(get("auditor", "/v1/log/blobs/" + to_hex(sha256(vault.policy))).body, vault.policy);
  EXPECT_THAT(get("auditor", "/v1/log/blobs/" + to_hex(sha256("x"))), IsProblem(404, "not-found"));
  EXPECT_THAT(get("auditor", "/v1/log/blobs/x"), IsProblem(404, "not-found"));
}

TEST_F(LogHandler, ServesTheKeyOfTheLog) {
  EXPECT_EQ(get("auditor", "/v1/log/vkey").body, vault.log_key().vkey() + "\n");
}

TEST_F(LogHandler, IsForAuditorsAndOfficersOnly) {
  EXPECT_EQ(get("officers", "/v1/log/checkpoint").status, 200U);
  for (const std::string path : {"checkpoint", "vkey", "tile/0/000.p/1"}) {
    EXPECT_THAT(get("mint", "/v1/log/" + path), IsProblem(403, "refused"));
    EXPECT_THAT(get("nobody", "/v1/log/" + path), IsProblem(403, "refused"));
  }
}

}  // namespace log_handler_test
}  // namespace pyx::server
