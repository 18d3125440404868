#include "tests/bench/bench_vault.h"

#include <cctype>

#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/random.h"
#include "ceremony/officer_key.h"
#include "custody/founding/founding.h"
#include "custody/vault.h"
#include "pkcs11/open_token.h"
#include "tests/support/certificates.h"

namespace pyx::bench {
namespace {

using ceremony::OfficerKey;
using custody::ActParameters;

constexpr std::string_view kPolicyFile = PYX_SOURCE_DIR "/policies/examples/quickstart.toml.in";
constexpr std::string_view kProposer = "olga";
constexpr Duration kActLifetime = std::chrono::hours(1);

Result<std::unique_ptr<pkcs11::Token>> open(const testing::SoftHsmToken& token) {
  return pkcs11::open_token(token.uri(), token.pin());
}

void replace(std::string& text, const std::string& mark, const std::string& by) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
    text.replace(at, mark.size(), by);
    at += by.size();
  }
}

std::string upper(std::string text) {
  for (char& one : text) one = one == '-' ? '_' : static_cast<char>(std::toupper(one));
  return text;
}

}  // namespace

const std::vector<Algorithm>& all_algorithms() {
  static const std::vector<Algorithm> all = {
      {"rsa2048-pss", "issuer-rsa-2048", Scheme::kRsaPssSha256, {1, 8, 32}},
      {"rsa2048-blind", "issuer-rsa-2048-blind", Scheme::kRsaBlind, {1, 8, 32}},
      {"p256", "issuer-p-256", Scheme::kEcdsaSha256, {1, 8, 32}},
      {"ed25519", "issuer-ed25519", Scheme::kEd25519, {1, 8, 32}},
      {"hmac", "issuer-generic-secret", Scheme::kHmacSha256, {1, 8, 32, 64}},
  };
  return all;
}

struct BenchVault::People {
  static Result<People> make() {
    People people;
    for (const char* person : {"olga", "alice", "bob", "carol", "dave"}) {
      PYX_ASSIGN(OfficerKey key, OfficerKey::make(KeyType::kEd25519));
      people.keys.emplace(person, std::move(key));
    }
    return people;
  }
  Result<custody::Envelope> sign(std::string_view person, const Bytes& statement) const {
    return keys.find(person)->second.sign_statement(statement);
  }
  std::map<std::string, OfficerKey, std::less<>> keys;
};

namespace {

// One act from its proposal to its execution. `sign` puts a person's signature on a statement.
template <class Sign>
Result<void> carry_out(custody::Vault& vault, const Sign& sign, ActParameters parameters) {
  const Time now = SystemClock().now();
  PYX_ASSIGN(const custody::VaultInfo info, vault.info());
  Bytes nonce(custody::kNonceBytes);
  fill_random(nonce);
  const custody::Act act{
      Uuid::v7(now),      std::move(parameters), info.id, info.policy, nonce, now,
      now + kActLifetime, std::string(kProposer)};
  const Bytes bytes = custody::encode_act(act);
  PYX_ASSIGN(const custody::Envelope proposal, sign(kProposer, bytes));
  PYX_TRY(vault.propose(proposal, std::nullopt));
  for (const char* person : {"alice", "bob"}) {
    fill_random(nonce);
    const custody::DecisionStatement decision{
        info.id, bytes, policies::Choice::kApprove, person, "security-officer", SystemClock().now(),
        nonce,   ""};
    PYX_ASSIGN(const custody::Envelope envelope, sign(person, custody::encode_decision(decision)));
    PYX_TRY(vault.decide(act.id, envelope));
  }
  PYX_ASSIGN(const custody::ActRecord done, vault.execute(act.id));
  if (done.state == custody::ActState::kExecuted) return {};
  return error(Code::kBug, "an act of the set-up was not executed: " + done.outcome);
}

}  // namespace

Result<std::unique_ptr<BenchVault>> BenchVault::make(const std::vector<Algorithm>& algorithms) {
  std::unique_ptr<BenchVault> vault(new BenchVault);
  PYX_ASSIGN(const People people, People::make());
  PYX_TRY(vault->make_certificates());
  PYX_TRY(vault->found(people));
  PYX_TRY(vault->make_keys(people, algorithms));
  PYX_TRY(vault->write_config());
  return vault;
}

Result<void> BenchVault::make_certificates() {
  const testing::CertificateAuthority authority("bench");
  authority.write(folder(), "ca.crt");
  testing::issue_server(authority, folder(), "pyxd");
  for (const char* client : {"issuer", "officers-desk", "auditor-desk"}) {
    const auto files =
        testing::issue_client(authority, folder(), client, std::string("urn:pyx:client:") + client);
    client_pins_["@" + upper(client) + "_SPKI_SHA256@"] = to_hex(files.spki_sha256);
  }
  return {};
}

Result<Bytes> BenchVault::policy(const People& people) const {
  PYX_ASSIGN(const Bytes bytes, read_file(kPolicyFile));
  std::string text = to_text(bytes);
  for (const auto& [person, key] : people.keys) {
    replace(text, "@" + upper(person) + "_PUBLIC_KEY@", to_base64(key.public_key().spki()));
  }
  for (const auto& [mark, pin] : client_pins_) replace(text, mark, pin);
  return to_bytes(text);
}

Result<void> BenchVault::found(const People& people) {
  const std::filesystem::path vault = folder() / "vault";
  const SystemClock clock;
  PYX_ASSIGN(const auto token, open(token_));
  PYX_ASSIGN(const Bytes policy_bytes, policy(people));
  PYX_ASSIGN(const Bytes statement,
             custody::draft_vault(vault, policy_bytes, "policy.toml", pkcs11::to_text(token_.uri()),
                                  *token, clock));
  for (const auto& [person, key] : people.keys) {
    PYX_ASSIGN(const custody::Envelope envelope, key.sign_statement(statement));
    PYX_TRY(custody::add_founding_signature(vault, envelope));
  }
  PYX_TRY(custody::finish_vault(vault, *token, clock));
  return {};
}

Result<void> BenchVault::make_keys(const People& people, const std::vector<Algorithm>& algorithms) {
  const SystemClock clock;
  custody::VaultOptions options;
  options.folder = folder() / "vault";
  options.open_token = [this](const std::string&) { return open(token_); };
  options.clock = &clock;
  options.signing_threads = 0;
  PYX_ASSIGN(const auto vault, custody::Vault::open(options));
  const auto sign = [&people](std::string_view person, const Bytes& statement) {
    return people.sign(person, statement);
  };
  for (const Algorithm& algorithm : algorithms) {
    const Uuid id = Uuid::v7(clock.now());
    PYX_TRY(carry_out(*vault, sign, custody::KeyGenerate{id, algorithm.profile, algorithm.name}));
    PYX_TRY(carry_out(*vault, sign, custody::KeyActivate{id}));
    keys_[algorithm.name] = id;
  }
  return {};
}

Result<void> BenchVault::write_config() const {
  const std::string text = "listen = \"127.0.0.1:0\"\nvault = \"vault\"\npin_source = \"file:" +
                           token_.pin_file().string() +
                           "\"\n[tls]\ncertificate = \"pyxd.crt\"\nkey = \"pyxd.key\"\n"
                           "client_ca = \"ca.crt\"\n[signing]\nthreads = 2\n";
  return write_file(config(), as_bytes(text), Overwrite::kNo);
}

client::TransportOptions BenchVault::issuer() const {
  client::TransportOptions options;
  options.ca = folder() / "ca.crt";
  options.certificate = folder() / "issuer.crt";
  options.key = folder() / "issuer.key";
  return options;
}

}  // namespace pyx::bench
