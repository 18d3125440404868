// A founded vault on a SoftHSM2 token with one active key for each algorithm that is measured, and
// the certificates and the configuration with which pyxd serves it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/key_type.h"
#include "base/result.h"
#include "base/uuid.h"
#include "custody/client/transport.h"
#include "tests/pkcs11/softhsm_fixture.h"

namespace pyx::bench {

struct Algorithm {
  std::string name;     // "rsa2048-pss": as on the command line and in the output
  std::string profile;  // of policies/examples/quickstart.toml.in
  Scheme scheme = Scheme::kEcdsaSha256;
  std::vector<unsigned> batches;
};
const std::vector<Algorithm>& all_algorithms();

// Everything lies in one temporary folder that goes with it.
class BenchVault {
 public:
  // Founds the vault of the quickstart policy with throw-away officers, and makes and activates the
  // keys by acts with their quorum. No token is open in this process afterwards.
  static Result<std::unique_ptr<BenchVault>> make(const std::vector<Algorithm>& algorithms);

  const Uuid& key(const std::string& algorithm) const { return keys_.at(algorithm); }  // its CKA_ID
  const testing::SoftHsmToken& token() const { return token_; }
  const std::filesystem::path& folder() const { return softhsm_.folder(); }
  std::filesystem::path config() const { return folder() / "pyxd.toml"; }
  // What the issuer connects with, but for the url.
  client::TransportOptions issuer() const;

 private:
  struct People;
  BenchVault() : token_(softhsm_.make_token()) {}
  Result<void> make_certificates();
  Result<void> write_config() const;
  Result<Bytes> policy(const People& people) const;
  Result<void> found(const People& people);
  Result<void> make_keys(const People& people, const std::vector<Algorithm>& algorithms);

  testing::SoftHsm softhsm_;
  testing::SoftHsmToken token_;
  std::map<std::string, Uuid> keys_;
  std::map<std::string, std::string> client_pins_;  // mark in the policy: SHA-256 of the SPKI
};

}  // namespace pyx::bench
