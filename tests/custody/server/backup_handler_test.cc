#include "custody/server/backup_handler.h"

#include "custody/acts/share_receipt.h"
#include "tests/custody/server/api_fixture.h"
#include "tests/custody/server/statements.h"

namespace pyx::server {
namespace backup_handler_test {

using pyx::testing::ApiFixture;
using pyx::testing::body_of;
using pyx::testing::envelope_body;
using pyx::testing::envelope_of;
using pyx::testing::IsProblem;
using pyx::testing::text_of;

class BackupHandler : public ApiFixture {
 protected:
  std::string receipt() const {
    custody::ShareReceipt made;
    made.backup = id_;
    made.holder = "alice";
    made.time = clock.now();
    return envelope_body(envelope_of(custody::encode_share_receipt(made)));
  }
  const Uuid id_ = Uuid::parse("01938c2e-7000-7000-8000-0000000000a1").value();
};

TEST_F(BackupHandler, BackupsAreListed) {
  custody::BackupRecord record;
  record.id = id_;
  vault.backup_list.push_back(record);
  const auto list = body_of(get("officers", "/v1/backups")).at("backups").as_array();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(text_of(list[0].as_object(), "id"), id_.text());
}

TEST_F(BackupHandler, TheCopiesOfAKeyAreListedForWhoCarriesActs) {
  custody::KeyRecord key;
  key.id = id_;
  key.token_serial = "1234";
  vault.key_list.push_back(key);
  const std::string path = "/v1/keys/" + id_.text() + "/copies";
  const json::object copies = body_of(get("officers", path));
  EXPECT_EQ(copies.at("tokens").at(0).at("token_serial").as_string(), "1234");
  EXPECT_TRUE(copies.at("blobs").as_array().empty());
  EXPECT_THAT(get("mint", path), IsProblem(403, "refused"));
  EXPECT_THAT(get("officers", "/v1/keys/01938c2e-7000-7000-8000-0000000000a9/copies"),
              IsProblem(404, "not-found"));
}

TEST_F(BackupHandler, WhatAHolderSaysIsRecordedAndItsLeafAnswered) {
  const Response response = post("officers", "/v1/shares", receipt());
  ASSERT_EQ(response.status, 201U) << response.body;
  EXPECT_EQ(body_of(response).at("leaf").to_number<int>(), 9);
  EXPECT_EQ(vault.sayings, 1U);
}

TEST_F(BackupHandler, OnlyWhoMayCarryActsReachesTheVault) {
  for (const std::string client : {"mint", "auditor", "nobody"}) {
    EXPECT_THAT(post(client, "/v1/shares", receipt()), IsProblem(403, "refused"));
    EXPECT_THAT(get(client, "/v1/backups"), IsProblem(403, "refused"));
  }
  EXPECT_EQ(vault.sayings, 0U);
}

TEST_F(BackupHandler, AMalformedStatementDoesNotReachTheVault) {
  EXPECT_THAT(post("officers", "/v1/shares", R"({"envelope":{}})"), IsProblem(400, "bad-input"));
  EXPECT_EQ(vault.sayings, 0U);
}

}  // namespace backup_handler_test
}  // namespace pyx::server
