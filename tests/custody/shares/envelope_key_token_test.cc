#include "custody/shares/envelope_key_token.h"

#include "tests/custody/shares/envelope_fixture.h"
#include "tests/pkcs11/on_person_token.h"

namespace pyx::shares {
namespace envelope_key_token_test {

using pkcs11::PersonKey;
using pkcs11::PersonToken;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWithCkr;
using pyx::testing::IsOk;
using testing::kSomeWords;
using testing::OpensslFolder;
using testing::some_share;
using testing::some_text;
using testing::text_of;

class HolderWithAToken : public pkcs11::OnSoftHsm {
 protected:
  // Bob's key pair, made in his token by another program.
  void make_key(CK_ATTRIBUTE_TYPE use = CKA_DERIVE, KeyType type = KeyType::kP256) {
    const auto module = pkcs11::must(pkcs11::Module::load(pyx::testing::kSoftHsmModule));
    for (const auto& one : pkcs11::must(pkcs11::slots_with_tokens(module))) {
      if (one.identity.serial != bobs_.serial()) continue;
      pkcs11::Login login(module, one.identity, bobs_.pin());
      const auto session = pkcs11::must(login.first_session(pkcs11::Access::kReadWrite));
      pkcs11::make_pair_on(session, type, Bytes{1}, "bob", false, use);
    }
  }
  PersonToken token() {
    PersonToken found = pkcs11::must(PersonToken::find(bobs_.uri()));
    EXPECT_THAT(found.log_in(bobs_.pin(), PersonToken::For::kSigning), IsOk());
    return found;
  }
  PersonKey key_of(PersonToken& token) { return pkcs11::must(token.envelope_key({Bytes{1}, {}})); }
  // A certificate for the token's key by an authority of its own.
  HolderCertificate certificate(const PublicKey& key) {
    files_.make_curve("authority", "P-256");
    files_.write("bob.pub", key.pem());
    const std::string request = "req -new -key " + files_.quoted("authority.key") +
                                " -passin file:" + files_.quoted("passphrase") +
                                " -subj /CN=bob -out " + files_.quoted("bob.csr");
    EXPECT_TRUE(files_.openssl(request));
    EXPECT_TRUE(files_.openssl("x509 -req -in " + files_.quoted("bob.csr") + " -force_pubkey " +
                               files_.quoted("bob.pub") + " -CA " + files_.quoted("authority.crt") +
                               " -CAkey " + files_.quoted("authority.key") +
                               " -passin file:" + files_.quoted("passphrase") + " -days 30 -out " +
                               files_.quoted("bob.crt")));
    return files_.certificate("bob");
  }

  OpensslFolder files_;
  pyx::testing::SoftHsmToken bobs_ = softhsm_.make_token("bob");
};

TEST_F(HolderWithAToken, OpensWhatWasSealedToHisTokensKey) {
  make_key();
  PersonToken bobs = token();
  const PersonKey key = key_of(bobs);
  const HolderCertificate bob = certificate(key.public_key);
  EXPECT_EQ(bob.public_key().id(), key.public_key.id());
  auto opener = EnvelopeKeyOnToken::on(bobs, key);
  ASSERT_THAT(opener, IsOk());
  const auto share = open_share(seal_share(some_share(), bob).value(), *opener);
  ASSERT_THAT(share, IsOk());
  EXPECT_EQ(share->label, some_share().label);
  EXPECT_EQ(text_of(share->words), kSomeWords);
  const auto others =
      open_share(files_.sealed_by_openssl("bob", some_text(), testing::kAgreement), *opener);
  EXPECT_THAT(others, IsOk());
}

// Sealed by Pyx and by openssl, opened in the token.
TEST_F(HolderWithAToken, OpensWithAKeyOfRsaAndOfTheOtherCurveToo) {
  const struct {
    KeyType type;
    CK_ATTRIBUTE_TYPE use;
    const char* options;
  } kinds[] = {{KeyType::kP384, CKA_DERIVE, testing::kAgreement},
               {KeyType::kRsa2048, CKA_DECRYPT, testing::kTransport},
               {KeyType::kRsa3072, CKA_DECRYPT, testing::kTransport}};
  for (const auto& [type, use, options] : kinds) {
    bobs_ = softhsm_.make_token("bob");
    make_key(use, type);
    PersonToken bobs = token();
    const PersonKey key = key_of(bobs);
    const HolderCertificate bob = certificate(key.public_key);
    EXPECT_EQ(bob.public_key().id(), key.public_key.id());
    auto opener = EnvelopeKeyOnToken::on(bobs, key);
    ASSERT_THAT(opener, IsOk()) << to_text(type);
    const auto ours = open_share(seal_share(some_share(), bob).value(), *opener);
    ASSERT_THAT(ours, IsOk()) << to_text(type);
    EXPECT_EQ(text_of(ours->words), kSomeWords);
    const auto theirs = open_share(files_.sealed_by_openssl("bob", some_text(), options), *opener);
    ASSERT_THAT(theirs, IsOk()) << to_text(type);
    EXPECT_EQ(theirs->label, some_share().label);
    EXPECT_EQ(text_of(theirs->words), kSomeWords);
  }
}

TEST_F(HolderWithAToken, AnEnvelopeToAnotherRsaKeyIsToldByItsCertificate) {
  make_key(CKA_DECRYPT, KeyType::kRsa2048);
  PersonToken bobs = token();
  auto opener = EnvelopeKeyOnToken::on(bobs, key_of(bobs));
  ASSERT_THAT(opener, IsOk());
  files_.make("alice", "rsa:2048");
  files_.make("longer", "rsa:3072");
  const Bytes alices = seal_share(some_share(), files_.certificate("alice")).value();
  const Bytes longer = seal_share(some_share(), files_.certificate("longer")).value();
  const auto refused = open_share(alices, *opener);
  EXPECT_TRUE(!refused && refused.error().code == Code::kBadInput);
  EXPECT_THAT(open_share(longer, *opener), FailsSaying(Code::kBadInput, "RSA of 3072 bits"));
}

TEST_F(HolderWithAToken, DoesNotOpenAnothersEnvelope) {
  make_key();
  PersonToken bobs = token();
  auto opener = EnvelopeKeyOnToken::on(bobs, key_of(bobs));
  ASSERT_THAT(opener, IsOk());
  files_.make_curve("alice", "P-256");
  const Bytes alices = seal_share(some_share(), files_.certificate("alice")).value();
  EXPECT_THAT(open_share(alices, *opener), FailsSaying(Code::kBadInput, "CN=alice"));
  files_.make("rsa", "rsa:2048");
  const Bytes rsas = seal_share(some_share(), files_.certificate("rsa")).value();
  EXPECT_THAT(open_share(rsas, *opener), FailsSaying(Code::kBadInput, "the key is p-256"));
  EXPECT_THAT(opener->decrypt(Bytes(256)), FailsSaying(Code::kBadInput, "only an RSA key"));
}

TEST_F(HolderWithAToken, AKeyThatMayOnlySignOpensNothingAndTheTokenSaysWhy) {
  make_key(CKA_SIGN);
  PersonToken bobs = token();
  const PersonKey key = key_of(bobs);
  auto opener = EnvelopeKeyOnToken::on(bobs, key);
  ASSERT_THAT(opener, IsOk());
  const Bytes sealed = seal_share(some_share(), certificate(key.public_key)).value();
  EXPECT_THAT(open_share(sealed, *opener), FailsWithCkr(CKR_KEY_FUNCTION_NOT_PERMITTED));
}

TEST_F(HolderWithAToken, AnEd25519KeyIsRefused) {
  make_key(CKA_SIGN, KeyType::kEd25519);
  PersonToken bobs = token();
  EXPECT_THAT(EnvelopeKeyOnToken::on(bobs, key_of(bobs)),
              FailsSaying(Code::kBadInput, "ed25519 key signs and opens"));
}

}  // namespace envelope_key_token_test
}  // namespace pyx::shares
