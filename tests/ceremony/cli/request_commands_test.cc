#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace request_commands_test {

using testing::Desk;
using ::testing::HasSubstr;
using ::testing::Not;

custody::OpenRequest open_request(const Desk& desk) {
  return {42, desk.clock.now(), "issuer", "coins.mint", Uuid::v7(desk.clock.now())};
}

TEST(RequestCommands, ListShowsWhoAskedForWhatAndHowToFreeIt) {
  Desk desk;
  desk.store->open_requests = {open_request(desk)};
  ASSERT_EQ(desk.run(request_commands(), {"request", "list", "--dir", "vault"}), ExitCode::kDone);
  EXPECT_THAT(desk.data(),
              HasSubstr("42    " + to_rfc3339(desk.clock.now()) + "  issuer  coins.mint  " +
                        desk.store->open_requests[0].request.text()));
  EXPECT_THAT(desk.words(), HasSubstr("pyx act propose reservation.free --leaf N"));
  EXPECT_THAT(desk.words(), HasSubstr("pyx act propose coins.refund --leaf N"));
  EXPECT_THAT(desk.words(), Not(HasSubstr("newest 1000")));
}

TEST(RequestCommands, ListAsJson) {
  Desk desk;
  desk.store->open_requests = {open_request(desk)};
  ASSERT_EQ(desk.run(request_commands(), {"request", "list", "--dir", "vault", "--output", "json"}),
            ExitCode::kDone);
  EXPECT_EQ(desk.json().at("requests").at(0).at("leaf_index").as_int64(), 42);
}

TEST(RequestCommands, ListOfNoneSaysSo) {
  Desk desk;
  ASSERT_EQ(desk.run(request_commands(), {"request", "list", "--dir", "vault"}), ExitCode::kDone);
  EXPECT_EQ(desk.words(), "pyx: every request is settled\n");
}

TEST(RequestCommands, ListOfTheMostSaysThatThereMayBeMore) {
  Desk desk;
  desk.store->open_requests.assign(1000, open_request(desk));
  ASSERT_EQ(desk.run(request_commands(), {"request", "list", "--dir", "vault"}), ExitCode::kDone);
  EXPECT_THAT(desk.words(), HasSubstr("only the newest 1000 are shown"));
}

}  // namespace request_commands_test
}  // namespace pyx::ceremony
