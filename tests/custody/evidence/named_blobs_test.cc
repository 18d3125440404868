#include "custody/evidence/named_blobs.h"

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace named_blobs_test {

using pyx::testing::FailsWith;
using pyx::testing::MemoryVault;
using pyx::testing::must;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Sha256> named(const MemoryVault& vault, decltype(Leaf::body) body) {
  return must(named_blobs(must(encode_leaf({vault.clock.now(), std::move(body)}))));
}

TEST(NamedBlobs, AreThoseOfTheFoundingOfProposedDocumentsAndOfWhatAnActMade) {
  const MemoryVault vault;
  const Sha256 one = sha256("one");
  const Sha256 two = sha256("two");
  EXPECT_THAT(named(vault, GenesisLeaf{one, two}), ElementsAre(one, two));
  EXPECT_THAT(named(vault, vault.proposal(vault.act(PolicyChange{one}))), ElementsAre(one));
  EXPECT_THAT(named(vault, vault.proposal(vault.act(BudgetSet{two}))), ElementsAre(two));
  EXPECT_THAT(named(vault, vault.proposal(vault.act(LogRotate{Uuid::v7(vault.clock.now())}))),
              IsEmpty());
  ExecutedLeaf executed{Uuid::v7(vault.clock.now()), {}, {}};
  executed.made_keys = one;
  executed.token_proof = two;
  EXPECT_THAT(named(vault, executed), ElementsAre(one, two));
  executed.token_binding = one;
  EXPECT_THAT(named(vault, executed), ElementsAre(one, two, one));
  const Uuid backup = Uuid::v7(vault.clock.now());
  EXPECT_THAT(named(vault, vault.proposal(vault.act(BackupProve{backup, one}))), ElementsAre(one));
  EXPECT_THAT(named(vault, vault.proposal(vault.act(BackupProve{backup, std::nullopt}))),
              IsEmpty());
}
TEST(NamedBlobs, OfWhatIsNoLeafAreRefused) {
  EXPECT_THAT(named_blobs(as_bytes("no leaf")), FailsWith(Code::kBadInput));
}

}  // namespace named_blobs_test
}  // namespace pyx::custody
