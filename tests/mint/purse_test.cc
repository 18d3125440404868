#include "mint/purse.h"

#include "base/file.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::mint {
namespace purse_test {

using custody::CoinPouch;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

// Coins with these values; their ids count from `first_id`.
CoinPouch coins(std::initializer_list<std::uint64_t> values, std::uint8_t first_id = 1) {
  CoinPouch pouch = CoinPouch::of(values.size()).value();
  std::size_t at = 0;
  for (const std::uint64_t value : values) {
    custody::CoinFace face;
    face.key = Uuid::v7(SystemClock().now());
    face.id.fill(static_cast<std::uint8_t>(first_id + at));
    face.value = value;
    Bytes tag(custody::kCoinTagBytes, 7);
    pouch.put(at++, face, tag);
  }
  return pouch;
}

class APurse : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "purse"; }
  pyx::testing::TempFolder folder_;
};

TEST_F(APurse, KeepsItsKeyAndItsCoins) {
  Purse purse = Purse::create(file()).value();
  EXPECT_EQ(purse.size(), 0U);
  const hpke::PublicKey holder = purse.holder().public_key;
  ASSERT_THAT(purse.put(coins({500, 100})), IsOk());
  const Purse again = Purse::open(file()).value();
  EXPECT_EQ(again.holder().public_key, holder);
  EXPECT_EQ(again.coins(), purse.coins());
  EXPECT_EQ(again.value(), 600U);
  EXPECT_THAT(Purse::create(file()), FailsWith(Code::kConflict));
}

TEST_F(APurse, TakesACoinInOnce) {
  Purse purse = Purse::create(file()).value();
  const CoinPouch same = coins({500});
  ASSERT_THAT(purse.put(same), IsOk());
  ASSERT_THAT(purse.put(same), IsOk());
  EXPECT_EQ(purse.size(), 1U);
}

TEST_F(APurse, PicksCoinsOfAValueOrSaysThatItCannot) {
  Purse purse = Purse::create(file()).value();
  EXPECT_THAT(purse.pick(std::nullopt), FailsWith(Code::kBadInput));
  ASSERT_THAT(purse.put(coins({100, 500, 100})), IsOk());
  EXPECT_EQ(purse.pick(600).value().size(), 2U);
  EXPECT_EQ(purse.pick(200).value().size(), 2U);
  EXPECT_EQ(purse.pick(std::nullopt).value().size(), 3U);
  EXPECT_THAT(purse.pick(300), FailsWith(Code::kBadInput));
  EXPECT_THAT(purse.pick(800), FailsWith(Code::kBadInput));
}

TEST_F(APurse, GivesOutWhatIsSpent) {
  Purse purse = Purse::create(file()).value();
  ASSERT_THAT(purse.put(coins({100, 500})), IsOk());
  ASSERT_THAT(purse.take_out({purse.coins()[0].id}), IsOk());
  EXPECT_EQ(Purse::open(file()).value().value(), 500U);
  ASSERT_THAT(purse.take_out({purse.coins()[0].id}), IsOk());
  EXPECT_EQ(Purse::open(file()).value().size(), 0U);
}

TEST_F(APurse, ThatIsNoneIsNotOpened) {
  EXPECT_THAT(Purse::open(file()), FailsWith(Code::kNotFound));
  ASSERT_THAT(write_file(file(), Bytes(31, 1), Overwrite::kNo), IsOk());
  EXPECT_THAT(Purse::open(file()), FailsWith(Code::kBadInput));
  ASSERT_THAT(write_file(file(), Bytes(50, 1), Overwrite::kYes), IsOk());
  EXPECT_THAT(Purse::open(file()), FailsWith(Code::kBadInput));
}

}  // namespace purse_test
}  // namespace pyx::mint
