#include "tests/ceremony/cli/desk.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "base/base64.h"
#include "base/file.h"
#include "ceremony/cli/dispatch.h"
#include "ceremony/officer_key.h"

namespace pyx::ceremony::testing {
namespace {

template <class T>
T must(Result<T> result) {
  if (!result) std::abort();
  return std::move(result).value();
}

struct Someone {
  std::string pem;
  std::string public_key;  // base64
};

// Encrypting a key takes a while on purpose: once a test program is enough.
const std::map<std::string, Someone>& people() {
  static const std::map<std::string, Someone> all = [] {
    std::map<std::string, Someone> made;
    for (const char* name : {"olga", "alice", "bob", "carol", "dave", "erin", "mallory"}) {
      const OfficerKey key = must(OfficerKey::make(KeyType::kEd25519));
      std::string secret(kPassphrase);
      const auto passphrase =
          must(SecretBytes::take({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()}));
      made[name] = {to_text(must(key.encrypted_pem(passphrase))),
                    to_base64(key.public_key().spki())};
    }
    return made;
  }();
  return all;
}

std::string person_block(const std::string& id, const std::string& roles) {
  return "[[person]]\nid = \"" + id + "\"\nname = \"" + id + "\"\npublic_key = \"" +
         people().at(id).public_key + "\"\nroles = [" + roles + "]\n\n";
}

std::string rule_block(const std::string& act, const std::string& quorum) {
  return "[[rule]]\nact = \"" + act + "\"\nquorum = [" + quorum +
         "]\nmay_propose = [\"operator\"]\nlifetime = \"24h\"\n\n";
}

std::string test_policy() {
  std::string text =
      "version = 1\nname = \"test\"\nroles = [\"operator\", \"security-officer\", \"auditor\"]\n\n";
  text += person_block("olga", "\"operator\"");
  for (const char* officer : {"alice", "bob", "carol"}) {
    text += person_block(officer, "\"security-officer\"");
  }
  text += person_block("dave", "\"auditor\"");
  text += person_block("erin", "\"security-officer\", \"auditor\"");
  for (const char* act :
       {"key.generate", "key.activate", "key.retire", "policy.change", "log.rotate", "thaw"}) {
    text += rule_block(act, "\"2 of security-officer\"");
  }
  text += rule_block("key.destroy", "\"2 of security-officer\", \"1 of auditor\"");
  text += "[freeze]\nroles = [\"security-officer\", \"auditor\"]\n\n";
  text +=
      "[[profile]]\nname = \"issuer-p256\"\ntype = \"p-256\"\npurpose = \"sign\"\nbackup = "
      "\"none\"\n";
  return text;
}

std::string profile_block(const std::string& name, const std::string& type,
                          const std::string& purpose) {
  return "[[profile]]\nname = \"" + name + "\"\ntype = \"" + type + "\"\npurpose = \"" + purpose +
         "\"\nbackup = \"none\"\n\n";
}

std::string denomination_block(const std::string& name, const std::string& value,
                               const std::string& profile) {
  return "[[denomination]]\nname = \"" + name + "\"\ncurrency = \"EUR\"\nvalue = " + value +
         "\nprofile = \"" + profile +
         "\"\nfirst = \"2026-11-16T00:00:00Z\"\nissue = \"7d\"\noverlap = \"1d\"\nahead = "
         "\"30d\"\nlife = \"60d\"\ngrace = \"30d\"\n\n";
}

}  // namespace

void Desk::make_mint() {
  std::string& text = store->policy;
  text += "\n";
  for (const char* act :
       {"keys.schedule", "budget.set", "coins.refund", "reservation.free", "clock.accept"}) {
    text += rule_block(act, "\"2 of security-officer\"");
  }
  text += profile_block("coin", "generic-secret", "coin") +
          profile_block("seed", "generic-secret", "coin-seed") +
          profile_block("blind", "rsa-2048", "blind-sign");
  text += denomination_block("eur-5", "500", "coin") + denomination_block("eur-1", "100", "coin") +
          denomination_block("eur-10-blind", "1000", "blind");
  text += profile_block("envelope", "p-256", "envelope") +
          "[[client]]\nname = \"issuer\"\nsan_uri = \"urn:pyx:client:issuer\"\nspki_sha256 = \"" +
          std::string(64, 'a') +
          "\"\naccess = [\"sign\", \"coins.mint\", \"coins.check\"]\nuse = [\"issuer-p256\", "
          "\"coin\", \"envelope\"]\nmost_bad_coins = 3\n";
}

Desk::Desk() {
  store->policy = test_policy();
  open_vault = [this](const VaultPlace&) -> Result<std::unique_ptr<custody::VaultAccess>> {
    if (!vault_opens) return vault_opens.error();
    return std::unique_ptr<custody::VaultAccess>(std::make_unique<FakeVault>(store));
  };
  write("passphrase", std::string(kPassphrase) + "\n");
  for (const auto& [name, someone] : people()) write(name + ".key", someone.pem);
}

std::filesystem::path Desk::write(const std::string& name, std::string_view content) const {
  const std::filesystem::path path = folder() / name;
  if (!write_file(path, as_bytes(content), Overwrite::kYes)) std::abort();
  return path;
}

std::vector<std::string> Desk::signer(const std::string& person) const {
  if (const auto own = signers.find(person); own != signers.end()) return own->second;
  return {"--key", (folder() / (person + ".key")).string(), "--passphrase-source",
          "file:" + (folder() / "passphrase").string()};
}

ExitCode Desk::run(const Commands& commands, const std::vector<std::string>& words) {
  data_.str({});
  words_.str({});
  if (elsewhere) {
    const Said said = elsewhere(words);
    data_ << said.data;
    words_ << said.words;
    return said.exit;
  }
  Output output(data_, words_, Colour::kNo);
  std::istringstream lines(typed);
  Context context{output,     {&lines, terminal}, clock,          open_vault,
                  open_token, leaf_of_server,     share_terminal, second_token_program};
  return dispatch(words, commands, context);
}

ExitCode Desk::run_as(const std::string& person, const Commands& commands,
                      std::vector<std::string> words) {
  std::ranges::move(signer(person), std::back_inserter(words));
  words.insert(words.end(), {"--dir", "vault"});
  return run(commands, words);
}

json::object Desk::json() const {
  auto parsed = json::parse(data());
  return parsed && parsed->is_object() ? parsed->as_object() : json::object();
}

}  // namespace pyx::ceremony::testing
