#include "custody/backups/proof_message.h"

#include <gmock/gmock.h>

#include <set>

#include "base/hex.h"
#include "custody/coins/coin.h"

namespace pyx::custody {
namespace proof_message_test {

Uuid id(int last) {
  return Uuid::parse("01938c2e-7000-7000-8000-0000000000a" + std::to_string(last)).value();
}

TEST(ProofMessage, IsTheLabelTheVaultTheKeyAndTheAct) {
  const Bytes message = proof_message(sha256(""), id(1), id(2));
  EXPECT_EQ(to_hex(message), to_hex(as_bytes("pyx/proof/v1")) + "00" + to_hex(sha256("")) +
                                 "01938c2e7000700080000000000000a1" +
                                 "01938c2e7000700080000000000000a2");
}
TEST(ProofMessage, OfAnotherVaultKeyOrActIsAnother) {
  const std::set<Bytes> messages = {
      proof_message(sha256("a"), id(1), id(2)), proof_message(sha256("b"), id(1), id(2)),
      proof_message(sha256("a"), id(3), id(2)), proof_message(sha256("a"), id(1), id(3)),
      check_message(sha256("a"), id(1))};
  EXPECT_EQ(messages.size(), 5U);
}
// A proof is not money: no coin's tag, and no seed, is over such bytes.
TEST(ProofMessage, NeverBeginsAsWhatACoinsKeyIsGiven) {
  const auto begins = [](const Bytes& bytes) { return as_text(bytes).substr(0, 9); };
  const Bytes coin = tag_input(sha256("a"), {id(1), {}, 1, Time{}}, "EUR");
  const Bytes seed = seed_input(sha256("a"), "issuer", id(1), sha256("b"));
  for (const Bytes& ours :
       {proof_message(sha256("a"), id(1), id(2)), check_message(sha256("a"), id(1))}) {
    EXPECT_NE(begins(ours), begins(coin));
    EXPECT_NE(begins(ours), begins(seed));
  }
}
// By hand: MGF1-SHA256 of "bar" from RFC 8017's definition, SHA-256("bar" || counter).
TEST(ProofMessage, AsAnElementIsBelowEveryModulusAndMadeByMgf1) {
  const Bytes element = proof_element(as_bytes("bar"), 256);
  ASSERT_EQ(element.size(), 256U);
  EXPECT_EQ(element[0], 0);
  Bytes first = to_bytes("bar");
  first.insert(first.end(), {0, 0, 0, 0});
  const Sha256 block = sha256(first);
  EXPECT_TRUE(std::equal(block.begin(), block.end(), element.begin() + 1));
  Bytes eighth = to_bytes("bar");
  eighth.insert(eighth.end(), {0, 0, 0, 7});
  const Sha256 last = sha256(eighth);
  EXPECT_TRUE(std::equal(element.begin() + 225, element.end(), last.begin()));
  EXPECT_EQ(proof_element(as_bytes("bar"), 512).size(), 512U);
}

}  // namespace proof_message_test
}  // namespace pyx::custody
