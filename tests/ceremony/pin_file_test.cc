#include "ceremony/pin_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "base/secret_source.h"
#include "tests/matchers.h"
#include "tests/support/revealed.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony {
namespace pin_file_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::secret;

TEST(PinFile, OnlyItsOwnerReadsItAndAPinSourceDoes) {
  const pyx::testing::TempFolder folder;
  const auto file = folder.path() / "user.pin";
  const pkcs11::Pin pin(secret(to_bytes("mzxw6ytbojtg633cmfzgm33pmi")));
  ASSERT_THAT(write_pin_file(file, pin), IsOk());
  struct stat facts {};
  ASSERT_EQ(::stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777U, 0400U);
  const auto read = read_secret({SecretSource::File{file}}, "PIN");
  ASSERT_THAT(read, IsOk());
  EXPECT_TRUE(equal_ct(*read, pin.bytes()));
}
TEST(PinFile, OneThatIsThereStays) {
  const pyx::testing::TempFolder folder;
  const auto file = folder.path() / "user.pin";
  const pkcs11::Pin first(secret(to_bytes("first-pin")));
  ASSERT_THAT(write_pin_file(file, first), IsOk());
  EXPECT_THAT(write_pin_file(file, pkcs11::Pin(secret(to_bytes("second-pin")))),
              FailsWith(Code::kConflict));
  EXPECT_TRUE(equal_ct(*read_secret({SecretSource::File{file}}, "PIN"), first.bytes()));
  EXPECT_THAT(write_pin_file(folder.path() / "no" / "folder", first), FailsWith(Code::kStore));
}

}  // namespace pin_file_test
}  // namespace pyx::ceremony
