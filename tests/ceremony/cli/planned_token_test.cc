#include "ceremony/cli/planned_token.h"

#include <gmock/gmock.h>

#include <sstream>

#include "base/file.h"
#include "pkcs11/open_token.h"
#include "tests/ceremony/cli/room.h"
#include "tests/matchers.h"
#include "tests/support/matrix_example.h"

namespace pyx::ceremony {
namespace planned_token_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using ::testing::HasSubstr;
using testing::Room;

// BACKUP-PLANNED
class PlannedToken : public ::testing::Test {
 protected:
  std::filesystem::path write(const custody::TokenMatrixFile& matrix) {
    const auto file = room_.desk.folder() / "matrix.json";
    EXPECT_THAT(write_file(file, *custody::encode_matrix(matrix), Overwrite::kYes), IsOk());
    return file;
  }
  custody::TokenMatrixFile matrix_with(const pkcs11::TokenIdentity& second) {
    return pyx::testing::matrix_of({"1", "Model", "Maker", "mint"}, second, room_.desk.clock.now(),
                                   {KeyType::kP256});
  }
  Result<void> look() { return check_second_token(ask_, output_); }

  Room room_;
  pyx::testing::SoftHsmToken second_ = room_.make_token("second");
  pkcs11::SeenToken seen_ = *pkcs11::look_for_token(second_.uri());
  ProposalAsk ask_;
  std::ostringstream data_;
  std::ostringstream words_;
  Output output_{data_, words_, Colour::kNo};
};

TEST_F(PlannedToken, ThatIsThereIsToldAndNoPinIsAskedFor) {
  EXPECT_THAT(look(), IsOk());
  ask_.second_token = second_.uri();
  EXPECT_THAT(look(), IsOk());
  EXPECT_THAT(words_.str(), HasSubstr("serial " + second_.serial() + ", firmware 2.6"));
}
TEST_F(PlannedToken, ThatIsNotThereOrIsAnotherIsRefused) {
  ask_.second_token = second_.uri();
  ask_.second_token->serial = "0000000000000000";
  EXPECT_THAT(look(), FailsWith(Code::kRetry));
  ask_.second_token = second_.uri();
  ask_.token_serial = "another";
  EXPECT_THAT(look(), FailsWith(Code::kConflict));
  ask_.token_serial = second_.serial();
  EXPECT_THAT(look(), IsOk());
}
TEST_F(PlannedToken, IsThatOfTheMatrixOnItsFirmware) {
  ask_.second_token = second_.uri();
  custody::TokenMatrixFile matrix = matrix_with(seen_.identity);
  matrix.tokens[1].firmware = seen_.firmware_version;
  ask_.matrix_file = write(matrix);
  EXPECT_THAT(look(), IsOk());
  matrix.tokens[1].firmware = "1.0";
  write(matrix);
  EXPECT_THAT(look(), RefusedBy("BACKUP-PLANNED"));
  write(matrix_with({"other", "Model", "Maker", ""}));
  EXPECT_THAT(look(), RefusedBy("BACKUP-PLANNED"));
}
TEST_F(PlannedToken, AFileThatIsNoMatrixIsNamed) {
  const auto file = room_.desk.folder() / "matrix.json";
  EXPECT_THAT(read_matrix(file), FailsWith(Code::kNotFound));
  ASSERT_THAT(write_file(file, as_bytes("{}"), Overwrite::kYes), IsOk());
  EXPECT_THAT(read_matrix(file), FailsSaying(Code::kBadInput, "matrix.json"));
}

}  // namespace planned_token_test
}  // namespace pyx::ceremony
