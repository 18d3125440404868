#include "tests/fuzz/honest_examples.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "base/base64.h"
#include "base/ecdsa_signature.h"
#include "base/file.h"
#include "ceremony/transcript/transcript.h"
#include "custody/acts/share_move.h"
#include "custody/acts/share_receipt.h"
#include "custody/backups/backup_file.h"
#include "custody/backups/token_proof.h"
#include "custody/client/receipt_file.h"
#include "custody/client/sign_call.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/leaf.h"
#include "custody/evidence/note.h"
#include "custody/evidence/tiles.h"
#include "custody/record_json.h"
#include "custody/server/api_json.h"
#include "custody/server/operation_writer.h"
#include "custody/server/sign_handler.h"
#include "custody/shares/drill_statement.h"
#include "custody/shares/share_set_json.h"
#include "tests/custody/server/operation_bodies.h"
#include "tests/support/certificates.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/matrix_example.h"
#include "tests/support/temp_folder.h"
#include "tests/support/vectors.h"

namespace pyx::fuzz {
namespace {

using testing::must;

void put(Examples& into, const std::string& target, const std::string& name, ByteView bytes) {
  into[target][name] = Bytes(bytes.begin(), bytes.end());
}
void put(Examples& into, const std::string& target, const std::string& name,
         std::string_view text) {
  put(into, target, name, as_bytes(text));
}

// A vault in which everything has happened once.
void live(testing::MemoryVault& vault) {
  const Uuid key = vault.active_key("p-256");
  vault.coin_key("eur-10-blind");
  vault.new_key("secret");
  must(vault.append(vault.request("issuer", key, 2)));
  const std::uint64_t request = vault.leaves().size() - 1;
  must(vault.append(custody::SettleLeaf{{request}}));
  vault.frozen(custody::FreezeKey{key}, "alice");
  vault.frozen(custody::FreezeClient{"issuer"}, "bob");
  const Sha256 all = vault.frozen(custody::FreezeAll{}, "carol");
  vault.done(custody::Thaw{{all}, true});
  vault.done(custody::KeyRetire{key});
  vault.done(custody::KeyDestroy{key});
  const Uuid open = vault.proposed(custody::KeyActivate{vault.new_key("p-256")});
  must(vault.decide(open, "alice", policies::Choice::kRefuse));
  const Uuid failed = vault.approved(custody::LogRotate{Uuid::v7(vault.clock.now())});
  must(vault.append(vault.intent(failed)));
  must(vault.append(custody::FailedLeaf{failed, "token", "CKR_DEVICE_ERROR", "C_GenerateKeyPair"}));
  vault.done(vault.move_to("another"));
}

void put_evidence(Examples& into, const testing::MemoryVault& vault) {
  for (const Bytes& bytes : vault.leaves()) {
    const custody::Leaf leaf = must(custody::parse_leaf(bytes));
    put(into, "leaf", std::string(custody::leaf_kind(leaf)), bytes);
    if (const auto* proposal = std::get_if<custody::ProposalLeaf>(&leaf.body)) {
      const custody::Act act = must(custody::parse_act(proposal->envelope.payload));
      const std::string type(policies::to_text(act.type()));
      put(into, "act", type, proposal->envelope.payload);
      put(into, "statement", type, proposal->envelope.payload);
      put(into, "envelope", "proposal", custody::to_text(proposal->envelope));
    } else if (const auto* decision = std::get_if<custody::DecisionLeaf>(&leaf.body)) {
      put(into, "decision", "decision", decision->envelope.payload);
      put(into, "envelope", "decision", custody::to_text(decision->envelope));
      put(into, "envelope_body", "decision",
          R"({"envelope":)" + custody::to_text(decision->envelope) + "}");
    } else if (const auto* freeze = std::get_if<custody::FreezeLeaf>(&leaf.body)) {
      const auto statement = must(custody::parse_freeze(freeze->envelope.payload));
      put(into, "freeze", "freeze-" + std::to_string(statement.target.index()),
          freeze->envelope.payload);
    } else if (const auto* executed = std::get_if<custody::ExecutedLeaf>(&leaf.body);
               executed != nullptr && executed->token_binding) {
      const Bytes binding = must(vault.blob_reader()(*executed->token_binding));
      put(into, "token_binding", "binding",
          must(custody::parse_envelope(as_text(binding))).payload);
    } else if (const auto* genesis = std::get_if<custody::GenesisLeaf>(&leaf.body)) {
      const Bytes founding = must(vault.blob_reader()(genesis->envelope));
      put(into, "founding", "founding", must(custody::parse_envelope(as_text(founding))).payload);
      put(into, "envelope", "founding", founding);
    }
  }
  const Bytes& policy = vault.books().policy_bytes;
  put(into, "policy", "policy", policy);
  put(into, "envelope_body", "policy",
      R"({"policy":")" + to_base64(policy) + R"(",)" +
          to_text(into["envelope_body"]["decision"]).substr(1));
}

void put_log(Examples& into, testing::MemoryVault& vault) {
  const std::string note = vault.checkpoint();
  put(into, "note", "checkpoint", note);
  put(into, "checkpoint", "checkpoint", must(custody::parse_note(note)).text);
  const auto info = must(testing::MemoryAccess(vault).info());
  put(into, "vkey", "vkey", info.log_vkey);
  const std::vector<Bytes> some(vault.leaves().begin(), vault.leaves().begin() + 3);
  put(into, "entry_bundle", "three-leaves", custody::encode_entries(some));
  put(into, "entry_bundle", "one-empty", Bytes{0, 0});
  for (const std::string path : {"tile/0/000", "tile/7/000.p/1", "tile/2/x001/x234/067.p/255",
                                 "tile/entries/x001/234.p/17"}) {
    put(into, "tile_path", std::to_string(into["tile_path"].size()), path);
  }
}

constexpr std::chrono::seconds kCentury = std::chrono::hours(24) * 36500;

void put_certificate(Examples& into) {
  const testing::TempFolder folder;
  const testing::CertificateAuthority authority("test");
  testing::CertificateOptions options;
  options.alt_names = "URI:urn:pyx:client:issuer";
  options.not_after = kCentury;  // a corpus is kept longer than a day
  const auto files = authority.issue(folder.path(), "issuer", options);
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_file(files.certificate.c_str(), "r"),
                                                BIO_free);
  const std::unique_ptr<X509, void (*)(X509*)> read(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free);
  unsigned char* der = nullptr;
  const int size = i2d_X509(read.get(), &der);
  put(into, "certificate", "client", ByteView{der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
}

void put_keys(Examples& into, const testing::MemoryVault& vault) {
  for (const KeyType type : {KeyType::kRsa2048, KeyType::kP256, KeyType::kEd25519}) {
    const std::string name(to_text(type));
    const Bytes spki = vault.made_key(type).spki.value();
    put(into, "spki", name, spki);
    put(into, "public_key_pem", name, must(PublicKey::from_spki(spki)).pem());
  }
  const testing::TestKey key(KeyType::kP256);
  put(into, "officer_key_pem", "p-256", key.encrypted_pem("a passphrase"));
  const Bytes der = key.sign(as_bytes("a coin"));
  put(into, "ecdsa_signature", "der", der);
  put(into, "ecdsa_signature", "p1363", must(ecdsa_der_to_p1363(der, 32)));
  // Of numbers that make no key.
  put(into, "private_key_info", "rsa",
      testing::hex_bytes("3031020100300d06092a864886f70d0101010500041d301b"
                         "02010002012102010302010702010b020103020107020101020102"));
  const Bytes curve =
      testing::hex_bytes("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420" +
                         std::string(64, '1'));
  put(into, "private_key_info", "p-256", curve);
  Bytes padded = curve;
  padded.resize(72);
  put(into, "private_key_info", "padded", padded);
  put_certificate(into);
}

// The first block of a kind on a page of docs/formats/.
std::string example_of(const std::string& page, const std::string& kind = "toml") {
  const std::string open = "```" + kind + "\n";
  const std::string text = to_text(must(read_file(PYX_SOURCE_DIR "/docs/formats/" + page)));
  const std::size_t begin = text.find(open) + open.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

void put_texts(Examples& into) {
  put(into, "policy", "mint", example_of("policy.md"));
  put(into, "budgets", "example", example_of("budgets.md"));
  put(into, "budgets", "every-scope", R"(version = 1
budget = [
  {name = "a", charge = "exchange", scope = "denomination:eur-5", currency = "EUR", limit = [
    {window = "60m", count = 1000000000000000, value = 0}]},
  {name = "b", charge = "redeem", scope = "profile:coin-mac", currency = "X01", limit = [
    {window = "366d", count = 0, value = 1000000000000000}]},
  {name = "c", charge = "refund", scope = "key:01938c2e-7000-7000-8000-000000000001", limit = [
    {window = "life", count = 1, value = 1}], currency = "EUR"},
  {name = "d", charge = "check", scope = "client:till", limit = [{window = "1s", count = 1}]},
]
)");
  put(into, "server_config", "example", must(read_file(PYX_SOURCE_DIR "/docs/api/pyxd.toml")));
  put(into, "json_text", "all-types",
      R"({"a":[1,-2,0.5,1e3,true,false,null],"b":{"é\n":"\u00e9"}})");
  put(into, "token_uri", "all",
      "pkcs11:serial=0a1b;token=mint%20one;manufacturer=SoftHSM%20project;model=SoftHSM%20v2;"
      "id=%01%ff?module-path=/usr/lib/a%20b.so&pin-source=file:/run/pin");
  put(into, "token_uri", "least", "pkcs11:?module-path=/a.so");
  for (const std::string source : {"file:/run/pin", "file:///run/pin", "fd:3", "prompt:"}) {
    put(into, "pin_source", std::to_string(into["pin_source"].size()), source);
  }
  for (const std::string text :
       {"aGVsbG8=", "aGVsbG8", "00ff", "01938c2e-7000-7000-8000-000000000001",
        "2026-11-23T08:56:20.123Z", "2026-11-23T08:56:20Z", "15m", "https://[::1]:7443",
        "https://pyxd.example:7443", "127.0.0.1:7443",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}) {
    put(into, "small_texts", std::to_string(into["small_texts"].size()), text);
  }
}

void put_matrix(Examples& into) {
  const pkcs11::TokenIdentity mint{"17", "SoftHSM v2", "SoftHSM project", "mint"};
  const pkcs11::TokenIdentity spare{"18", "NSS 3", "Mozilla Foundation", "spare"};
  put(into, "token_matrix", "two-tokens",
      must(custody::encode_matrix(
          testing::matrix_of(mint, spare, Time(Duration(1'795'000'000'000)), {KeyType::kP256}))));
}

void put_backup(Examples& into) {
  custody::BackupFile file;
  file.vault = sha256("vault");
  file.backup = Uuid::v7(file.created);
  file.created = Time(Duration(1'795'000'000'000));
  file.sources = {{"token", sha256("a")}, {"kernel", sha256("b")}, {"dice", sha256("c")}};
  file.token = {"17", "SoftHSM v2", "SoftHSM project", "mint"};
  file.token_rules = {{TokenRule::kSensitive, RuleOutcome::kEnforced},
                      {TokenRule::kWrapWithTrusted, RuleOutcome::kNotEnforced}};
  file.under = custody::WrappedUnder::kUsersKey;
  const Uuid issuer = Uuid::v7(file.created);
  file.keys = {{issuer, "issuer", "vital", KeyType::kP256, Purpose::kSign, Bytes{1, 2},
                std::nullopt, Bytes(144, 7)},
               {Uuid::v7(file.created), "coins", "coin", KeyType::kGenericSecret, Purpose::kCoin,
                std::nullopt, sha256("check"), Bytes(40, 8)}};
  put(into, "backup_file", "two-keys", must(custody::encode_backup(file)));
  file.under = custody::WrappedUnder::kTrustedKey;
  file.rewrapped_from = custody::RewrappedFrom{Uuid::v7(file.created), sha256("file")};
  put(into, "backup_file", "rewrapped", must(custody::encode_backup(file)));

  custody::TokenProof proof;
  proof.vault = file.vault;
  proof.backup = file.backup;
  proof.act = Uuid::v7(file.created);
  proof.token = {"18", "NSS 3", "Mozilla Foundation", "spare"};
  proof.module = "libsoftokn3.so";
  proof.manner = "session objects, in a process of their own";
  proof.time = file.created;
  proof.keys = {{issuer, Bytes(64, 1)}, {file.keys[1].id, {}}};
  put(into, "token_proof", "proven", custody::encode_proof(proof));
  proof.exposure = custody::Exposure::kExposed;
  proof.not_enforced = std::vector{TokenRule::kWrapWithTrusted};
  put(into, "token_proof", "exposed", custody::encode_proof(proof));
}

void put_keeping(Examples& into, const shares::ShareSet& set) {
  custody::ShareReceipt receipt{set.vault, set.id,     set.version, 0, 1, set.members[1].commitment,
                                "bob",     set.created};
  put(into, "share_keeping", "receipt-of-one", custody::encode_share_receipt(receipt));
  receipt.handed = custody::HandOver{"olga", "safe A, envelope 17"};
  put(into, "share_keeping", "receipt-of-both", custody::encode_share_receipt(receipt));
  custody::ShareMove move{set.vault, set.id, set.version, 0,        1,  set.members[1].commitment,
                          "bob",     "bob",  "dave",      "safe B", "", set.created};
  put(into, "share_keeping", "move", custody::encode_share_move(move));
  move.taken_by = "bob";
  move.witness = "dave";
  put(into, "share_keeping", "move-by-himself", custody::encode_share_move(move));
}

void put_ceremonies(Examples& into) {
  put(into, "ceremony_plan", "page", example_of("ceremony-plan.md"));
  for (const std::string name : {"genesis", "replace-holder"}) {
    put(into, "ceremony_plan", name,
        to_text(must(read_file(PYX_SOURCE_DIR "/ceremony/plans/" + name + ".toml"))));
  }
  put(into, "ceremony_site", "every-key", R"(version = 1
name = "Hall"
vault = "vault"
output = "/srv/out"
policy = "policy.toml"
new_policy = "next.toml"
budgets = "budgets.toml"
checkpoint = "checkpoint"
printer = "lp0"
parameters = {shares = "2 of 3"}
keys = {issuer = "01938c2e-7000-7000-8000-000000000001"}
backups = {kept = "01938c2e-7000-7000-8000-000000000002"}

[[token]]
name = "vault"
uri = "pkcs11:serial=1?module-path=/m.so"
pin_source = "file:/pin"
so_pin_source = "prompt:"

[[person]]
id = "alice"
name = "Alice"
roles = ["officer"]
key = "alice.key"
passphrase_source = "fd:3"
certificate = "alice.pem"
)");
}

void put_shares(Examples& into) {
  const std::string record = example_of("shares.md", "json");
  put(into, "share_set", "page", record);
  shares::ShareSet next = must(shares::parse_share_set(as_bytes(record)));
  next.version = 2;
  next.previous = sha256(record);
  next.scheme = {2, {{2, 3}, {1, 1}}};
  next.members.push_back({1, 0, "notary", sha256("salt"), sha256("commitment")});
  put(into, "share_set", "second-version", shares::encode_share_set(next));
  put(into, "share_words", "page", example_of("shares.md", "words"));
  put(into, "share_words", "33-words",
      "impulse calcium academic academic alcohol sugar lyrics pajamas column facility finance "
      "tension "
      "extend space birthday rainbow swimming purple syndrome facility trial warn duration "
      "snapshot "
      "shadow hormone rhyme public spine counter easy hawk album");
  const shares::ShareSet set = must(shares::parse_share_set(as_bytes(record)));
  shares::DrillReceipt receipt{set.vault,
                               set.id,
                               set.version,
                               0,
                               1,
                               "bob",
                               set.members[1].commitment,
                               set.created,
                               shares::DrillResult::kGood};
  put(into, "share_drill", "good", shares::encode_drill(receipt));
  receipt.result = shares::DrillResult::kOtherMember;
  put(into, "share_drill", "other-member", shares::encode_drill(receipt));
  put_keeping(into, set);
}

void put_envelopes(Examples& into) {
  std::string base64 = example_of("shares.md", "envelope");
  std::erase(base64, '\n');
  put(into, "share_envelope", "page", must(from_base64(base64)));
  put(into, "share_text", "page", example_of("shares.md", "text"));
  put(into, "holder_certificate", "page", example_of("shares.md", "certificate"));
}

void put_wire(Examples& into, testing::MemoryVault& vault) {
  testing::MemoryAccess access(vault);
  put(into, "api_answer", "vault", json::serialize(server::to_json(must(access.info()))));
  put(into, "api_answer", "act", json::serialize(server::to_json(must(access.acts()).back())));
  put(into, "api_answer", "key", json::serialize(custody::to_json(must(access.keys()).front())));
  put(into, "api_answer", "freeze",
      json::serialize(server::to_json(must(access.freezes()).front())));
  const client::SignTask task{must(Uuid::parse("01938c2e-7000-7000-8000-000000000001")),
                              must(Uuid::parse("01938c2e-7000-7000-8000-000000000001")),
                              {to_bytes("one"), to_bytes("two")},
                              client::EcdsaForm::kP1363};
  const custody::SignAnswer answer{Scheme::kEd25519, {Bytes(64, 1), Bytes(64, 2)}, {}};
  put(into, "sign_answer", "two", server::sign_response(task.key, answer).body);
  const client::Exchange asked = client::sign_exchange(task);
  put(into, "sign_body", "two", asked.body);
  const std::string post =
      "POST " + asked.path +
      " HTTP/1.1\r\nHost: pyxd\r\nIdempotency-Key: " + asked.fields.front().second +
      "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(asked.body.size()) +
      "\r\n\r\n" + asked.body;
  const std::string get = "GET /v1/log/tile/0/000 HTTP/1.1\r\nHost: pyxd\r\n\r\n";
  put(into, "http_request", "get", get);
  put(into, "http_request", "post", post);
  put(into, "http_request", "pipelined", get + post + get);
  put(into, "page_request", "page",
      "GET / HTTP/1.1\r\nHost: 127.0.0.1:8042\r\nAccept: */*\r\n\r\n");
  put(into, "page_request", "moment",
      "HEAD /moment?again HTTP/1.1\r\nhost: localhost:8042\r\n\r\n");
  put(into, "terminal_keys", "typed", "bag 17-B\x7f\x1b[DC\xc3\xbc\x1b[6~\x1bOP\r");
}

// An answer to each request that the target has asked before.
void put_operations(Examples& into) {
  for (const custody::Operation operation : custody::kOperations) {
    put(into, "operation_body", std::string(to_text(operation)), testing::good_body(operation));
  }
  const Uuid key = must(Uuid::parse("01938c2e-7000-7000-8000-000000000001"));
  const custody::Minted minted{Bytes(64, 1), {{custody::CoinId{1}, key, "eur-5", key.time()}}};
  const std::vector<custody::JudgedCoin> judged = {
      {custody::CoinId{2}, key, "eur-5", 500, custody::Verdict::kRetired},
      {custody::CoinId{3}, key, "", 500, custody::Verdict::kUnknownKey}};
  const custody::Envelope envelope{
      std::string(custody::kStatementPayloadType), to_bytes("{}"), {{sha256("key"), Bytes(64, 2)}}};
  const auto put_answer = [&](const std::string& name, decltype(custody::ValueAnswer::what) what) {
    custody::ValueAnswer answer;
    answer.receipt.remaining = custody::Remaining{"hourly", "1h", 97, 48500};
    answer.what = std::move(what);
    put(into, "value_answer", name, json::serialize(server::to_json(answer)));
  };
  put_answer("minted", minted);
  put_answer("would-pass", custody::WouldPass{});
  put_answer("judged", custody::Judged{judged});
  put_answer("exchanged", custody::Exchanged{judged, minted});
  put_answer("redeemed", custody::Redeemed{judged, "EUR", 1000});
  put_answer("blind-signed", custody::BlindSigned{{Bytes(64, 3)}});
  put_answer("stated", custody::Stated{envelope});
  client::ReceiptFile receipt;
  receipt.client = "issuer";
  receipt.request = key;
  put(into, "receipt_file", "sign", client::write_receipt_file(receipt));
  receipt.operation = custody::Operation::kCoinsMint;
  receipt.receipt.remaining = custody::Remaining{"hourly", "1h", 97, 48500};
  put(into, "receipt_file", "coins.mint", client::write_receipt_file(receipt));
}

void put_budgets(Examples& into) {
  policies::Budget budget;
  budget.name = "hourly";
  budget.currency = "EUR";
  budget.limits = {{std::chrono::hours(1), 100, 50000}, {std::nullopt, 100000, 5000000}};
  const auto put_record = [&into](const std::string& name, const auto& record) {
    using server::to_json;
    put(into, "api_answer", name, json::serialize(to_json(record)));
  };
  put_record("budget", custody::BudgetRecord{budget, {{3, 1500}, {40, 20000}}});
  put_record("lowered", custody::LoweredBudget{budget, 10});
  const Uuid id = must(Uuid::parse("01938c2e-7000-7000-8000-000000000001"));
  put_record("open-request", custody::OpenRequest{17, id.time(), "issuer", "coins.mint", id});
}

// The worked example of docs/formats/ceremony-transcript.md.
void put_ceremony(Examples& into) {
  const std::string text =
      to_text(must(read_file(PYX_SOURCE_DIR "/tests/vectors/ceremony-transcript.jsonl")));
  put(into, "ceremony_transcript", "example", text);
  const auto read = ceremony::transcript::read_transcript(text);
  for (const auto& entry : read.transcript.entries) {
    put(into, "ceremony_entry", std::string(to_text(entry.kind)),
        ceremony::transcript::encode_entry(entry));
  }
  const std::string& signatures = read.transcript.entries.back().text("signatures");
  put(into, "ceremony_statement", "end",
      to_text(must(custody::parse_envelope(signatures)).payload));
}

}  // namespace

Examples honest_examples() {
  testing::MemoryVault vault;
  live(vault);
  Examples examples;
  put_evidence(examples, vault);
  put_log(examples, vault);
  put_keys(examples, vault);
  put_texts(examples);
  put_ceremonies(examples);
  put_shares(examples);
  put_matrix(examples);
  put_backup(examples);
  put_envelopes(examples);
  put_wire(examples, vault);
  put_operations(examples);
  put_budgets(examples);
  put_ceremony(examples);
  return examples;
}

}  // namespace pyx::fuzz
