// Holders of a test with certificates and encrypted key files, all made by the real openssl, and
// envelopes of other kinds, sealed by it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "custody/shares/envelope_key_file.h"
#include "custody/shares/share_envelope.h"
#include "tests/custody/shares/shares_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::shares::testing {

namespace fs = std::filesystem;

// The fourth official vector's first share, in lower case.
inline constexpr std::string_view kSomeWords =
    "shadow pistol academic always adequate wildlife fancy gross oasis cylinder mustang wrist "
    "rescue view short owner flip making coding armed";
inline LabelledShare some_share() { return {{set_id(), 3, 0, 2, "bob"}, words_of(kSomeWords)}; }
inline std::string some_text() {
  return "urn:pyx:share:v1 set=01938c2e-7000-7000-8000-0000000000a1 version=3 group=0 member=2 "
         "holder=bob\n" +
         std::string(kSomeWords) + "\n";
}

inline Time today() { return SystemClock().now(); }

class OpensslFolder {
 public:
  OpensslFolder() {
    // Given one file for -passin and -passout, openssl takes the second line for the second.
    write("passphrase", "a passphrase of a test");
    write("passout", "a passphrase of a test");
  }

  fs::path file(const std::string& name) const { return folder_.path() / name; }
  std::string quoted(const std::string& name) const { return "'" + file(name).string() + "'"; }
  Bytes read(const std::string& name) const { return read_file(file(name)).value(); }
  void write(const std::string& name, std::string_view text) const {
    if (!write_file(file(name), as_bytes(text), Overwrite::kYes)) std::abort();
  }
  void write(const std::string& name, const Bytes& bytes) const { write(name, as_text(bytes)); }

  // Whether it worked. What it says goes nowhere.
  bool openssl(const std::string& words) const {
    return std::system(("openssl " + words + " >/dev/null 2>&1").c_str()) == 0;
  }
  // NAME.crt and NAME.key. `kind`: "rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256", "ed25519".
  void make(const std::string& name, const std::string& kind,
            const std::string& more = "-days 30") const {
    if (!openssl("req -x509 -utf8 -newkey " + kind + " -keyout " + quoted(name + ".key") +
                 " -out " + quoted(name + ".crt") + " -subj '/CN=" + name +
                 "/O=Example' -passout file:" + quoted("passphrase") + " " + more)) {
      std::abort();
    }
  }
  void make_curve(const std::string& name, const std::string& curve) const {
    make(name, "ec -pkeyopt ec_paramgen_curve:" + curve);
  }

  HolderCertificate certificate(const std::string& name) const {
    return HolderCertificate::read(read(name + ".crt"), today()).value();
  }
  SecretBytes passphrase() const { return secret_of(read("passphrase")); }
  EnvelopeKeyFile key(const std::string& name) const {
    return EnvelopeKeyFile::from_pem(read(name + ".key"), passphrase(), name + ".key").value();
  }
  // What openssl seals to NAME.crt, in the shape that Pyx takes unless `options` say otherwise.
  Bytes sealed_by_openssl(const std::string& name, std::string_view text,
                          const std::string& options) const {
    write("plain", text);
    if (!openssl("cms -encrypt -binary -in " + quoted("plain") + " -outform DER -out " +
                 quoted("sealed") + " " + recipient(name) + " " + options)) {
      std::abort();
    }
    return read("sealed");
  }
  std::string recipient(const std::string& name) const { return "-recip " + quoted(name + ".crt"); }
  // Nothing if it does not open it.
  Bytes opened_by_openssl(const std::string& name, const Bytes& envelope) const {
    write("envelope", envelope);
    if (!openssl("cms -decrypt -inform DER -in " + quoted("envelope") + " -inkey " +
                 quoted(name + ".key") + " " + recipient(name) +
                 " -passin file:" + quoted("passphrase") + " -out " + quoted("opened"))) {
      return {};
    }
    return read("opened");
  }

 private:
  const pyx::testing::TempFolder folder_;
};

inline constexpr const char* kAgreement = "-aes-256-gcm -keyopt ecdh_kdf_md:sha256";
inline constexpr const char* kTransport =
    "-aes-256-gcm -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256";

}  // namespace pyx::shares::testing
