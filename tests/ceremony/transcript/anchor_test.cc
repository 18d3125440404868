#include "ceremony/transcript/anchor.h"

#include <gmock/gmock.h>

#include "base/hex.h"

namespace pyx::ceremony::transcript {
namespace anchor_test {

const Uuid kCeremony = Uuid::parse("01938c2e-7000-7000-8000-00000000000a").value();
const Uuid kAct = Uuid::parse("01938c2e-7000-7000-8000-000000000003").value();

// By Python's hashlib.
TEST(ActNonce, IsAHashOverTheTranscriptAndTheAct) {
  EXPECT_EQ(to_hex(act_nonce(kCeremony, 3, sha256(ByteView()), kAct)),
            "6f1616484157f6042608342fcad2aa20");
}

TEST(ActNonce, IsAnotherOneForAnythingElse) {
  const Bytes nonce = act_nonce(kCeremony, 3, sha256("root"), kAct);
  EXPECT_EQ(nonce.size(), 16U);
  EXPECT_NE(act_nonce(kAct, 3, sha256("root"), kAct), nonce);
  EXPECT_NE(act_nonce(kCeremony, 4, sha256("root"), kAct), nonce);
  EXPECT_NE(act_nonce(kCeremony, 3, sha256("other root"), kAct), nonce);
  EXPECT_NE(act_nonce(kCeremony, 3, sha256("root"), kCeremony), nonce);
}

}  // namespace anchor_test
}  // namespace pyx::ceremony::transcript
