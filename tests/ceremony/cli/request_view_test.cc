#include "ceremony/cli/request_view.h"

#include "custody/evidence/leaf.h"
#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace request_view_test {

using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;

class RequestView : public ::testing::Test {
 protected:
  void put(decltype(custody::Leaf::body) body) {
    desk_.store->leaves.push_back(
        custody::encode_leaf({desk_.clock.now(), std::move(body)}).value());
  }
  std::string words() {
    const auto said = request_in_words(vault_, 0);
    EXPECT_THAT(said, IsOk());
    return said ? *said : std::string();
  }
  testing::Desk desk_;
  testing::FakeVault vault_{desk_.store};
};

TEST_F(RequestView, SaysWhoAskedForWhatAndWhatWasIssued) {
  custody::KeyRecord key;
  key.id = Uuid::v7(Time(Duration(1)));
  key.coins = custody::CoinTerms{"eur-5", "EUR", 500, {}, std::nullopt};
  key.coins->period.number = 2;
  desk_.store->keys = {key};
  custody::OperationLeaf leaf;
  leaf.client = "issuer";
  leaf.request = Uuid::v7(desk_.clock.now());
  leaf.key = Uuid::v7(Time(Duration(3)));
  leaf.moves.issued = {{key.id, 3}};
  put(leaf);
  EXPECT_THAT(words(), HasSubstr("coins.mint by client issuer, " + to_rfc3339(desk_.clock.now()) +
                                 ", request " + leaf.request.text()));
  EXPECT_THAT(words(), HasSubstr("issued: 3 coins of eur-5, period 2, 1500 minor units of EUR\n"));
}

TEST_F(RequestView, OfAnotherLeafSaysThatItIsNone) {
  put(custody::ExpiredLeaf{Uuid::v7(desk_.clock.now())});
  EXPECT_THAT(words(), HasSubstr("IS NO REQUEST OF THE MINT: it is of kind expired"));
}

TEST_F(RequestView, BehindTheLogSaysThatThereIsNone) {
  EXPECT_THAT(words(), HasSubstr("THE LOG HAS NO SUCH LEAF"));
}

TEST_F(RequestView, OfBytesThatAreNoLeafFails) {
  desk_.store->leaves.push_back(to_bytes("leaf"));
  EXPECT_THAT(request_in_words(vault_, 0), FailsWith(Code::kBadInput));
}

}  // namespace request_view_test
}  // namespace pyx::ceremony
