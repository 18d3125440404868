#include "mint/pending.h"

#include "base/file.h"
#include "custody/client/wallet.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::mint {
namespace pending_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

class APending : public ::testing::Test {
 protected:
  std::filesystem::path purse() const { return folder_.path() / "purse"; }
  Pending of(decltype(custody::ValueRequest::what) what) const {
    Pending pending;
    pending.request.request = Uuid::v7(SystemClock().now());
    pending.request.what = std::move(what);
    pending.paid = {custody::CoinId{1}, custody::CoinId{2}};
    return pending;
  }
  custody::HolderKey holder() const {
    return client::new_holder_key(hpke::Kem::kX25519).value().public_key;
  }
  custody::Payment payment() const {
    return {Uuid::v7(SystemClock().now()), to_bytes("a sealed payment")};
  }

  pyx::testing::TempFolder folder_;
};

TEST_F(APending, IsReadAsItWasKept) {
  for (const Pending& pending : {of(custody::CoinsMint{{{"eur-5", 3}, {"eur-1", 2}}, holder()}),
                                 of(custody::CoinsExchange{payment(), {{"eur-1", 5}}, holder()}),
                                 of(custody::CoinsRedeem{payment(), sha256("an account")})}) {
    ASSERT_THAT(keep_pending(purse(), pending), IsOk());
    const auto read = read_pending(purse());
    ASSERT_THAT(read, IsOk());
    ASSERT_TRUE(read->has_value());
    EXPECT_EQ((*read)->request.request, pending.request.request);
    EXPECT_EQ(custody::request_digest((*read)->request), custody::request_digest(pending.request));
    EXPECT_EQ((*read)->paid, pending.paid);
    ASSERT_THAT(forget_pending(purse()), IsOk());
    EXPECT_FALSE(read_pending(purse()).value().has_value());
  }
}

TEST_F(APending, KeepsAnotherOut) {
  ASSERT_THAT(keep_pending(purse(), of(custody::CoinsMint{{{"eur-5", 3}}, holder()})), IsOk());
  EXPECT_THAT(keep_pending(purse(), of(custody::CoinsMint{{{"eur-5", 4}}, holder()})),
              FailsSaying(Code::kConflict, "--resume"));
}

TEST_F(APending, ThatIsDamagedIsNotGuessedAt) {
  for (const char* text : {"", "{}", R"({"operation":"blind.sign"})"}) {
    ASSERT_THAT(write_file(pending_file(purse()), as_bytes(text), Overwrite::kYes), IsOk());
    EXPECT_THAT(read_pending(purse()), FailsWith(Code::kBadInput));
  }
}

}  // namespace pending_test
}  // namespace pyx::mint
