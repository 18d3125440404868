#include "pkcs11/anchor.h"

#include <gmock/gmock.h>

#include "pkcs11/marker.h"
#include "pkcs11/objects.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace anchor_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class AnchorOnSoftHsm : public OnSession {
 protected:
  // As write_anchor leaves it if the process ends before the old one is destroyed.
  void leave_behind(std::string_view value, std::string_view label = "pyx anchor") {
    Template object;
    object.number(CKA_CLASS, CKO_DATA)
        .flag(CKA_TOKEN, true)
        .flag(CKA_PRIVATE, true)
        .bytes(CKA_APPLICATION, as_bytes("pyx"))
        .bytes(CKA_LABEL, as_bytes(label))
        .bytes(CKA_VALUE, as_bytes(value));
    CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
    ASSERT_EQ(module_->C_CreateObject(session_.handle(), object.data(), object.size(), &made),
              CKR_OK);
  }
};

TEST_F(AnchorOnSoftHsm, AFreshTokenHasNone) {
  EXPECT_THAT(must(read_anchors(session_)), IsEmpty());
}
TEST_F(AnchorOnSoftHsm, ANewOneTakesThePlaceOfTheOldOne) {
  EXPECT_THAT(write_anchor(session_, as_bytes("first")), IsOk());
  EXPECT_THAT(write_anchor(session_, as_bytes("second")), IsOk());
  EXPECT_THAT(must(read_anchors(session_)), ElementsAre(to_bytes("second")));
  EXPECT_EQ(must(list_objects(session_)).size(), 1U);
}
TEST_F(AnchorOnSoftHsm, AfterACrashBothAreReadAndTheNextOneEndsBoth) {
  leave_behind("old");
  leave_behind("new");
  EXPECT_THAT(must(read_anchors(session_)), UnorderedElementsAre(to_bytes("old"), to_bytes("new")));
  EXPECT_THAT(write_anchor(session_, as_bytes("newest")), IsOk());
  EXPECT_THAT(must(read_anchors(session_)), ElementsAre(to_bytes("newest")));
}
TEST_F(AnchorOnSoftHsm, TheMarkerAndOtherDataObjectsAreNotTouched) {
  EXPECT_THAT(write_marker(session_, as_bytes("a vault")), IsOk());
  leave_behind("mine", "somebody's");
  EXPECT_THAT(write_anchor(session_, as_bytes("first")), IsOk());
  EXPECT_THAT(write_anchor(session_, as_bytes("second")), IsOk());
  EXPECT_EQ(must(read_marker(session_)), to_bytes("a vault"));
  EXPECT_EQ(must(list_objects(session_)).size(), 3U);
}
TEST_F(AnchorOnSoftHsm, AnEmptyOneIsRefused) {
  EXPECT_THAT(write_anchor(session_, {}), FailsWith(Code::kBadInput));
}
TEST_F(AnchorOnSoftHsm, InASessionThatOnlyReadsTheOldOneStays) {
  EXPECT_THAT(write_anchor(session_, as_bytes("first")), IsOk());
  const Session reader = must(login_.open_session(Access::kReadOnly));
  EXPECT_THAT(write_anchor(reader, as_bytes("second")), FailsWithCkr(CKR_SESSION_READ_ONLY));
  EXPECT_THAT(must(read_anchors(reader)), ElementsAre(to_bytes("first")));
}

}  // namespace anchor_test
}  // namespace pyx::pkcs11
