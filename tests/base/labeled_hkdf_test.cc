#include "base/labeled_hkdf.h"

#include "tests/matchers.h"
#include "tests/support/revealed.h"
#include "tests/support/vectors.h"

namespace pyx::hpke {
namespace labeled_hkdf_test {

using testing::FailsWith;
using testing::hex_bytes;
using testing::IsOk;
using testing::revealed;
using testing::secret;

// RFC 9180, A.3.1: the parts of the key schedule, suite "HPKE" 0x0010 0x0001 0x0001.
const Bytes kSuite = hex_bytes("48504b45001000010001");
const Bytes kInfo = hex_bytes("4f6465206f6e2061204772656369616e2055726e");
const Bytes kShared = hex_bytes("c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8");
const Bytes kPskIdHash =
    hex_bytes("b88d4e6d91759e65e87c470e8b9141113e9ad5f0c8ceefc1e088c82e69805007");
const Bytes kInfoHash =
    hex_bytes("98e486f9c9c09c9b5c753ac72d6005de254c607d1b534ed11d493ae1c1d9ac85");
const Bytes kSecret = hex_bytes("2eb7b6bf138f6b5aff857414a058a3f1750054a9ba1f72c2cf0684a6f20b10e1");

Bytes context() {
  Bytes context = {0};
  append(context, kPskIdHash);
  append(context, kInfoHash);
  return context;
}

TEST(LabeledHkdf, ExtractsAsTheStandardDoesFromNothingToo) {
  EXPECT_EQ(revealed(labeled_extract(kSuite, {}, "psk_id_hash", {}).value()), kPskIdHash);
  EXPECT_EQ(revealed(labeled_extract(kSuite, {}, "info_hash", kInfo).value()), kInfoHash);
  EXPECT_EQ(revealed(labeled_extract(kSuite, kShared, "secret", {}).value()), kSecret);
}

TEST(LabeledHkdf, ExpandsAsTheStandardDoes) {
  const SecretBytes key = secret(kSecret);
  EXPECT_EQ(revealed(labeled_expand(kSuite, key, "key", context(), 16).value()),
            hex_bytes("868c066ef58aae6dc589b6cfdd18f97e"));
  EXPECT_EQ(revealed(labeled_expand(kSuite, key, "base_nonce", context(), 12).value()),
            hex_bytes("4e0bc5018beba4bf004cca59"));
  EXPECT_EQ(revealed(labeled_expand(kSuite, key, "exp", context(), 32).value()),
            hex_bytes("14ad94af484a7ad3ef40e9f3be99ecc6fa9036df9d4920548424df127ee0d99f"));
}

TEST(LabeledHkdf, ExpandsToOneBlockAtMost) {
  EXPECT_THAT(labeled_expand(kSuite, secret(kSecret), "exp", {}, 32), IsOk());
  EXPECT_THAT(labeled_expand(kSuite, secret(kSecret), "exp", {}, 33), FailsWith(Code::kBug));
}

}  // namespace labeled_hkdf_test
}  // namespace pyx::hpke
