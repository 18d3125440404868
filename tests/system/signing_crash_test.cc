// SIGN-DURABLE and SIGN-RETRY at every named crash point of the sign pipeline: a child process is
// killed there as by a power cut; what was answered has its leaf, and the retry its answer.

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>

#include "base/file.h"
#include "tests/support/crashes.h"

namespace pyx::custody {
namespace signing_crash_test {

using pyx::testing::CrashPage;
using pyx::testing::dies_at;
using pyx::testing::IsOk;
using pyx::testing::LiveVault;
using pyx::testing::must;
using pyx::testing::test_name;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Name = std::string_view;

const CrashPage kPage("Requests");

constexpr std::array<Name, 3> kSignPoints = {"crash-point:sign-reserved", "crash-point:sign-signed",
                                             "crash-point:sign-before-settle"};

class SigningCrash : public ::testing::TestWithParam<Name> {};

// Trap 24.
TEST_P(SigningCrash, LeavesOneRequestLeafAndTheRetryGetsTheSameAnswer) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-ed25519");
  const SignRequest request = vault.request(key, {to_bytes("a coin of 5")});
  vault.close();
  const auto answered = vault.folder.path() / "answered";
  dies_at(GetParam(), [&] {
    vault.open();
    const auto answer = must(vault.sign(request));
    must(write_file(answered, answer.signatures.front(), Overwrite::kNo));
    ::pause();  // for the settle leaf, which rides behind
  });

  const std::string then = pyx::testing::last_leaf(vault);
  vault.open();
  std::vector<std::uint64_t> found;
  const auto before = vault.leaves();
  for (std::uint64_t i = 0; i < before.size(); ++i) {
    const auto* leaf = std::get_if<RequestLeaf>(&before[i].body);
    if (leaf != nullptr && leaf->request == request.request) found.push_back(i);
  }
  ASSERT_THAT(found, SizeIs(1));
  const auto answer = must(vault.sign(request));
  EXPECT_EQ(answer.receipt.leaf_index, found.front());
  const auto left = read_file(answered);
  ASSERT_EQ(left.ok(), GetParam() == kSignPoints.back());
  if (left) {
    EXPECT_EQ(*left, answer.signatures.front());
  }
  pyx::testing::saw({std::string(GetParam()), "signing",
                     then + (left ? "; the answer left" : "; no answer left"),
                     "the request, once, unsettled",
                     "the client: the same request id, which gets the same answer"});
  vault->stop();
  const auto report = vault.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(At, SigningCrash, ::testing::ValuesIn(kSignPoints),
                         [](const auto& one) { return test_name(one.param); });

}  // namespace signing_crash_test
}  // namespace pyx::custody
