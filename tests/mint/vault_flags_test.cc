#include "mint/vault_flags.h"

#include "base/file.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::mint {
namespace vault_flags_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;

class VaultFlags : public ::testing::Test {
 protected:
  VaultFlags() {
    EXPECT_THAT(write_file(vkey_, as_bytes("log+key\nsecond line\n"), Overwrite::kNo), IsOk());
  }

  pyx::testing::TempFolder folder_;
  const std::filesystem::path vkey_ = folder_.path() / "log.vkey";
  GivenFlags flags_ = {
      {"--url", "https://u:1"}, {"--ca", "ca"}, {"--certificate", "crt"}, {"--key", "key"}};
};

TEST_F(VaultFlags, SayWhereTheVaultIsAndByWhatItKnowsUs) {
  const auto options = client_options(flags_);
  ASSERT_THAT(options, IsOk());
  EXPECT_EQ(options->transport.url, "https://u:1");
  EXPECT_EQ(options->transport.ca, "ca");
  EXPECT_EQ(options->transport.certificate, "crt");
  EXPECT_EQ(options->transport.key, "key");
  EXPECT_FALSE(options->vault);
  EXPECT_EQ(options->log_vkey, "");
  EXPECT_EQ(options->client_name, "");
}
TEST_F(VaultFlags, SayWhatReceiptsAreCheckedAgainst) {
  flags_.insert({{"--vault", to_hex(sha256("vault"))}, {"--vkey", vkey_}, {"--name", "issuer"}});
  const auto options = client_options(flags_);
  ASSERT_THAT(options, IsOk());
  EXPECT_EQ(options->vault, sha256("vault"));
  EXPECT_EQ(options->log_vkey, "log+key");
  EXPECT_EQ(options->client_name, "issuer");
}
TEST_F(VaultFlags, AVaultThatIsNoDigestOrAKeyThatIsNotThereIsAnError) {
  flags_.insert({{"--vault", "00"}, {"--vkey", vkey_}});
  EXPECT_THAT(client_options(flags_), FailsWith(Code::kBadInput));
  flags_["--vault"] = to_hex(sha256("vault"));
  EXPECT_THAT(client_options(flags_), IsOk());
  flags_["--vkey"] = folder_.path() / "none";
  EXPECT_THAT(client_options(flags_), FailsWith(Code::kNotFound));
}

}  // namespace vault_flags_test
}  // namespace pyx::mint
