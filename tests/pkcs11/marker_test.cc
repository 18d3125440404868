#include "pkcs11/marker.h"

#include "pkcs11/objects.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace marker_test {

class MarkerOnSoftHsm : public OnSession {};

TEST_F(MarkerOnSoftHsm, AFreshTokenHasNone) {
  EXPECT_EQ(must(read_marker(session_)), std::nullopt);
}

TEST_F(MarkerOnSoftHsm, WhatWasWrittenIsReadAndWrittenTwiceIsOne) {
  const Bytes vault = to_bytes("vault one");
  EXPECT_THAT(write_marker(session_, vault), IsOk());
  EXPECT_THAT(write_marker(session_, vault), IsOk());
  EXPECT_EQ(must(read_marker(session_)), vault);
  EXPECT_EQ(must(list_objects(session_)).size(), 1U);
}

TEST_F(MarkerOnSoftHsm, AnotherVaultsTokenIsAConflictAndKeepsItsMarker) {
  EXPECT_THAT(write_marker(session_, as_bytes("vault one")), IsOk());
  EXPECT_THAT(write_marker(session_, as_bytes("vault two")), FailsWith(Code::kConflict));
  EXPECT_EQ(must(read_marker(session_)), to_bytes("vault one"));
}

TEST_F(MarkerOnSoftHsm, IsDestroyedByItsValueAndNoneIsSuccess) {
  ASSERT_THAT(write_marker(session_, as_bytes("vault one")), IsOk());
  EXPECT_THAT(destroy_marker(session_, as_bytes("vault two")), FailsWith(Code::kConflict));
  EXPECT_EQ(must(read_marker(session_)), to_bytes("vault one"));
  EXPECT_THAT(destroy_marker(session_, as_bytes("vault one")), IsOk());
  EXPECT_EQ(must(read_marker(session_)), std::nullopt);
  EXPECT_THAT(destroy_marker(session_, as_bytes("vault one")), IsOk());
}

TEST_F(MarkerOnSoftHsm, AnEmptyMarkerIsRefused) {
  EXPECT_THAT(write_marker(session_, {}), FailsWith(Code::kBadInput));
}

TEST_F(MarkerOnSoftHsm, TwoMarkersAreAConflict) {
  EXPECT_THAT(write_marker(session_, as_bytes("vault one")), IsOk());
  Template second;
  second.number(CKA_CLASS, CKO_DATA)
      .flag(CKA_TOKEN, true)
      .flag(CKA_PRIVATE, true)
      .bytes(CKA_APPLICATION, as_bytes("pyx"))
      .bytes(CKA_LABEL, as_bytes("pyx vault"))
      .bytes(CKA_VALUE, as_bytes("vault two"));
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  ASSERT_EQ(module_->C_CreateObject(session_.handle(), second.data(), second.size(), &made),
            CKR_OK);
  EXPECT_THAT(read_marker(session_), FailsWith(Code::kConflict));
}

}  // namespace marker_test
}  // namespace pyx::pkcs11
