#include "custody/client/log_reader.h"

#include "custody/evidence/tiles.h"
#include "tests/custody/client/client_fixture.h"
#include "tests/custody/client/scripted_transport.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace log_reader_test {

using pyx::testing::ApiFixture;
using pyx::testing::FailsWith;
using pyx::testing::FakeVault;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;

// The log of a fake vault without a network; `vault` may be exchanged for one that lies.
class LogTransport final : public Transport {
 public:
  explicit LogTransport(FakeVault*& vault) : vault_(vault) {}
  std::vector<Result<Reply>> exchange_all(std::span<const Exchange> asked) override {
    std::vector<Result<Reply>> replies;
    for (const Exchange& one : asked) replies.push_back(answer(one.path.substr(8)));
    return replies;
  }

 private:
  Result<Reply> answer(const std::string& what) {
    if (what == "checkpoint") return Reply{200, "", vault_->checkpoint().value()};
    const auto tile = vault_->tile(what);
    if (!tile) return Reply{404, "", R"({"code":"not-found","detail":"no tile"})"};
    return Reply{200, "", pyx::to_text(*tile)};
  }
  FakeVault*& vault_;
};

class LogReaderTest : public ::testing::Test {
 protected:
  FakeVault honest;
  FakeVault* served = &honest;
  LogTransport transport{served};
  LogReader reader{transport, honest.log_key(), honest.vault_id()};
};

TEST_F(LogReaderTest, ALeafIsProven) {
  honest.add_leaf(to_bytes("the second"));
  const auto leaf = reader.leaf(1);
  ASSERT_THAT(leaf, IsOk());
  EXPECT_EQ(*leaf, to_bytes("the second"));
}

TEST_F(LogReaderTest, ALogThatGrewIsConsistent) {
  EXPECT_EQ(reader.checkpoint()->size, 1U);
  honest.add_leaf(to_bytes("the second"));
  EXPECT_EQ(reader.checkpoint()->size, 2U);
}

TEST_F(LogReaderTest, ALeafPastTheEndIsNotInTheLog) {
  EXPECT_THAT(reader.leaf(1), RefusedBy("LOG-WHOLE"));
}

TEST_F(LogReaderTest, ACheckpointByAnotherKeyIsRefused) {
  FakeVault other;
  served = &other;
  EXPECT_THAT(reader.checkpoint(), RefusedBy("LOG-WHOLE"));
}

TEST_F(LogReaderTest, ACheckpointOfAnotherVaultIsRefused) {
  LogReader elsewhere(transport, honest.log_key(), sha256("another vault"));
  EXPECT_THAT(elsewhere.checkpoint(), RefusedBy("LOG-WHOLE"));
}

TEST_F(LogReaderTest, ALeafThatIsExchangedIsNoticed) {
  honest.add_leaf(to_bytes("the second"));
  ASSERT_THAT(reader.checkpoint(), IsOk());
  FakeVault liar;
  liar.add_leaf(to_bytes("a forgery"));
  served = &liar;
  EXPECT_THAT(reader.leaf(1), RefusedBy("LOG-WHOLE"));
}

TEST_F(LogReaderTest, ALogThatCannotBeReachedIsNoVerdict) {
  pyx::testing::Script silence;
  pyx::testing::ScriptedTransport nobody(silence);
  LogReader waiting(nobody, honest.log_key(), honest.vault_id());
  EXPECT_THAT(waiting.checkpoint(), FailsWith(Code::kRetry));
}

}  // namespace log_reader_test
}  // namespace pyx::client
