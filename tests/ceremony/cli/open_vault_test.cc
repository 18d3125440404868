#include "ceremony/cli/open_vault.h"

#include "tests/ceremony/cli/room.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace open_vault_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using testing::Room;

TEST(OpenVault, WhereThereIsNoneNamesTheNextStep) {
  const pyx::testing::TempFolder folder;
  const SystemClock clock;
  VaultPlace place;
  place.folder = folder.path() / "vault";
  EXPECT_THAT(open_vault(place, clock),
              FailsSaying(Code::kNotFound, "next: pyx vault init --draft"));
}

TEST(OpenVault, ThatAnotherHoldsNamesTheServer) {
  Room room;
  room.found();
  VaultPlace place;
  place.folder = room.folder();
  const auto first = open_vault(place, room.desk.clock);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(open_vault(place, room.desk.clock), FailsSaying(Code::kConflict, "--server"));
}

TEST(OpenVault, BehindAServerNeedsItsFiles) {
  const SystemClock clock;
  VaultPlace place;
  place.server = ServerPlace{"https://localhost:1", "no-ca.pem", "no.pem", "no.key", ""};
  const auto opened = open_vault(place, clock);
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(describe(opened.error()), ::testing::HasSubstr("no"));
}

TEST(LeafOfServer, NeedsItsFiles) {
  const auto key =
      custody::parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  ASSERT_THAT(key, IsOk());
  EXPECT_FALSE(leaf_of_server({"https://localhost:1", "no-ca.pem", "no.pem", "no.key", ""}, *key,
                              sha256("the vault"), 0)
                   .ok());
}

TEST(OpenToken, WithoutItsPinFileIsNotFound) {
  pkcs11::TokenUri uri;
  uri.module_path = "/no/such/module.so";
  EXPECT_THAT(open_token(uri, SecretSource{SecretSource::File{"no such file"}}),
              FailsWith(Code::kNotFound));
}

}  // namespace open_vault_test
}  // namespace pyx::ceremony
