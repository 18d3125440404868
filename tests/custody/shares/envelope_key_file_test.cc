#include "custody/shares/envelope_key_file.h"

#include "tests/custody/shares/envelope_fixture.h"

namespace pyx::shares {
namespace envelope_key_file_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::OpensslFolder;
using testing::secret_of;

class EnvelopeKeyFileOfOpenssl : public ::testing::Test {
 protected:
  Result<EnvelopeKeyFile> read(const std::string& file) const {
    return EnvelopeKeyFile::from_pem(folder_.read(file), folder_.passphrase(), file);
  }
  std::string other_form(const std::string& command) const {
    EXPECT_TRUE(folder_.openssl(command + " -in " + folder_.quoted("bob.key") + " -passin file:" +
                                folder_.quoted("passphrase") + " -out " + folder_.quoted("form")))
        << command;
    return "form";
  }
  OpensslFolder folder_;
};

TEST_F(EnvelopeKeyFileOfOpenssl, IsTheCertificatesKey) {
  folder_.make_curve("p256", "P-256");
  folder_.make_curve("p384", "P-384");
  folder_.make("rsa", "rsa:2048");
  for (const std::string name : {"p256", "p384", "rsa"}) {
    const auto key = read(name + ".key");
    ASSERT_THAT(key, IsOk());
    EXPECT_EQ(key->public_key().id(), folder_.certificate(name).public_key().id());
  }
}

TEST_F(EnvelopeKeyFileOfOpenssl, BothSidesAgreeOnOneSecret) {
  for (const auto& [curve, bytes] : {std::pair{"P-256", 32U}, std::pair{"P-384", 48U}}) {
    folder_.make_curve("bob", curve);
    folder_.make_curve("alice", curve);
    EnvelopeKeyFile bob = folder_.key("bob");
    EnvelopeKeyFile alice = folder_.key("alice");
    const auto point = [](const EnvelopeKeyFile& key) {
      const Bytes& spki = key.public_key().spki();
      const std::size_t size = key.public_key().type() == KeyType::kP256 ? 65 : 97;
      return Bytes(spki.end() - static_cast<std::ptrdiff_t>(size), spki.end());
    };
    const auto one = bob.agree(point(alice));
    const auto other = alice.agree(point(bob));
    ASSERT_THAT(one, IsOk());
    ASSERT_THAT(other, IsOk());
    EXPECT_EQ(one->size_bytes(), bytes);
    EXPECT_TRUE(equal_ct(*one, *other));
    Bytes off = point(alice);
    off.back() ^= 1U;
    EXPECT_THAT(bob.agree(off), FailsSaying(Code::kBadInput, "no point of p-"));
    EXPECT_THAT(bob.agree({}), FailsWith(Code::kBadInput));
    EXPECT_THAT(bob.agree(Bytes{0}), FailsWith(Code::kBadInput));  // infinity
    Bytes compressed = point(alice);
    compressed.resize(compressed.size() / 2 + 1);
    compressed.front() = 2;
    EXPECT_THAT(bob.agree(compressed), FailsWith(Code::kBadInput));
    EXPECT_THAT(bob.decrypt(Bytes(256)), FailsSaying(Code::kBadInput, "only an RSA key"));
  }
}

TEST_F(EnvelopeKeyFileOfOpenssl, DecryptsOaepWithSha256Only) {
  folder_.make("rsa", "rsa:2048");
  EnvelopeKeyFile key = folder_.key("rsa");
  folder_.write("plain", "0123456789abcdef0123456789abcdef");
  const auto encrypted = [&](const std::string& options) {
    EXPECT_TRUE(folder_.openssl("pkeyutl -encrypt -certin -inkey " + folder_.quoted("rsa.crt") +
                                " -in " + folder_.quoted("plain") + " -out " +
                                folder_.quoted("out") + " " + options));
    return folder_.read("out");
  };
  const auto plain =
      key.decrypt(encrypted("-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256"));
  ASSERT_THAT(plain, IsOk());
  EXPECT_EQ(testing::text_of(*plain), "0123456789abcdef0123456789abcdef");
  EXPECT_THAT(key.decrypt(encrypted("-pkeyopt rsa_padding_mode:oaep")), FailsWith(Code::kBadInput));
  EXPECT_THAT(key.decrypt(encrypted("")), FailsWith(Code::kBadInput));
  EXPECT_THAT(key.decrypt(Bytes(256, 0xff)), FailsWith(Code::kBadInput));
  EXPECT_THAT(key.decrypt(Bytes(255)), FailsWith(Code::kBadInput));
  EXPECT_THAT(key.decrypt({}), FailsWith(Code::kBadInput));
  EXPECT_THAT(key.agree(Bytes(65)), FailsSaying(Code::kBadInput, "an RSA key agrees on no secret"));
}

TEST_F(EnvelopeKeyFileOfOpenssl, AKeyInTheClearIsRefused) {
  folder_.make_curve("bob", "P-256");
  EXPECT_THAT(read(other_form("pkcs8 -topk8 -nocrypt")), FailsSaying(Code::kBadInput, "topk8"));
  EXPECT_THAT(read(other_form("ec")), FailsSaying(Code::kBadInput, "not encrypted as PKCS#8"));
  EXPECT_THAT(read(other_form("ec -aes256 -passout file:" + folder_.quoted("passout"))),
              FailsSaying(Code::kBadInput, "not encrypted as PKCS#8"));
  EXPECT_THAT(read(other_form("pkcs8 -topk8 -scrypt -passout file:" + folder_.quoted("passout"))),
              IsOk());
}

// SECRET-NEVER.
TEST_F(EnvelopeKeyFileOfOpenssl, AWrongPassphraseAsksThePersonAndIsNotSaid) {
  folder_.make_curve("bob", "P-256");
  for (const std::string wrong : {"another passphrase", ""}) {
    const auto failed =
        EnvelopeKeyFile::from_pem(folder_.read("bob.key"), secret_of(to_bytes(wrong)), "bob.key");
    EXPECT_THAT(failed, FailsSaying(Code::kAskPerson, "does not open bob.key"));
    EXPECT_THAT(failed.error().message, Not(HasSubstr("another passphrase")));
  }
}

TEST_F(EnvelopeKeyFileOfOpenssl, AKeyThatOpensNothingIsRefused) {
  folder_.make("bob", "ed25519");
  EXPECT_THAT(read("bob.key"), FailsSaying(Code::kBadInput, "ed25519 key signs"));
  folder_.make_curve("bob", "secp256k1");
  EXPECT_THAT(read("bob.key"), FailsSaying(Code::kBadInput, "opens no envelope"));
  folder_.make("bob", "rsa:1024");
  EXPECT_THAT(read("bob.key"), FailsSaying(Code::kBadInput, "opens no envelope"));
}

TEST_F(EnvelopeKeyFileOfOpenssl, AnotherFileIsRefused) {
  folder_.make_curve("bob", "P-256");
  EXPECT_THAT(read("bob.crt"), FailsSaying(Code::kBadInput, "bob.crt holds \"CERTIFICATE\""));
  const Bytes once = folder_.read("bob.key");
  Bytes twice = once;
  append(twice, once);
  folder_.write("twice", twice);
  EXPECT_THAT(read("twice"), FailsSaying(Code::kBadInput, "more than one"));
  folder_.write("none", std::string_view("no key"));
  EXPECT_THAT(read("none"), FailsSaying(Code::kBadInput, "no key in PEM form"));
  folder_.write("none", std::string_view());
  EXPECT_THAT(read("none"), FailsWith(Code::kBadInput));
  folder_.write("none", Bytes(kKeyFileMostBytes + 1, 'x'));
  EXPECT_THAT(read("none"), FailsSaying(Code::kBadInput, "too large"));
  folder_.write("none", std::string_view("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n"
                                         "-----END ENCRYPTED PRIVATE KEY-----\n"));
  EXPECT_THAT(read("none"), FailsSaying(Code::kBadInput, "damaged"));
}

}  // namespace envelope_key_file_test
}  // namespace pyx::shares
