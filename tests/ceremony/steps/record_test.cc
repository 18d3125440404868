#include "ceremony/steps/record.h"

#include <gmock/gmock.h>

#include "ceremony/transcript/anchor.h"
#include "tests/ceremony/steps/step_room.h"

namespace pyx::ceremony::steps {
namespace record_test {

using testing::StepRoom;

TEST(Record, TheNonceOfAnActIsOverAllEntriesSoFar) {
  StepRoom room;
  const Uuid act = Uuid::v7(SystemClock().now());
  const Anchor anchor = anchor_of(*room.record, act);
  EXPECT_EQ(anchor.size, room.writer->size());
  EXPECT_EQ(anchor.nonce, transcript::act_nonce(room.writer->transcript().header.ceremony,
                                                room.writer->size(), room.writer->root(), act));
  room.does("arrive");
  EXPECT_NE(anchor_of(*room.record, act).nonce, anchor.nonce);
}

}  // namespace record_test
}  // namespace pyx::ceremony::steps
